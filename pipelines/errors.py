"""Errors of no particular step, kept apart so that the command line can import them without loading their sources."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Name a file in the refusal of a write or sync: the system does so only where a file is opened, moved or removed.

    Raises:
        OSError: as it was raised, with a file.
    """
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


class InvalidSettings(ValueError):  # noqa: N818 (what they are)
    """A setting is invalid; the message names each, where it is set, and what is allowed."""


class RowsLost(RuntimeError):  # noqa: N818 (the state of the new file)
    """A new file would lose published rows without a page that explains it, and is not published."""

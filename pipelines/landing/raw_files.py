"""The files of the raw folder: their names, how they are opened, the lock of the one writer.

No link is followed out of the folder and no other name is touched (FAULTS.md F30); the content of the files is not
known here.
"""

import io
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISREG

from pipelines.landing.errors import RawStoreBusy, RawStoreUnwritable
from pipelines.locks import Locked, lock_folder

WARC_SUFFIX = ".warc.gz"
INDEX_SUFFIX = ".cdxj"
TORN_FOLDER = "torn"

_STEM = re.compile(r"pithhouse-[0-9]{6}-[0-9]{5}")


def warc_name(landed_at: datetime, number: int) -> str:
    """Return `pithhouse-202611-00001.warc.gz`: the month (UTC) of landing, and a number from 1."""
    return f"pithhouse-{landed_at.astimezone(UTC):%Y%m}-{number:05d}{WARC_SUFFIX}"


def index_name(warc_file: str) -> str:
    """Return the name of the index beside a WARC file."""
    return warc_file.removesuffix(WARC_SUFFIX) + INDEX_SUFFIX


def is_warc_name(name: str) -> bool:
    """Return whether a name can be that of a WARC file of ours; a path never is."""
    return name.endswith(WARC_SUFFIX) and _STEM.fullmatch(name.removesuffix(WARC_SUFFIX)) is not None


def files_named(root: Path, suffix: str) -> list[str]:
    """Return the sorted names of our regular files with this suffix, without links."""
    return [name for name, is_regular in _ours(root, suffix) if is_regular]


def links_named(root: Path, suffix: str) -> list[str]:
    """Return the sorted names that look like ours but are links, folders or devices."""
    return [name for name, is_regular in _ours(root, suffix) if not is_regular]


def open_file(path: Path, mode: str) -> io.FileIO:
    """Open a file of the raw folder unbuffered, never through a link.

    Raises:
        OSError: it is a link, does not exist, or may not be opened.
    """
    return io.FileIO(path, mode, opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW, 0o644))


@contextmanager
def one_writer(root: Path) -> Iterator[None]:
    """Lock the raw folder for writing; the lock ends with the process that holds it.

    Raises:
        RawStoreBusy: another process holds it.
    """
    with ExitStack() as held:
        try:
            with refusals_named(root):
                held.enter_context(lock_folder(root))
        except Locked as error:
            raise RawStoreBusy(f"{root}: another process is landing captures; wait until it is done") from error
        yield


@contextmanager
def refusals_named(path: Path) -> Iterator[None]:
    """Turn an OSError into a message that says what to do (FAULTS.md F27).

    Raises:
        RawStoreUnwritable: in place of an OSError.
    """
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise RawStoreUnwritable(
            f"{path}: {why}; what was landed before is kept: free space or grant permission, and run it again"
        ) from error


def _ours(root: Path, suffix: str) -> list[tuple[str, bool]]:
    if not root.is_dir():
        return []
    names = (path for path in root.iterdir() if path.name.endswith(suffix))
    return sorted(
        (path.name, S_ISREG(path.lstat().st_mode)) for path in names if _STEM.fullmatch(path.name.removesuffix(suffix))
    )

"""Aliases of paths for Dagster, which puts paths unescaped into SQLite URLs.

Only for paths that are passed to Dagster; code that opens files itself uses the path as it is.
"""

import re
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

_PLAIN: Final = re.compile(r"[^%?\x00-\x1f\x7f\ud800-\udfff]*")
"""Paths without characters that have a meaning in such a URL."""


def plain_path(path: Path) -> Path:
    """Return the path, or an alias of it without characters that are special in a URL.

    The alias goes through a symbolic link in the system's temporary folder, which is removed when the process ends.

    Raises:
        OSError: the link cannot be created.
    """
    if _PLAIN.fullmatch(str(path.absolute())) or not _PLAIN.fullmatch(path.name):
        return path
    return Path(_linked(path.absolute().parent).name) / "data" / path.name


@lru_cache(maxsize=64)
def _linked(folder: Path) -> "TemporaryDirectory[str]":
    """Link to a folder from a temporary folder, which is removed when the process ends."""
    made = TemporaryDirectory(prefix="pithhouse-")
    (Path(made.name) / "data").symlink_to(folder, target_is_directory=True)
    return made

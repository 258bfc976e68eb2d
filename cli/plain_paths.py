"""Paths under another name, for Dagster, which puts paths into URLs of SQLite as they are.

Nothing else may need this: whoever opens files by itself takes the path.
"""

import re
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

_PLAIN: Final = re.compile(r"[^%?\x00-\x1f\x7f\ud800-\udfff]*")
"""Paths that stay the same in such a URL."""


def plain_path(path: Path) -> Path:
    """Give the path, or another one to the same file whose name has no special meaning in a URL.

    The other one leads through a link in the system's folder for temporary files, which goes with the process.

    Raises:
        OSError: the link cannot be made.
    """
    if _PLAIN.fullmatch(str(path.absolute())) or not _PLAIN.fullmatch(path.name):
        return path
    return Path(_linked(path.absolute().parent).name) / "data" / path.name


@lru_cache(maxsize=64)
def _linked(folder: Path) -> "TemporaryDirectory[str]":
    """Make a link to a folder, in a folder of its own that is removed when the process ends."""
    made = TemporaryDirectory(prefix="pithhouse-")
    (Path(made.name) / "data").symlink_to(folder, target_is_directory=True)
    return made

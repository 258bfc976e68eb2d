"""Replace an export by the next one: written beside it, by one process at a time, and swapped in whole.

What is written is not known here. Beside the folder NAME there are `.NAME.new` while it is written, `.NAME.old` during
the swap, and `.NAME.lock`. The lock is outside the folder because the folder's content is described, checked and
replaced; the empty lock file is never removed, since a removed lock file can be held twice.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Final

import duckdb

from pipelines.disk import sync
from pipelines.exporting.errors import NotAnExport
from pipelines.locks import lock_file
from pipelines.warehouse.beside import refused_by_disk

MARK: Final = "datapackage.json"
"""The file that marks a folder as an export."""

_UNCHANGED: Final = "the export could not be written; the previous one is unchanged"


@contextmanager
def replaced(folder: Path, wait_seconds: float) -> Iterator[Path]:
    """Yield an empty folder to write into, which replaces another one on success.

    Args:
        folder: the folder to replace, resolved; it is missing, empty, or an export.
        wait_seconds: how long to wait for another process that writes there.

    Raises:
        NotAnExport: the folder holds files that no export wrote.
        Locked: another process is still writing there.
        OSError: the disk refused, also if it refused DuckDB; the previous export is intact.
    """
    _require_export(folder)
    unfinished, former, lock = (folder.with_name(f".{folder.name}.{what}") for what in ("new", "old", "lock"))
    with explained_refusal(folder, _UNCHANGED), lock_file(lock, wait_seconds, f"{folder} is being written by"):
        if former.exists() and not folder.exists():
            former.rename(folder)  # a call was killed between the two renames below
        for left in (unfinished, former):
            rmtree(left, ignore_errors=True)
        unfinished.mkdir()
        try:
            yield unfinished
            for written in (*unfinished.iterdir(), unfinished):  # or a power cut could leave the name without the files
                sync(written)
            _exchange(unfinished, folder, former)
            sync(folder.parent)
        finally:
            rmtree(unfinished, ignore_errors=True)
        rmtree(former, ignore_errors=True)


def _require_export(folder: Path) -> None:
    names = {one.name for one in folder.iterdir()} if folder.exists() else set()
    if names and MARK not in names:
        raise NotAnExport(f"{folder} holds files that are not an export; name another folder")


def _exchange(unfinished: Path, folder: Path, former: Path) -> None:
    if folder.exists():
        folder.rename(former)
    try:
        unfinished.rename(folder)
    except OSError:
        if former.exists():
            former.rename(folder)
        raise


@contextmanager
def explained_refusal(folder: Path, state: str) -> Iterator[None]:
    """Explain a refusal of the disk (FAULTS F27); Python names no file when a write is refused.

    Args:
        folder: the folder that could not be written.
        state: what is there now, for the message.
    """
    try:
        yield
    except (duckdb.Error, OSError) as error:
        refused = refused_by_disk(error)
        if isinstance(error, duckdb.Error) and not refused:
            raise
        code, reason = (error.errno, error.strerror) if isinstance(error, OSError) else (refused, error)
        what = f"{state} ({reason})"
        raise OSError(code or errno.EIO, what, str(folder)) from error

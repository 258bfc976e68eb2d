"""Opening DuckDB files: the published one for reading, a new one for building.

Every file is opened here, so that time zone, security settings and storage version are set in one place. `scratch`
opens databases in memory.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile, move, rmtree
from tempfile import TemporaryDirectory
from typing import Final

import duckdb

from pipelines.warehouse.beside import shards_folder, spill_folder, wal_of

STORAGE_VERSION: Final = "v1.2.0"
"""DuckDB 1.2 and later can open it. 1.3 would save a fifth of a large file, 1.0 nothing (sizes in docs/clients.md)."""

MOST_MEMORY: Final = 4 * 2**30
"""Maximum memory of a build in bytes; at most three quarters of the machine's memory are used."""

LEAST_MEMORY: Final = 256 * 2**20
"""Bytes that a build, or a check of a file, may use in any case."""

SEE_DOCTOR: Final = "; `pithhouse doctor` names the repair"
"""The end of error messages about damaged files."""

HEADERS: Final = 3 * 4096
"""Bytes before a DuckDB file's first block."""


class NotPublished(RuntimeError):  # noqa: N818 (the state of the data folder)
    """There is no published warehouse, or it cannot be opened. The message says what to do."""


class NoSuchCell(Exception):  # noqa: N818 (what was asked for)
    """The requested table, row or column does not exist. The message lists what exists."""


class NoSuchHub(Exception):  # noqa: N818 (what was asked for)
    """A name matches no hub of the warehouse, or more than one. The message says how to find the right one."""


class NothingToCompare(RuntimeError):  # noqa: N818 (the state of the data folder)
    """The published file and the stored captures do not match, or there are none. The message says what to do."""


class _Cut(Exception):  # noqa: N818 (what is wrong with the file)
    """The file is shorter than its header says."""


def open_published(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a warehouse for queries: read-only, with locked settings and without access to files or network from SQL.

    Args:
        path: the published DuckDB file.

    Returns:
        A connection with the time zone UTC.

    Raises:
        NotPublished: there is no such file, DuckDB cannot open it, or its end is missing. A block that was altered on
            disk is detected by DuckDB when a query reads it, or by `damage.read_through`.
    """
    if not path.exists():
        raise NotPublished(f"{path} does not exist yet; `pithhouse refresh` creates it")
    _release(path, only_if_changed=True)
    if path in _kept:  # the same instance again: its settings are locked, and its end was found
        return _connected(path)
    while True:
        before = path.stat()
        try:
            connection = _opened(path, before)
            if _is_keeping and path not in _kept:
                _kept[path] = file_state(before), _opened(path, before)  # no cursor: it is closed with its connection
        except (duckdb.Error, _Cut) as error:
            # DuckDB opens a file more than once, so it may see two different files if one is published meanwhile.
            if os.path.samestat(before, path.stat()):
                raise NotPublished(f"{path} cannot be opened: {error}{SEE_DOCTOR}") from error
            continue
        return connection


@contextmanager
def keeping_open() -> Iterator[None]:
    """Keep the files open that `open_published` opens inside: to open one again then takes a fifteenth of the time.

    DuckDB shares one instance among the connections of a process to a file. A file that was changed, or in whose place
    another was put, is opened anew. Each may use as many bytes of memory as it has itself, and `LEAST_MEMORY` in any
    case: otherwise DuckDB would keep every block that a run reads.
    """
    global _is_keeping  # noqa: PLW0603 (one process has one DuckDB)
    before, _is_keeping = _is_keeping, True
    try:
        yield
    finally:
        _is_keeping = before
        if not _is_keeping:
            for path in list(_kept):
                _release(path)


_is_keeping = False
_kept: Final[dict[Path, tuple[tuple[int, ...], duckdb.DuckDBPyConnection]]] = {}
"""The files that are kept open: the state in which each was opened, and a connection that nobody asks."""


def file_state(found: os.stat_result) -> tuple[int, ...]:
    """Return numbers that change when a file is written: device, inode, size in bytes, last write in nanoseconds."""
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _release(path: Path, *, only_if_changed: bool = False) -> None:
    """Close a file that is kept open."""
    if path in _kept and not (only_if_changed and path.exists() and _kept[path][0] == file_state(path.stat())):
        _kept.pop(path)[1].close()


@contextmanager
def open_new(
    path: Path, memory: int = MOST_MEMORY, threads: int | None = None, copied_from: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a new file for building, replacing anything that an interrupted build left there.

    Args:
        path: the new file.
        memory: the most that DuckDB may use, in bytes; what goes beyond is written to a folder next to the file.
        threads: how many it may use; None: as many as there are cores.
        copied_from: a file of the same storage version that it starts as a copy of; None: it starts empty.

    DuckDB takes a `?` in a path for the start of a URL's query string and would write its log elsewhere, so such a file
    is built in the system's temporary folder and then moved.
    """
    remove_left(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="pithhouse-") if "?" in str(path) else nullcontext(path.parent) as folder:
        built = Path(folder) / path.name
        if copied_from:
            copyfile(copied_from, built)  # without its mode: the published file is read-only
        with duckdb.connect(str(built), config={"storage_compatibility_version": STORAGE_VERSION}) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute(f"SET memory_limit = '{min(memory, most_memory()) // 2**20}MiB'")
            if threads:
                connection.execute(f"SET threads = {threads}")
            yield connection
        if built.parent != path.parent:
            move(built, path)


def most_memory() -> int:
    """Return how many bytes a build may use on this machine."""
    return min(MOST_MEMORY, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * 3 // 4)


def from_microseconds(moment: int) -> datetime:
    """Convert a result of DuckDB's `epoch_us` to a time (UTC); fetching a TIMESTAMPTZ itself would require pytz."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment)


def remove_left(path: Path) -> None:
    """Remove a DuckDB file together with its log and its folders for spilled data and shards."""
    _release(path)
    for left in (path, wal_of(path)):
        left.unlink(missing_ok=True)
    for folder in (spill_folder(path), shards_folder(path)):
        rmtree(folder, ignore_errors=True)


def _opened(path: Path, before: os.stat_result) -> duckdb.DuckDBPyConnection:
    """Return a connection to the file at `path` with its settings locked; `before` is its status just before opening.

    Raises:
        duckdb.Error: DuckDB cannot open it.
        _Cut: its end is missing.
    """
    connection = _connected(path)
    try:
        _lock_settings(connection, memory_to_read(before.st_size) if _is_keeping else None)
        if os.path.samestat(before, path.stat()):  # otherwise a file has just been published: both are complete
            _require_end(connection, before.st_size)
    except (duckdb.Error, _Cut):
        connection.close()
        raise
    return connection


def _connected(path: Path) -> duckdb.DuckDBPyConnection:
    closed: dict[str, str | bool | int | float | list[str]] = {"enable_external_access": "?" in str(path)}
    return duckdb.connect(str(path), read_only=True, config=closed)


_settings: Final = threading.Lock()
"""Held while settings are locked: threads that open a file share its settings, and only one of them can set them."""


def memory_to_read(size: int) -> int:
    """Return how many bytes of memory a run may use to read a file of so many bytes."""
    return min(max(LEAST_MEMORY, size), most_memory())


def _lock_settings(connection: duckdb.DuckDBPyConnection, memory: int | None) -> None:
    with _settings:
        [(is_locked,)] = connection.execute("SELECT current_setting('lock_configuration')").fetchall()
        if not is_locked:  # otherwise this process already has the file open, and DuckDB shares the settings
            connection.execute("SET enable_external_access = false")  # not earlier: with a `?`, the log is elsewhere
            connection.execute("SET GLOBAL TimeZone = 'UTC'")
            if memory:
                connection.execute(f"SET GLOBAL memory_limit = '{memory >> 20}MiB'")
            connection.execute("SET lock_configuration = true")


def _require_end(connection: duckdb.DuckDBPyConnection, size: int) -> None:
    """Check that the file is long enough for all blocks in use by its header; DuckDB checks only blocks that it reads.

    The blocks, which are written whole, come after three headers of 4 KiB.
    """
    # fetchall, not fetchone: DuckDB 2 rejects the next statement until a result has been read to its end.
    [(blocks,)] = connection.execute(
        "SELECT block_size * (total_blocks - free_blocks) FROM pragma_database_size()"
    ).fetchall()
    if size < HEADERS + blocks:
        raise _Cut(f"it has {size} bytes, but {HEADERS + blocks} according to its header")

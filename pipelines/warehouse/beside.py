"""What DuckDB and a build keep beside a database file, and how DuckDB says that the disk refused."""

import errno
from pathlib import Path

import duckdb


def wal_of(path: Path) -> Path:
    """Return the path of a DuckDB file's write-ahead log."""
    return path.with_name(path.name + ".wal")


def spill_folder(path: Path) -> Path:
    """Return the folder that DuckDB spills to while a file is open."""
    return path.with_name(path.name + ".tmp")


def shards_folder(path: Path) -> Path:
    """Return the folder that a build by shards works in, beside the new file."""
    return path.with_name(path.name + ".shards")


def refused_by_disk(error: BaseException) -> int | None:
    """Return the errno of what DuckDB or the system raised because the disk refused; None: of anything else."""
    if isinstance(error, OSError):
        return error.errno if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EIO} else None
    if not isinstance(error, duckdb.Error):
        return None
    if "No space left" in str(error):
        return errno.ENOSPC
    # A sync that fails is fatal to DuckDB: the file is of no use then.
    return errno.EIO if isinstance(error, duckdb.IOException) or "fsync failed" in str(error) else None

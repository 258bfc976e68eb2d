"""In-memory databases, for queries that need their own tables: within a limit, or with two files attached.

`connections` opens the files of the warehouse.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.warehouse.beside import spill_folder
from pipelines.warehouse.connections import memory_to_read
from schemas.ddl import literal


@contextmanager
def open_spilling(folder: Path, memory: int, threads: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an in-memory database that keeps a limit, for a part of a build.

    Args:
        folder: where it spills to, beyond the limit; nothing is left there.
        memory: the limit, in bytes.
        threads: how many it may use; None: as many as there are cores.
    """
    config: dict[str, str | bool | int | float | list[str]] = {"temp_directory": str(folder / "spilled")}
    with duckdb.connect(":memory:", config=config | ({"threads": threads} if threads else {})) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"SET memory_limit = '{memory // 2**20}MiB'")
        connection.execute("SET preserve_insertion_order = false")
        yield connection


def open_scratch() -> duckdb.DuckDBPyConnection:
    """Open an in-memory database, for queries that need their own tables."""
    connection = duckdb.connect(":memory:")
    connection.execute("SET TimeZone = 'UTC'")
    return connection


@contextmanager
def open_both(before: Path, after: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a scratch database with two warehouse files attached read-only, as `former` and `newer`."""
    with open_scratch() as connection:
        limit = memory_to_read(max(before.stat().st_size, after.stat().st_size))
        connection.execute(f"SET memory_limit = '{limit >> 20}MiB'")
        connection.execute(f"SET temp_directory = {literal(str(spill_folder(after)))}")
        for name, path in (("former", before), ("newer", after)):
            connection.execute(f"ATTACH {literal(str(path))} AS {name} (READ_ONLY)")
        yield connection

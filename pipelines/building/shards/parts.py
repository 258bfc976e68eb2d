"""Relations on disk, between two phases of a build by shards: Parquet files, whole or divided into shards.

What the relations hold is decided in `phases`.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final
from uuid import uuid4

import duckdb

from pipelines.building.inputs import parquet_list
from schemas import ddl

ROWS_HELD: Final = 400_000
"""Rows of all shards together that a thread holds before it writes them."""


def new_folder(scratch: Path, phase: str) -> Path:
    """Make a folder that nobody else writes to, even if a lost worker goes on with the same shard (decision 0046)."""
    folder = scratch / f"{phase}-{uuid4().hex}"
    folder.mkdir(parents=True)
    return folder


def write(connection: duckdb.DuckDBPyConnection, folder: Path, name: str, query: str) -> None:
    """Write the result of a query as one file."""
    connection.execute(f"COPY ({query}) TO {ddl.literal(str(folder / f'{name}.parquet'))} (FORMAT parquet)")


def write_divided(connection: duckdb.DuckDBPyConnection, folder: Path, name: str, query: str, shards: int) -> None:
    """Write the result of a query as files for each shard; its last column, `shard`, says which a row belongs to."""
    connection.execute(f"SET partitioned_write_flush_threshold = {max(2048, ROWS_HELD // shards)}")
    place = folder / name
    connection.execute(f"COPY ({query}) TO {ddl.literal(str(place))} (FORMAT parquet, PARTITION_BY (shard))")
    place.mkdir(exist_ok=True)
    # A shard without rows has no file of its own, but a view needs one to know the columns.
    write(connection, place, "no_rows", f"SELECT * EXCLUDE (shard) FROM ({query}) LIMIT 0")


def files(folders: Iterable[Path], name: str, shard: int | None = None) -> list[str]:
    """List the files of a relation, whichever of the two ways it was written.

    Args:
        folders: the folders of the phase that wrote it.
        name: the relation.
        shard: which shard of a divided relation; None: all.
    """
    found: list[Path] = []
    for folder in folders:
        whole = folder / f"{name}.parquet"
        divided = folder / name
        which = "shard=*" if shard is None else f"shard={shard}"
        found += [whole] if whole.exists() else [divided / "no_rows.parquet", *sorted(divided.glob(f"{which}/*"))]
    return list(map(str, found))


def rows_of(parquet: list[str]) -> str:
    """Return SQL that selects the rows of some files."""
    return f"FROM read_parquet({parquet_list(parquet)}, hive_partitioning = false)"


def give(connection: duckdb.DuckDBPyConnection, name: str, parquet: list[str]) -> None:
    """Make a view of a relation's files under its name."""
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {ddl.quoted(name)} AS {rows_of(parquet)}")


def limit(connection: duckdb.DuckDBPyConnection, name: str, captures: str) -> None:
    """Put a table of some of its rows in the place of a view: no statement evaluates a row that is not in it.

    Args:
        connection: has the view.
        name: of the view, which has a column `capture_id`.
        captures: a relation with the captures whose rows are kept.
    """
    quoted = ddl.quoted(name)
    connection.execute(f"CREATE TEMP TABLE limited AS FROM {quoted} SEMI JOIN {captures} USING (capture_id)")
    connection.execute(f"DROP VIEW {quoted}; ALTER TABLE limited RENAME TO {quoted}")

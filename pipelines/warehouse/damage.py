"""Damaged blocks of a DuckDB file: DuckDB checks the checksum of each block that it reads, so every value is read.

`pithhouse doctor` calls it for the published file, and a build for the rows that it carries over (FAULTS F29).
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from pipelines.warehouse.connections import SEE_DOCTOR, NotPublished, open_published


def read_through(path: Path) -> None:
    """Read every value of every table, which makes DuckDB verify the checksum of each block in use (FAULTS F29).

    Raises:
        NotPublished: the file cannot be opened, or a block is damaged; the message names the table.
    """
    with open_published(path) as connection:
        for place, error in _unreadable(connection):
            raise NotPublished(f"{path} is damaged in table {place}: {error}{SEE_DOCTOR}") from error


def read_every_value(connection: duckdb.DuckDBPyConnection) -> None:
    """Read through the tables of an open file, as `read_through` does.

    Raises:
        duckdb.Error: a block is damaged.
    """
    for _, error in _unreadable(connection):
        raise error


def _unreadable(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, duckdb.Error]]:
    """Read every value of each table, and yield the tables where that fails, each with the error."""
    found = connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() "
        "WHERE NOT internal AND NOT temporary AND database_name = current_database() ORDER BY ALL"
    ).fetchall()
    for one in found:
        place = ".".join('"' + part.replace('"', '""') + '"' for part in one)
        try:
            connection.execute(f"SELECT bit_xor(hash(one)) FROM {place} AS one").fetchall()
        except duckdb.Error as error:
            yield place, error

"""Damaged blocks of a DuckDB file: DuckDB checks the checksum of each block that it reads, so every value is read.

`pithhouse doctor` calls it for the published file, and a build for the rows that it carries over (FAULTS F29).
"""

from pathlib import Path

import duckdb

from pipelines.warehouse.connections import SEE_DOCTOR, NotPublished, open_published
from schemas.ddl import quoted


def read_through(path: Path) -> None:
    """Read every value of every table, which makes DuckDB verify the checksum of each block in use (FAULTS F29).

    Raises:
        NotPublished: the file cannot be opened, or a block is damaged; the message names the table.
    """
    with open_published(path) as connection:
        for place in _tables(connection):
            try:
                _read(connection, place)
            except duckdb.Error as error:
                raise NotPublished(f"{path} is damaged in table {place}: {error}{SEE_DOCTOR}") from error


def read_every_value(connection: duckdb.DuckDBPyConnection) -> None:
    """Read through the tables of an open file, as `read_through` does.

    Raises:
        duckdb.Error: a block is damaged.
    """
    for place in _tables(connection):
        _read(connection, place)


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the names of the file's tables for SQL, in order."""
    found = connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() "
        "WHERE NOT internal AND NOT temporary AND database_name = current_database() ORDER BY ALL"
    ).fetchall()
    return [".".join(map(quoted, one)) for one in found]


def _read(connection: duckdb.DuckDBPyConnection, place: str) -> None:
    connection.execute(f"SELECT bit_xor(hash(one)) FROM {place} AS one").fetchall()

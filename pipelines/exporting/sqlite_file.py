"""An export as one SQLite file: keys declared, descriptions as comments of CREATE TABLE.

SQLite has no types for times and dates: they are text in ISO 8601 (UTC), and booleans are 0 and 1. Python's own sqlite3
writes it; DuckDB's extension for SQLite would have to be downloaded.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from pipelines.exporting.cells import batches_of
from pipelines.exporting.forms import Format
from pipelines.exporting.keys import file_name, foreign_keys
from pipelines.progress import ProgressCallback
from schemas import ddl, table
from schemas.table import Column, Table

_TYPES: Final = {"INTEGER": "INTEGER", "BIGINT": "INTEGER", "BOOLEAN": "INTEGER", "DOUBLE": "REAL"}
_DTYPES: Final = {"INTEGER": pl.Int64, "REAL": pl.Float64, "TEXT": pl.String}


def write_sqlite(
    connection: duckdb.DuckDBPyConnection, path: Path, models: Sequence[type[Table]], advance: ProgressCallback
) -> list[int]:
    """Write tables into a new SQLite file.

    Args:
        connection: reaches the tables.
        path: the file; there is none yet.
        models: the tables and views.
        advance: progress callback, in tables.

    Returns:
        The number of rows of each.

    Raises:
        OSError: the disk refused.
    """
    there = {file_name(one) for one in models}
    counts = []
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            # The file is new, and is thrown away if anything fails.
            file.execute("PRAGMA journal_mode = OFF")
            file.execute("PRAGMA synchronous = OFF")
            file.execute("BEGIN")
            for done, model in enumerate(models, 1):
                file.execute(_create(model, there))
                places = ", ".join("?" * len(table.columns(model)))
                insert = f"INSERT INTO {ddl.quoted(file_name(model))} VALUES ({places})"
                batches = batches_of(connection, model, Format.SQLITE)
                counts.append(sum(_inserted(file, insert, rows) for rows in batches))
                advance(done, len(models))
            file.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error
    return counts


def read_sqlite(path: Path, name: str) -> pl.DataFrame:
    """Return a table of a SQLite file, to compare it with another one."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
        declared = file.execute(f"PRAGMA table_info({ddl.quoted(name)})").fetchall()
        rows = file.execute(f"SELECT * FROM {ddl.quoted(name)}").fetchall()
    return pl.DataFrame(rows, schema={column: _DTYPES[kind] for _, column, kind, *_ in declared}, orient="row")


def _inserted(file: sqlite3.Connection, insert: str, rows: list[tuple[object, ...]]) -> int:
    file.executemany(insert, rows)
    return len(rows)


def _create(model: type[Table], there: set[str]) -> str:
    lines = [(_declared(one), one.description) for one in table.columns(model)]
    lines.append((f"PRIMARY KEY ({', '.join(map(ddl.quoted, table.keys(model)))})", ""))
    for name, target in foreign_keys(model, there).items():
        column = ddl.quoted(name)
        lines.append((f"FOREIGN KEY ({column}) REFERENCES {ddl.quoted(target)} ({column})", ""))
    body = "\n".join(
        f"    {declared}{',' * (place < len(lines))}{' -- ' * bool(told)}{told}"
        for place, (declared, told) in enumerate(lines, 1)
    )
    return f"CREATE TABLE {ddl.quoted(file_name(model))} (\n    -- {table.grain(model)}\n{body}\n)"


def _declared(one: Column) -> str:
    return f"{ddl.quoted(one.name)} {_TYPES.get(one.sql_type, 'TEXT')}{'' if one.is_nullable else ' NOT NULL'}"

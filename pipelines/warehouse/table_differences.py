"""Two warehouse files compared cell by cell: per table and column how many changed, and some before and after.

Which of the two is right is not said here. `pithhouse reparse --diff` compares the published file with its shadow.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.warehouse.connections import open_scratch
from schemas import ddl, registry, table
from schemas.ddl import quoted
from schemas.table import Table

MAX_EXAMPLES: Final = 3
"""So many examples of each changed column."""

BOOKS: Final = frozenset({"sources", "fetches"})
"""Tables that no parser makes: they go on with each run of fetching, and with the settings."""

EXPECTED: Final = frozenset({("captures", "parser_version")})
"""Columns that say who read, and not what: their change is none."""


@dataclass(frozen=True, slots=True)
class Example:
    """A cell before and after, by the values of its row's key; None where the row was not there as well."""

    key: tuple[str, ...]
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """A column some of whose cells changed: how many, and some of them."""

    column: str
    changed: int
    examples: tuple[Example, ...]


@dataclass(slots=True)
class TableChange:
    """One table of two files.

    Attributes:
        table: its name.
        rows: rows of the former file.
        cells: cells that were compared.
        added: rows that only the new file has, by key; some of them.
        removed: rows that only the former file has, by key; some of them.
        rows_added: how many.
        rows_removed: how many.
        columns: the columns with changed cells.
        missing: columns that one of the files has not.
    """

    table: str
    rows: int = 0
    cells: int = 0
    rows_added: int = 0
    rows_removed: int = 0
    added: tuple[tuple[str, ...], ...] = ()
    removed: tuple[tuple[str, ...], ...] = ()
    columns: list[ColumnChange] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        """Whether anything differs."""
        return bool(self.rows_added or self.rows_removed or self.columns or self.missing)


def compare(before: Path, after: Path) -> list[TableChange]:
    """Compare the tables of two files.

    Args:
        before: the former file.
        after: the new one.

    Returns:
        Every table that the schemas promise and a parser makes, changed or not.
    """
    with open_scratch() as connection:
        for name, path in (("former", before), ("newer", after)):
            connection.execute(f"ATTACH {ddl.literal(str(path))} AS {name} (READ_ONLY)")
        return [_compare(connection, model) for model in registry.TABLES if table.name(model) not in BOOKS]


def _compare(connection: duckdb.DuckDBPyConnection, model: type[Table]) -> TableChange:
    found = TableChange(table.title(model))
    keys = table.keys(model)
    there = [columns_of(connection, name, model) for name in ("former", "newer")]
    promised = [one.name for one in table.columns(model)]
    found.missing = [one for one in promised if any(one not in columns for columns in there)]
    if set(found.missing) & set(keys):
        return found
    shared = [one for one in promised if one not in (*found.missing, *keys) and (found.table, one) not in EXPECTED]
    pairs = f"former.{ddl.address(model)} AS a FULL JOIN newer.{ddl.address(model)} AS b ON " + " AND ".join(
        f"a.{quoted(one)} = b.{quoted(one)}" for one in keys
    )
    key = quoted(keys[0])
    counts = [
        f"count(*) FILTER (a.{key} IS NOT NULL)",
        f"count(*) FILTER (a.{key} IS NOT NULL AND b.{key} IS NOT NULL)",
        f"count(*) FILTER (a.{key} IS NULL)",
        f"count(*) FILTER (b.{key} IS NULL)",
        *(f"count(*) FILTER ({_differs(one, key)})" for one in shared),
    ]
    [(found.rows, both, found.rows_added, found.rows_removed, *changed)] = connection.execute(
        f"SELECT {', '.join(counts)} FROM {pairs}"
    ).fetchall()
    found.cells = both * len(shared)
    found.added = tuple(_keys(connection, pairs, keys, "b", f"a.{key} IS NULL")) if found.rows_added else ()
    found.removed = tuple(_keys(connection, pairs, keys, "a", f"b.{key} IS NULL")) if found.rows_removed else ()
    found.columns = [
        ColumnChange(one, number, tuple(_examples(connection, pairs, keys, one)))
        for one, number in zip(shared, changed, strict=True)
        if number
    ]
    return found


def columns_of(connection: duckdb.DuckDBPyConnection, database: str, model: type[Table]) -> set[str]:
    """Give the names of a table's columns in one of the attached files; none where the table is not there."""
    found = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = ? AND schema_name = ? AND table_name = ?",
        [database, *table.place(model)],
    ).fetchall()
    return {column for (column,) in found}


def _differs(column: str, key: str) -> str:
    one = quoted(column)
    return f"a.{key} IS NOT NULL AND b.{key} IS NOT NULL AND a.{one} IS DISTINCT FROM b.{one}"


def _keys(
    connection: duckdb.DuckDBPyConnection, pairs: str, keys: list[str], side: str, where: str
) -> Iterator[tuple[str, ...]]:
    listed = ", ".join(f"{side}.{quoted(one)}::VARCHAR" for one in keys)
    yield from connection.execute(
        f"SELECT {listed} FROM {pairs} WHERE {where} ORDER BY ALL LIMIT {MAX_EXAMPLES}"
    ).fetchall()


def _examples(connection: duckdb.DuckDBPyConnection, pairs: str, keys: list[str], column: str) -> Iterator[Example]:
    listed = ", ".join(f"a.{quoted(one)}::VARCHAR" for one in keys)
    one = quoted(column)
    found = connection.execute(
        f"SELECT {listed}, a.{one}, b.{one} FROM {pairs} WHERE {_differs(column, quoted(keys[0]))} "
        f"ORDER BY {', '.join(str(place) for place in range(1, len(keys) + 1))} LIMIT {MAX_EXAMPLES}"
    ).fetchall()
    yield from (Example(row[:-2], *row[-2:]) for row in found)

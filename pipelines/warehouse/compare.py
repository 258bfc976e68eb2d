"""What differs between two states of the warehouse: two files, or two times of one.

Rows are compared by the keys that the schemas declare, column by column, in SQL over whole tables. Nothing is changed
or printed here. `pithhouse diff` calls `between_files` and `between_times`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.warehouse.connections import NotPublished, open_published
from schemas import ddl, registry, table
from schemas.table import Table

SIGHTINGS: Final = {
    "first_captured_at",
    "last_captured_at",
    "capture_id",
    "valid_from",
    "valid_to",
    "known_from",
    "known_to",
}
"""Columns that say when a row was seen: a row in which only these differ is the same row."""


@dataclass(frozen=True, slots=True)
class Example:
    """One difference: `added`, `removed` or `changed`, the row's key, and for a changed cell its column and values."""

    change: str
    key: dict[str, Any]
    column: str | None = None
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class TableDifference:
    """How one table differs: rows by kind, changed cells by column, and some examples of each."""

    table: str
    added: int
    removed: int
    changed: int
    columns: dict[str, int] = field(default_factory=dict)
    examples: list[Example] = field(default_factory=list)

    @property
    def is_unchanged(self) -> bool:
        """Whether the two states are alike."""
        return not (self.added or self.removed or self.changed)


def between_files(before: Path, after: Path, examples: int = 3) -> list[TableDifference]:
    """Compare the tables that two warehouse files both have; columns that only one has are left out.

    Raises:
        NotPublished: one of them is missing or cannot be opened.
    """
    for path in (before, after):
        open_published(path).close()
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for name, path in (("before", before), ("after", after)):
            connection.execute(f"ATTACH {ddl.literal(str(path))} AS {name} (READ_ONLY)")
        found = []
        for model in registry.TABLES:
            sides = [f"{name}.{'.'.join(map(ddl.quoted, table.place(model)))}" for name in ("before", "after")]
            shared = [_columns(connection, name, model) for name in ("before", "after")]
            if all(shared):
                found.append(_compare(connection, model, sides, shared[0] & shared[1], examples))
    return found


def between_times(path: Path, before: datetime, after: datetime, examples: int = 3) -> list[TableDifference]:
    """Compare what held at two times, by the history of one file, as it is known today.

    Raises:
        NotPublished: the file is missing or cannot be opened, or has no history.
    """
    with open_published(path) as connection:
        found = []
        for model in registry.TABLES:
            schema, name = table.place(model)
            if schema != table.HISTORY:
                continue
            if not _columns(connection, None, model):
                raise NotPublished(f"{path} has no history; `pithhouse refresh` builds it")
            sides = [f"(FROM {name}_asof(TIMESTAMPTZ {ddl.literal(moment.isoformat())}))" for moment in (before, after)]
            every = {one.name for one in table.columns(model)}
            found.append(_compare(connection, model, sides, every, examples))
    return found


def _columns(connection: duckdb.DuckDBPyConnection, catalog: str | None, model: type[Table]) -> set[str]:
    schema, name = table.place(model)
    found = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE (schema_name, table_name) = (?, ?) "
        "AND database_name = coalesce(?, current_database())",
        [schema, name, catalog],
    ).fetchall()
    return {str(one) for (one,) in found}


@dataclass(frozen=True, slots=True)
class _Joined:
    """Two states of one table beside each other: the join, the key's columns, and the kind of each difference."""

    connection: duckdb.DuckDBPyConnection
    sides: str
    keys: list[str]
    kind: str

    def count(self, differs: dict[str, str]) -> list[int]:
        """Count the rows added, removed and changed, and the changed cells of each column."""
        kinds = [f"count(*) FILTER (WHERE {self.kind} = '{one}')" for one in ("added", "removed", "changed")]
        cells = [f"count(*) FILTER (WHERE {self.kind} = 'changed' AND {test})" for test in differs.values()]
        [row] = self.connection.execute(f"SELECT {', '.join([*kinds, *cells])} FROM {self.sides}").fetchall()
        return [int(one) for one in row]

    def examples(self, change: str, column: str | None, count: int) -> list[Example]:
        """Show the first rows, by key, of one kind of difference."""
        key = ", ".join(f"coalesce(x.{ddl.quoted(one)}, y.{ddl.quoted(one)})::VARCHAR" for one in self.keys)
        values, condition = "NULL, NULL", ""
        if column:
            name = ddl.quoted(column)
            values, condition = f"x.{name}::VARCHAR, y.{name}::VARCHAR", f"AND x.{name} IS DISTINCT FROM y.{name}"
        found = self.connection.execute(
            f"SELECT {key}, {values} FROM {self.sides} WHERE {self.kind} = ? {condition} ORDER BY ALL LIMIT ?",
            [change, count],
        ).fetchall()
        return [Example(change, dict(zip(self.keys, row[:-2], strict=True)), column, row[-2], row[-1]) for row in found]


def _compare(
    connection: duckdb.DuckDBPyConnection, model: type[Table], sides: list[str], shared: set[str], examples: int
) -> TableDifference:
    is_asof = sides[0].startswith("(")
    keys = [one for one in table.keys(model) if not (is_asof and one in SIGHTINGS)]
    named = [one.name for one in table.columns(model) if one.name in shared]
    cells = [one for one in named if one not in keys and one not in SIGHTINGS]
    differs = {one: f"x.{ddl.quoted(one)} IS DISTINCT FROM y.{ddl.quoted(one)}" for one in cells}
    same = " AND ".join(f"x.{ddl.quoted(one)} = y.{ddl.quoted(one)}" for one in keys)
    first = ddl.quoted(keys[0])
    kind = (
        f"CASE WHEN x.{first} IS NULL THEN 'added' WHEN y.{first} IS NULL THEN 'removed' "
        f"WHEN {' OR '.join(differs.values()) or 'false'} THEN 'changed' END"
    )
    joined = _Joined(connection, f"{sides[0]} AS x FULL JOIN {sides[1]} AS y ON {same}", keys, kind)
    added, removed, changed, *by_column = joined.count(differs)
    columns = {name: n for name, n in zip(cells, by_column, strict=True) if n}
    rows = [change for change, n in (("added", added), ("removed", removed)) if n]
    shown = [one for change in rows for one in joined.examples(change, None, examples)]
    shown += [one for name in columns for one in joined.examples("changed", name, examples)]
    return TableDifference(table.title(model), added, removed, changed, columns, shown)

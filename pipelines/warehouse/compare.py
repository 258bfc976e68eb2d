"""The differences between two states of tables: two warehouse files, two times of one file, or two exports.

Rows are matched by key and compared column by column, in SQL over whole tables. The comparison does not judge which
state is right.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.warehouse.connections import NotPublished, open_published
from pipelines.warehouse.scratch import open_both
from schemas import ddl, registry, table
from schemas.ddl import quoted
from schemas.table import Table

MAX_EXAMPLES: Final = 3
"""Number of examples for each kind of change and each changed column."""

RUN_RECORDS: Final = frozenset({"sources", "fetches"})
"""Tables that record runs rather than pages: they grow with every run, whatever the parser reads."""

SIGHTINGS: Final = frozenset(
    ("first_captured_at", "last_captured_at", "capture_id", "valid_from", "valid_to", "known_from", "known_to")
)
"""Columns that say when a row was seen: a row that differs only in these counts as unchanged."""


@dataclass(frozen=True, slots=True)
class Example:
    """A changed cell: the values of its row's key as text, and its value before and after."""

    key: tuple[str, ...]
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """A column with changed cells: their number, and the first of them by key."""

    column: str
    changed: int
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class TableChange:
    """How one table differs between two states.

    Attributes:
        table: its name for display.
        key: the names of its key columns.
        rows: number of rows before.
        cells: number of cells compared.
        added: number of rows that only the later state has.
        removed: number of rows that only the earlier state has.
        changed: number of rows in both states with at least one changed cell.
        columns: the columns with changed cells.
        added_keys, removed_keys: the first keys of the added and removed rows.
        columns_added, columns_removed: columns that only the later or only the earlier state has.
        missing: `before` or `after` if that state lacks the table; else empty.
    """

    table: str
    key: tuple[str, ...] = ()
    rows: int = 0
    cells: int = 0
    added: int = 0
    removed: int = 0
    changed: int = 0
    columns: tuple[ColumnChange, ...] = ()
    added_keys: tuple[tuple[str, ...], ...] = ()
    removed_keys: tuple[tuple[str, ...], ...] = ()
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    missing: str = ""

    @property
    def has_changed_rows(self) -> bool:
        """Whether any row was added, removed or changed."""
        return bool(self.added or self.removed or self.changed)

    @property
    def is_changed(self) -> bool:
        """Whether anything differs, rows or columns."""
        return bool(self.has_changed_rows or self.columns_added or self.columns_removed or self.missing)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two states of one table as SQL relations; in `joined`, x is the row before and y the row after.

    Attributes:
        table: its name for display.
        before, after: the relations.
        keys: its key columns.
        before_columns, after_columns: all columns of each relation, in order.
        ignored: columns in which changes do not count.
    """

    table: str
    before: str
    after: str
    keys: tuple[str, ...]
    before_columns: tuple[str, ...]
    after_columns: tuple[str, ...]
    ignored: AbstractSet[str] = frozenset()

    @property
    def cells(self) -> tuple[str, ...]:
        """The columns that are compared."""
        left_out = {*self.keys, *self.ignored}
        return tuple(one for one in self.after_columns if one in self.before_columns and one not in left_out)

    @property
    def same_key(self) -> str:
        """The SQL condition that x and y are the same row."""
        return " AND ".join(f"x.{quoted(one)} = y.{quoted(one)}" for one in self.keys)

    @property
    def joined(self) -> str:
        """The FROM clause that pairs the rows by key."""
        return f"{self.before} AS x FULL JOIN {self.after} AS y ON {self.same_key}"

    @property
    def kind(self) -> str:
        """The SQL expression for what became of a row: `added`, `removed`, `changed` or NULL."""
        first = quoted(self.keys[0])
        return (
            f"CASE WHEN x.{first} IS NULL THEN 'added' WHEN y.{first} IS NULL THEN 'removed' "
            f"WHEN {' OR '.join(map(differs, self.cells)) or 'false'} THEN 'changed' END"
        )


def differs(column: str) -> str:
    """Return the SQL condition that a column differs between the rows x and y."""
    return f"x.{quoted(column)} IS DISTINCT FROM y.{quoted(column)}"


Columns = AbstractSet[tuple[str, str, str, str]]
"""Columns of databases: each as database, schema, table and column."""


def columns_there(connection: duckdb.DuckDBPyConnection) -> Columns:
    """Return all columns of the open databases. To ask is dear, however few are wanted: ask once for all tables."""
    asked = "SELECT database_name, schema_name, table_name, column_name FROM duckdb_columns()"
    return set(connection.execute(asked).fetchall())


def pair_of_files(there: Columns, model: type[Table], ignored: AbstractSet[str]) -> Pair:
    """Return one table of the two attached files as a pair; in a file without the table, it has no columns."""
    place = ".".join(map(quoted, table.place(model)))
    before, after = (_columns(there, model, name) for name in ("former", "newer"))
    keys = tuple(table.keys(model))
    return Pair(table.title(model), f"former.{place}", f"newer.{place}", keys, before, after, ignored)


def between_files(before: Path, after: Path, examples: int = MAX_EXAMPLES) -> list[TableChange]:
    """Compare two warehouse files by the columns that the schemas declare; example values are text.

    Raises:
        NotPublished: one of the files is missing or cannot be opened.
    """
    for path in (before, after):
        open_published(path).close()
    with open_both(before, after) as connection:
        there = columns_there(connection)
        pairs = [pair_of_files(there, model, SIGHTINGS) for model in registry.TABLES]
        return [change_of(connection, pair, examples, as_text=True) for pair in pairs]


def between_times(path: Path, before: datetime, after: datetime, examples: int = MAX_EXAMPLES) -> list[TableChange]:
    """Compare two times in the history of one file, as known today; example values are text.

    Raises:
        NotPublished: the file is missing or cannot be opened, or has no history.
    """
    with open_published(path) as connection:
        found, there = [], columns_there(connection)
        [(database,)] = connection.execute("SELECT current_database()").fetchall()
        for model in (one for one in registry.TABLES if table.place(one)[0] == table.HISTORY):
            _, name = table.place(model)
            if not (columns := _columns(there, model, database)):
                raise NotPublished(f"{path} has no history; `pithhouse refresh` builds it")
            x, y = (f"(FROM {name}_asof(TIMESTAMPTZ {ddl.literal(moment.isoformat())}))" for moment in (before, after))
            keys = tuple(one for one in table.keys(model) if one not in SIGHTINGS)
            pair = Pair(table.title(model), x, y, keys, columns, columns, SIGHTINGS)
            found.append(change_of(connection, pair, examples, as_text=True))
    return found


def change_of(
    connection: duckdb.DuckDBPyConnection, pair: Pair, examples: int = 0, *, as_text: bool = False
) -> TableChange:
    """Compare the two states of one table; if either lacks a key column, no rows are compared.

    Args:
        connection: a connection that can read both relations.
        pair: the two states.
        examples: how many examples of each change to keep.
        as_text: whether example values are text as DuckDB prints it; otherwise they are Python values.
    """
    gained = tuple(one for one in pair.after_columns if one not in pair.before_columns)
    lost = tuple(one for one in pair.before_columns if one not in pair.after_columns)
    if not {*pair.keys} <= {*pair.before_columns} & {*pair.after_columns}:
        missing = "" if pair.before_columns and pair.after_columns else "after" if pair.before_columns else "before"
        return TableChange(pair.table, pair.keys, columns_added=gained, columns_removed=lost, missing=missing)
    cells, first = pair.cells, quoted(pair.keys[0])
    both = f"x.{first} IS NOT NULL AND y.{first} IS NOT NULL"
    counts = [
        f"count(x.{first})",
        f"count(*) FILTER ({both})",
        *(f"count(*) FILTER ({pair.kind} = '{kind}')" for kind in ("added", "removed", "changed")),
        *(f"count(*) FILTER ({both} AND {differs(one)})" for one in cells),
    ]
    [(rows, kept, added, removed, changed, *by_column)] = connection.execute(
        f"SELECT {', '.join(counts)} FROM {pair.joined}"
    ).fetchall()
    x_key, y_key = ([f"{side}.{quoted(one)}::VARCHAR" for one in pair.keys] for side in "xy")
    columns = []
    for column, number in zip(cells, by_column, strict=True):
        if number:
            values = [f"{side}.{quoted(column)}{'::VARCHAR' if as_text else ''}" for side in "xy"]
            shown = _first(connection, pair, [*x_key, *values], f"{both} AND {differs(column)}", examples)
            columns.append(ColumnChange(column, number, tuple(Example(one[:-2], *one[-2:]) for one in shown)))
    return TableChange(
        pair.table,
        pair.keys,
        rows,
        kept * len(cells),
        added,
        removed,
        changed,
        tuple(columns),
        tuple(_first(connection, pair, y_key, f"x.{first} IS NULL", examples)) if added else (),
        tuple(_first(connection, pair, x_key, f"y.{first} IS NULL", examples)) if removed else (),
        gained,
        lost,
    )


def _first(
    connection: duckdb.DuckDBPyConnection, pair: Pair, columns: list[str], condition: str, limit: int
) -> list[tuple[Any, ...]]:
    if not limit:
        return []
    return connection.execute(
        f"SELECT {', '.join(columns)} FROM {pair.joined} WHERE {condition} ORDER BY ALL LIMIT {limit}"
    ).fetchall()


def _columns(there: Columns, model: type[Table], database: str) -> tuple[str, ...]:
    """Return the declared columns that a table has in a database, in schema order; none if the table is missing."""
    return tuple(one.name for one in table.columns(model) if (database, *table.place(model), one.name) in there)

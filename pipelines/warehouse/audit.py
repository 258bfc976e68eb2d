"""The audit of a warehouse file before publishing: each table is checked against the contract of its schema."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from pipelines.progress import ProgressCallback, no_progress
from pipelines.warehouse.connections import open_published
from pipelines.warehouse.remembered import remembered
from schemas import ddl, registry, table
from schemas.contract import Violation, violations
from schemas.rule_expressions import keeps_all_rules
from schemas.table import Table

ROWS_AT_ONCE: Final = 2**18
"""So many rows of a table are checked at once, so that memory does not grow with the table."""


def audit_table(path: Path, model: type[Table]) -> list[Violation]:
    """Check one table of a file against its contract; see `audit_tables`."""
    return audit_tables(path, [model])[model]


def audit_tables(
    path: Path, models: Sequence[type[Table]], advance: ProgressCallback = no_progress
) -> dict[type[Table], list[Violation]]:
    """Check tables of a file against their contracts; the file is opened once, and each table checked once.

    Args:
        path: the file, new or published; it is opened read-only.
        models: the tables' models.
        advance: progress callback, called with numbers of tables.

    Returns:
        The violations of each table: wrong shape, duplicate keys, invalid cells.
    """

    def check(unchecked: list[type[Table]]) -> dict[type[Table], list[Violation]]:
        found = {}
        with open_published(path) as connection:
            given = _columns(connection)
            for done, model in enumerate(unchecked, 1 + len(models) - len(unchecked)):
                found[model] = _violations(connection, model, given.get(table.place(model), {}))
                advance(done, len(models))
        return found

    found = remembered(path, "contract", models, check)
    advance(len(models), len(models))
    return found


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], dict[str, str]]:
    """Return the types of all columns of a file, by schema and table, then by column."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    sql = "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal"
    for schema, name, column, kind in connection.execute(sql).fetchall():
        found.setdefault((schema, name), {})[column] = kind
    return found


def _violations(connection: duckdb.DuckDBPyConnection, model: type[Table], given: dict[str, str]) -> list[Violation]:
    if broken := _shape(model, given):
        return broken
    if _repeats_no_key(connection, model) and all(keeps_all_rules(model, part) for part in _parts(connection, model)):
        return []
    return violations(model, _frame(connection, model))


def _repeats_no_key(connection: duckdb.DuckDBPyConnection, model: type[Table]) -> bool:
    keys = ", ".join(map(ddl.quoted, table.keys(model)))
    repeated = f"SELECT 1 FROM {ddl.address(model)} GROUP BY {keys} HAVING count(*) > 1 LIMIT 1"
    return not connection.execute(repeated).fetchall()


def _parts(connection: duckdb.DuckDBPyConnection, model: type[Table]) -> Iterator[pl.DataFrame]:
    """Yield a table's rows in parts of at most `ROWS_AT_ONCE`, none of them empty; a view is one part."""
    if model in registry.MARTS:
        yield from filter(len, [_frame(connection, model)])
        return
    [(last,)] = connection.execute(f"SELECT max(rowid) FROM {ddl.address(model)}").fetchall()
    for first in range(0, 0 if last is None else last + 1, ROWS_AT_ONCE):
        part = _frame(connection, model, f"WHERE rowid BETWEEN {first} AND {first + ROWS_AT_ONCE - 1}")
        if not part.is_empty():
            yield part


def _frame(connection: duckdb.DuckDBPyConnection, model: type[Table], which: str = "") -> pl.DataFrame:
    """Return rows of a table, by Arrow's C stream: `pl()` imports pyarrow and numpy, which takes longer than the rows.

    Raises:
        duckdb.Error: the rows cannot be read.
    """
    rows = connection.sql(f"SELECT {_as_text(model)} FROM {ddl.address(model)} {which}")
    try:
        return pl.DataFrame(rows)
    except pl.exceptions.ComputeError:  # what polars makes of an error of DuckDB in a stream
        found: pl.DataFrame = rows.pl()
        return found


def _shape(model: type[Table], given: dict[str, str]) -> list[Violation]:
    """Compare a table's columns and their types in the file with those of the schema."""
    name = table.name(model)
    if not given:
        return [Violation(name, "", "table is missing", 0)]
    promised = {one.name: ddl.full_type(one.sql_type) for one in table.columns(model)}
    missing = [Violation(name, one, "column is missing", 0) for one in promised if one not in given]
    extra = [Violation(name, one, "column is not declared", 0) for one in given if one not in promised]
    wrong = [
        Violation(name, one, f"type is {given[one]}, promised {kind}", 0)
        for one, kind in promised.items()
        if one in given and given[one] != kind
    ]
    return [*missing, *extra, *wrong]


def _as_text(model: type[Table]) -> str:
    """Return a SELECT list that casts a table's columns to types that polars has: uuid and JSON become text."""
    return ", ".join(
        f"{ddl.quoted(one.name)}{'::VARCHAR' if one.sql_type in {'UUID', 'JSON'} else ''} AS {ddl.quoted(one.name)}"
        for one in table.columns(model)
    )

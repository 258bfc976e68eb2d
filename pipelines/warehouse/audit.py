"""The audit of a warehouse file before it is published: each table against the contract of its schema.

Nothing is repaired or published here.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipelines.progress import ProgressCallback, no_progress
from pipelines.warehouse.connections import open_published
from schemas import ddl, table
from schemas.contract import Violation, violations
from schemas.table import Table


def audit_table(path: Path, model: type[Table]) -> list[Violation]:
    """Check one table of a file against its contract; see `audit_tables`."""
    return audit_tables(path, [model])[model]


def audit_tables(
    path: Path, models: Sequence[type[Table]], advance: ProgressCallback = no_progress
) -> dict[type[Table], list[Violation]]:
    """Check tables of a file against their contracts; the file is opened once.

    Args:
        path: the file, new or published; it is opened read-only.
        models: the tables' models.
        advance: told of progress, in tables.

    Returns:
        Every broken promise of each table: shape, duplicate keys, cells.
    """
    found = {}
    with open_published(path) as connection:
        for done, model in enumerate(models, 1):
            found[model] = _violations(connection, model)
            advance(done, len(models))
    return found


def _violations(connection: duckdb.DuckDBPyConnection, model: type[Table]) -> list[Violation]:
    found = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = ? AND table_name = ?",
        table.place(model),
    ).fetchall()
    if broken := _shape(model, dict(found)):
        return broken
    return violations(model, connection.sql(f"SELECT {_as_text(model)} FROM {ddl.address(model)}").pl())


def _shape(model: type[Table], given: dict[str, str]) -> list[Violation]:
    """Compare a table's columns in the file with the schema's, by their types in the file."""
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
    """Select a table's columns in the types that polars has: uuid and JSON as text."""
    return ", ".join(
        f"{ddl.quoted(one.name)}{'::VARCHAR' if one.sql_type in {'UUID', 'JSON'} else ''} AS {ddl.quoted(one.name)}"
        for one in table.columns(model)
    )

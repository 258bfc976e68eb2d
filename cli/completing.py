"""Shell completion of arguments: tables, keys and columns, captures, hubs, from the published file.

Nothing is printed and no error is shown. Only DuckDB is imported, because somebody is waiting at the tab key.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click
import duckdb

from cli.options import DATA
from pipelines.warehouse.connections import NotPublished, open_published
from pipelines.workspace import DataFolder

MOST: Final = 100
"""So many are offered: more fill the screen and help nobody."""

_KEYS: Final = (
    "SELECT unnest(string_split(regexp_extract(comment, 'Key: (.*)[.]$', 1), ', ')), '' FROM duckdb_tables() "
    "WHERE schema_name || '.' || table_name IN ('main.' || ?, ?)"
)
"""The key of a table: the end of its comment, as `schemas.ddl` writes it."""


def captures(ctx: click.Context, args: list[str], incomplete: str) -> list[tuple[str, str]]:  # noqa: ARG001 (Typer's)
    """Offer ids of captures, with address and time."""
    return _asked(
        ctx,
        "SELECT capture_id, strftime(captured_at, '%Y-%m-%d ') || rendering || ' ' || url FROM captures "
        "WHERE starts_with(capture_id, ?) ORDER BY captured_at DESC, capture_id",
        [incomplete],
    )


def hubs(ctx: click.Context, args: list[str], incomplete: str) -> list[tuple[str, str]]:  # noqa: ARG001 (Typer's)
    """Offer ids of hubs, with their titles."""
    return _asked(
        ctx,
        "SELECT hub_id::VARCHAR, coalesce(title, url) FROM hubs WHERE starts_with(hub_id::VARCHAR, ?) ORDER BY 2, 1",
        [incomplete],
    )


def saved_queries(ctx: click.Context, args: list[str], incomplete: str) -> list[tuple[str, str]]:  # noqa: ARG001
    """Offer the names of sample queries, with their questions."""
    return _asked(
        ctx, "SELECT name, question FROM meta.queries WHERE starts_with(name, ?) ORDER BY position", [incomplete]
    )


def cells(ctx: click.Context, args: list[str], incomplete: str) -> list[tuple[str, str]]:  # noqa: ARG001 (Typer's)
    """Offer what comes next in `TABLE KEY... COLUMN`: a table, a value of the key's next column, a column."""
    given = [str(one) for one in ctx.params.get("asked") or ()]
    if not given:
        return _asked(
            ctx,
            "SELECT replace(schema_name || '.', 'main.', '') || table_name AS name, comment FROM duckdb_tables() "
            "WHERE schema_name IN ('main', 'history') AND starts_with(name, ?) ORDER BY schema_name <> 'main', name",
            [incomplete],
        )
    name, *key = given
    keys = [column for column, _ in _asked(ctx, _KEYS, [name, name])]
    if len(key) < len(keys):
        return _asked(ctx, *_next_value(name, keys, key, incomplete))
    if len(key) > len(keys):
        return []
    return _asked(
        ctx,
        "SELECT column_name, comment FROM duckdb_columns() WHERE schema_name || '.' || table_name IN ('main.' || ?, ?) "
        "AND starts_with(column_name, ?) ORDER BY column_index",
        [name, name, incomplete],
    )


def _next_value(name: str, keys: Sequence[str], key: Sequence[str], incomplete: str) -> tuple[str, list[str]]:
    column = f"{_quoted(keys[len(key)])}::VARCHAR"
    known = "".join(f" AND {_quoted(one)}::VARCHAR = ?" for one in keys[: len(key)])
    table = ".".join(map(_quoted, name.split(".")))
    return f"SELECT DISTINCT {column}, '' FROM {table} WHERE starts_with({column}, ?){known} ORDER BY 1", [
        incomplete,
        *key,
    ]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _asked(ctx: click.Context, sql: str, values: Sequence[str]) -> list[tuple[str, str]]:
    data = ctx.params.get("data") or DATA
    try:
        with open_published(DataFolder(Path(data)).warehouse) as connection:
            found = connection.execute(f"{sql} LIMIT {MOST}", list(values)).fetchall()
    except (NotPublished, duckdb.Error, OSError):
        return []
    return [(str(one), str(told or "")) for one, told in found]

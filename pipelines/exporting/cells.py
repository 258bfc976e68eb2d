"""The rows of a table as each format can hold them, in SQL: sorted by key, so that equal rows give equal bytes."""

from collections.abc import Iterator
from typing import Final

import duckdb

from pipelines.exporting.forms import FORMULA_BEGINNINGS, Format
from schemas import ddl, table
from schemas.table import Column, Table

_AT_ONCE: Final = 10_000
_WITHOUT_DATES: Final = {Format.SQLITE, Format.XLSX}


def rows_of(model: type[Table], form: Format) -> str:
    """Return the query for all rows of a table, with its columns in the order of the schema."""
    listed = ", ".join(f"{_cell(one, form)} AS {ddl.quoted(one.name)}" for one in table.columns(model))
    order = ", ".join(f"source.{ddl.quoted(one)}" for one in table.keys(model))
    address = ".".join(map(ddl.quoted, table.place(model)))
    return f"SELECT {listed} FROM {address} AS source ORDER BY {order}"


def batches_of(
    connection: duckdb.DuckDBPyConnection, model: type[Table], form: Format
) -> Iterator[list[tuple[object, ...]]]:
    """Yield all rows of a table, some thousands at a time, by `rows_of`."""
    found = connection.execute(rows_of(model, form))
    while rows := found.fetchmany(_AT_ONCE):
        yield rows


def _cell(one: Column, form: Format) -> str:
    """Return the SQL of a column: uuids and JSON as text, times and dates in ISO 8601 if the format has none."""
    cell = f"source.{ddl.quoted(one.name)}"
    if one.sql_type in {"UUID", "JSON"} or (one.sql_type == "DATE" and form in _WITHOUT_DATES):
        return f"{cell}::VARCHAR"
    if one.sql_type == "TIMESTAMPTZ" and form is not Format.PARQUET:
        return f"strftime({cell} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')"
    if one.sql_type == "VARCHAR" and form is Format.CSV:
        listed = ", ".join(map(ddl.literal, FORMULA_BEGINNINGS))
        return f"CASE WHEN left({cell}, 1) IN ({listed}) THEN '''' || {cell} ELSE {cell} END"
    return cell

"""The base class of every pandera model, and a plain view of a model's columns.

No column is declared or checked here. The models in this folder derive from `Table`; `ddl`, `contract`,
`dictionary` and Dagster's column schemas read them through `columns()`.
"""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

import pandera.polars as pa
import polars as pl

Timestamp = Annotated[pl.Datetime, "us", "UTC"]
"""A point in time: microseconds, UTC. TIMESTAMPTZ in DuckDB."""

SQL_TYPES: dict[pl.DataType, str] = {
    pl.String(): "VARCHAR",
    pl.Int32(): "INTEGER",
    pl.Int64(): "BIGINT",
    pl.Float64(): "DOUBLE",
    pl.Boolean(): "BOOLEAN",
    pl.Date(): "DATE",
    pl.Datetime("us", "UTC"): "TIMESTAMPTZ",
}


HISTORY = "history"
MARTS = "marts"
"""DuckDB schemas other than `main`; the names of their models start with them."""


class Table(pa.DataFrameModel):
    """The base of every table: no extra or missing columns, no silent conversion."""

    class Config:
        """Pandera's settings, shared by all tables."""

        strict = True
        coerce = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column as its schema declares it.

    Attributes:
        name: the name in polars, DuckDB, Dagster and the dictionary.
        dtype: the polars type.
        sql_type: the DuckDB type.
        description: one or two sentences for readers of the table.
        is_nullable: whether NULL is allowed (the description says what it means).
        is_key: whether the column is part of the table's key.
        checks: the rules for its values, as text.
        bounds: the checks that JSON Schema can express, under their names there.
    """

    name: str
    dtype: pl.DataType
    sql_type: str
    description: str
    is_nullable: bool
    is_key: bool
    checks: tuple[str, ...]
    bounds: tuple[tuple[str, Any], ...]


def column(
    description: str,
    *,
    key: bool = False,
    null: bool = False,
    sql: str = "",
    common: bool = False,
    **checks: Any,
) -> Any:
    """Declare a column of a table.

    Args:
        description: what the column holds, with its unit, and what NULL means if NULL is allowed.
        key: whether the column is part of the table's key.
        null: whether NULL is allowed.
        sql: the DuckDB type, if it does not follow from the polars type (`UUID`, `JSON`).
        common: whether every table that records sightings has the column; such columns are listed last.
        checks: pandera's field checks (`ge`, `le`, `isin`, `str_matches`, ...).

    Returns:
        A pandera field (typed Any, like pandera's own `Field`, because it stands for the column's value).
    """
    metadata = {"key": key, "sql": sql, "common": common}
    return pa.Field(nullable=null, description=description, metadata=metadata, **checks)


def columns(model: type[Table]) -> list[Column]:
    """List a model's columns in the order of the published table: keys, its own columns, the common ones."""
    return list(_columns(model))


@cache
def _columns(model: type[Table]) -> tuple[Column, ...]:
    """Read the columns once: pandera rebuilds the schema on every call of `to_schema`."""
    fields = model.to_schema().columns.items()
    order = sorted(fields, key=lambda one: (one[1].metadata["common"], not one[1].metadata["key"]))
    return tuple(_column(field_name, field) for field_name, field in order)


def name(model: type[Table]) -> str:
    """Return the table's name, which its asset and SQL statement share: `hubs`, or `history_hubs` outside `main`."""
    return str(model.to_schema().name)


def place(model: type[Table]) -> tuple[str, str]:
    """Return the schema and name of the table in the warehouse file: `history_hubs` is history.hubs."""
    whole = name(model)
    for schema in (HISTORY, MARTS):
        if whole.startswith(f"{schema}_"):
            return schema, whole.removeprefix(f"{schema}_")
    return "main", whole


def title(model: type[Table]) -> str:
    """Return the table's name for display: with its schema, unless that is `main`."""
    return ".".join(part for part in place(model) if part != "main")


def grain(model: type[Table]) -> str:
    """Return what one row stands for: the first line of the model's docstring."""
    return (model.__doc__ or "").strip().splitlines()[0]


def description(model: type[Table]) -> str:
    """Return the whole docstring as one paragraph, for comments and dictionaries."""
    return " ".join((model.__doc__ or "").split())


def keys(model: type[Table]) -> list[str]:
    """List the columns that together identify a row."""
    return [one.name for one in columns(model) if one.is_key]


def polars_schema(model: type[Table]) -> pl.Schema:
    """Return the polars schema, in the order of the published table."""
    return pl.Schema({one.name: one.dtype for one in columns(model)})


def _column(name: str, field: Any) -> Column:
    metadata = field.metadata
    dtype: pl.DataType = field.dtype.type
    dtype = dtype() if isinstance(dtype, type) else dtype
    return Column(
        name=name,
        dtype=dtype,
        sql_type=metadata["sql"] or SQL_TYPES[dtype],
        description=field.description or "",
        is_nullable=field.nullable,
        is_key=metadata["key"],
        checks=tuple(str(check.error) for check in field.checks),
        bounds=tuple(bound for check in field.checks for bound in _bounds(check)),
    )


def _bounds(check: Any) -> list[tuple[str, Any]]:
    """Translate a check to JSON Schema. Only patterns anchored at the end are translated."""
    found = check.statistics or {}
    match check.name:
        case "greater_than_or_equal_to":
            return [("minimum", found["min_value"])]
        case "less_than_or_equal_to":
            return [("maximum", found["max_value"])]
        case "isin":
            return [("enum", list(found["allowed_values"]))]
        case "str_matches" if str(found["pattern"]).endswith("$"):
            return [("pattern", found["pattern"])]
    return []

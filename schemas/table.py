"""What a table promises: the base of every pandera model, and a plain view of its columns.

No column is declared here and nothing is checked here. The models in this folder build on `Table`;
`ddl`, `contract`, `dictionary` and Dagster's column schemas read them through `columns()`.
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
"""The schemas of the tables that are named so."""


class Table(pa.DataFrameModel):
    """The base of every table: no column more, no column less, no silent conversion."""

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
        description: one or two sentences for people.
        is_nullable: whether NULL is a legal value (what it means is in the description).
        is_key: whether the column is part of the table's key.
        checks: the rules on its values, in words.
        bounds: those of them that other formats know, under their names there (JSON Schema).
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
        description: what the column holds, with its unit, and what NULL means where NULL is legal.
        key: part of the table's key.
        null: NULL is legal.
        sql: the DuckDB type, where it is not the one that follows from the polars type (`UUID`, `JSON`).
        common: stands in every table with a history of sightings, and is listed last.
        checks: pandera's field checks (`ge`, `le`, `isin`, `str_matches`, ...).

    Returns:
        A pandera field. (Typed Any, as pandera's own `Field` is: it stands for the column's value.)
    """
    metadata = {"key": key, "sql": sql, "common": common}
    return pa.Field(nullable=null, description=description, metadata=metadata, **checks)


def columns(model: type[Table]) -> list[Column]:
    """List a model's columns in the order of the published table: keys, its own, the common ones."""
    return list(_columns(model))


@cache
def _columns(model: type[Table]) -> tuple[Column, ...]:
    """Read them off the model once: pandera makes its schema anew each time that it is asked."""
    fields = model.to_schema().columns.items()
    order = sorted(fields, key=lambda one: (one[1].metadata["common"], not one[1].metadata["key"]))
    return tuple(_column(field_name, field) for field_name, field in order)


def name(model: type[Table]) -> str:
    """Name the table as its asset and its statement are named: as in SQL, with the schema's name before others'."""
    return str(model.to_schema().name)


def place(model: type[Table]) -> tuple[str, str]:
    """Give the schema and the name of the table in the warehouse file: `history_hubs` is history.hubs."""
    whole = name(model)
    for schema in (HISTORY, MARTS):
        if whole.startswith(f"{schema}_"):
            return schema, whole.removeprefix(f"{schema}_")
    return "main", whole


def title(model: type[Table]) -> str:
    """Name the table as people read it: with its schema, where that is not the usual one."""
    return ".".join(part for part in place(model) if part != "main")


def grain(model: type[Table]) -> str:
    """Say what one row stands for: the first line of the model's docstring."""
    return (model.__doc__ or "").strip().splitlines()[0]


def description(model: type[Table]) -> str:
    """Give the whole docstring as one paragraph, for comments and dictionaries."""
    return " ".join((model.__doc__ or "").split())


def keys(model: type[Table]) -> list[str]:
    """List the columns that together identify a row."""
    return [one.name for one in columns(model) if one.is_key]


def polars_schema(model: type[Table]) -> pl.Schema:
    """Give the polars schema, in the order of the published table."""
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
    """Give a check as JSON Schema has it. A pattern there is for the whole text: one for a part of it has no match."""
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

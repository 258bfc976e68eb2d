"""The base class of every model, and a plain view of a model's columns.

No column is declared or checked here. The models in this folder derive from `Table`; `ddl`, `pandera_schema`,
`dictionary` and Dagster's column schemas read them through `columns()`. Pandera is not imported here: most commands
need the names of columns, and only a check of values needs pandera (docs/decisions/0033).
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Final, get_args, get_type_hints

import polars as pl

Timestamp = Annotated[pl.Datetime, "us", "UTC"]
"""A point in time: microseconds, UTC. TIMESTAMPTZ in DuckDB."""

_PLAIN_TYPES: Final[dict[type, type[pl.DataType]]] = {
    str: pl.String,
    float: pl.Float64,
    bool: pl.Boolean,
    date: pl.Date,
}
"""What annotations of Python's own types stand for."""

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
INTERNALS = "internals"
"""DuckDB schemas other than `main`; the names of their models start with them."""


class Table:
    """The base of every table: a class whose attributes declare the columns, each by `column`."""

    Config: ClassVar[type]
    """Holds the table's `name`, in each model that is a table."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What every value of a column must satisfy.

    Attributes:
        check: the name of pandera's check.
        limit: its argument: a number, a list of values or a regular expression.
    """

    check: str
    limit: Any

    def __str__(self) -> str:
        """Return the rule as pandera names it in what it finds: `greater_than_or_equal_to(0)`."""
        return f"{self.check}('{self.limit}')" if isinstance(self.limit, str) else f"{self.check}({self.limit})"


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
        rules: the rules for its values.
    """

    name: str
    dtype: pl.DataType
    sql_type: str
    description: str
    is_nullable: bool
    is_key: bool
    rules: tuple[Rule, ...]

    @property
    def checks(self) -> tuple[str, ...]:
        """The rules for its values, as text."""
        return tuple(map(str, self.rules))

    @property
    def bounds(self) -> tuple[tuple[str, Any], ...]:
        """The rules that JSON Schema can express, under their names there."""
        return tuple(bound for rule in self.rules for bound in _bounds(rule))


@dataclass(frozen=True, slots=True)
class _Declared:
    """What `column` was told."""

    description: str
    is_key: bool
    is_nullable: bool
    sql_type: str
    is_common: bool
    rules: tuple[Rule, ...]


def column(  # noqa: PLR0913 (all that may be said of a column)
    description: str,
    *,
    key: bool = False,
    null: bool = False,
    sql: str = "",
    common: bool = False,
    ge: float | None = None,
    le: float | None = None,
    isin: list[str] | None = None,
    str_matches: str | None = None,
) -> Any:
    """Declare a column of a table.

    Args:
        description: what the column holds, with its unit, and what NULL means if NULL is allowed.
        key: whether the column is part of the table's key.
        null: whether NULL is allowed.
        sql: the DuckDB type, if it does not follow from the polars type (`UUID`, `JSON`).
        common: whether every table that records sightings has the column; such columns are listed last.
        ge: the least value.
        le: the greatest value.
        isin: all values that there may be.
        str_matches: a regular expression that the beginning of every text matches.

    Returns:
        The declaration (typed Any, because it stands for the column's value).
    """
    limits = {
        "greater_than_or_equal_to": ge,
        "less_than_or_equal_to": le,
        "isin": isin,
        "str_matches": str_matches,
    }
    rules = tuple(Rule(check, limit) for check, limit in limits.items() if limit is not None)
    return _Declared(description, key, null, sql, common, rules)


def columns(model: type[Table]) -> list[Column]:
    """List a model's columns in the order of the published table: keys, its own columns, the common ones."""
    if model not in _READ:
        _READ[model] = _columns(model)
    return list(_READ[model])


_READ: Final[dict[type[Table], list[Column]]] = {}
"""The columns of the models that were asked for."""


def _columns(model: type[Table]) -> list[Column]:
    """Read the declarations of a model: those of its bases first, each in the order in which they are written."""
    declared = [(one, hint, getattr(model, one)) for one, hint in _hints(model).items()]
    declared.sort(key=lambda one: (one[2].is_common, not one[2].is_key))
    return [_column(*one) for one in declared]


def _hints(model: type[Table]) -> dict[str, Any]:
    return {one: hint for one, hint in get_type_hints(model, include_extras=True).items() if one != "Config"}


def name(model: type[Table]) -> str:
    """Return the table's name, which its asset and SQL statement share: `hubs`, or `history_hubs` outside `main`."""
    return str(model.Config.name)  # type: ignore[attr-defined]


def place(model: type[Table]) -> tuple[str, str]:
    """Return the schema and name of the table in the warehouse file: `history_hubs` is history.hubs."""
    whole = name(model)
    for schema in (HISTORY, MARTS, INTERNALS):
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


def _column(name: str, hint: Any, declared: _Declared) -> Column:
    dtype = _dtype(hint)
    return Column(
        name=name,
        dtype=dtype,
        sql_type=declared.sql_type or SQL_TYPES[dtype],
        description=declared.description,
        is_nullable=declared.is_nullable,
        is_key=declared.is_key,
        rules=declared.rules,
    )


def _dtype(hint: Any) -> pl.DataType:
    """Return the polars type that an annotation stands for: one of polars, with its arguments, or a plain one."""
    base, *arguments = get_args(hint) or (hint,)
    made: pl.DataType = _PLAIN_TYPES.get(base, base)(*arguments)
    return made


def _bounds(rule: Rule) -> list[tuple[str, Any]]:
    """Translate a rule to JSON Schema. Only patterns anchored at the end are translated."""
    match rule.check:
        case "greater_than_or_equal_to":
            return [("minimum", rule.limit)]
        case "less_than_or_equal_to":
            return [("maximum", rule.limit)]
        case "isin":
            return [("enum", list(rule.limit))]
        case "str_matches" if rule.limit.endswith("$"):
            return [("pattern", rule.limit)]
    return []

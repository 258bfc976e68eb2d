"""The rules of a model as polars expressions: a quick yes for frames in which nothing is broken (decision 0049).

Nearly every frame keeps all of its rules, and for those one query of polars is enough: pandera takes ten to fifteen
milliseconds a frame whatever its size, and a third of a second to import. It is asked where a rule may be broken, and
alone says which one is, and in which rows.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

import polars as pl

from schemas import table
from schemas.table import Column, Table

_KEPT: Final[dict[str, Callable[[pl.Expr, Any], pl.Expr]]] = {
    "greater_than_or_equal_to": lambda cell, limit: cell >= limit,
    "less_than_or_equal_to": lambda cell, limit: cell <= limit,
    "isin": lambda cell, limit: cell.is_in(limit),
    "str_matches": lambda cell, pattern: cell.str.contains(pattern if pattern.startswith("^") else f"^{pattern}"),
}
"""How pandera checks each rule in polars; NULL breaks none of them."""


def keeps_all_rules(model: type[Table], frame: pl.DataFrame) -> bool:
    """Return whether every value of a frame certainly keeps the rules of its column.

    Args:
        model: the table's model.
        frame: eager, with the columns that the model declares and at least one row.

    Returns:
        False also where pandera has to decide, as for a float that is no number.
    """
    return all(frame.select(_expressions(model)).row(0))


def _expressions(model: type[Table]) -> list[pl.Expr]:
    if model not in _MADE:
        of_columns = (one for column in table.columns(model) for one in _of_column(column))
        _MADE[model] = [one.alias(str(place)) for place, one in enumerate(of_columns)]
    return _MADE[model]


_MADE: Final[dict[type[Table], list[pl.Expr]]] = {}


def _of_column(column: Column) -> Iterator[pl.Expr]:
    """Yield an expression for each rule of a column; each is true for a column in which it is kept."""
    cell = pl.col(column.name)
    if not column.is_nullable:
        yield cell.null_count() == 0
    if column.dtype.is_float():
        yield cell.is_not_nan().all()
    for rule in column.rules:
        yield _KEPT[rule.check](cell, rule.limit).all()

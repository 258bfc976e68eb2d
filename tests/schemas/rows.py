"""Valid and planted rows of any model, made from what the model declares: no table is named here.

The tests of schemas and of the audit call `valid_frame`, and `planted` for one broken promise of each kind.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from schemas import registry, table
from schemas.pandera_schema import pandera_schema
from schemas.table import Column, Table

MODELS = tuple(dict.fromkeys((*registry.TABLES, *registry.SEARCH, *registry.MARTS, *registry.READINGS)))


@dataclass(frozen=True, slots=True)
class Planted:
    """A frame with one broken promise, and what has to be said of it."""

    frame: pl.DataFrame
    column: str
    rule: str
    value: object = None


_CHECKS: dict[type[Table], dict[str, list[Any]]] = {}
_FRAMES: dict[tuple[type[Table], int, bool], pl.DataFrame] = {}


def checks_of(model: type[Table], name: str) -> list[Any]:
    """Pandera's checks on a column."""
    if model not in _CHECKS:
        _CHECKS[model] = {one: list(column.checks) for one, column in pandera_schema(model).columns.items()}
    return _CHECKS[model][name]


def valid_frame(model: type[Table], rows: int = 4, *, with_nulls: bool = False) -> pl.DataFrame:
    """Rows that keep every promise, all keys different; every nullable cell of the last row NULL if asked."""
    key = (model, rows, with_nulls)
    if key not in _FRAMES:
        _FRAMES[key] = _valid_frame(*key)
    return _FRAMES[key]


def _valid_frame(model: type[Table], rows: int, with_nulls: bool) -> pl.DataFrame:
    columns = table.columns(model)
    cells = {one.name: [_value(model, one, row) for row in range(rows)] for one in columns}
    if with_nulls:
        for one in columns:
            cells[one.name][-1] = None if one.is_nullable else cells[one.name][-1]
    return pl.DataFrame(cells, schema=table.polars_schema(model))


def wrong_types(model: type[Table]) -> Iterator[Planted]:
    """Each column as another type, as near to the right one as there is."""
    near = {
        pl.Int32(): pl.Int64(),
        pl.Int64(): pl.Int32(),
        pl.Float64(): pl.Float32(),
        pl.Datetime("us", "UTC"): pl.Datetime("ms", "UTC"),
        pl.Date(): pl.Datetime("us", "UTC"),
        pl.Boolean(): pl.Int32(),
        pl.String(): pl.Categorical(),
    }
    frame = valid_frame(model)
    for one in table.columns(model):
        other = near[one.dtype]
        rule = f"type is {other}, promised {one.dtype}"
        yield Planted(frame.with_columns(pl.col(one.name).cast(other)), one.name, rule)


def nulls(model: type[Table]) -> Iterator[Planted]:
    """A NULL in each column that promises none."""
    for one in table.columns(model):
        if not one.is_nullable:
            yield _with(model, one, None, "not_nullable")


def bad_values(model: type[Table]) -> Iterator[Planted]:
    """For each check of each column a value just outside of it."""
    for one in table.columns(model):
        for check in checks_of(model, one.name):
            for value in _outside(check):
                yield _with(model, one, value, str(check.error))


def _with(model: type[Table], column: Column, value: object, rule: str) -> Planted:
    frame = valid_frame(model)
    cells = frame[column.name].to_list()
    cells[1] = value
    series = pl.Series(column.name, cells, dtype=column.dtype)
    return Planted(frame.with_columns(series), column.name, rule, series[1])


def _value(model: type[Table], column: Column, row: int) -> object:
    limits = {check.name: check.statistics for check in checks_of(model, column.name)}
    if "isin" in limits:
        allowed = limits["isin"]["allowed_values"]
        return allowed[row % len(allowed)]
    if column.dtype == pl.String():
        return _text(limits.get("str_matches", {}).get("pattern"), row)
    least = limits.get("greater_than_or_equal_to", {}).get("min_value", 0)
    most = limits.get("less_than_or_equal_to", {}).get("max_value", least + row)
    made: dict[pl.DataType, object] = {
        pl.Int32(): min(least + row, most),
        pl.Int64(): min(least + row, most),
        pl.Float64(): min(least + row, most) + 0.0,
        pl.Boolean(): row % 2 == 0,
        pl.Date(): date(2026, 1, 1) + timedelta(row),
        pl.Datetime("us", "UTC"): datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=row),
    }
    return made[column.dtype]


def _text(pattern: Any, row: int) -> str:
    form = re.compile(getattr(pattern, "pattern", pattern) or "")
    candidates = (
        f'{{"text": {row}}}',
        f"2205.{row:05d}",
        f"arxiv:2205.{row:05d}",
        f"10.48550/arXiv.2205.{row:05d}",
        f"{row:020x}",
        f"{row:064x}",
        f"{row:08x}-0000-4000-8000-{row:012x}",
        f"https://example.org/{row}",
        "word_" + "abcdefghij"[row % 10],
    )
    return next(one for one in candidates if form.search(one))


def _outside(check: Any) -> list[object]:
    """Values that a check must refuse."""
    told = check.statistics
    match check.name:
        case "isin":
            return ["no such word", "", told["allowed_values"][0].upper()]
        case "str_matches":
            form = re.compile(getattr(told["pattern"], "pattern", told["pattern"]))
            tried = ["", " \t", "Not This", "https:", "a\nb", "2205.01068v2", "xarxiv:2205.01068"]
            return [one for one in tried if not form.search(one)]
        case "greater_than_or_equal_to":
            return [told["min_value"] - 1]
        case "less_than_or_equal_to":
            return [told["max_value"] + 1]
    raise AssertionError(f"no value is known that breaks {check.name}: add one")

"""Checks of a frame against its model: shape, duplicate keys, then pandera's checks on every cell.

A frame that `rule_expressions` finds to keep every rule is not given to pandera, which would find nothing in it.

Nothing is repaired and nothing is raised: each broken rule becomes a `Violation`, so that one bad table does not
hide another.
"""

from dataclasses import dataclass
from typing import Any

import polars as pl

from schemas import table
from schemas.rule_expressions import keeps_all_rules
from schemas.table import Table

MAX_EXAMPLES = 5
"""Maximum number of example values and rows per broken rule; the count always covers all rows."""


@dataclass(frozen=True, slots=True)
class FailingRow:
    """A row that breaks a rule: its key as text (`hub_id=…, paper_id=…`) and the offending value."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule of a table.

    Attributes:
        table: the table's name.
        column: the column, or the key's columns joined by a comma.
        rule: the rule that is broken.
        rows: number of rows that break it (0 if the shape itself is wrong).
        examples: some offending values.
        first: the first offending rows.
    """

    table: str
    column: str
    rule: str
    rows: int
    examples: tuple[str, ...] = ()
    first: tuple[FailingRow, ...] = ()

    def __str__(self) -> str:
        """Format the violation as one line."""
        shown = f": {', '.join(self.examples)}" if self.examples else ""
        return f"{self.table}.{self.column}: {self.rule}, {self.rows} rows{shown}"


def violations(model: type[Table], frame: pl.DataFrame) -> list[Violation]:
    """Check a frame against its model.

    Args:
        model: the table's model.
        frame: an eager frame (of a LazyFrame only the schema would be checked).

    Returns:
        All broken rules. If the shape is wrong, only its violations; otherwise duplicate keys (found by a group-by,
        because pandera needs gigabytes for them), then cells.
    """
    broken = _shape(model, frame)
    if broken or frame.is_empty():  # pandera takes ten milliseconds for a table without rows
        return broken
    return [*_duplicates(model, frame), *_cells(model, frame)]


def _shape(model: type[Table], frame: pl.DataFrame) -> list[Violation]:
    name = table.name(model)
    promised = table.polars_schema(model)
    missing = [Violation(name, one, "column is missing", 0) for one in promised if one not in frame.schema]
    extra = [Violation(name, one, "column is not declared", 0) for one in frame.schema if one not in promised]
    wrong = [
        Violation(name, one, f"type is {frame.schema[one]}, promised {dtype}", 0)
        for one, dtype in promised.items()
        if one in frame.schema and frame.schema[one] != dtype
    ]
    return [*missing, *extra, *wrong]


def _duplicates(model: type[Table], frame: pl.DataFrame) -> list[Violation]:
    keys = table.keys(model)
    repeated = frame.group_by(keys).len().filter(pl.col("len") > 1)
    if repeated.is_empty():
        return []
    shown = repeated.sort(keys).head(MAX_EXAMPLES).rows(named=True)
    examples = tuple(str(tuple(row[key] for key in keys)) for row in shown)
    first = tuple(FailingRow(_key(keys, row), f"{row['len']} rows") for row in shown)
    return [Violation(table.name(model), ", ".join(keys), "key is unique", int(repeated["len"].sum()), examples, first)]


def _cells(model: type[Table], frame: pl.DataFrame) -> list[Violation]:
    if keeps_all_rules(model, frame):
        return []
    from schemas.pandera_schema import failure_cases  # noqa: PLC0415 (pandera, see that module)

    failing = failure_cases(model, frame)
    if failing is None:
        return []
    value = pl.col("failure_case").cast(pl.String)
    grouped = failing.group_by("column", "check", maintain_order=True).agg(
        pl.len().alias("rows"),
        value.unique(maintain_order=True).head(MAX_EXAMPLES).alias("examples"),
        value.head(MAX_EXAMPLES).alias("values"),
        pl.col("index").head(MAX_EXAMPLES).alias("places"),
    )
    return [_broken(model, frame, one) for one in grouped.rows(named=True)]


def _broken(model: type[Table], frame: pl.DataFrame, found: dict[str, Any]) -> Violation:
    """Build the violation of one rule, with example values and the keys of the first rows."""
    keys = table.keys(model)
    first = tuple(
        FailingRow(_key(keys, frame.row(place, named=True)), str(value))
        for place, value in zip(found["places"], found["values"], strict=True)
    )
    examples = tuple(map(str, found["examples"]))
    return Violation(table.name(model), str(found["column"]), str(found["check"]), found["rows"], examples, first)


def _key(keys: list[str], row: dict[str, Any]) -> str:
    return ", ".join(f"{key}={row[key]}" for key in keys)

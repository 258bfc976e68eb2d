"""Whether a frame keeps its model's promises: shape, duplicates, then pandera's checks on every cell.

Nothing is repaired and nothing raised: each broken promise becomes a `Violation`, so that one bad table does
not hide another. The reading of pages and the build of the warehouse call `violations`.
"""

from dataclasses import dataclass
from typing import Any

import pandera.errors
import polars as pl

from schemas import table
from schemas.table import Table

MAX_EXAMPLES = 5
"""So many bad values and rows are shown for each broken rule; the count is always of all."""


@dataclass(frozen=True, slots=True)
class FailingRow:
    """A row that breaks a rule: its key as text (`hub_id=…, paper_id=…`), and what is wrong there."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise of a table.

    Attributes:
        table: the table's name.
        column: the column, or the key's columns joined by a comma.
        rule: what was promised.
        rows: how many rows break it (0 where the shape itself is wrong).
        examples: some of the offending values.
        first: the first of the offending rows.
    """

    table: str
    column: str
    rule: str
    rows: int
    examples: tuple[str, ...] = ()
    first: tuple[FailingRow, ...] = ()

    def __str__(self) -> str:
        """Say it in one line."""
        shown = f": {', '.join(self.examples)}" if self.examples else ""
        return f"{self.table}.{self.column}: {self.rule}, {self.rows} rows{shown}"


def violations(model: type[Table], frame: pl.DataFrame) -> list[Violation]:
    """Compare a frame with its model.

    Args:
        model: the table's model.
        frame: an eager frame (a LazyFrame would be checked by its schema alone).

    Returns:
        Every broken promise. Shape comes first and alone; then duplicate keys, found by a group-by because
        pandera needs gigabytes for them; then the cells.
    """
    return _shape(model, frame) or [*_duplicates(model, frame), *_cells(model, frame)]


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
    try:
        model.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        value = pl.col("failure_case").cast(pl.String)
        grouped = errors.failure_cases.group_by("column", "check", maintain_order=True).agg(
            pl.len().alias("rows"),
            value.unique(maintain_order=True).head(MAX_EXAMPLES).alias("examples"),
            value.head(MAX_EXAMPLES).alias("values"),
            pl.col("index").head(MAX_EXAMPLES).alias("places"),
        )
        return [_broken(model, frame, one) for one in grouped.rows(named=True)]
    return []


def _broken(model: type[Table], frame: pl.DataFrame, found: dict[str, Any]) -> Violation:
    """Name a broken rule with its values, and the rows by their places in the frame."""
    keys = table.keys(model)
    first = tuple(
        FailingRow(_key(keys, frame.row(place, named=True)), str(value))
        for place, value in zip(found["places"], found["values"], strict=True)
    )
    examples = tuple(map(str, found["examples"]))
    return Violation(table.name(model), str(found["column"]), str(found["check"]), found["rows"], examples, first)


def _key(keys: list[str], row: dict[str, Any]) -> str:
    return ", ".join(f"{key}={row[key]}" for key in keys)

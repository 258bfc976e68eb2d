"""The models as pandera knows them: the one place that imports pandera, which takes most of a second.

Nothing is declared here. `contract` imports this when it checks values, and not before.
"""

from operator import methodcaller
from typing import Final

import pandera.errors
import pandera.polars as pa
import polars as pl

from schemas import table
from schemas.table import Table


def pandera_schema(model: type[Table]) -> pa.DataFrameSchema:
    """Return a model as a pandera schema, made once: no extra or missing columns, no silent conversion.

    No column is unique there: pandera needs seconds and gigabytes for many duplicates, `contract` finds them before.
    """
    if model not in _MADE:
        _MADE[model] = _made(model)
    return _MADE[model]


_MADE: Final[dict[type[Table], pa.DataFrameSchema]] = {}


def _made(model: type[Table]) -> pa.DataFrameSchema:
    columns = {
        one.name: pa.Column(
            one.dtype,
            [methodcaller(rule.check, rule.limit)(pa.Check) for rule in one.rules],
            nullable=one.is_nullable,
        )
        for one in table.columns(model)
    }
    return pa.DataFrameSchema(columns, name=table.name(model), strict=True, coerce=False)


def failure_cases(model: type[Table], frame: pl.DataFrame) -> pl.DataFrame | None:
    """Check every value of a frame.

    Args:
        model: the table's model.
        frame: eager, with the columns that the model declares.

    Returns:
        A row for each value that breaks a rule (`column`, `check`, `failure_case`, `index`); None where none does.
    """
    try:
        pandera_schema(model).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        found: pl.DataFrame = errors.failure_cases
        return found
    return None

"""What the quick check of rules lets pass, pandera lets pass; what is broken, it leaves to pandera."""

import math
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import table
from schemas.pandera_schema import failure_cases
from schemas.papers import Papers
from schemas.rule_expressions import keeps_all_rules
from schemas.table import Column, Table
from tests.schemas.rows import MODELS, bad_values, nulls, valid_frame


@pytest.mark.parametrize("with_nulls", [False, True])
@pytest.mark.parametrize("model", MODELS[::7] + tuple(pytest.param(one, marks=pytest.mark.deep) for one in MODELS))
def test_valid_rows_are_not_given_to_pandera(model: type[Table], with_nulls: bool) -> None:
    frame = valid_frame(model, with_nulls=with_nulls)
    assert keeps_all_rules(model, frame)
    assert failure_cases(model, frame) is None


@pytest.mark.parametrize("model", MODELS, ids=table.name)
def test_each_broken_rule_is_left_to_pandera(model: type[Table]) -> None:
    for planted in [*bad_values(model), *nulls(model)]:
        assert not keeps_all_rules(model, planted.frame), (planted.column, planted.rule)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_pandera_decides_on_what_is_no_number(value: float) -> None:
    assert not keeps_all_rules(Papers, valid_frame(Papers).with_columns(novelty=pl.lit(value)))


_CELLS: dict[type, st.SearchStrategy[Any]] = {
    pl.String: st.text(max_size=3)
    | st.sampled_from(["\n", "a\n", " \u00a0", "İ", "٣" * 4 + ".1234", "arxiv:2205.01068\n"]),
    pl.Int32: st.integers(-2, 2),
    pl.Int64: st.integers(-2, 2),
    pl.Float64: st.floats(),
}


@pytest.mark.deep
@given(st.data())
@settings(deadline=None, max_examples=500)
def test_whatever_passes_passes_with_pandera(data: st.DataObject) -> None:
    """One cell of a valid frame is replaced by any value of its type, also by one that its rules allow."""
    model = data.draw(st.sampled_from(MODELS))
    column: Column = data.draw(st.sampled_from([one for one in table.columns(model) if type(one.dtype) in _CELLS]))
    value = data.draw(_CELLS[type(column.dtype)] | st.none())
    frame = valid_frame(model)
    cells = pl.Series(column.name, [value, *frame[column.name][1:]], dtype=column.dtype)
    changed = frame.with_columns(cells)
    passes = failure_cases(model, changed) is None
    assert keeps_all_rules(model, changed) <= passes
    if not (isinstance(value, float) and math.isnan(value)):  # no more is left to pandera than has to be
        assert keeps_all_rules(model, changed) == passes

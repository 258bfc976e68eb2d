"""A planted violation of every kind, in every table and reading, is found and named."""

import math
import time

import polars as pl
import pytest

from schemas import table
from schemas.contract import Violation, violations
from schemas.pandera_schema import pandera_schema
from schemas.paper_aliases import PaperAliases
from schemas.papers import Papers
from schemas.summaries import Summaries
from schemas.table import Table
from tests.schemas.rows import MODELS, Planted, bad_values, nulls, valid_frame, wrong_types

every_model = pytest.mark.parametrize("model", MODELS, ids=table.name)


def assert_found(model: type[Table], planted: Planted) -> Violation:
    found = violations(model, planted.frame)
    assert [(one.table, one.column, one.rule) for one in found] == [
        (table.name(model), planted.column, planted.rule)
    ], planted.value
    return found[0]


@every_model
@pytest.mark.parametrize("with_nulls", [False, True])
@pytest.mark.parametrize("rows", [0, 1, 4])
def test_valid_rows_break_nothing(model: type[Table], rows: int, with_nulls: bool) -> None:
    assert violations(model, valid_frame(model, rows, with_nulls=with_nulls and rows > 0)) == []


@every_model
def test_a_wrong_type_is_found(model: type[Table]) -> None:
    for planted in wrong_types(model):
        assert_found(model, planted)


@every_model
def test_a_null_where_none_is_promised_is_found(model: type[Table]) -> None:
    found = list(nulls(model))
    assert {one.column for one in found} >= set(table.keys(model))
    for planted in found:
        assert assert_found(model, planted).rows == 1


@pytest.mark.parametrize(
    "model", MODELS[::2] + tuple(pytest.param(one, marks=pytest.mark.deep) for one in MODELS[1::2])
)
def test_a_value_outside_of_each_check_is_found_and_shown(model: type[Table]) -> None:
    found = list(bad_values(model))
    rules = {(one.column, one.rule) for one in found}
    assert rules == {(one.name, check) for one in table.columns(model) for check in one.checks}
    for planted in found:
        assert assert_found(model, planted).examples == (str(planted.value),)


@every_model
def test_a_duplicate_key_is_found(model: type[Table]) -> None:
    frame = valid_frame(model)
    twice = pl.concat([frame, frame[:1]])
    [found] = violations(model, twice)
    assert (found.column, found.rule, found.rows) == (", ".join(table.keys(model)), "key is unique", 2)
    assert [str(part) in found.examples[0] for part in frame[:1].select(table.keys(model)).row(0)]


@every_model
def test_an_extra_column_is_found(model: type[Table]) -> None:
    frame = valid_frame(model).with_columns(pl.lit(1).alias("unasked"))
    assert_found(model, Planted(frame, "unasked", "column is not declared"))


@every_model
def test_a_missing_column_is_found(model: type[Table]) -> None:
    for name in table.polars_schema(model):
        assert_found(model, Planted(valid_frame(model).drop(name), name, "column is missing"))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_no_novelty(value: float) -> None:
    frame = valid_frame(Papers).with_columns(novelty=pl.lit(value))
    assert {one.column for one in violations(Papers, frame)} == {"novelty"}


def test_several_broken_promises_are_all_told() -> None:
    frame = valid_frame(Summaries).with_columns(summary=pl.lit(" "), capture_id=pl.lit("x"))
    twice = pl.concat([frame, frame])
    assert [(one.column, one.rows) for one in violations(Summaries, twice)] == [
        ("paper_id", 8),
        ("summary", 8),
        ("capture_id", 8),
    ]


def test_a_violation_says_what_where_and_how_many() -> None:
    frame = valid_frame(Summaries).with_columns(summary=pl.lit(""))
    [found] = violations(Summaries, frame)
    assert str(found) == "summaries.summary: str_matches('\\S'), 4 rows: "


def test_a_violation_names_the_first_rows_by_their_keys() -> None:
    frame = (
        valid_frame(Papers, 9)
        .with_row_index("row")
        .with_columns(novelty=pl.when(pl.col("row") < 2).then(None).when(pl.col("row") < 3).then(1.0).otherwise(11.0))
    )
    [found] = violations(Papers, frame.drop("row"))
    ids = frame["paper_id"].to_list()
    assert found.rows == 6
    assert [(one.key, one.value) for one in found.first] == [(f"paper_id={one}", "11.0") for one in ids[3:8]]


def test_a_repeated_key_is_named_with_the_number_of_its_rows() -> None:
    frame = valid_frame(Summaries)
    [found] = violations(Summaries, pl.concat([frame, frame[1:2], frame[1:2]]))
    assert [(one.key, one.value) for one in found.first] == [(f"paper_id={frame['paper_id'][1]}", "3 rows")]


@every_model
def test_rules_are_named_as_pandera_names_its_checks(model: type[Table]) -> None:
    checks = {name: [check.error for check in one.checks] for name, one in pandera_schema(model).columns.items()}
    assert checks == {one.name: list(one.checks) for one in table.columns(model)}


@every_model
def test_pandera_is_never_asked_for_uniqueness(model: type[Table]) -> None:
    """It needs seconds and gigabytes for many duplicates; a group-by finds them before."""
    schema = pandera_schema(model)
    assert not schema.unique
    assert not any(one.unique for one in schema.columns.values())


def test_two_hundred_thousand_duplicates_are_found_at_once() -> None:
    frame = valid_frame(PaperAliases, 100_000)
    twice = pl.concat([frame, frame])
    start = time.process_time()
    valid = violations(PaperAliases, frame)
    half = time.process_time()
    [found] = violations(PaperAliases, twice)
    assert (valid, found.rows, len(found.examples)) == ([], 200_000, 5)
    # Duplicates cost no more than rows do: pandera's own search takes fifty times as long.
    assert time.process_time() - half < 10 * (half - start) + 1

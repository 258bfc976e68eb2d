"""What a check finds is told row by row: by the very statement that it shows, in its text, and as a table."""

from pathlib import Path

import dagster as dg
import pytest

from assets.metadata_tables import LISTED, LONGEST, TOLD, as_list, as_table, code
from assets.quality import result as shown_result
from assets.quality import spec
from pipelines.warehouse.quality import CHECKS, Check, Result, results
from pipelines.warehouse.summary import first_answers
from schemas import registry, table
from tests import shared_samples
from tests.pipelines.building.support import Page, built

OTHER = "11111111-2222-4333-8444-555555555555"
MARKUP = "[press](javascript:alert(1)) `x` <img src=//beacon.example>\u202e\nand more"
METHOD: dict[str, object] = {"facet": "role", "value": "method"}

every_check = pytest.mark.parametrize("check", CHECKS.values(), ids=lambda one: one.name)


def _claim(number: str, n: int, position: int = 1) -> dict[str, object]:
    printed = {"citing_papers": f"{n} Pith papers citing it", "sentence_count": f"{n} Pith papers cite this work"}
    value = {"number": number, "position": position, "printed_text": printed.get(number, f"method {n}")}
    return value | {"printed_value": float(n)} | (METHOD if number not in printed else {})


def _refusal(text: str) -> dict[str, object]:
    return {"table_name": "papers", "column_name": "novelty", "text_raw": text, "reason": f"not a number: {text!r}"}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file in which every check finds something, and some of it more than once in a capture."""
    paper = {"title": "T", "title_raw": "T"}
    pages = [
        Page(
            1,
            explorer=[paper],
            claims=[_claim("citing_papers", 2), _claim("sentence_count", 2, 2), _claim("sentence_count", 3, 3)],
            words=[("role", "method", True), ("label", "Brand new", False)],
            quarantine=[_refusal("7,0"), _refusal("8,0")],
            residue=[("masthead", MARKUP), *[("explorer", f"stray {n}") for n in range(LISTED)]],
        ),
        Page(2, explorer=[paper], claims=[_claim("facet_count", 4), _claim("summary_count", 5)], hub_id=OTHER),
        Page(3, hub=None, outcome="not_a_hub"),
        Page(4, hub=None, outcome="too_complex"),
        Page(5, explorer=[paper], claims=[_claim("citing_papers", 9)], hub_id=OTHER, residue=[("footer", "x" * 999)]),
        Page(6, outcome="pending", hub={"citing_papers_printed": 0}),
    ]
    return built(tmp_path_factory.mktemp("found"), *pages).building


@pytest.fixture(scope="module")
def found(file: Path) -> dict[str, Result]:
    return results(file)


@every_check
def test_the_statement_gives_each_row_that_is_counted(file: Path, found: dict[str, Result], check: Check) -> None:
    rows = first_answers(file, check.statement, 1000)
    assert 0 < len(rows) == found[check.key].count == sum(found[check.key].by_name().values())
    assert len({tuple(row.items()) for row in rows}) == len(rows)
    key = {name for name in ("capture_id", "kind") if name in rows[0]}
    assert key, "a row can be found again"


@every_check
def test_the_text_and_the_table_hold_the_first_rows(file: Path, found: dict[str, Result], check: Check) -> None:
    rows = first_answers(file, check.statement, LISTED)
    result = shown_result(found[check.key], rows)
    text = result.description or ""
    assert f"`{' '.join(check.statement.split())}`" in text
    assert all(f"{code(name)} {number}" in text for name, number in found[check.key].by_name().items())
    assert f"```sql\n{check.statement}\n```" in (spec(check).description or ""), "it is the one that is shown"
    lines = [line for line in text.splitlines() if line.startswith("- ")]
    assert len(lines) == min(len(rows), TOLD)
    for line, row in zip(lines, rows, strict=False):
        assert all(f"{name} {code(value)}" in line for name, value in row.items() if value is not None)
    shown = result.metadata["rows"]
    assert isinstance(shown, dg.TableMetadataValue)
    assert len(shown.records) == min(found[check.key].count, LISTED)
    assert [one.name for one in shown.schema.columns] == list(rows[0])
    assert "parts" in result.metadata


def test_a_check_that_finds_nothing_lists_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = shared_samples.empty_warehouse(tmp_path_factory).building
    found = results(empty)
    for check in CHECKS.values():
        rows = first_answers(empty, check.statement, LISTED)
        result = shown_result(found[check.key], rows)
        assert (rows, result.passed) == ([], True)
        assert set(result.metadata) == {"expected", "actual"}


def test_the_newest_capture_comes_first(file: Path) -> None:
    rows = first_answers(file, CHECKS["residue"].statement, LISTED)
    assert rows[0]["text"] == "x" * 999
    assert as_table(rows, LONGEST).records[0].data["text"] == "x" * LONGEST + "…"


def test_what_a_page_prints_is_no_markup_in_the_text() -> None:
    assert code(MARKUP) == "`[press](javascript:alert(1)) 'x' <img src=//beacon.example> …`"
    assert as_list([{"text": "a\n- `b`", "n": 0, "none": None}]) == "- text `a - 'b'`, n `0`"


def test_the_rows_of_a_table_are_shown_by_their_types() -> None:
    shown = as_table([{"text": "long" * 100, "n": 3}])
    assert [(one.name, one.type) for one in shown.schema.columns] == [("text", "string"), ("n", "int")]
    assert as_table([]).records == []


def test_every_check_is_of_a_table() -> None:
    assert {one.table for one in CHECKS.values()} <= {table.name(model) for model in registry.TABLES}

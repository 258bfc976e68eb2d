"""The JSON twin: known keys become cells, all is kept, and what was never seen is reported."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.parsing.vocabulary.records import Reading
from tests.pagewriter import expected, twin
from tests.pagewriter.records import HubRecord, Twin
from tests.pagewriter.strategies import hub_records
from tests.pipelines.parsing.support import HUB, read
from tests.tiers import examples

RECORD = HubRecord(HUB, "Made-up lanterns", tier="hub", twin=Twin(arxiv_id="9912.00001", year=2024))


def _read(**work: object) -> Reading:
    page = json.loads(twin.render(RECORD))
    page["work"] |= work
    return read(json.dumps(page))


@examples(60)
@given(hub_records().filter(lambda record: record.twin is not None))
def test_every_cell_comes_back(record: HubRecord) -> None:
    page = twin.render(record)
    reading = read(page, record.hub_id)
    wanted = expected.twin_cells(record)
    del wanted["hub_id"]
    assert reading.hub is not None
    assert {name: getattr(reading.hub, name) for name in wanted} == wanted
    assert json.loads(reading.hub.twin or "") == json.loads(page)
    assert record.twin is not None
    unread = [one.text.split(":")[0] for one in reading.residue]
    assert unread == [f"hub.state.{key}" for key in record.twin.extra_state]
    assert reading.quarantine == []


@pytest.mark.parametrize(
    ("key", "value", "column"),
    [
        ("arxiv_id", "9912", "arxiv_id"),
        ("year", "2024", "year"),
        ("year", -3, "year"),
        ("year", True, "year"),
        ("title", 7, "title_raw"),
        ("doi", ["x"], "doi"),
        ("doi", "n/a", "doi"),
        ("pith_arxiv_id", "9912.00002", "arxiv_id"),
    ],
)
def test_what_has_not_the_form_is_refused(key: str, value: object, column: str) -> None:
    reading = _read(**{key: value})
    assert [one.column_name for one in reading.quarantine] == [column]
    assert reading.hub is not None
    assert getattr(reading.hub, column) is None


@pytest.mark.parametrize("doi", ["10.1000/made-up(1)", "https://doi.org/10.1000/x", "10.1000.10/a:b;c"])
def test_the_forms_of_a_doi(doi: str) -> None:
    reading = _read(doi=doi)
    assert reading.hub is not None
    assert (reading.hub.doi, reading.quarantine) == (doi, [])


@pytest.mark.parametrize("again", ['"year": 2023', '"title": "Another made-up title"', '"unknown": 1, "unknown": 2'])
def test_of_a_key_that_stands_twice_no_value_is_taken(again: str) -> None:
    body = twin.render(RECORD).replace('"work": {', f'"work": {{{again}, ', 1)
    assert body.count(again) == 1
    reading = read(body)
    assert reading.capture.outcome == "not_a_hub"
    assert "stands twice" in (reading.capture.reason or "")


def test_the_state_of_another_work_is_not_taken() -> None:
    page = json.loads(twin.render(RECORD))
    page["hub"]["state"]["work_id"] = "00000000-0000-4000-8000-000000000001"
    reading = read(json.dumps(page))
    assert (reading.capture.outcome, reading.hub) == ("wrong_work", None)


def test_an_unread_key_and_a_refused_value_are_placed_where_they_stand() -> None:
    """`7` and `"colour"` stand earlier in the twin as well, as parts of something else."""
    work = {"id": HUB, "raw_key": "1987", "metadata_source": '"colour"', "colour": "made-up ü", "doi": 7}
    body = json.dumps({"work": work}, ensure_ascii=False).encode()
    reading = read(body)
    (stray,), (refused,) = reading.residue, reading.quarantine
    assert stray.text == 'work.colour: "made-up ü"'
    assert body[stray.byte_start : stray.byte_end].decode() == '"made-up ü"'
    assert (refused.column_name, refused.text_raw) == ("doi", "7")
    assert (refused.byte_start, refused.byte_end) == (len(body) - 3, len(body) - 2)


def test_a_pending_title_is_no_title() -> None:
    pending = "Title resolution pending"
    reading = _read(title=pending, display_title=pending, render_title=pending)
    assert reading.capture.outcome == "pending"
    assert reading.hub is not None
    assert reading.hub.title is None


@examples(80)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["work", "hub", "id", "state"]), inner)
        ),
        max_leaves=8,
    )
)
def test_any_json_has_an_outcome(value: object) -> None:
    body = json.dumps(value)
    assert read(body).capture.outcome in {"not_a_hub", "wrong_work", "ok"}

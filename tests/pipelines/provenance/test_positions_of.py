"""The bytes of every cell give its value: in the sample, the real captures, and random pages in any markup."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.provenance.cell_search import RowKey, Traced
from pipelines.provenance.positions_of import trace
from pipelines.provenance.rules import rederived
from tests.pagewriter.markups import MARKUPS
from tests.pagewriter.records import Filters, HubRecord
from tests.pagewriter.strategies import pages
from tests.pipelines.parsing.foreign_markup import Foreign
from tests.pipelines.parsing.store.stored_pages import Stored, stored_pages
from tests.pipelines.parsing.support import HUB, source
from tests.pipelines.provenance.proof import cells_of, unproved
from tests.tiers import examples

bounded = examples(6)
PAGE = """<html><body><p>super hub Canonical reference</p><h1>Lanterns of {}</h1>
<p>Canonical reference. <b>8</b><i>0</i>% of citing Pith papers cite this work as background.</p>
<div><b>Pith papers citing it</b></div><div>1,039</div>
<h2>years</h2><div>2024 <i>2</i></div><div><span>2024</span><span>3</span> 2023 1</div>
<h2>citing papers explorer</h2>
<div><a title="a>b" href="/paper/2205.01068v2?a=1&amp;b=2">On cs.LG &middot; 2020-01-01 &middot; things</a>
<p><span>cs.CL</span><span>2022-05-02</span><span>accept</span><span>background</span><span>ref 11</span></p>
<p>Shows that 11 lanterns, <b>accept</b>ed in 2022, glow&hellip; for longer than the others do.</p></div>"""


def _assert_proved(body: bytes, **known: object) -> Traced:
    told = source(**known)  # type: ignore[arg-type]
    traced = trace(body, told)
    assert unproved(traced, body, told) == []
    return traced


@pytest.mark.parametrize("page", list(stored_pages()), ids=lambda one: one.name)
def test_every_cell_of_the_stored_pages_is_proved(page: Stored) -> None:
    traced = trace(page.body, page.source)
    assert unproved(traced, page.body, page.source) == []
    assert len(list(cells_of(traced.reading))) > 3
    for cell in traced.cells.values():
        assert 0 <= cell.byte_start < cell.byte_end <= len(page.body)
        assert cell.field.said
        assert cell.field.parser


@pytest.mark.parametrize("markup", MARKUPS)
@bounded
@given(page=pages())
def test_every_cell_of_a_random_page_is_proved(markup: str, page: tuple[HubRecord, Filters]) -> None:
    record, filters = page
    _assert_proved(MARKUPS[markup](record, filters).encode(), hub_id=record.hub_id, filters=filters, named=markup)


@examples(25)
@given(page=pages(), seed=st.integers(0, 2**32))
def test_every_cell_of_a_markup_that_nobody_wrote_is_proved(page: tuple[HubRecord, Filters], seed: int) -> None:
    record, filters = page
    _assert_proved(Foreign(seed).render(record, filters).encode(), hub_id=record.hub_id, filters=filters)


def _slice(body: bytes, traced: Traced, reading: str, row: RowKey, column: str) -> bytes:
    cell = traced.cells[reading, row, column]
    return body[cell.byte_start : cell.byte_end]


def test_a_cell_is_the_very_words_and_no_more() -> None:
    body = PAGE.format("caf&eacute; \\'etudes — 多语言").encode()
    traced = _assert_proved(body)
    row = ("explorer", 1)
    wanted = {
        ("hub_readings", (), "tier"): b"super hub",
        ("hub_readings", (), "label"): b"Canonical reference",
        ("hub_readings", (), "title"): "Lanterns of caf&eacute; \\'etudes — 多语言".encode(),
        ("hub_readings", (), "dominant_percent"): b"8</b><i>0",
        ("hub_readings", (), "dominant_role"): b"background",
        ("hub_readings", (), "citing_papers_printed"): b"1,039",
        ("citing_paper_readings", row, "arxiv_id"): b"/paper/2205.01068v2?a=1&amp;b=2",
        ("citing_paper_readings", row, "title_raw"): b"On cs.LG &middot; 2020-01-01 &middot; things",
        ("citing_paper_readings", row, "category"): b"cs.CL",
        ("citing_paper_readings", row, "posted_on"): b"2022-05-02",
        ("citing_paper_readings", row, "verdict"): b"accept",
        ("citing_paper_readings", row, "role"): b"background",
        ("citing_paper_readings", row, "ref_number"): b"11",
    }
    assert {key: _slice(body, traced, *key) for key in wanted} == wanted
    dotted = body.index(b"<span>cs.CL")
    for column in ("posted_on", "verdict", "role", "ref_number"):
        start = traced.cells["citing_paper_readings", row, column].byte_start
        assert dotted < start < body.index(b"<p>Shows")
    assert traced.cells["citing_paper_readings", row, "posted_on"].value == date(2022, 5, 2)


def test_a_twins_cell_is_its_value_in_the_json() -> None:
    twin = {"work": {"id": HUB, "display_title": "Q\\&A", "year": 2020}, "hub": {"state": {"tier": "hub"}}}
    body = json.dumps(twin, indent=2).encode()
    traced = _assert_proved(body)
    assert _slice(body, traced, "hub_readings", (), "title") == b'"Q\\\\&A"'
    assert traced.cells["hub_readings", (), "title"].value == "Q&A"
    assert _slice(body, traced, "hub_readings", (), "year") == b"2020"


def test_bytes_that_say_something_else_are_found_out() -> None:
    body = PAGE.format("glass").encode()
    told = source()
    traced = trace(body, told)
    key = ("hub_readings", (), "citing_papers_printed")
    right = traced.cells[key]
    assert rederived(right, body, told, "utf-8") == 1039
    traced.cells[key] = replace(right, byte_start=right.byte_start + 1)
    (found,) = unproved(traced, body, told)
    assert (found.column, found.value, found.said) == ("citing_papers_printed", 1039, None)
    del traced.cells[key]
    assert [one.column for one in unproved(traced, body, told)] == ["citing_papers_printed"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_places_are_those_of_the_raw_bytes_in_any_encoding(encoding: str) -> None:
    body = PAGE.format("café études").encode(encoding)
    traced = _assert_proved(body, declared="latin-1")
    title = traced.cells["hub_readings", (), "title"]
    assert body[title.byte_start : title.byte_end].decode(encoding.replace("utf-16", "utf-16-le")).endswith("études")

"""The page writer: every HTML markup shows the same words in the site's order, whatever the record holds.

Only the standard library reads the pages here, so that the parser under test elsewhere is not its own
witness.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pagewriter import expected, strategies
from tests.pagewriter.markups import HTML_MARKUPS, MARKUPS, page_url
from tests.pagewriter.records import CitingPaper, Filters, HubRecord, representative_papers
from tests.pagewriter.strategies import filter_choices, hub_records, pages
from tests.pagewriter.words import facet_blocks, verdict_sentence
from tests.pagewriter.writer import Capture, render
from tests.tiers import examples

_UNSEEN = ("script", "style", "title", "nav")


class _Words(HTMLParser):
    """The visible text of a page, without head, navigation, scripts and styles; inline tags leave no blank."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs  # no attribute is visible
        self._hidden += tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _UNSEEN

    def handle_data(self, data: str) -> None:
        self.text += "" if self._hidden else data


def visible(page: str) -> str:
    """The page's visible text, white space collapsed."""
    parser = _Words()
    parser.feed(page)
    parser.close()
    return " ".join(parser.text.split())


def _is_in_order(parts: list[str], text: str) -> bool:
    position = 0
    for part in parts:
        found = text.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    return True


@pytest.mark.parametrize("markup", HTML_MARKUPS)
@examples(25)
@given(page=pages())
def test_html_shows_title_sentence_blocks_and_rows_in_the_sites_order(
    markup: str, page: tuple[HubRecord, Filters]
) -> None:
    record, filters = page
    parts = [record.title_raw, verdict_sentence(record), *([record.abstract_raw] if record.abstract_raw else [])]
    parts += [label for _, label, _ in facet_blocks(record)]
    parts += ["clear filters"] if filters else []
    for row in [
        *expected.representative_rows(record, markup),
        *expected.listed_rows(record, markup, filters),
    ]:
        parts += [str(row["title_raw"]), str(row["category"]), str(row["posted_on"]), str(row["verdict"])]
        parts += [str(row["summary"])] if row["summary"] else []
    assert _is_in_order(parts, visible(HTML_MARKUPS[markup](record, filters)))


@given(page=pages())
def test_the_same_record_gives_the_same_bytes(page: tuple[HubRecord, Filters]) -> None:
    record, filters = page
    for markup in MARKUPS.values():
        assert markup(record, filters) == markup(record, filters)


@given(data=st.data())
def test_filters_restrict_the_explorer_and_nothing_else(data: st.DataObject) -> None:
    record = data.draw(hub_records())
    filters = data.draw(filter_choices(record))
    for markup in MARKUPS:
        whole = expected.listed_rows(replace(record, listed_at_most=None), markup, {})
        part = expected.listed_rows(record, markup, filters)
        assert {row["title_raw"] for row in part} <= {row["title_raw"] for row in whole}
        page = MARKUPS[markup](record, filters)
        assert ("after filters." in visible(page)) == bool(filters) or markup in ("full_text", "list_text")
    shown = expected.representative_rows(record, "full_text")
    assert [row["title_raw"] for row in shown] == [paper.title_raw for paper in representative_papers(record)]


@given(text=strategies.titles() | strategies.sentences())
def test_text_is_one_collapsed_line(text: str) -> None:
    assert text == " ".join(text.split())
    assert text.isprintable()


@pytest.mark.parametrize("markup", MARKUPS)
def test_a_page_that_shows_fewer_rows_than_it_has_says_so_under_a_filter(markup: str) -> None:
    papers = tuple(
        CitingPaper(None, f"Paper {n}", "cs.LG", date(2026, 1, 9 - n), summary=f"Sum {n}.") for n in range(5)
    )
    record = HubRecord(
        "6b1fbd51-6a7e-5f6f-9f0c-0d4a3c1b2a10",
        "A made-up title",
        citing_papers_printed=5,
        papers=papers,
        listed_at_most=2,
    )
    filtered = visible(MARKUPS[markup](record, {"year": "2026"}))
    assert "Showing 2 of 5 citing papers after filters." in filtered
    for page in (filtered, visible(MARKUPS[markup](record, {}))):
        assert [n for n in range(5) if f"Sum {n}." in page] == [0, 1]


def test_class_names_differ_by_markup() -> None:
    from_markups = [set(_class_names(page)) for page in _simple_pages()]
    assert all(from_markups)
    assert not set.intersection(*from_markups)


def _simple_pages() -> list[str]:
    record = HubRecord("6b1fbd51-6a7e-5f6f-9f0c-0d4a3c1b2a10", "A made-up title")
    return [markup(record, {}) for markup in HTML_MARKUPS.values()]


def _class_names(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('class="')[1:]]


def test_addresses_hold_the_filters_in_order() -> None:
    record = HubRecord("6b1fbd51-6a7e-5f6f-9f0c-0d4a3c1b2a10", "A made-up title")
    start = "https://www.pith.science/citations/6b1fbd51-6a7e-5f6f-9f0c-0d4a3c1b2a10"
    assert page_url(record, {"cat": "cs.LG", "role": "method"}, host="www.pith.science") == (
        start + "?cat=cs.LG&role=method"
    )
    assert page_url(record, twin_of=True).endswith("2a10.json")


def test_records_that_no_page_could_show_are_refused() -> None:
    with pytest.raises(ValueError, match="label needs a tier"):
        HubRecord("x", "t", label="Canonical reference")
    with pytest.raises(ValueError, match="no abstract is printed"):
        HubRecord("x", "t", abstract_raw="text")


def test_two_captures_of_one_name_are_refused() -> None:
    capture = Capture(HubRecord("x", "t"), "html_divs", datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="give them different times"):
        render([capture, capture])

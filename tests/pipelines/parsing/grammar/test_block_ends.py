"""A block ends at the heading of a block that is not known: what stands below is residue, never a cell.

All words here are made up. No rule of the parser may be here. Called by pytest.
"""

import pytest

from tests.pipelines.parsing.made_up_pages import MASTHEAD, proved, residue

ROW = (
    '<div>{0}<a href="/paper/2501.0000{2}">{1}</a>{3}<p>cs.LG · 2025-01-0{2} · accept · none · ref {2}</p>'
    "<p>{4}</p></div>"
)
TITLES = ("Lamps for Moths", "Moths for Lamps", "Wicks and Ticks")
SUMMARY = "Shows in made-up study {} that lamps draw moths."


def _rows(tag: str, *numbers: int) -> str:
    opened, closed = (f"<{tag}>", f"</{tag}>") if tag else ("<p>", "</p>")
    return "".join(ROW.format(opened, TITLES[one - 1], one, closed, SUMMARY.format(one)) for one in numbers)


def _page(*parts: str) -> str:
    return f"<!doctype html><html><body><main>{MASTHEAD}{''.join(parts)}</main></body></html>"


@pytest.mark.parametrize("title", ["h2", "h3", "h4", ""])
@pytest.mark.parametrize("heading", ["h2", "h3", "h4"])
@pytest.mark.parametrize("words", ["similar papers", "Related hubs", "Cited by the same authors"])
def test_papers_below_an_unknown_heading_cite_nothing(title: str, heading: str, words: str) -> None:
    below = f"<{heading}>{words}</{heading}>" + _rows(title, 3)
    reading = proved(_page("<h2>citing papers explorer</h2>", _rows(title, 1, 2), below))
    assert [row.title_raw for row in reading.citing_papers] == list(TITLES[:2])
    assert [one.block for one in reading.residue] == ["unknown"] * 4


def test_a_block_between_the_lists_is_of_none() -> None:
    below = "<h3>Recently reviewed</h3>" + _rows("h4", 2)
    lists = "<h2>representative citing papers</h2>" + _rows("h4", 1) + below
    reading = proved(_page(lists, "<h2>citing papers explorer</h2>", _rows("h4", 3)))
    assert [(row.block, row.title_raw) for row in reading.citing_papers] == [
        ("representative", TITLES[0]),
        ("explorer", TITLES[2]),
    ]


@pytest.mark.parametrize("extra", ["<h5>Summary</h5>", "<h4>A. Author</h4>"])
def test_a_heading_in_every_entry_ends_no_list(extra: str) -> None:
    rows = "".join(_rows("h3", one).replace("<p>Shows", f"{extra}<p>Shows") for one in (1, 2, 3))
    reading = proved(_page("<h2>citing papers explorer</h2>", rows))
    assert [row.title_raw for row in reading.citing_papers] == list(TITLES)


def test_what_follows_the_last_facet_is_no_value() -> None:
    below = "<h3>Newsletter</h3><p>12 readers 3 editors</p><h3>Cookies</h3><p>Accept 5</p>"
    reading = proved(_page("<h2>fields</h2><p>cs.LG 7 cs.CL 2</p>", below))
    facets = {(one.facet, one.value): one.n for one in reading.facets}
    assert facets == {("field", "cs.LG"): 7, ("field", "cs.CL"): 2}
    assert residue(reading)[0] == "Newsletter"

"""Bad pages: each gets an outcome and a reason, none raises, and none takes rows from nowhere (FAULTS F12 to F21)."""

import time
from dataclasses import replace

import pytest

from tests.pagewriter.markups import HTML_MARKUPS, MARKUPS
from tests.pipelines.parsing.support import HUB, read
from tests.pipelines.parsing.test_mutations import RECORD

OTHER = "11111111-2222-4333-8444-555555555555"
HEAD = "<html><body><p>hub</p><h1>A made-up title</h1><p>3 Pith papers citing it</p>"
TWICE = (("background", 7), ("method", 9))
ROW = "<p>{}</p><p>cs.CL · 2024-05-01 · accept · novelty 7.0</p><p>A made-up summary.</p>"


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"", "not_a_hub"),
        (b"   \n\n", "not_a_hub"),
        (bytes(range(256)) * 40, "not_text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(3000), "not_text"),
        (b"<html><head><title>Sign in</title></head><body><form>Your name <input></form></body></html>", "not_a_hub"),
        (b"<html><body><h1>Checking that you are human</h1></body></html>", "not_a_hub"),
        (b"<html><body><p>Down for maintenance, back at noon.</p></body></html>", "not_a_hub"),
        (b"<html><frameset><frame src=a><frame src=b></frameset></html>", "not_a_hub"),
        (b"<html><head><script>var n = '39 Pith papers citing it'</script></head></html>", "not_a_hub"),
        (b"<html></html>", "not_a_hub"),
        (b"<!-- nothing -->", "not_a_hub"),
        (b"<table>", "not_a_hub"),
        (b"A text of a few words", "not_a_hub"),
        (b"words " * 900_000, "not_a_hub"),
        (b"<p>" + b"words " * 900_000, "not_a_hub"),
        (b"{}", "not_a_hub"),
        (b"[1, 2]", "not_a_hub"),
        (b'{"work": {"id": "', "not_a_hub"),
        (b'{"work": {"id": NaN}}', "not_a_hub"),
        (b'{"work": ' * 100_000, "too_complex"),
        (b"[" * 100_000, "too_complex"),
    ],
)
def test_what_is_no_hub_page(body: bytes, outcome: str) -> None:
    reading = read(body)
    assert reading.capture.outcome == outcome
    assert reading.capture.reason
    assert (reading.hub, reading.citing_papers, reading.facets) == (None, [], [])
    assert reading.capture.quarantined_cells == len(reading.quarantine) == 1


@pytest.mark.parametrize("markup", HTML_MARKUPS)
def test_the_page_of_another_work_is_refused(markup: str) -> None:
    reading = read(HTML_MARKUPS[markup](RECORD, {}), OTHER)
    assert reading.capture.outcome == "wrong_work"
    assert HUB in (reading.capture.reason or "")
    assert (reading.hub, reading.citing_papers) == (None, [])


def test_the_twin_of_another_work_is_refused() -> None:
    assert read(f'{{"work": {{"id": "{HUB}"}}}}', OTHER).capture.outcome == "wrong_work"


@pytest.mark.parametrize("markup", MARKUPS)
def test_a_title_that_is_pending_is_no_title(markup: str) -> None:
    page = MARKUPS[markup](replace(RECORD, title_raw="Title resolution pending"), {})
    reading = read(page, named=markup)
    assert reading.capture.outcome == "pending"
    assert reading.hub is not None
    assert (reading.hub.title, reading.hub.title_raw) == (None, None)


def test_a_hundred_thousand_siblings_are_read() -> None:
    body = HEAD + "<p>representative citing papers</p>" + ROW.format("First") + "<p>x</p>" * 100_000
    started = time.process_time()
    reading = read(body)
    assert [row.title_raw for row in reading.citing_papers] == ["First"]
    assert reading.capture.residue_lines >= 99_999
    assert time.process_time() - started < 60


def test_deep_nesting_is_read() -> None:
    row = "<div>" * 5_000 + ROW.format("First") + "</div>" * 5_000
    reading = read(f"{HEAD}<p>representative citing papers</p>{row}")
    assert [row.title_raw for row in reading.citing_papers] == ["First"]


@pytest.mark.parametrize(
    "title",
    [
        "cs.CL · 2021-03-04 · unverdicted · novelty 6.5",
        "• bullets • in • it",
        "right to left \u202e and zero\u200bwidth",
        "x" * 1_000_000,
        "Abstract",
        "roles",
        "3 Pith papers citing it",
        "Canonical reference. 80% of citing Pith papers cite this work as background.",
        "clear filters",
    ],
)
def test_a_title_that_imitates_harms_no_neighbour(title: str) -> None:
    link = '<a href="/paper/9912.0000{}">{}</a>'
    rows = [
        ROW.format(link.format(1, "Before")),
        ROW.format(link.format(2, title)),
        ROW.format(link.format(3, "After")),
    ]
    reading = read(HEAD + "<h2>representative citing papers</h2>" + "".join(f"<div>{row}</div>" for row in rows))
    first, middle, last = reading.citing_papers
    assert (first.title_raw, last.title_raw) == ("Before", "After")
    assert (first.summary, last.summary) == ("A made-up summary.", "A made-up summary.")
    assert middle.title_raw == title.removeprefix("• ").replace("\u202e", "").replace("left  and", "left and")
    assert middle.arxiv_id == "9912.00002"
    assert reading.citing_papers[0].novelty == 7.0


def test_an_empty_title_harms_no_neighbour() -> None:
    rows = "".join(f"<div>{ROW.format(title)}</div>" for title in ("Before", "", "After"))
    reading = read(HEAD + "<h2>representative citing papers</h2>" + rows)
    assert [row.title_raw for row in reading.citing_papers] == ["Before", None, "After"]
    assert [row.summary for row in reading.citing_papers] == ["A made-up summary."] * 3
    assert [one.column_name for one in reading.quarantine] == ["title_raw"]


def test_the_same_paper_twice_is_kept() -> None:
    link = '<a href="/paper/9912.00001">The same</a>'
    meta = "<p>cs.CL · 2024-05-01 · accept · {} · ref {} · internal anchor</p>"
    rows = (f"<div><p>{link}</p>{meta.format(*cells)}<p>A made-up summary.</p></div>" for cells in TWICE)
    body = HEAD + "<h2>citing papers explorer</h2>" + "".join(rows)
    found = [(row.arxiv_id, row.role, row.ref_number) for row in read(body).citing_papers]
    assert found == [("9912.00001", role, number) for role, number in TWICE]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_row_that_is_printed_twice_in_every_word_counts_once(count: int) -> None:
    """Sites print rows twice, for two screen widths; one paper has one row of the same role and reference."""
    links = [f'<a href="/paper/9912.0000{number}">Title {number}</a>' for number in range(count)]
    rows = [f"<div>{ROW.format(link)}</div>" for link in links]
    for body in ("".join(row * 2 for row in rows), "".join(rows * 2)):
        reading = read(HEAD + "<h2>representative citing papers</h2>" + body)
        assert [row.arxiv_id for row in reading.citing_papers] == [f"9912.0000{number}" for number in range(count)]

"""Pages made by hand in markups that sites do use, and what each printed: right, or refused and reported.

All words are made up. Each page was once read wrongly, or lost a cell, without a report. Called by pytest.
"""

import pytest

from pipelines.parsing.vocabulary.records import CitingPaperRow, Reading
from schemas.refusals import RefusedBecause
from tests.pipelines.parsing.support import read

TITLES = ("Buoys that remember", "A census of slow clocks", "Ropes and knots")
SUMMARIES = ("Adds a memory to buoys.", "Counts clocks in harbour towns.", "Shows that ropes forget.")
HUB = """<p>super hub Mixed citations</p><h1>Tide clocks</h1>
<p>Mixed citation behavior. Most common role is background (58%).</p><p>3 Pith papers citing it</p>
<p>12,345 external citations · Crossref</p><p>Background 58% of classified citations</p>"""
REPRESENTATIVE = "cs.LG · 2025-03-0{day} · accept · novelty {novelty}"
LISTED = "cs.LG · 2025-03-0{day} · accept · method · ref {ref} · internal anchor"


def _read(body: str = "", hub: str = HUB) -> Reading:
    return read(f"<!doctype html><html><body><main>{hub}<h2>hub tools</h2>{body}</main></body></html>")


def _list(meta: str, title: str = "{}", summary: str = "{}") -> str:
    return "".join(
        f"<article><h3><a href='/paper/9912.0000{place}'>{title.format(TITLES[place])}</a></h3>"
        f"<p>{meta.format(day=place + 1, novelty=f'{7 - place}.5', ref=place + 4)}</p>"
        f"<p>{summary.format(SUMMARIES[place])}</p></article>"
        for place in range(3)
    )


def _explorer(meta: str = LISTED, title: str = "{}", summary: str = "{}") -> Reading:
    return _read(f"<section><h2>citing papers explorer</h2>{_list(meta, title, summary)}</section>")


def _representatives(meta: str = REPRESENTATIVE) -> Reading:
    return _read(f"<section><h2>representative citing papers</h2>{_list(meta)}</section>")


def _rows(reading: Reading, block: str) -> list[CitingPaperRow]:
    return [row for row in reading.citing_papers if row.block == block]


def _refused(reading: Reading) -> list[tuple[str, str | None, RefusedBecause]]:
    return [(one.table_name, one.column_name, one.refused_because) for one in reading.quarantine]


def test_the_pages_are_read_whole() -> None:
    """What the pages below differ from: nothing is refused or left over."""
    for reading in (_explorer(), _representatives()):
        assert (reading.quarantine, reading.residue) == ([], [])
        assert [(row.title_raw, row.summary) for row in reading.citing_papers] == [*zip(TITLES, SUMMARIES, strict=True)]


# Numbers


@pytest.mark.parametrize("mark", ["<sup>2</sup>", "<a href='#note'><sup>2</sup></a>", "<sup><a href='#n'>2</a></sup>"])
def test_the_number_of_a_footnote_is_no_digit_of_a_count(mark: str) -> None:
    """A page whose counts have footnotes: 3 papers, of which a note says something, are not 32."""
    hub = _read(hub=HUB.replace("3 Pith", f"3{mark} Pith").replace("12,345", f"12,345{mark}")).hub
    assert hub
    assert (hub.citing_papers_printed, hub.external_citations_printed) == (None, None)


def test_the_number_of_a_footnote_is_no_digit_of_a_part() -> None:
    """A novelty of 7.5 with a footnote is not 7.52, reference 4 is not 42; the mark is reported."""
    reading = _representatives(REPRESENTATIVE + "<sup>2</sup>")
    assert {row.novelty for row in reading.citing_papers} <= {7.5, 6.5, 5.5, None}
    assert reading.quarantine
    reading = _explorer(LISTED.replace("{ref}", "{ref}<sub>2</sub>"))
    assert {row.ref_number for row in reading.citing_papers} <= {4, 5, 6, None}
    assert reading.quarantine


def test_an_exponent_is_kept_apart_in_words_but_not_behind_letters() -> None:
    """`10<sup>3</sup>` is not 103; `H<sub>2</sub>O` and `1<sup>st</sup>` are one word each."""
    reading = _explorer(title="10<sup>3</sup> of H<sub>2</sub>O, 1<sup>st</sup> part: {}")
    assert [row.title_raw for row in reading.citing_papers] == [f"10 3 of H2O, 1st part: {one}" for one in TITLES]


def test_a_wheel_of_digits_is_no_count() -> None:
    """A counter that rolls holds all digits: a count does not begin with 0."""
    wheel = "".join(f"<i>{digit}</i>" for digit in range(10))
    reading = _read(hub=HUB.replace("3 Pith", f"<b>{wheel}</b> Pith"))
    assert reading.hub
    assert reading.hub.citing_papers_printed is None
    assert ("hubs", "citing_papers_printed", RefusedBecause.IMPOSSIBLE_VALUE) in _refused(reading)


def test_two_sources_on_one_line_are_not_the_name_of_one() -> None:
    """`12,345 external citations · Crossref, 13,001 · OpenAlex`: the number is kept, the source refused."""
    reading = _read(hub=HUB.replace("Crossref", "Crossref, 13,001 · OpenAlex"))
    assert reading.hub
    assert (reading.hub.external_citations_printed, reading.hub.external_source) == (12345, None)
    assert ("hubs", "external_source", RefusedBecause.IMPOSSIBLE_VALUE) in _refused(reading)


@pytest.mark.parametrize("between", ["of", "out of", "from"])
def test_words_between_two_numbers_are_no_value(between: str) -> None:
    """`background 2 of 4`: there is no role `of`."""
    pairs = "".join(f"<li>{role} {n} {between} 4</li>" for role, n in (("background", 2), ("method", 1)))
    reading = _read(f"<h2>roles</h2><ul>{pairs}</ul>")
    assert {(one.value, one.n) for one in reading.facets} <= {("background", 2), ("method", 1)}
    assert reading.quarantine


@pytest.mark.parametrize("label", ["fields", "years", "verdicts", "roles", "polarities"])
def test_a_facet_that_is_a_drawing_is_reported(label: str) -> None:
    """A chart in SVG, a canvas, or a part that a script fills in: the label is there and no value is."""
    reading = _read(f"<h2>{label}</h2><svg><text>2025</text><text>3</text></svg><h2>clear filters</h2>")
    assert reading.facets == []
    assert ("facet_counts", None, RefusedBecause.MISSING_PART) in _refused(reading)


# Words


def test_an_address_behind_a_title_is_not_its_end() -> None:
    """A print view adds the address of each link behind it."""
    reading = _explorer(title="{} (https://pith.science/paper/9912.00000)")
    assert [row.title_raw for row in reading.citing_papers] == [None] * 3
    assert [one[:2] for one in _refused(reading)] == [("papers", "title_raw")] * 3


@pytest.mark.parametrize("words", ["AI-generated summary", "— glm-5.2, July 2026", "Written by a machine."])
def test_words_behind_every_summary_are_not_its_end(words: str) -> None:
    """A site that says behind each summary who wrote it."""
    reading = _explorer(summary=f"{{}} <small>{words}</small>")
    assert [row.summary for row in reading.citing_papers] == [None] * 3
    assert [one[:2] for one in _refused(reading)] == [("summaries", "summary")] * 3


@pytest.mark.parametrize("end", ["…", "... Show more", "… <button>Read more</button>", "… [more]"])
def test_an_abstract_that_is_cut_off_is_no_abstract(end: str) -> None:
    """A page that shows the beginning, with or without a button on the same line."""
    reading = _read(f"<h2>abstract</h2><p>Clocks are driven by tides. They lose two min{end}</p>")
    assert reading.hub
    assert reading.hub.abstract_raw is None
    assert ("abstracts", "abstract_raw", RefusedBecause.AMBIGUOUS_LAYOUT) in _refused(reading)


@pytest.mark.parametrize("meta", [REPRESENTATIVE, LISTED])
def test_a_verdict_that_is_an_icon_is_reported(meta: str) -> None:
    """A line of parts with an image where the verdict is: each row says that it has none."""
    block = "explorer" if meta == LISTED else "representative"
    body = _list(meta.replace("accept", "<img src='accept.svg' alt='accept'>"))
    label = {"explorer": "citing papers explorer", "representative": "representative citing papers"}[block]
    reading = _read(f"<section><h2>{label}</h2>{body}</section>")
    assert [row.verdict for row in _rows(reading, block)] == [None] * 3
    assert _refused(reading) == [("papers", "verdict", RefusedBecause.MISSING_PART)] * 3


# Lists


def test_two_lists_side_by_side_in_the_rows_of_one_table_are_refused() -> None:
    """A table with a list in each column: its rows, read in order, mix both."""
    cells = [
        f"<td><h3><a href='/paper/9912.000{column}{place}'>{TITLES[place]} {column}</a></h3>"
        f"<p>{meta.format(day=place + 1, novelty=f'{7 - place}.5', ref=place + 4)}</p><p>{SUMMARIES[place]}</p></td>"
        for place in range(3)
        for column, meta in enumerate((REPRESENTATIVE, LISTED))
    ]
    rows = "".join(f"<tr>{left}{right}</tr>" for left, right in zip(cells[::2], cells[1::2], strict=True))
    head = "<tr><th>representative citing papers</th><th>citing papers explorer</th></tr>"
    reading = _read(f"<table>{head}{rows}</table>")
    assert reading.citing_papers == []
    assert ("citations", None, RefusedBecause.AMBIGUOUS_LAYOUT) in _refused(reading)
    assert {one.text for one in reading.residue} >= {f"{one} {column}" for one in TITLES for column in (0, 1)}

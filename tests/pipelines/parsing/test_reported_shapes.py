"""Shapes of hub pages that a web developer could well serve and that were once misread: one small page each.

All words here are made up. No rule of the parser may be here; each docstring names the kind of page and the section
of HUB_PAGES.md that says what it shows. Called by pytest.
"""

from datetime import date

import pytest

from pipelines.parsing.vocabulary.records import CitingPaperRow, Reading
from tests.pipelines.parsing.support import read

SENTENCE = "<p>3 Pith papers cite this work. Polarity classification is still indexing.</p>"
COUNTS = "<p>3 Pith papers citing it</p>"
TITLES = ("Moss on harbour walls", "Fog: a review", "Ropes, 2019")
SUMMARIES = ("Shows that moss grows.", "Finds that fog is wet.", "Counts the knots in ropes.")
NOVELTIES = (7.5, 7.0, 6.5)
REPRESENTATIVE = "<h2>representative citing papers</h2>"
EXPLORER = "<h2>citing papers explorer</h2>"


def _page(*parts: str, masthead: str = SENTENCE + COUNTS, title: str = "<h1>Lanterns</h1>") -> Reading:
    body = title + masthead + "".join(parts)
    return read(f"<!doctype html><html><body><main>{body}</main></body></html>")


def _first(number: int) -> str:
    return f"cs.LG · 2024-05-0{number + 1} · accept · novelty {NOVELTIES[number]}"


def _second(number: int) -> str:
    return f"cs.LG · 2024-05-0{number + 1} · accept · none · ref {number + 7} · internal anchor"


def _link(number: int) -> str:
    return f'<a href="/paper/9912.0000{number}">{TITLES[number]}</a>'


def _rows(form: str, meta: str = "first", numbers: tuple[int, ...] = (0, 1, 2)) -> str:
    """Fill a form with TITLE, LINK, HREF, META and SUMMARY of some papers."""
    made = []
    for number in numbers:
        row = form.replace("LINK", _link(number)).replace("TITLE", TITLES[number])
        row = row.replace("HREF", f"/paper/9912.0000{number}").replace("SUMMARY", SUMMARIES[number])
        made.append(row.replace("META", (_first if meta == "first" else _second)(number)))
    return "".join(made)


def _papers(reading: Reading, block: str = "representative") -> list[CitingPaperRow]:
    return [row for row in reading.citing_papers if row.block == block]


def _assert_three(rows: list[CitingPaperRow], *, ids: bool = True) -> None:
    assert [(row.title_raw, row.summary) for row in rows] == list(zip(TITLES, SUMMARIES, strict=True))
    assert [row.posted_on for row in rows] == [date(2024, 5, day) for day in (1, 2, 3)]
    assert [row.arxiv_id for row in rows] == [f"9912.0000{number}" if ids else None for number in (0, 1, 2)]


def _facets(reading: Reading) -> dict[tuple[str, str], int]:
    return {(one.facet, one.value): one.n for one in reading.facets if one.block == "facets"}


# Facets (HUB_PAGES section 4, "facets": a label, then `value count` pairs)


@pytest.mark.parametrize(
    "chips",
    [
        "<ul><li><a>cs.LG</a> <i><small>12</small></i></li><li><a>gr-qc</a> <i><small>1</small></i></li></ul>",
        "<p><a><span>cs.LG</span> <span><b>12</b></span></a> <a><span>gr-qc</span> <span><b>1</b></span></a></p>",
    ],
)
def test_counts_in_nested_inline_elements_leave_no_mark_in_the_value(chips: str) -> None:
    """A page of chips whose count stands in an element within an element: no stand-in of markup is printed."""
    reading = _page(f"<section><h2>fields</h2>{chips}</section>")
    assert _facets(reading) == {("field", "cs.LG"): 12, ("field", "gr-qc"): 1}


@pytest.mark.parametrize("form", ["{} ({}), ", "{}: {}<br>", "{} – {}<br>", "{} ×{}<br>", "{} [{}]<br>", "{}; {}<br>"])
def test_a_sign_between_value_and_count_is_part_of_neither(form: str) -> None:
    """A page that sets its facets as `value (n), value (n)`, `value: n`, `value ×n`; or reports them, not as values."""
    counts = "".join(form.format(value, n) for value, n in (("cs.LG", 12), ("gr-qc", 1)))
    years = "".join(form.format(value, n) for value, n in (("2024", 12), ("2019", 1)))
    reading = _page(f"<h2>fields</h2><p>{counts}</p><h2>years</h2><p>{years}</p>")
    expected = {("field", "cs.LG"): 12, ("field", "gr-qc"): 1, ("year", "2024"): 12, ("year", "2019"): 1}
    assert _facets(reading) == expected


def test_a_row_of_values_above_a_row_of_counts_pairs_none_wrongly() -> None:
    """A table with the values in its head and the counts below: never paired with a neighbour's."""
    head = "<tr><th>cs.LG</th><th>gr-qc</th></tr><tr><td>12</td><td>1</td></tr>"
    reading = _page(f"<h2>fields</h2><table>{head}</table>")
    assert _facets(reading).items() <= {("field", "cs.LG"): 12, ("field", "gr-qc"): 1}.items()


def test_a_footer_of_plain_blocks_is_no_facet() -> None:
    """A page without rows whose last facet is followed by the site's footer in divs (a year behind a sign)."""
    facets = "<div><div>polarities</div><div>unclear 1</div></div>"
    reading = _page(facets + "</main><div><div>About</div><div>© 2026</div></div>")
    assert _facets(reading) == {("polarity", "unclear"): 1}


def test_a_closed_dialog_is_not_read() -> None:
    """A page with a dialog that is not open: a browser does not show it (HTML Standard, 4.11.4 and 15.3.1)."""
    reading = _page("<h2>fields</h2><p>cs.LG 3</p><dialog><p>years</p><p>2019 7</p></dialog>")
    assert _facets(reading) == {("field", "cs.LG"): 3}


# Labels (section 4: block labels)


@pytest.mark.parametrize(
    "heading",
    [
        '<h2>{}<a href="#x" title="Permalink">¶</a></h2>',
        '<h2><a href="#x">#</a> {}</h2>',
        "<button>{} <span>▾</span></button>",
        "<summary>▸ {}</summary>",
        "<h2>{} →</h2>",
    ],
)
def test_signs_beside_a_label_are_ornaments(heading: str) -> None:
    """A page whose headings have a permalink or an arrow, as many site generators and accordions make them."""
    list_of_papers = _rows("<article><h3>LINK</h3><p>META</p><p>SUMMARY</p></article>")
    parts = [
        (heading.format("abstract"), "<p>Lanterns are lit.</p>"),
        (heading.format("fields"), "<p>cs.LG 3</p>"),
        (heading.format("representative citing papers"), list_of_papers),
    ]
    reading = _page("<p>hub tools</p>", *(f"<section>{label}{body}</section>" for label, body in parts))
    assert reading.hub
    assert reading.hub.abstract_raw == "Lanterns are lit."
    assert _facets(reading) == {("field", "cs.LG"): 3}
    _assert_three(_papers(reading))


def test_a_list_of_links_to_the_blocks_is_no_block() -> None:
    """A page with a table of contents above its blocks, in no `nav`: it has no abstract, and shows no tier."""
    links = "".join(f"<li><a href='#'>{label}</a></li>" for label in ("abstract", "fields", "citing papers explorer"))
    reading = _page(f"<ul>{links}</ul><h2>fields</h2><p>cs.LG 3</p>")
    assert reading.hub
    assert (reading.hub.abstract_raw, reading.hub.tier) == (None, "none")
    assert _facets(reading) == {("field", "cs.LG"): 3}


@pytest.mark.parametrize("around", ['<div role="contentinfo">{}</div>', "<div>{}</div>"])
def test_a_footer_that_names_blocks_prints_none(around: str) -> None:
    """A page whose footer, in a div, links to `Abstract` and `Authors` pages of the site."""
    footer = around.format("<ul><li>About</li><li>Abstract</li><li>Authors</li></ul><p>© 2026</p>")
    blocks = "<h2>authors</h2><p>A. Invented</p>" + EXPLORER + _rows("<p>LINK META</p><p>SUMMARY</p>", "second")
    reading = _page(blocks + "</main>" + footer, title="<p>hub</p><h1>Lanterns</h1>")
    assert reading.hub
    assert reading.hub.abstract_raw is None
    _assert_three(_papers(reading, "explorer"))


def test_what_opens_the_abstract_is_not_the_abstract() -> None:
    """A page that folds its abstract: a line `Show abstract` stands between label and paragraph."""
    text = "Lanterns are lit. We ask who lit them, and find nobody."
    reading = _page(f"<h2>abstract</h2><details open><summary>Show abstract</summary><p>{text}</p></details>")
    assert reading.hub
    assert reading.hub.abstract_raw in (text, None)


# The masthead (section 4: title, verdict sentence, counts)


@pytest.mark.parametrize("glue", [" ", " · ", "", " | "])
def test_counts_side_by_side(glue: str) -> None:
    """A page with its three counts in one line, as spans: they are three counts (FULL text prints no blank line)."""
    spans = [
        "<span><b>1,204</b> Pith papers citing it</span>",
        "<span><b>853</b> external citations · Crossref</span>",
        "<span>Background <b>80%</b> of classified citations</span>",
    ]
    sentence = "<p>Canonical reference. 80% of citing Pith papers cite this work as background.</p>"
    reading = _page(
        masthead=sentence + f"<div>{glue.join(spans)}</div>", title="<p>hub Canonical reference</p><h1>Lanterns</h1>"
    )
    hub = reading.hub
    assert hub
    assert (hub.citing_papers_printed, hub.external_citations_printed, hub.external_source) == (1204, 853, "Crossref")
    assert (hub.classified_polarity, hub.classified_percent) == ("background", 80)


def test_tiles_with_the_number_below_never_swap_their_counts() -> None:
    """A page of tiles whose words stand above the number: read rightly or reported, never the neighbour's number."""
    tiles = "<div><p>Pith papers citing it</p><p>3</p></div><div><p>external citations · Crossref</p><p>853</p></div>"
    reading = _page(masthead=SENTENCE + tiles)
    assert reading.hub
    assert reading.hub.external_citations_printed in (853, None)
    assert reading.hub.citing_papers_printed == 3


def test_the_source_of_a_count_in_an_element_of_its_own() -> None:
    """A page whose tile has the number, the words and the source on three lines."""
    tile = "<dl><dt>853</dt><dd>external citations</dd><dd>Crossref</dd></dl>"
    reading = _page(masthead=SENTENCE + COUNTS + tile)
    assert reading.hub
    assert (reading.hub.external_citations_printed, reading.hub.external_source) == (853, "Crossref")


def test_a_link_behind_the_sentence() -> None:
    """A page with a help link behind its verdict sentence: the sentence is known by its form, the rest is reported."""
    reading = _page(masthead=SENTENCE.replace("</p>", ' <a href="/help">?</a></p>') + COUNTS)
    assert reading.hub
    assert reading.hub.verdict_kind == "indexing"
    assert reading.hub.title_raw == "Lanterns"


def test_a_link_beside_the_title_is_reported() -> None:
    """A page with `arXiv` linked behind the title, in the heading: the title is read without it, or it is reported."""
    reading = _page(title='<h1>Lanterns <a href="https://arxiv.org/abs/9912.00009">arXiv ↗</a></h1>')
    assert reading.hub
    assert reading.hub.title_raw in ("Lanterns", None) or reading.quarantine


def test_words_behind_the_source_of_a_count_are_not_read_in_silence() -> None:
    """A page with a link behind `Crossref`: the source without it, or a report of a source not seen before."""
    reading = _page(
        masthead=SENTENCE + COUNTS + "<p>853 external citations · Crossref <a href='/help'>what is this</a></p>"
    )
    assert reading.hub
    assert reading.hub.external_source == "Crossref" or any(not word.is_known for word in reading.words)


def test_a_link_at_the_end_of_every_summary_is_none_of_its_words() -> None:
    """A page whose summaries each end in the same link `Read more`, in their own element: cut off, or reported."""
    form = '<div><h3>LINK</h3><div>META</div><p>SUMMARY <a href="HREF">Read more</a></p></div>'
    reading = _page(f"{REPRESENTATIVE}<div>{_rows(form)}</div>")
    is_clean = [row.summary for row in _papers(reading)] == list(SUMMARIES)
    assert is_clean or reading.quarantine or reading.residue


# Rows (section 4: representative citing papers, citing papers explorer)


def test_a_card_that_is_one_link() -> None:
    """A page whose whole cards are links: the link leads to its own paper, and its words are not the title."""
    first = _rows('<a href="HREF"><h3>TITLE</h3><div>META</div><p>SUMMARY</p></a>')
    second = _rows('<li><a href="HREF"><div>TITLE <span>META</span></div><p>SUMMARY</p></a></li>', "second")
    reading = _page(f"{REPRESENTATIVE}<div>{first}</div>{EXPLORER}<ul>{second}</ul>")
    _assert_three(_papers(reading))
    _assert_three(_papers(reading, "explorer"))
    assert not reading.quarantine


@pytest.mark.parametrize("last", ['<a href="HREF">→</a>', '· <a href="HREF">open</a>'])
def test_a_link_behind_the_dotted_line_is_no_title(last: str) -> None:
    """A page whose titles are plain and whose dotted lines end in a link to the paper."""
    first = _rows(f"<div><h3>TITLE</h3><div>META {last}</div><p>SUMMARY</p></div>")
    reading = _page(f"{REPRESENTATIVE}<div>{first}</div>")
    assert [row.title_raw for row in _papers(reading)] == list(TITLES)
    assert all(row.summary in (None, printed) for row, printed in zip(_papers(reading), SUMMARIES, strict=True))


def test_a_date_that_links_to_the_paper_is_no_title() -> None:
    """A page whose dates are the links, as those of forums are."""
    form = (
        '<div><h3>TITLE</h3><div>cs.LG · <a href="HREF">2024-05-01</a> · accept · novelty 7.5</div><p>SUMMARY</p></div>'
    )
    rows = _papers(_page(f"{REPRESENTATIVE}<div>{_rows(form)}</div>"))
    assert [row.title_raw for row in rows] == list(TITLES)
    assert [row.arxiv_id for row in rows] == ["9912.00000", "9912.00001", "9912.00002"]


@pytest.mark.parametrize(
    "last",
    [
        '<p><a href="HREF">Read more</a></p>',
        '<div><button>Save</button> <a href="https://arxiv.org/abs/9912.00001">arXiv</a></div>',
        "<div><button>Save</button></div>",
    ],
)
def test_what_stands_below_every_summary_is_none(last: str) -> None:
    """A page with the same button or link below each row; a row without summary has none (section 4)."""
    form = f"<article><div>LINK META</div><p>SUMMARY</p>{last}</article>"
    bare = f"<article><div>LINK META</div>{last}</article>"
    rows = _rows(form, "second", (0,)) + _rows(bare, "second", (1,)) + _rows(form, "second", (2,))
    found = _papers(_page(f"{EXPLORER}<div>{rows}</div>"), "explorer")
    assert [row.summary for row in found] == [SUMMARIES[0], None, SUMMARIES[2]]


def test_a_label_above_each_summary_is_no_summary() -> None:
    """A page that prints `Summary` in a block of its own above each summary."""
    form = "<div><h3>LINK</h3><div>META</div><div>Summary</div><p>SUMMARY</p></div>"
    _assert_three(_papers(_page(f"{REPRESENTATIVE}<div>{_rows(form)}</div>")))


@pytest.mark.parametrize("refs", ["", " · 4 refs"])
@pytest.mark.parametrize("title", ['<a href="HREF">TITLE</a>', "<strong>TITLE</strong>"])
def test_rows_wholly_inline(refs: str, title: str) -> None:
    """A page whose style sheet makes spans into lines: title, dotted line and summary, no blank between them."""
    form = f"<div>{title}<span>META{refs}</span><span>SUMMARY</span></div>"
    rows = _papers(_page(f"{REPRESENTATIVE}<div>{_rows(form)}</div>"))
    _assert_three(rows, ids="HREF" in title)
    assert [row.novelty for row in rows] == list(NOVELTIES)
    assert [row.mention_count for row in rows] == [4 if refs else None] * 3


@pytest.mark.parametrize(("before", "after"), [("", " ·"), ("· ", "")])
def test_parts_in_blocks_with_their_dots(before: str, after: str) -> None:
    """A page whose dotted line is a row of blocks, each with its dot."""
    rows = []
    for number in (0, 1, 2):
        first, *rest = _first(number).split(" · ")
        parts = [first + after, *(before + part + (after if part is not rest[-1] else "") for part in rest)]
        cells = "".join(f"<div>{part}</div>" for part in parts)
        rows.append(f"<div><h3>{_link(number)}</h3><div>{cells}</div><p>{SUMMARIES[number]}</p></div>")
    _assert_three(_papers(_page(f"{REPRESENTATIVE}<div>{''.join(rows)}</div>")))


def test_a_row_below_another_heading_is_of_no_list() -> None:
    """A page with `recently reviewed` papers, which cite nothing here, under a heading like those of the blocks."""
    form = "<div><h3>LINK</h3><div>META</div><p>SUMMARY</p></div>"
    stranger = (
        '<div><h3><a href="/paper/9912.99999">A stranger</a></h3><div>cs.LG · 2024-01-02 · accept · novelty 6.0</div>'
        "<p>Shows that strangers are read.</p></div>"
    )
    listed = _rows("<div><div>LINK META</div><p>SUMMARY</p></div>", "second")
    reading = _page(f"{REPRESENTATIVE}{_rows(form)}{EXPLORER}{listed}<h2>recently reviewed</h2>{stranger}")
    _assert_three(_papers(reading))
    _assert_three(_papers(reading, "explorer"))


def test_a_filter_that_lets_none_through_takes_no_rows_from_elsewhere() -> None:
    """A filtered page without rows, and papers of another block behind it: none of them cites the work."""
    stranger = (
        '<h2>recently reviewed</h2><div><h3><a href="/paper/9912.99999">A stranger</a></h3>'
        "<div>cs.LG · 2024-01-02 · accept · novelty 6.0</div><p>Shows that strangers are read.</p></div>"
    )
    empty = f"<section>{EXPLORER}<p>Showing 0 of 0 citing papers after filters.</p></section>"
    reading = _page(empty + f"</main><div>{stranger}</div>")
    assert _papers(reading, "explorer") == []


def test_a_title_like_the_showing_line_is_a_title() -> None:
    """A citing paper called as the line above a filtered list is printed (FAULTS F21): its row is unharmed."""
    printed = "Showing 3 of 7 citing papers after filters."
    row = f'<div><h3><a href="/paper/9912.00001">{printed}</a></h3><p>{_second(0)}</p><p>Shows moss.</p></div>'
    rows = _papers(_page(f"{EXPLORER}<div>{row}</div>"), "explorer")
    assert [(row.title_raw, row.summary) for row in rows] == [(printed, "Shows moss.")]


def test_a_page_in_one_preformatted_block() -> None:
    """A page that is one `pre`: there a line break in the source is one on the page (HTML Standard, 15.3.3)."""
    rows = "\n\n".join(f"{TITLES[number]}\n{_first(number)}\n{SUMMARIES[number]}" for number in (0, 1, 2))
    reading = read(
        "<!doctype html><html><body><pre>\nLanterns\n\n3 Pith papers cite this work. Polarity classification is still "
        "indexing.\n3 Pith papers citing it\n\nfields\n\ncs.LG 3\n\nrepresentative citing papers\n\n"
        f"{rows}\n</pre></body></html>"
    )
    assert reading.hub
    assert reading.hub.title_raw == "Lanterns"
    assert _facets(reading) == {("field", "cs.LG"): 3}
    _assert_three(_papers(reading), ids=False)

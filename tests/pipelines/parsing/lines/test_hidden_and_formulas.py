"""What a reader does not see is no cell unless the page's own counts need it; formulas are words of their line.

All words here are made up. No rule of the parser may be here. Every cell is proved by its bytes. Called by pytest.
"""

import pytest

from tests.pipelines.parsing.lists.made_up_lists import (
    SUMMARIES,
    TITLES,
    assert_reads,
    cells,
    entry,
    listed,
    page,
    parts,
    proved,
    wanted,
)
from tests.pipelines.parsing.made_up_pages import residue

# Hidden rows

HIDDEN = [
    "<div hidden>{}</div>",
    "<section hidden=''>{}</section>",
    "<div hidden='until-found'>{}</div>",
    "<div HIDDEN>{}</div>",
    "<div style='display:none'>{}</div>",
    "<div style='color: red; DISPLAY: NONE !important'>{}</div>",
    "<div style='visibility:hidden'>{}</div>",
    "<div style='visibility: hidden; height: 0'>{}</div>",
    "<del>{}</del>",
    "<div><div hidden><div>{}</div></div></div>",
]
MAX_EXAMPLES = [
    "<div data-hidden='true'>{}</div>",
    "<div hidden-not>{}</div>",
    "<div class='hidden d-none invisible sr-only'>{}</div>",
    "<div id='hidden'>{}</div>",
    "<div title='display:none'>{}</div>",
    "<div style='visibility:visible; display:block'>{}</div>",
    "<div aria-label='hidden'>{}</div>",
]


def _lines(*numbers: int) -> list[str]:
    return [line for one in numbers for line in (TITLES[one], " · ".join(parts(one)), SUMMARIES[one])]


@pytest.mark.parametrize("around", HIDDEN)
@pytest.mark.parametrize("place", ["before", "after", "between"])
def test_hidden_rows_are_residue_where_the_count_is_reached_without_them(around: str, place: str) -> None:
    hidden = around.format(entry(2))
    bodies = {"before": hidden + listed(count=2), "after": listed(count=2) + hidden}
    body = bodies.get(place, entry(0) + hidden + entry(1))
    reading = assert_reads(body, 2)
    assert [(one.block, one.text) for one in reading.residue] == [("hidden", line) for line in _lines(2)]
    assert reading.capture.is_complete


@pytest.mark.parametrize("around", HIDDEN)
def test_content_that_is_streamed_hidden_is_read(around: str) -> None:
    """As frameworks write it: the page's count needs all rows, and all are hidden, or all but the first."""
    for body in (around.format(listed()), entry(0) + around.format(entry(1) + entry(2))):
        reading = assert_reads(body)
        assert (residue(reading), reading.capture.is_complete) == ([], True)


@pytest.mark.parametrize("around", HIDDEN)
@pytest.mark.parametrize("printed", [2, 5])
def test_rows_are_read_with_hidden_ones_only_where_the_count_is_theirs(around: str, printed: int) -> None:
    """One row is to be seen, two are not: neither 2 nor 5 papers are all three."""
    reading = proved(page(entry(0) + around.format(entry(1) + entry(2)), printed))
    assert cells(reading) == wanted(1)
    assert {(one.block, one.text) for one in reading.residue} == {("hidden", line) for line in _lines(1, 2)}
    assert not reading.capture.is_complete


def test_a_hidden_row_is_none_of_a_list_that_is_shown_and_refused() -> None:
    """How the rows are divided is in doubt where titles end their meta line; whether they are shown is not."""
    row = (
        "<li{0}><p><span>A. Lamp et al. · cs.LG · 2025-04-0{1} · reject · none · ref {1}</span> "
        '<a href="/paper/2504.0000{1}">Lamps {1}</a></p><div><a href="/paper/2504.0000{1}">→</a></div></li>'
    )
    rows = [row.format(hidden, number) for number, hidden in enumerate(("", "", " hidden", ""), 1)]
    reading = proved(page("<ul>" + "".join(rows) + "</ul>", 33))
    assert reading.citing_papers == []
    assert "hidden" in {one.block for one in reading.residue}
    assert any(one.table_name == "citations" and one.column_name is None for one in reading.quarantine)


@pytest.mark.parametrize("around", HIDDEN)
def test_a_page_that_is_hidden_as_a_whole_is_read(around: str) -> None:
    body = page(listed()).replace("<main>", "<main>{").replace("</main>", "}</main>")
    first, rest = body.split("{")
    inside, last = rest.split("}")
    reading = proved(first + around.format(inside) + last)
    assert reading.hub
    assert (reading.hub.title_raw, reading.hub.citing_papers_printed) == ("A Made-Up Work", 3)
    assert cells(reading) == wanted()


@pytest.mark.parametrize("around", MAX_EXAMPLES)
def test_no_name_and_no_class_hides_anything(around: str) -> None:
    reading = assert_reads(around.format(listed()))
    assert residue(reading) == []
    assert_reads(listed(lambda number: around.format(entry(number))))


@pytest.mark.parametrize(
    ("hidden", "text"),
    [
        ("<p hidden>7 Pith papers citing it</p>", "7 Pith papers citing it"),
        ("<p style='display:none'>853 external citations · Crossref</p>", "853 external citations · Crossref"),
        ("<del>7 Pith papers citing it</del>", "7 Pith papers citing it"),
        ("<p hidden>Canonical reference</p>", "Canonical reference"),
    ],
)
def test_a_hidden_line_of_the_masthead_is_no_cell(hidden: str, text: str) -> None:
    reading = proved(page(listed(), before=hidden))
    assert reading.hub
    hub = reading.hub
    assert (hub.citing_papers_printed, hub.external_citations_printed, hub.label) == (3, None, None)
    assert [(one.block, one.text) for one in reading.residue] == [("hidden", text)]


UNPROVED_ROW = frozenset({"title", "title_raw", "arxiv_id", "url"})
"""Cells of a line with hidden words in it: their place is not known yet. When it is, the test says so."""


def test_hidden_words_in_a_line_are_none_of_its_words() -> None:
    printed = "Lamps <span hidden>not</span> <del>against</del> for Moths"
    reading = proved(page(listed().replace(TITLES[0], printed, 1)), UNPROVED_ROW)
    assert cells(reading) == wanted()
    assert {(one.block, one.text) for one in reading.residue} == {("hidden", "not"), ("hidden", "against")}


# Formulas

ANNOTATED = (
    "<math><semantics><mrow><mi>x</mi><mo>+</mo><mn>1</mn></mrow>"
    '<annotation encoding="application/x-tex">x+1</annotation></semantics></math>'
)
KATEX = (
    f'<span class="katex"><span class="katex-mathml">{ANNOTATED}</span>'
    '<span class="katex-html" aria-hidden="true"><span>x</span><span>+</span><span>1</span></span></span>'
)
FRACTION = (
    '<math display="block"><semantics><mfrac><mn>1</mn><mn>2</mn></mfrac>'
    '<annotation encoding="application/x-tex">\\frac{1}{2}</annotation></semantics></math>'
)
FORMULAS = {
    "without annotation": ("<math><mi>x</mi><mo>+</mo><mn>1</mn></math>", "x+1"),
    "with blanks": ("<math>\n <mi>x</mi>\n <mo>&lt;</mo>\n <mn>3</mn>\n</math>", "x<3"),
    "in a namespace": ('<math xmlns="http://www.w3.org/1998/Math/MathML"><mrow><mi>E</mi></mrow></math>', "E"),
    "a sign of its own": ("<math><mi>&alpha;</mi><mo>&#x2264;</mo><mi>π</mi></math>", "α≤π"),
    "with annotation": (ANNOTATED, "x+1"),
    "a fraction with annotation": (FRACTION, "\\frac{1}{2}"),
}


def _with_formula(formula: str) -> str:
    abstract = f"<section><h2>abstract</h2><p>We bound {formula} from below.</p></section>"
    body = page(listed(), before=abstract).replace("<h1>A Made-Up", f"<h1>A {formula}-Coupled")
    return body.replace(TITLES[0], f"Lamps in {formula}").replace("that lamps", f"that {formula} lamps")


def _assert_formula(body: str, words: str, but: frozenset[str]) -> None:
    reading = proved(body, but)
    assert reading.hub
    assert reading.hub.title_raw == f"A {words}-Coupled Work"
    assert reading.hub.abstract_raw == f"We bound {words} from below."
    (first, *others) = cells(reading)
    said = SUMMARIES[0].replace("that lamps", f"that {words} lamps")
    assert first == ("2501.00001", f"Lamps in {words}", *wanted()[0][2:6], said)
    assert others == wanted()[1:]
    assert (residue(reading), reading.quarantine) == ([], [])


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_is_words_in_titles_abstracts_and_summaries(name: str) -> None:
    formula, words = FORMULAS[name]
    _assert_formula(_with_formula(formula), words, frozenset())


UNPROVED = frozenset({"title", "title_raw", "abstract", "abstract_raw", "summary"})
"""Cells with a formula that is drawn a second time: their place is not known yet. When it is, the test says so."""


def test_a_formula_that_is_drawn_a_second_time_is_read_once() -> None:
    """As KaTeX writes it: MathML for programs, and spans for eyes."""
    _assert_formula(_with_formula(KATEX), "x+1", UNPROVED)


def test_several_formulas_in_one_title() -> None:
    title = "From <math><mi>a</mi></math> to <math><mi>b</mi></math>: <math><mn>2</mn></math> lamps"
    reading = proved(page(listed().replace(TITLES[1], title)))
    assert [row.title_raw for row in reading.citing_papers] == [TITLES[0], "From a to b: 2 lamps", TITLES[2]]

"""An abstract is whole or refused: several paragraphs, wrapped lines, and what pages set below one.

All words here are made up. No rule of the parser may be here. Called by pytest.
"""

import pytest

from pipelines.parsing.vocabulary.records import Reading
from tests.pipelines.parsing.made_up_pages import MASTHEAD, proved, reading_of, refused, residue

FIRST = "We light made-up lamps and count made-up moths."
SECOND = "None came, which we explain by the rain."
BOTH = f"{FIRST} {SECOND}"
TEXT = (
    "pith. sign in\n\nhub\n\nA Made-Up Work\n\n9 Pith papers cite this work. Polarity classification is still indexing."
    "\n\n9 Pith papers citing it\nabstract\n\n{}\n\nfields\n\ncs.LG 7 cs.CL 2\n"
)


def _abstract(reading: Reading) -> str | None:
    assert reading.hub
    return reading.hub.abstract_raw


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{FIRST}</p><p>{SECOND}</p>",
        f"<p>{FIRST}<br>{SECOND}</p>",
        f"<div>{FIRST}</div>\n<div><em>None</em> came, which we explain by the rain.</div>",
        f"<ul><li>{FIRST}</li><li>{SECOND}</li></ul>",
        "<p>We light made-up lamps<br>and count made-up moths.<br>None came, which<br>we explain by the rain.</p>",
        f"<details open><summary>Show abstract</summary><p>{FIRST}</p><p>{SECOND}</p></details>",
        f"<p>{FIRST}</p><p>{SECOND}</p><button>Show less</button>",
        f"<p>We light made-up lamps…</p><button>Show more</button><div><p>{BOTH}</p></div>",
    ],
)
def test_all_paragraphs_are_the_abstract(body: str) -> None:
    reading = reading_of(MASTHEAD, f"<section><h2>abstract</h2>{body}</section>")
    assert (_abstract(reading), refused(reading)) in ((BOTH, []), (None, [("abstract_raw", "ambiguous_layout")]))
    if "…" not in body:
        assert _abstract(reading) == BOTH


@pytest.mark.parametrize(
    "body",
    [
        f"{FIRST}\n\n{SECOND}",
        "We light made-up lamps and\ncount made-up moths. None came,\nwhich we explain by the rain.",
        f"We light made-up lamps and\n  count made-up moths.\n\n{SECOND}",
        f"{FIRST}\r\n\r\nNone came, which\r\nwe explain by the rain.",
    ],
)
def test_all_lines_of_a_text_are_the_abstract(body: str) -> None:
    text = TEXT.replace("\n", "\r\n") if "\r" in body else TEXT
    reading = proved(text.format(body), named="full_text")
    assert (_abstract(reading), residue(reading)) == (BOTH, [])
    assert len(reading.facets) == 2


@pytest.mark.parametrize(
    "note",
    [
        "<p>Keywords: lamps, moths</p>",
        "<p>Subjects: Machine Learning (cs.LG)</p><p>Comments: 12 pages</p>",
        "<p>License: CC BY 4.0</p>",
        '<p><a href="https://arxiv.org/abs/2501.00009">Read on arXiv</a></p>',
        "<p>arXiv:2501.00009</p>",
    ],
)
def test_a_note_below_an_abstract_is_none_of_it(note: str) -> None:
    reading = reading_of(MASTHEAD, f"<section><h2>abstract</h2><p>{FIRST}</p><p>{SECOND}</p>{note}</section>")
    assert _abstract(reading) == BOTH
    assert residue(reading)


@pytest.mark.parametrize(
    "below",
    [
        "<p>lamps, moths, night</p>",
        "<p>more lamps</p><p>They burn all night.</p>",
        f"<p>Comments: two</p><p>{SECOND}</p>",
    ],
)
def test_where_a_line_may_be_something_else_the_abstract_is_refused(below: str) -> None:
    reading = reading_of(MASTHEAD, f"<section><h2>abstract</h2><p>{FIRST}</p>{below}</section>")
    assert _abstract(reading) is None
    assert refused(reading) == [("abstract_raw", "ambiguous_layout")]
    assert FIRST in residue(reading)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("label", ["funding notes", "Newsletter", "how to cite"])
def test_where_a_label_may_stand_in_a_text_the_abstract_is_refused(gap: str, label: str) -> None:
    body = f"{FIRST}\n\n{label}{gap}Nobody paid for any of the lamps."
    for text in (TEXT, TEXT.replace("it\nabstract", "it\n\nabstract")):
        reading = proved(text.format(body), named="full_text")
        assert (_abstract(reading), refused(reading)) == (None, [("abstract_raw", "ambiguous_layout")])


def test_an_abstract_that_the_page_cuts_is_refused() -> None:
    reading = reading_of(MASTHEAD, "<h2>abstract</h2><p>We light made-up lamps and…</p><button>Show more</button>")
    assert (_abstract(reading), refused(reading)) == (None, [("abstract_raw", "ambiguous_layout")])


@pytest.mark.parametrize("heading", ["<h2>funding notes</h2>", "<h3>Newsletter</h3>"])
def test_a_heading_ends_the_abstract(heading: str) -> None:
    below = f"{heading}<p>Nobody paid for the lamps.</p>"
    reading = reading_of(MASTHEAD, f"<h2>abstract</h2><p>{FIRST}</p><p>{SECOND}</p>{below}")
    assert _abstract(reading) == BOTH
    assert "Nobody paid for the lamps." in residue(reading)


def test_the_claims_ledger_tells_which_lines_are_the_abstract() -> None:
    """It repeats an abstract of less than 600 characters whole (HUB_PAGES section 4)."""
    body = f"<h2>abstract</h2><p>We made this up.</p><p>{FIRST}</p><p>{SECOND}</p><p>They like rain.</p>"
    reading = reading_of(MASTHEAD, f"{body}<h2>claims ledger</h2><ul><li>abstract {BOTH}</li></ul>")
    assert _abstract(reading) == BOTH
    assert residue(reading) == ["We made this up.", "They like rain."]


def test_a_ledger_in_several_lines_still_repeats_the_abstract() -> None:
    ledger = "We light made-up lamps and count\n    made-up moths. None came, which we explain by\n    the rain."
    body = f"{FIRST}\n\n{SECOND}\n\nclaims ledger\n\n  • abstract {ledger}"
    reading = proved(TEXT.format(body), named="full_text")
    assert (_abstract(reading), residue(reading)) == (BOTH, [])


def test_a_ledger_may_quote_more_than_the_abstract() -> None:
    other = "claim " + "Moths stay away from made-up lamps. " * 20
    body = f"{BOTH}\n\nclaims ledger\n\n  • abstract {BOTH}\n\n  • {other}"
    reading = proved(TEXT.format(body), named="full_text")
    assert _abstract(reading) == BOTH
    assert residue(reading) == [other.strip()]

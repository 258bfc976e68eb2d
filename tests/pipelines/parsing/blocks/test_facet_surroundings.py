"""Facets are read as a whole by the one order that fits, and words beside their values are no values.

All words here are made up. No rule of the parser may be here. Called by pytest.
"""

import pytest

from pipelines.parsing.vocabulary.records import Reading
from tests.pipelines.parsing.made_up_pages import MASTHEAD, proved, reading_of, refused, residue

FIELDS = {"cs.LG": 7, "cs.CL": 2}
TEXT = (
    "pith. sign in\n\nhub\n\nA Made-Up Work\n\n9 Pith papers cite this work. Polarity classification is still indexing."
    "\n\n9 Pith papers citing it\n\n{}\n"
)


def _counts(reading: Reading) -> dict[str, int]:
    assert all(one.facet == reading.facets[0].facet for one in reading.facets)
    return {one.value: one.n for one in reading.facets}


RIGHT = [
    "<p>7 cs.LG 2 cs.CL</p>",
    "<ul><li><b>7</b> cs.LG</li><li><b>2</b> cs.CL</li></ul>",
    "<ul><li><div>7</div><div>cs.LG</div></li><li><div>2</div><div>cs.CL</div></li></ul>",
    "<p>cs.LG 7 78%</p><p>cs.CL 2 22%</p>",
    "<p>cs.LG 78% 7</p><p>cs.CL 22% 2</p>",
    "<p>78% cs.LG 7</p><p>22% cs.CL 2</p>",
    "<p>cs.LG ███████ 7 (78%)</p><p>cs.CL ██ 2 (22%)</p>",
    "<p>cs.LG <meter value=7></meter> 7</p><p>cs.CL <progress value=2></progress> 2</p>",
    '<p><a href="?">All</a> <span>cs.LG</span> <span>7</span> <span>cs.CL</span> <span>2</span></p>',
    '<div><a href="?">All fields</a></div><div>cs.LG 7</div><div>cs.CL 2</div>',
    "<p>cs.LG 7 papers, cs.CL 2 papers</p>",
    "<p><b>cs.LG</b> <b>7<i> citing papers</i></b></p><p><b>cs.CL</b> <b>2<i> citing papers</i></b></p>",
    "<p>7 papers in cs.LG</p><p>2 papers in cs.CL</p>",
    "<p>cs.LG 7</p><p>cs.CL 2</p><button>show more</button>",
    "<p>cs.LG 7 cs.CL 2 <button>more</button></p>",
    "<p>cs.LG 7 cs.CL 2 <a href='#'>+3 more</a></p>",
    "<p>cs.LG 7 cs.CL 2 3 more</p>",
    "<div>cs.LG</div><div>7</div><div>cs.CL</div><div>2</div><div>Show all 12</div>",
    "<p>cs.LG&nbsp;7 cs.CL&nbsp;2</p>",
    "<p>cs.&#8203;LG 7 cs.CL 2</p>",
]


@pytest.mark.parametrize("body", RIGHT)
@pytest.mark.parametrize("label", ["fields", "Fields (12)"])
def test_values_and_counts_are_told_by_the_order_of_the_block(body: str, label: str) -> None:
    reading = reading_of(MASTHEAD, f"<section><h2>{label}</h2>{body}</section>")
    assert (_counts(reading), refused(reading), residue(reading)) == (FIELDS, [], [])
    assert all(one.is_known for one in reading.words)


@pytest.mark.parametrize("beside", ["total 9", "All 9", "other fields 12", "Others 3", "all fields 9"])
@pytest.mark.parametrize("place", ["first", "last"])
def test_a_sum_is_no_value_and_reported(beside: str, place: str) -> None:
    parts = [beside, "cs.LG 7", "cs.CL 2"] if place == "first" else ["cs.LG 7", "cs.CL 2", beside]
    for body in (f"<p>{' '.join(parts)}</p>", "".join(f"<p>{part}</p>" for part in parts)):
        reading = reading_of(MASTHEAD, f"<section><h2>fields</h2>{body}</section>")
        assert _counts(reading) == FIELDS
        assert refused(reading) == [("value", "unknown_word")]


@pytest.mark.parametrize(
    "body",
    [
        "<p>cs.LG 78% cs.CL 22%</p>",
        "<p>All 7 cs.LG 2 cs.CL</p>",
        "<p>cs.LG 7 cs.CL</p>",
        "<p>7 cs.LG 2</p>",
        "<p>cs.LG 7 2 cs.CL</p>",
        "<table><tr><td>cs.LG</td><td>cs.CL</td></tr><tr><td>7</td><td>2</td></tr></table>",
        "<p>cs.LG 7</p><p>cs.CL</p>",
        "<p><a href='?'>Everything</a> <span>cs.LG</span> <span>7</span> <span>cs.CL</span> <span>2</span></p>",
        "<p>cs.LG 7</p><p>Lamps are dear.</p><p>cs.CL 2</p>",
    ],
)
def test_what_cannot_be_told_is_refused_whole(body: str) -> None:
    reading = reading_of(MASTHEAD, f"<section><h2>fields</h2>{body}</section>")
    assert reading.facets == []
    assert refused(reading) == [(None, "ambiguous_layout")]
    assert residue(reading)


@pytest.mark.parametrize(
    ("label", "body", "expected", "word"),
    [
        ("fields", "cs.LG 7 Machine Learning 2", {"cs.LG": 7}, "unknown_word"),
        ("fields", "cs.LG 7 other 2", {"cs.LG": 7}, "unknown_word"),
        ("years", "2026 7 total 9", {"2026": 7}, "unknown_word"),
        ("years", "2026 7 unknown 2", {"2026": 7}, "impossible_value"),
        ("verdicts", "ACCEPT 7 other 2", {"ACCEPT": 7}, "unknown_word"),
        ("polarities", "background 7 total 9", {"background": 7}, "unknown_word"),
        ("roles", "background 7 Filter by method 2", {"background": 7}, "unknown_word"),
    ],
)
def test_what_is_no_word_of_the_facet_is_refused(label: str, body: str, expected: dict[str, int], word: str) -> None:
    reading = reading_of(MASTHEAD, f"<h2>{label}</h2><p>{body}</p>")
    assert _counts(reading) == expected
    assert refused(reading) == [("value", word)]


@pytest.mark.parametrize(
    ("label", "body", "expected"),
    [
        ("roles", "background 36 method 8 other 1", {"background": 36, "method": 8, "other": 1}),
        ("roles", "BACKGROUND 36 Method 8", {"background": 36, "method": 8}),
        ("polarities", "background 4 use method 2 unclear 1", {"background": 4, "use method": 2, "unclear": 1}),
        ("years", "30 2026 7 2025", {"2026": 30, "2025": 7}),
        ("years", "2026 30 2025 7", {"2026": 30, "2025": 7}),
        ("verdicts", "UNVERDICTED 1,204 ACCEPT 3", {"UNVERDICTED": 1204, "ACCEPT": 3}),
        ("roles", "background 5 foil 1", {"background": 5, "foil": 1}),
    ],
)
def test_known_and_new_words_of_a_facet(label: str, body: str, expected: dict[str, int]) -> None:
    """`other` is a known role (HUB_PAGES section 4); a new word is taken as printed and reported (FAULTS F20)."""
    reading = reading_of(MASTHEAD, f"<h2>{label}</h2><p>{body}</p>")
    assert (_counts(reading), refused(reading)) == (expected, [])
    text = proved(TEXT.format(f"{label}\n\n{body}"), named="full_text")
    assert (_counts(text), refused(text)) == (expected, [])


def test_a_footer_below_the_last_facet_of_a_text_is_no_value() -> None:
    reading = proved(TEXT.format("fields\n\ncs.LG 7 cs.CL 2\n\nAbout\n\n© 2026 Made-Up Pages"), named="full_text")
    assert (_counts(reading), refused(reading)) == (FIELDS, [])
    assert residue(reading) == ["About", "© 2026 Made-Up Pages"]

"""What titles and summaries are compared by: the short way and the long one agree, and ids of before stay."""

import hashlib
import string
import unicodedata

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.building import paper_keys
from pipelines.building.paper_keys import names_a_paper, summary_form, tells_a_paper, title_form

PLAIN = string.ascii_letters + string.digits + " ,;:?!.()[]\"-'"


@given(st.text(PLAIN, max_size=30).filter(str.strip))
def test_the_short_way_for_plain_titles_gives_what_the_long_one_does(title: str) -> None:
    short = title_form(title)
    # A soft hyphen in front is not seen, and no plain character.
    assert title_form("\u00ad" + title) == short


@given(st.text(max_size=40))
def test_a_form_is_its_own_form_and_no_title_is_without(title: str) -> None:
    form = title_form(title)
    assert bool(form) == bool(title)
    assert title_form(unicodedata.normalize("NFD", title)) == title_form(unicodedata.normalize("NFC", title))
    assert title_form(f"\u200b{title}\u2060") == form or form == title, "unless nothing of it is seen"


@given(st.text(string.ascii_letters + "éüßñ0123456789 ,;?!'", min_size=1, max_size=40))
def test_titles_without_signs_keep_their_ids(title: str) -> None:
    """The rule of decision 0005, as it was: NFC, lower case, no accents, words."""
    [(former,)] = duckdb.execute(
        "SELECT nullif(trim(regexp_replace("
        "lower(strip_accents(nfc_normalize($1))), '[^\\p{L}\\p{N}]+', ' ', 'g')), '')",
        [title],
    ).fetchall()
    if former and "ß" not in title and not paper_keys._PRIME.search(title):
        assert title_form(title) == former


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("Sparse: “Lanterns”.", "sparse lanterns"),
        ("C++ for Parrots", "c + + for parrots"),
        ("10⁻³", "10^ − 3"),
        ("GPT-3.5 and GPT-4", "gpt 3.5 and gpt 4"),
        ("short- and long-term", "short and long term"),
        ("Q&amp;amp;A", "q a"),
        ("AT&T; a Story", "at t a story"),
        ("İI", "ii"),
        ("мой", "мой"),
        ("…!", "...!"),
        ("\u200b", "\u200b"),
    ],
)
def test_forms(title: str, form: str) -> None:
    assert title_form(title) == form


@pytest.mark.parametrize(
    "title",
    ["Editorial", "Attention", "On Sets", "Reply to the Referees", "A Survey", "Part IV", "Preface (2025)", "p = NP",
     "Introduction to the Special Issue", "Open Problems", "C++", "序文", "Comment", "Table of Contents"],
)  # fmt: skip
def test_titles_that_name_no_paper_alone(title: str) -> None:
    assert not names_a_paper(title_form(title))


@pytest.mark.parametrize(
    "title",
    ["Sparse Lanterns", "Lantern 3", "Introduction to Ponds", "Comment on Made-Up Ponds", "疎な灯籠の研究",
     "Erratum: Glass Harps", "Attention in Ponds"],
)  # fmt: skip
def test_titles_that_name_their_paper(title: str) -> None:
    assert names_a_paper(title_form(title))


@pytest.mark.parametrize(
    "summary",
    ["No summary available.", "The summary is not available yet.", "This paper has not been reviewed yet, sorry.",
     "Summary pending: please come back soon.", "N/A", "A short note.", "Summary to be added in a few days.",
     "Could not load the review of this page."],
)  # fmt: skip
def test_summaries_that_tell_no_paper(summary: str) -> None:
    assert not tells_a_paper(summary_form(summary))


@pytest.mark.parametrize(
    "summary",
    ["It lights lanterns sparsely.", "Shows that no made-up moth is available to lamps at night.",
     "灯籠の光と夜の蛾の数を比べる研究。"],
)  # fmt: skip
def test_summaries_that_tell_their_paper(summary: str) -> None:
    assert tells_a_paper(summary_form(summary))


def test_a_summary_as_printed_keeps_its_id() -> None:
    summary = "Attaches footnotes to patches; raises “rates” – from 41% to 56%."
    assert hashlib.sha256(summary_form(summary).encode()).digest() == hashlib.sha256(summary.encode()).digest()

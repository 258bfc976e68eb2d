"""Words that a site sets around titles, summaries and abstracts: the cell is right without them, or refused.

All words are made up. Each page was once read in silence with the site's words in a cell. Called by pytest.
"""

import pytest

from pipelines.parsing.vocabulary.records import HubRow, Reading
from tests.pipelines.parsing.lists.made_up_lists import SUMMARIES, TITLES, link, listed, meta, page
from tests.pipelines.parsing.made_up_pages import COUNT, SENTENCE, TIER, TITLE, reading_of, refused
from tests.pipelines.parsing.support import read

WORK = "A Made-Up Work"
ABSTRACT = "We light made-up lamps and count made-up moths. None came, which we explain by the rain."


def _hub(reading: Reading) -> HubRow:
    assert reading.hub
    return reading.hub


# The title of the work


@pytest.mark.parametrize(
    "title",
    [
        f"<h1>{WORK} <span>Citation hub</span></h1>",
        f"<h1><small>Hubs / Citations /</small> {WORK}</h1>",
        f"<h1>Citation hub: {WORK}</h1>",
        f"<h1>{WORK} · Pith</h1>",
        f"<h1>{WORK} <em>Citations on Pith</em></h1>",
        f"<h1>Papers citing “{WORK}”</h1>",
        f"<h1>{WORK} <span>(2019)</span></h1>",
        f"<h1>{WORK}<sup>1</sup></h1>",
        f"<h1>{WORK} <button>Follow</button></h1>",
        f"<h1><span>Featured</span>{WORK}</h1>",
        f"<h1>{WORK} <span>★★★</span></h1>",
        f"<h1><span>{WORK}</span><span>{WORK}</span></h1>",
        "<h1>A Made-Up…</h1>",
        f"<h1><a href='/'>Pith reviews</a></h1><p>{WORK}</p>",
        f"<h1>Citation hubs</h1><h2>{WORK}</h2>",
        f"<h1>Our moths</h1><h2>{WORK}</h2>",
        f"<hgroup><p>{WORK}</p><h1>A citation hub</h1></hgroup>",
    ],
)
def test_words_beside_the_title_of_a_work_are_none_of_it(title: str) -> None:
    reading = reading_of(TIER, title, SENTENCE, COUNT)
    assert _hub(reading).title_raw is None
    assert ("title_raw", "ambiguous_layout") in refused(reading)


@pytest.mark.parametrize(
    "title", ["Hub A", "Home", "Hub labelings: a review", f"{WORK} of <i>E. coli</i>", "A <b>B</b> C"]
)
def test_a_title_that_only_resembles_words_of_a_site_is_read(title: str) -> None:
    plain = title.replace("<i>", "").replace("</i>", "").replace("<b>", "").replace("</b>", "")
    assert _hub(reading_of(TIER, f"<h1>{title}</h1>", SENTENCE, COUNT)).title_raw == (
        plain if title != "Home" else None
    )


@pytest.mark.parametrize(
    ("name", "title", "expected"),
    [
        (f"{WORK} · Pith", TITLE, WORK),
        (f"{WORK} · Pith", f"<h1>Lately: {WORK}</h1>", None),
        (f"{WORK} · Pith", f"<h1>What the moths read</h1><p>{WORK}</p>", None),
        ("Pith", TITLE, WORK),
        ("Another page altogether", TITLE, WORK),
    ],
)
def test_the_name_of_the_page_speaks_for_or_against_a_title(name: str, title: str, expected: str | None) -> None:
    """The element `title` holds the work's title (HUB_PAGES section 2)."""
    body = f"<main>{TIER}{title}{SENTENCE}{COUNT}<h2>hub tools</h2></main>"
    reading = read(f"<!doctype html><html><head><title>{name}</title></head><body>{body}</body></html>")
    assert _hub(reading).title_raw == expected
    assert (refused(reading) == []) == (expected is not None)


@pytest.mark.parametrize("words", ["New: {}", "{} Preprint."])
def test_words_beside_the_sentence_are_none_of_it(words: str) -> None:
    sentence = words.format("9 Pith papers cite this work. Polarity classification is still indexing.")
    hub = _hub(reading_of(TIER, TITLE, f"<p>{sentence}</p>", COUNT))
    assert hub.verdict_sentence is None


def test_of_two_tiers_none_is_read() -> None:
    reading = reading_of("<p>super hub</p>", "<p>hub</p>", TITLE, SENTENCE, COUNT)
    assert _hub(reading).tier is None
    assert ("tier", "ambiguous_layout") in refused(reading)


@pytest.mark.parametrize("count", ["12'345", "12’345"])
def test_an_apostrophe_parts_thousands(count: str) -> None:
    reading = reading_of(TIER, TITLE, SENTENCE, COUNT, f"<p>{count} external citations · Crossref</p>")
    assert _hub(reading).external_citations_printed == 12345


def test_words_behind_the_source_of_a_count_are_no_name() -> None:
    reading = reading_of(TIER, TITLE, SENTENCE, COUNT, "<p>12 external citations · Crossref<b>New</b></p>")
    assert (_hub(reading).external_citations_printed, _hub(reading).external_source) == (12, None)


# The abstract

NOTES = (
    "Abstract from arXiv.",
    "Source: Semantic Scholar.",
    "Retrieved 2025-03-02 from OpenAlex.",
    "Retrieved on 2 March 2025.",
    "Abstract provided by Crossref.",
    "Abstract © 2019 The Authors.",
    "All rights reserved.",
    "Last updated 2025-03-02.",
    "Via OpenAlex.",
    "Translated by a machine.",
    "Published by Elsevier B.V.",
    "Powered by Semantic Scholar.",
    "[arXiv]",
)


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize(
    "form", ["<p>{}</p><p>{}</p>", "<p>{} <small>{}</small></p>", "<p>{}<br><small>{}</small></p>"]
)
def test_a_note_of_the_source_is_no_part_of_an_abstract(form: str, note: str) -> None:
    reading = reading_of(TIER, TITLE, SENTENCE, COUNT, "<h2>abstract</h2>", form.format(ABSTRACT, note))
    assert _hub(reading).abstract_raw in (ABSTRACT, None)
    assert reading.residue


@pytest.mark.parametrize(
    "body",
    [
        f"<p>Abstract from arXiv.</p><p>{ABSTRACT}</p>",
        f"<p>Preprint.</p><p>{ABSTRACT}</p>",
        f"<p>Journal of Moths, 12(3)</p><p>{ABSTRACT}</p>",
        f"<p><b>Abstract.</b> {ABSTRACT}</p>",
        f"<p><b>Abstract</b> {ABSTRACT}</p>",
        f"<p>Abstract: {ABSTRACT}</p>",
        f"<p><span>Featured</span>{ABSTRACT}</p>",
        f"<p>{ABSTRACT} Peer reviewed</p>",
        f"<p>{ABSTRACT} <em>It is said.</em></p>",
    ],
)
def test_words_around_an_abstract_are_reported(body: str) -> None:
    reading = reading_of(TIER, TITLE, SENTENCE, COUNT, "<h2>abstract</h2>", body)
    assert _hub(reading).abstract_raw is None
    assert refused(reading) == [("abstract_raw", "ambiguous_layout")]


def test_a_link_in_the_last_sentence_of_an_abstract_is_part_of_it() -> None:
    body = f"<p>{ABSTRACT} Our code is at <a href='https://x.example'>https://x.example/moths</a></p>"
    reading = reading_of(TIER, TITLE, SENTENCE, COUNT, "<h2>abstract</h2>", body)
    assert _hub(reading).abstract_raw == f"{ABSTRACT} Our code is at https://x.example/moths"


# The rows of a list


@pytest.mark.parametrize(
    "label",
    [
        *("Summary: ", "TL;DR: ", "TLDR — ", "In one sentence: ", "<b>Summary</b> ", "<b>TL;DR</b> ", "[Summary] "),
        *("<strong>Main claim:</strong> ", "Contribution. ", "<i>In short,</i> ", "Claim – ", "“", "★ ", "1. "),
    ],
)
@pytest.mark.parametrize("count", [1, 3])
def test_a_label_before_a_summary_is_no_part_of_it(label: str, count: int) -> None:
    def entry(number: int) -> str:
        return f"<div>{link(number)}{meta(number)}<p>{label}{SUMMARIES[number]}</p></div>"

    reading = read(page(listed(entry, count), count))
    is_told = count > 1 or label not in {"“", "<b>Summary</b> ", "<b>TL;DR</b> "}
    if is_told:
        assert [row.summary for row in reading.citing_papers] == [None] * count
        assert [one[0] for one in refused(reading)] == ["summary"] * count


@pytest.mark.parametrize("words", ["{} Featured", "{} <em>Written by a machine.</em>", "{}<span>12</span>", "{} New"])
def test_words_behind_one_summary_are_reported(words: str) -> None:
    def entry(number: int) -> str:
        said = words.format(SUMMARIES[number]) if number == 1 else SUMMARIES[number]
        return f"<div>{link(number)}{meta(number)}<p>{said}</p></div>"

    reading = read(page(listed(entry)))
    assert [row.summary for row in reading.citing_papers] == [SUMMARIES[0], None, SUMMARIES[2]]


@pytest.mark.parametrize("badge", ["<span>New</span> {}", "<span>novelty 9.0</span> {}", "{}<span>Featured</span>"])
def test_a_badge_beside_one_title_is_reported(badge: str) -> None:
    def entry(number: int) -> str:
        title = badge.format(TITLES[number]) if number == 1 else TITLES[number]
        return f"<div>{link(number).replace(TITLES[number], title)}{meta(number)}<p>{SUMMARIES[number]}</p></div>"

    reading = read(page(listed(entry)))
    assert [row.title_raw for row in reading.citing_papers] == [TITLES[0], None, TITLES[2]]


def test_an_element_before_every_title_is_reported() -> None:
    def entry(number: int) -> str:
        title = f"<span>Moth post</span> {TITLES[number]}"
        return f"<div>{link(number).replace(TITLES[number], title)}{meta(number)}<p>{SUMMARIES[number]}</p></div>"

    reading = read(page(listed(entry)))
    assert [row.title_raw for row in reading.citing_papers] == [None] * 3


@pytest.mark.parametrize("block", ["representative citing papers", "citing papers explorer"])
def test_a_label_before_the_summaries_of_a_text_is_reported(block: str) -> None:
    dot = "" if block.startswith("rep") else "•\n"
    titles = ["" if block.startswith("rep") else f"{title}\n" for title in TITLES]
    rows = "".join(f"{dot}{title}Summary: {said}\n" for title, said in zip(titles, SUMMARIES, strict=True))
    head = f"{WORK}\n9 Pith papers cite this work. Polarity classification is still indexing.\nhub tools\n"
    reading = read(f"{head}{block}\n{rows}", named="list_text")
    assert {row.summary for row in reading.citing_papers} <= {None}
    assert [one[0] for one in refused(reading)].count("summary") == 3

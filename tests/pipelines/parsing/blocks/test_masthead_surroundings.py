"""What stands around a masthead is not the work's: cards of other hubs, lists of blocks; typography changes no word.

All words here are made up. No rule of the parser may be here. Called by pytest.
"""

import time

import pytest

from pipelines.parsing.vocabulary.records import HubRow, Reading
from tests.pipelines.parsing.made_up_pages import (
    COUNT,
    MASTHEAD,
    SENTENCE,
    TIER,
    TITLE,
    proved,
    reading_of,
    refused,
    residue,
)

OTHER = '<a href="/citations/11111111-1111-4111-8111-111111111111">Another Hub</a>'
NUMBERS = (
    "<p>4,812 Pith papers citing it</p><p>9,120 external citations · Crossref</p>"
    "<p>Background 91% of classified citations</p>"
)
INDEXING = "9 Pith papers cite this work. Polarity classification is still indexing."
TEXT = f"pith. sign in\n\n{{}}A Made-Up Work\n\n{INDEXING}\n\n{{}}"


def _hub(reading: Reading) -> HubRow:
    assert reading.hub
    return reading.hub


def _numbers(hub: HubRow) -> tuple[object, ...]:
    return hub.citing_papers_printed, hub.external_citations_printed, hub.classified_percent


@pytest.mark.parametrize(
    "parts",
    [
        (MASTHEAD, f"<section><h2>related hubs</h2><div>{OTHER}{NUMBERS}</div></section>"),
        (MASTHEAD, f"<ul><li>{OTHER}<div>{NUMBERS}</div></li></ul>"),
        (MASTHEAD, f"<h2>often cited together</h2><p>{OTHER}</p>{NUMBERS}"),
        (MASTHEAD, f"<aside>{OTHER}{NUMBERS}</aside>"),
        (MASTHEAD, f"<div>{NUMBERS}<p>{OTHER}</p></div>"),
        (TIER, TITLE, SENTENCE, f"<div><p>{OTHER}</p>{NUMBERS}</div>", COUNT),
        (TIER, TITLE, f"<div>{OTHER}{NUMBERS}</div>", SENTENCE, COUNT),
        (TIER, "<p>A Made-Up Work</p>", SENTENCE, COUNT, f"<div><p>{OTHER}</p>{NUMBERS}</div>"),
        (f"<div><p>super hub Mixed citations</p>{OTHER}{NUMBERS}</div>", MASTHEAD),
        (MASTHEAD, f"<p>{OTHER} <span>4,812 Pith papers citing it</span> <span>9,120 external citations</span></p>"),
    ],
)
def test_the_numbers_of_a_card_of_another_hub_are_nobodys(parts: tuple[str, ...]) -> None:
    reading = reading_of(*parts)
    hub = _hub(reading)
    assert (hub.title_raw, hub.tier, hub.label, hub.verdict_kind) == ("A Made-Up Work", "hub", None, "indexing")
    assert _numbers(hub) == (9, None, None)
    assert "Another Hub" in " ".join(residue(reading))
    assert any("9,120" in one for one in residue(reading))


def test_a_card_above_a_page_below_the_tiers_gives_it_no_tier_and_no_sentence() -> None:
    sentence = "<p>Canonical reference. 91% of citing Pith papers cite this work as background.</p>"
    card = f"<div><p>super hub Canonical reference</p><p>{OTHER}</p>{sentence}{NUMBERS}</div>"
    hub = _hub(reading_of(card, TITLE, SENTENCE, COUNT))
    assert (hub.tier, hub.label, hub.verdict_kind, hub.dominant_percent) == ("none", None, "indexing", None)
    assert _numbers(hub) == (9, None, None)


def test_cards_within_hundreds_of_elements_are_found_at_once() -> None:
    """The lines of every element around every card were looked at: 39 seconds for 400 cards at a depth of 400."""
    cards = f"<section><p>{OTHER}</p><p>9,120 external citations</p></section>" * 300
    start = time.process_time()
    reading = reading_of(MASTHEAD, "<div>" * 300 + cards + "<p>x</p>" * 2_000 + "</div>" * 300)
    assert time.process_time() - start < 4
    assert _numbers(_hub(reading)) == (9, None, None)


@pytest.mark.parametrize(
    "card",
    [
        "<h2>related hubs</h2><p>Another Hub</p>" + NUMBERS,
        "<p>related hubs</p><p>Another Hub</p>" + NUMBERS,
        "<div><strong>Another Hub</strong>" + NUMBERS + "</div>",
    ],
)
def test_numbers_behind_strange_words_are_refused(card: str) -> None:
    """A card without a link: nothing says whose numbers they are."""
    reading = reading_of(MASTHEAD, card)
    assert _numbers(_hub(reading)) == (9, None, None)
    expected = [("external_citations_printed", "outside_block"), ("dominant_percent", "outside_block")]
    assert refused(reading) == expected


def test_of_two_counts_the_one_that_the_sentence_repeats_is_read() -> None:
    reading = reading_of(TIER, TITLE, SENTENCE, COUNT, NUMBERS)
    assert _numbers(_hub(reading)) == (9, None, None)


def test_of_two_counts_that_the_sentence_does_not_tell_apart_none_is_read() -> None:
    sentence = "<p>Canonical reference. 80% of citing Pith papers cite this work as background.</p>"
    reading = reading_of("<div>hub Canonical reference</div>", TITLE, sentence, COUNT, NUMBERS)
    assert _numbers(_hub(reading)) == (None, None, None)
    assert len(refused(reading)) == 4


def test_of_two_sentences_apart_none_is_read() -> None:
    other = "Another Hub\n\nCanonical reference. 91% of citing Pith papers cite this work as background.\n\n"
    reading = proved(TEXT.format(other, "9 Pith papers citing it\n"), named="full_text")
    assert _hub(reading).verdict_sentence is None
    assert _hub(reading).citing_papers_printed is None
    assert refused(reading) == [(None, "ambiguous_layout")]


def test_buttons_between_sentence_and_counts_hide_none() -> None:
    link = '<p><a href="https://arxiv.org/abs/2501.00009">View on arXiv</a></p>'
    reading = reading_of(TIER, TITLE, SENTENCE, "<button>Share</button>", link, COUNT, "<p>12 external citations</p>")
    assert _numbers(_hub(reading)) == (9, 12, None)


@pytest.mark.parametrize(
    ("above", "tier"),
    [
        ("<div>abstract</div><div>hub tools</div><div>fields</div>", "none"),
        ("<p><a href='#a'>abstract</a> <a href='#b'>hub tools</a> <a href='#c'>fields (12)</a></p>", "none"),
        ("<div>Overview · Abstract · Fields (12) · Citing papers explorer (9)</div>", "none"),
        ("<ul><li>abstract</li><li>hub tools</li></ul>" + TIER, "hub"),
        ("<ul><li>hub</li><li>abstract</li><li>hub tools</li></ul>", None),
    ],
)
def test_a_list_of_blocks_is_no_tier(above: str, tier: str | None) -> None:
    reading = reading_of(above, TITLE, SENTENCE, COUNT)
    hub = _hub(reading)
    assert (hub.title_raw, hub.tier, hub.label) == ("A Made-Up Work", tier, None)
    assert refused(reading) == ([] if tier else [("tier", "ambiguous_layout")])


@pytest.mark.parametrize(
    "above",
    [
        "hub abstract hub tools fields years\n\n",
        "abstract | hub tools | fields | citing papers explorer\n\n",
        "abstract\n\nhub tools\n\nfields\n\n",
        "Overview Abstract Fields Years\n\n",
    ],
)
def test_a_list_of_blocks_in_a_text_is_no_tier(above: str) -> None:
    hub = _hub(proved(TEXT.format(above, "9 Pith papers citing it\n"), named="full_text"))
    assert (hub.title_raw, hub.tier, hub.label) == ("A Made-Up Work", None, None)


def test_words_behind_a_tier_are_a_new_label_only_where_a_label_can_be() -> None:
    """Exactly pages with a label print the share of classified citations (HUB_PAGES section 4)."""
    reading = reading_of("<div>hub Directory</div>", TITLE, SENTENCE, COUNT)
    assert (_hub(reading).tier, _hub(reading).label) == (None, None)
    assert refused(reading) == [("tier", "ambiguous_layout")]


@pytest.mark.parametrize("blank", ["&nbsp;", "&#8239;", "&#8201;", "\u2007", "\u3000", " \u200b", "&#8288; "])
def test_every_blank_is_one_in_fixed_words(blank: str) -> None:
    sentence = "Canonical reference. 80% of citing Pith papers cite this work as background.".replace(" ", blank)
    count = "39 Pith papers citing it".replace(" ", blank)
    share = "Background 80% of classified citations".replace(" ", blank)
    abstract = "<h2>claims ledger</h2>".replace(" ", blank)
    reading = reading_of(
        f"<div>super{blank}hub Canonical{blank}reference</div>{TITLE}<p>{sentence}</p><p>{count}</p>",
        f"<p>1,853{blank}external citations · Crossref</p><p>{share}</p>{abstract}",
    )
    hub = _hub(reading)
    assert (hub.tier, hub.label, hub.verdict_kind) == ("super_hub", "Canonical reference", "canonical")
    assert (hub.dominant_role, hub.dominant_percent, hub.classified_polarity) == ("background", 80, "background")
    assert (*_numbers(hub), hub.external_source) == (39, 1853, 80, "Crossref")
    assert (residue(reading), refused(reading)) == ([], [])
    assert all(one.is_known for one in reading.words)


def test_soft_hyphens_and_joiners_part_no_fixed_word() -> None:
    sentence = "<p>Mixed citation beha&shy;vior. Most common role is back&shy;ground (69%).</p>"
    share = "<p>Back&#8203;ground 6\u20609% of classi&shy;fied citations</p>"
    reading = reading_of("<div>hub Mixed cita&shy;tions</div>", TITLE, sentence, COUNT, share)
    hub = _hub(reading)
    assert (hub.label, hub.verdict_kind, hub.dominant_role) == ("Mixed citations", "mixed", "background")
    assert (hub.classified_polarity, hub.classified_percent) == ("background", 69)


def test_capitals_of_a_style_sheet_change_no_fixed_word() -> None:
    sentence = "<p>MIXED CITATION BEHAVIOR. MOST COMMON ROLE IS BACKGROUND (69%).</p>"
    share = "<p>BACKGROUND 69% OF CLASSIFIED CITATIONS</p>"
    tier = "<div>SUPER HUB MIXED CITATIONS</div>"
    hub = _hub(reading_of(tier, TITLE, sentence, "<p>9 PITH PAPERS CITING IT</p>", share))
    assert (hub.tier, hub.label, hub.verdict_kind) == ("super_hub", "Mixed citations", "mixed")
    assert (hub.dominant_role, hub.dominant_percent) == ("background", 69)
    assert _numbers(hub) == (9, None, 69)


@pytest.mark.parametrize("printed", ["1&#8239;853", "1&nbsp;853", "1 853"])
def test_thousands_set_apart_by_a_blank_are_refused(printed: str) -> None:
    """Thousands have a comma (HUB_PAGES section 4): anything else is not exact, and never a part of the number."""
    reading = reading_of(MASTHEAD, f"<p>{printed} external citations · Crossref</p>")
    assert _numbers(_hub(reading)) == (9, None, None)
    assert refused(reading) == [("external_citations_printed", "impossible_value")]


@pytest.mark.parametrize(
    "label", ["citation\u2011role summary", "Citation\u2013Role Summary", "citation-role&nbsp;summary (2)"]
)
def test_a_label_is_known_however_it_is_set(label: str) -> None:
    reading = reading_of(MASTHEAD, f"<h2>{label}</h2><p>background 5 method 2</p>")
    assert [(one.block, one.value, one.n) for one in reading.facets] == [
        ("summary", "background", 5),
        ("summary", "method", 2),
    ]


ABSTRACT = (
    "<h2>abstract</h2><p>We light made-up lamps and count made-up moths. None came, which we explain by the rain.</p>"
)


@pytest.mark.parametrize(
    ("tier", "title", "below", "expected"),
    [
        ("", "A Made-Up Work <span>super hub</span> <span>Mixed citations</span>", "", ("A Made-Up Work", "super_hub")),
        ("", "A Made-Up Work <i>hub</i>", ABSTRACT, ("A Made-Up Work", "hub")),
        ("", "A Made-Up Work <i>hub</i>", "", (None, None)),
        ("", "<i>super hub</i> A Made-Up Work", ABSTRACT, (None, None)),
        (TIER, "A Made-Up Work <i>hub</i>", ABSTRACT, (None, "hub")),
    ],
)
def test_a_badge_in_the_title_is_parted_or_refused(
    tier: str, title: str, below: str, expected: tuple[str | None, str | None]
) -> None:
    """Only hubs have an abstract (HUB_PAGES section 5); else a tier in an element may be a word of the title."""
    reading = reading_of(tier, f"<h1>{title}</h1>", SENTENCE, COUNT, below)
    assert (_hub(reading).title_raw, _hub(reading).tier) == expected
    assert bool(refused(reading)) == (expected[0] is None)


def test_a_tier_below_the_title() -> None:
    hub = _hub(reading_of(TITLE, TIER, SENTENCE, COUNT))
    assert (hub.title_raw, hub.tier) == ("A Made-Up Work", "hub")

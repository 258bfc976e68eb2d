"""The cells of a hub that lines of a fixed pattern print: each declared once, with its pattern, value and column.

Parsing, the list of printed numbers, and tracing cells back to their bytes all use this table. Which line of a page a
pattern applies to is decided elsewhere.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pipelines.parsing.grammar import values
from pipelines.parsing.grammar.masthead_forms import CITING, CLASSIFIED, EXTERNAL, SENTENCES, TIER
from pipelines.parsing.grammar.tex import to_unicode
from pipelines.parsing.vocabulary import words
from pipelines.parsing.vocabulary.plain_words import plain

SHOWING: Final = re.compile(r"Showing (?P<shown>\S+) of (?P<total>\S+) citing papers? after filters\.?")
"""How many papers a filtered explorer shows, and out of how many."""


@dataclass(frozen=True, slots=True)
class Field:
    """A cell of a hub that a line, or a part of it, prints.

    Attributes:
        column: its column in the hub's reading.
        part: the group of the pattern that prints it; empty: the whole line.
        read: takes the printed words and returns the value; raises ValueError to refuse them.
        said: where it is printed, in words, with the section of HUB_PAGES.
        kind: the fixed set of its words; empty: none.
        number: its name among the compared printed numbers; empty: not compared.
        refused_as: `table.column` of a refused value; empty: that of the line.
    """

    column: str
    part: str
    read: Callable[[str], Any]
    said: str
    kind: str = ""
    number: str = ""
    refused_as: str = ""


@dataclass(frozen=True, slots=True)
class FormedLine:
    """A kind of line with cells of a hub.

    Attributes:
        parser: the file of the block's parser, and the function.
        fields: the cells that it prints.
        forms: its possible patterns; none: any words.
        subject: the group that names what a percentage on the line refers to.
    """

    parser: str
    fields: tuple[Field, ...]
    forms: tuple[re.Pattern[str], ...] = ()
    subject: str = ""


def _tier(printed: str) -> str:
    if found := words.TIERS.get(plain(printed).lower()):
        return found
    raise ValueError(f"no tier: {printed!r}")


def _label(printed: str) -> str:
    return words.known_form("label", printed) or printed


def _role(printed: str) -> str:
    return words.known_form("role", printed) or printed


def _kind_of_sentence(printed: str) -> str:
    return next((kind for kind, form in SENTENCES if form.fullmatch(printed)), "other")


_TITLE: Final = "the line above the verdict sentence (HUB_PAGES section 4, title)"
_SENTENCE: Final = "the verdict sentence (HUB_PAGES section 4)"
_BEHIND_TIER: Final = "the words behind the tier, or on the line below (HUB_PAGES section 4)"
_BEFORE_CITING: Final = "the count before `Pith papers citing it` (HUB_PAGES section 4)"
_OF_CLASSIFIED: Final = "`… of classified citations` (HUB_PAGES section 4)"
_SHOWING: Final = "`Showing 2 of 2 …` (HUB_PAGES section 4, explorer)"
_COUNTS: Final = "blocks/masthead_counts.py read_counts"

LINES: Final[dict[str, FormedLine]] = {
    "hubs.title_raw": FormedLine(
        "blocks/masthead.py _read_titles",
        (Field("title_raw", "", str, _TITLE), Field("title", "", to_unicode, f"{_TITLE}, TeX resolved")),
    ),
    "hubs.tier": FormedLine(
        "blocks/masthead.py _read_tier",
        (
            Field("tier", "tier", _tier, "the tier line (HUB_PAGES section 4)"),
            Field("label", "label", _label, _BEHIND_TIER, kind="label"),
        ),
        (TIER,),
    ),
    "hubs.label": FormedLine(
        "blocks/masthead.py _read_titles", (Field("label", "", _label, _BEHIND_TIER, kind="label"),)
    ),
    "hubs.citing_papers_printed": FormedLine(
        _COUNTS,
        (Field("citing_papers_printed", "count", values.count, _BEFORE_CITING, number="citing_papers"),),
        (CITING,),
    ),
    "hubs.external_citations_printed": FormedLine(
        _COUNTS,
        (
            Field(
                "external_citations_printed",
                "count",
                values.count,
                "the count before `external citations` (HUB_PAGES section 4)",
                number="external_citations",
            ),
            Field("external_source", "source", str, "the words behind `external citations ·` (HUB_PAGES section 4)"),
        ),
        (EXTERNAL,),
    ),
    "hubs.dominant_percent": FormedLine(
        _COUNTS,
        (
            Field("classified_polarity", "polarity", str.lower, _OF_CLASSIFIED, kind="polarity"),
            Field("classified_percent", "percent", values.percent, _OF_CLASSIFIED, number="classified_percent"),
        ),
        (CLASSIFIED,),
        subject="polarity",
    ),
    "hubs.verdict_sentence": FormedLine(
        "blocks/masthead.py _read_sentence",
        (
            Field("verdict_sentence", "", str, _SENTENCE),
            Field("verdict_kind", "", _kind_of_sentence, f"the form of {_SENTENCE}"),
            Field("dominant_role", "role", _role, f"the role in {_SENTENCE}", kind="role"),
            Field(
                "dominant_percent",
                "percent",
                values.percent,
                f"the percentage in {_SENTENCE}",
                number="sentence_percent",
                refused_as="hubs.dominant_percent",
            ),
            Field(
                "citing_papers_printed",
                "count",
                values.count,
                _BEFORE_CITING,
                number="sentence_count",
                refused_as="hubs.citing_papers_printed",
            ),
        ),
        tuple(form for _, form in SENTENCES),
        subject="role",
    ),
    "captures.citing_papers_listed": FormedLine(
        "blocks/citing_papers.py read_showing",
        (
            Field("filtered_shown", "shown", values.count, _SHOWING, number="filtered_shown"),
            Field("filtered_total", "total", values.count, _SHOWING, number="filtered_total"),
        ),
        (SHOWING,),
    ),
}
"""Every kind of line with cells of a hub, by the `table.column` of its first cell."""

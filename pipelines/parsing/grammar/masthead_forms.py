"""The fixed patterns of the masthead's lines: tier, verdict sentence, counts (HUB_PAGES section 4).

Patterns only: `masthead` decides which line they apply to. Letter case is ignored, because a style sheet or an
extraction may set them in capitals.
"""

import re
from typing import Final

from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line
from pipelines.parsing.vocabulary import words
from pipelines.parsing.vocabulary.plain_words import plain

CANONICAL: Final = re.compile(
    r"Canonical reference\. (?P<percent>\S+)% of citing Pith papers cite this work as (?P<role>.+)\.", re.IGNORECASE
)
MIXED: Final = re.compile(
    r"Mixed citation behavior\. Most common role is (?P<role>.+) \((?P<percent>\S+)%\)\.", re.IGNORECASE
)
_COUNT = r"(?P<count>\S+(?: \d{3})*)"
"""A count, also with blanks between thousands: such a count is refused, so its form must be recognized."""
INDEXING: Final = re.compile(
    rf"{_COUNT} Pith papers? cites? this work\. Polarity classification is still indexing\.", re.IGNORECASE
)
SENTENCES: Final = (("canonical", CANONICAL), ("mixed", MIXED), ("indexing", INDEXING))
"""The verdict sentences seen, HUB_PAGES section 4 (`1 Pith paper cite this work` is the page's own grammar)."""

CITING: Final = re.compile(rf"{_COUNT} Pith papers? citing it", re.IGNORECASE)
EXTERNAL: Final = re.compile(rf"{_COUNT} external citations?(?:\s*·\s*(?P<source>.+))?", re.IGNORECASE)
CLASSIFIED: Final = re.compile(
    r"(?P<polarity>(?-i:[A-Za-z_]+( [a-z]+)?)) (?P<percent>\S+)% of classified citations", re.IGNORECASE
)
COUNTS: Final = (CITING, EXTERNAL, CLASSIFIED)
_TIERS = "|".join(sorted(words.TIERS, key=len, reverse=True))
TIER: Final = re.compile(rf"(?P<tier>{_TIERS}|{_TIERS.title()}|{_TIERS.upper()}|Super hub|Mega hub)(?: (?P<label>.+))?")

_NEW_LABEL = re.compile(r"[A-Z][a-z]+( [a-z]+){0,4}")
"""An unknown label of the work, set like the known ones: a capital, and few words in lower case."""


def is_sentence(line: Line) -> bool:
    """Return whether a line is a verdict sentence of a known form."""
    text = line.text
    if "%" not in text and "indexing" not in text.lower() and text.isascii():
        return False
    return any(line.match(form) for _, form in SENTENCES)


def is_count(line: Line) -> bool:
    """Return whether a line is one of the three count lines."""
    return "cit" in plain(line.text).lower() and any(line.match(form) for form in COUNTS)


def is_tier(line: Line) -> bool:
    """Return whether a line prints a tier, alone or with a known label."""
    found = line.match(TIER)
    return found is not None and (found["label"] is None or words.known_form("label", found["label"]) is not None)


def has_badge(line: Line, tier: str | None) -> bool:
    """Return whether a line begins or ends with a tier, or a known label, in an element of its own.

    Args:
        line: the title's.
        tier: the work's, if another line says it: then only the same tier is suspect, another is a word.
    """
    if INLINE_BOUNDARY not in line.raw:
        return False
    pieces = [text for piece in line.raw.split(INLINE_BOUNDARY) if (text := plain(piece).strip())]
    if len(pieces) < 2:
        return False
    ends = [one for one in (*pieces[:2], *pieces[-2:]) if one.lower() in words.TIERS or words.known_form("label", one)]
    return any(tier is None or words.TIERS.get(one.lower(), tier) == tier for one in ends)


def is_new_label(printed: str) -> bool:
    """Return whether words look like an unknown label of the work."""
    return _NEW_LABEL.fullmatch(printed) is not None

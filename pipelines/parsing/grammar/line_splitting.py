"""Split lines of the masthead that hold more than one thing, before the grammar sees them.

A markup may set the three counts side by side, and a link after the title, the sentence or a count (HUB_PAGES section 4
gives each a line). The parts are not interpreted here: one that belongs to nothing stays a line of its own, and is
therefore reported.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipelines.parsing.grammar.masthead_forms import CITING, CLASSIFIED, EXTERNAL, SENTENCES, TIER, is_tier
from pipelines.parsing.grammar.sections import LISTS, block_of
from pipelines.parsing.lines.line import EDGES, INLINE_BOUNDARY, ORNAMENTS, Line, Link, joined, spaced
from pipelines.parsing.vocabulary.plain_words import plain, with_plain_blanks
from pipelines.parsing.vocabulary.words import known_form

_BETWEEN = r"[\s·|,;•/–—-]*"
_SIDE_BY_SIDE = re.compile(
    rf"(?P<citing>\S+ Pith papers? citing it)?{_BETWEEN}"
    rf"(?P<external>\S+ external citations?(?:\s*·\s*[^%]+?)?)?{_BETWEEN}"
    rf"(?P<classified>{CLASSIFIED.pattern})?",
    re.IGNORECASE,
)
"""The counts in page order; a source never holds a percentage."""

_MARKS = ("external citation", "classified citations", "most common role is")
"""Marks of the masthead lines that do not hold `Pith paper`."""

_ENDS_OF_COUNTS = ("citing it", "external citation", "of classified citations")
"""What the words of each count certainly hold, in lower case."""

_WORDS = ("pith paper", "citation", "most common role is", "polarity classification", "canonical reference.")
"""Marks of all masthead lines, including those that a page splits."""

_LONGEST = 400
_SHORTEST_ABSTRACT = 80


def part_masthead_lines(lines: Sequence[Line]) -> list[Line]:
    """Split the lines that hold several counts, or a link after title, sentence or count.

    Args:
        lines: the page's lines.

    Returns:
        The lines; those after a split one are renumbered. Parts of a text keep the place of their whole line.
    """
    done: list[Line] = []
    added = 0
    is_titled = is_begun = False
    for index, line in enumerate(lines, 1):
        is_heading = not is_titled and "h1" in line.path
        is_begun = is_begun or is_heading or "Pith paper" in line.text
        is_over = is_begun and block_of(line) in LISTS  # after these labels no masthead stands
        parts = None
        text = line.text.lower() if line.text.isascii() else _in_plain_blanks(line)
        if "pith paper" in text or ("citation" in text and any(words in text for words in _MARKS)):
            parts = _counts(line)
        if is_heading:
            is_titled = True
            parts = parts or _title(line, lines)
        if parts is None:
            line.number += added
            done.append(line)
        else:
            for place, part in enumerate(parts):
                part.number = line.number + added + place
            done += parts
            added += len(parts) - 1
        if is_over:
            done += _renumbered(lines[index:], added)
            break
    return done


def _renumbered(lines: Sequence[Line], added: int) -> Sequence[Line]:
    """Add what splitting added to the numbers of the lines below."""
    for line in lines if added else ():
        line.number += added
    return lines


def _in_plain_blanks(line: Line) -> str:
    """Normalize the blanks of a line that may be one of the masthead's; return its words in lower case, else ""."""
    text = plain(line.text)
    words = text.lower()
    if not any(mark in words for mark in _WORDS):
        return ""
    line.text = text
    line.raw = with_plain_blanks(line.raw)
    for link in line.links:
        link.raw = line.raw
    return words


def part_of(line: Line, ends: str) -> Line:
    """Strip characters, blanks and inline boundaries from both ends of a line that begins or ends with `ends`."""
    if line.text[0] not in ends and line.text[-1] not in ends:
        return line
    start = len(line.raw) - len(line.raw.lstrip(EDGES + ends))
    return _cut(line, start, len(line.raw.rstrip(EDGES + ends)))


def _counts(line: Line) -> list[Line] | None:
    """Split sentence, counts and what follows them; None if the line is one thing."""
    if len(line.text) > _LONGEST:
        return None
    if INLINE_BOUNDARY in line.raw and (end := _end_of_form(line)):
        rest = _cut(line, end, len(line.raw))
        return [_cut(line, 0, end), *(_counts(rest) or [rest])]
    if not any(line.match(form) for form in (CITING, CLASSIFIED)):
        for words in dict.fromkeys((line.soft_spaced, spaced(line.raw))):
            found = _SIDE_BY_SIDE.fullmatch(words) if _may_hold_counts(words) else None
            parts = [found[name] for name in ("citing", "external", "classified") if found[name]] if found else []
            if len(parts) > 1:
                first, *others = [replace(line, text=part, raw=part, links=()) for part in parts]
                return [replace(first, links=line.links), *others]
    return None


def _may_hold_counts(words: str) -> bool:
    """Return whether words may be two counts or more, by the words that each count ends in; not all that may are."""
    folded = words.lower()
    return not words.isascii() or sum(mark in folded for mark in _ENDS_OF_COUNTS) > 1


def _end_of_form(line: Line) -> int:
    """Return the index in `raw` where a sentence ends at an inline boundary, or a count before a link; else 0."""
    at = line.raw.find(INLINE_BOUNDARY) if "." in line.raw else -1
    while at >= 0 and joined(line.raw[at:]):
        head = joined(line.raw[:at])
        if head.endswith(".") and any(form.fullmatch(head) for _, form in SENTENCES):
            return at
        at = line.raw.find(INLINE_BOUNDARY, at + 1)
    start = _start_of_links(line)
    head = joined(line.raw[:start])
    return start if start and any(form.fullmatch(head) for form in (CITING, EXTERNAL, CLASSIFIED)) else 0


def _title(line: Line, lines: Sequence[Line]) -> list[Line] | None:
    """Split the links after a title, or its tier and label, from it; only the title remains a heading."""
    start = _start_of_links(line) or _start_of_badge(line, lines)
    if not start:
        return None
    path = tuple(tag for tag in line.path if tag != "h1")
    return [_cut(line, 0, start), replace(_cut(line, start, len(line.raw)), path=path)]


def _start_of_badge(line: Line, lines: Sequence[Line]) -> int:
    """Return the index in `raw` where tier and label in elements of their own begin after a title; else 0.

    A lone tier may be a word of the title: it is none if the page prints no other but has an abstract, as hubs do.
    """
    at = line.raw.find(INLINE_BOUNDARY)
    while at > 0:
        badge = TIER.fullmatch(plain(spaced(line.raw[at:])))
        if badge and joined(line.raw[:at]):
            is_sure = known_form("label", badge["label"]) if badge["label"] else _needs_tier(lines)
            return at if is_sure else 0
        at = line.raw.find(INLINE_BOUNDARY, at + 1)
    return 0


def _needs_tier(lines: Sequence[Line]) -> bool:
    """Return whether a page is certainly a hub's (it prints an abstract), and no line above its blocks is a tier."""
    for line, following in pairwise(lines):
        if is_tier(line):
            return False
        if block_of(line) == "abstract" and len(following.text) > _SHORTEST_ABSTRACT:
            return True
    return False


def _start_of_links(line: Line) -> int:
    """Return the index in `raw` where links begin that end the line, with words before them; else 0."""
    start = 0
    end = len(line.raw)
    for link in reversed(line.links):
        if link.is_first or not ORNAMENTS.issuperset(joined(line.raw[link.end : end])):
            break
        if link.text:
            start = end = link.start
    return start


def _cut(line: Line, start: int, end: int) -> Line:
    """Make a line of a part of one; links keep their share of it."""
    raw = line.raw[start:end]
    links = tuple(
        Link(link.href, raw, max(link.start - start, 0), min(link.end, end) - start)
        for link in line.links
        if link.start < end and link.end > start
    )
    return replace(line, text=joined(raw), raw=raw, links=links)

"""The meta line of a citing paper: `cs.CL · 2022-05-02 · unverdicted · novelty 7.0 · 4 refs`.

Its form is HUB_PAGES section 4: category and date first, then words and numbers that are recognized by their form, with
dots between. `meta_styles` reads lines with other separators, labels or orders; `meta_parts` classifies the parts.
"""

import re
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Final

from pipelines.parsing.grammar import controls, meta_styles, values
from pipelines.parsing.grammar.meta_parts import FIELD_LABEL, PLAIN, Tail, are_parts, dotted_tail, is_part
from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line, joined, soft_spaced
from pipelines.parsing.vocabulary.words import CATEGORY, DATE, DOT, is_known

_CATEGORY = re.compile(CATEGORY)
_DATE = re.compile(DATE)
_PURE = re.compile(rf"{CATEGORY}\s*{DOT}\s*{DATE}(?:\s*{DOT}.*)?")
_DATED = re.compile(rf"(?<!\s)\s*{DOT}\s*(?P<date>{DATE})(?=\s*(?:{DOT}|$))")
_AS_PRINTED = re.compile(rf"(?P<category>{CATEGORY})\s*{DOT}\s*(?P<date>{DATE})(?=\s*(?:{DOT}|$))")
_LABEL = re.compile(rf"{FIELD_LABEL}\s*:?")
_VERDICT = re.compile(r"[a-z]{3,20}")
_LONGEST_CATEGORY: Final = 40
_LONGEST_PART: Final = 60
_PRINTED_TWICE = re.compile(
    rf"([^\s{INLINE_BOUNDARY}{DOT}]{{1,{_LONGEST_PART}}}){INLINE_BOUNDARY}+\1(?=[\s{INLINE_BOUNDARY}{DOT}]|$)",
    re.IGNORECASE,
)
_CUT_NUMBER = re.compile(rf"((?<!\.)\d|\.){INLINE_BOUNDARY}+(?=[\d.])")
"""A number that elements cut; a novelty has one decimal (HUB_PAGES section 4), so the next digit is of another part."""


@dataclass(slots=True)
class Meta:
    """The parts of a meta line, as printed.

    Attributes:
        title: the words beside the parts, if the title shares the line; else None.
        category: the arXiv category.
        date: the date.
        tail: the other parts.
        separator: the sign between the parts; a blank if there is none.
        is_title_last: whether the title comes after the parts, not before them.
        is_date_first: whether the date comes before the category.
    """

    title: str | None
    category: str
    date: str
    tail: Tail
    separator: str = DOT
    is_title_last: bool = False
    is_date_first: bool = False


_STYLED: Final = tuple(one.name for one in fields(meta_styles.Styled))


def is_pure(text: str) -> bool:
    """Return whether a text is a dotted line with nothing before it."""
    return DOT in text and _PURE.match(text) is not None


def is_meta(line: Line) -> bool:
    """Return whether a line ends in a meta line of any style, with or without a title before it."""
    return parse(line) is not None


def parse(line: Line) -> Meta | None:
    """Parse a meta line of any style: a dotted one as the source prints it, else one of `meta_styles`."""
    if "-" not in line.text:  # no date
        return None
    if not line.links and DOT in line.text and (plain := _plain(line)):
        return plain
    found = parse_dotted(line)
    if found is not None and not _may_hold_parts(line, found):
        return found
    styled = meta_styles.parse(line)
    if styled:
        return Meta(**{name: getattr(styled, name) for name in _STYLED})
    return replace(found, title=_bare(found.title)) if found and found.title else found


def _plain(line: Line) -> Meta | None:
    """Parse a line that is nothing but known parts with dots between, as nearly all are: no other reading fits."""
    found = _AS_PRINTED.match(line.text)
    if found is None:
        return None
    category, date = found.groups()
    tail = _plain_tail(line.text[found.end() :]) if _is_category(category) else None
    return Meta(None, category, date, tail) if tail else None


@lru_cache(maxsize=values.REMEMBERED)
def _is_category(printed: str) -> bool:
    """Return whether a word is a known category; cached, because pages repeat the same few."""
    return is_known("category", printed)


@lru_cache(maxsize=values.REMEMBERED)
def _plain_tail(rest: str) -> Tail | None:
    """Part what stands after the date, where every part is known and none may be a second date."""
    tail = None if "-" in rest else dotted_tail(rest)
    return tail if tail and tail.is_plain else None


def parse_dotted(line: Line) -> Meta | None:
    """Parse a dotted line.

    Args:
        line: any line.

    Returns:
        Its parts, or None if it is not a dotted line. The words of a link to a paper at its start are the title,
        whatever they look like; else the title ends before the last category and date (HUB_PAGES section 4).
        Words after the last part are the title if they are the link to the paper.
    """
    if DOT not in line.text or not _DATED.search(line.text):
        return None
    for link in line.links:
        if DOT in link.after and link.is_first and values.names_paper(link.href):
            found = _parse(link.after)
            if found and found.title is None and link.end > link.start:
                found.title = link.text
                return found
    found = _parse(line.raw if INLINE_BOUNDARY in line.raw else line.text)
    if found and found.title is None and line.links:
        return _with_title_last(line, found)
    return found


def _with_title_last(line: Line, found: Meta) -> Meta:
    """Read the words of a link to a paper after the last part as the title, unless they say what the link does."""
    link = line.links[-1]
    if not link.start or link.start == link.end or joined(link.after) or not values.names_paper(link.href):
        return found
    before = _parse(line.raw[: link.start])
    if before is None or before.title is not None or before.tail.summary is not None:
        return found
    if not controls.is_control(link.text):
        return replace(before, title=link.text, is_title_last=True)
    if found.tail.summary is None:
        return found
    return replace(before, tail=replace(before.tail, late_words=(*before.tail.late_words, link.text)))


def _bare(title: str) -> str | None:
    """Remove the dots around words before the category, and a label in place of a title."""
    words = title.strip(f" {DOT}")
    return words if words and not _LABEL.fullmatch(words) else None


def _may_hold_parts(line: Line, found: Meta) -> bool:
    """Return whether another style may fit better: a later date has no dots, or the title ends in one, as parts do."""
    if INLINE_BOUNDARY in line.raw and _DATE.findall(line.text)[-1] != found.date:
        return True
    title = found.title
    if title is None or any(link.text == title for link in line.links):
        return False
    return DOT in (title[0], title[-1]) or _LABEL.fullmatch(title) is not None


def _parse(raw: str) -> Meta | None:
    """Parse the words of a line, however inline elements cut them."""
    words = raw.replace(INLINE_BOUNDARY, "") if INLINE_BOUNDARY in raw else raw
    found = list(_DATED.finditer(words))
    if not found:
        return None
    dated = found[-1]
    head = words[: dated.start()]
    rest = _behind(raw, words, dated.end())
    if is_known("category", head):
        return Meta(None, head, dated["date"], dotted_tail(rest))
    fallback: tuple[str | None, str] | None = None
    for place in _cuts(raw, head):
        category = head[place:].strip()
        if not _CATEGORY.fullmatch(category) or category.lower() in PLAIN:
            if " " in category:
                break
            continue
        title = joined(head[:place]) or None
        if is_known("category", category):
            return Meta(title, category, dated["date"], dotted_tail(rest))
        if place == 0 or head[place - 1].isspace():
            fallback = fallback or (title, category)
    return Meta(*fallback, dated["date"], dotted_tail(rest)) if fallback else None


def _cuts(raw: str, head: str) -> list[int]:
    """Return where the category may begin: after a blank or inline boundary, or at the start; last first."""
    first = max(len(head) - _LONGEST_CATEGORY, 1)
    places = {0, *(index for index in range(first, len(head)) if head[index - 1].isspace())}
    if INLINE_BOUNDARY in raw:
        length = 0
        for piece in raw.split(INLINE_BOUNDARY):
            length += len(piece)
            if first <= length < len(head):
                places.add(length)
    return sorted(places, reverse=True)


def _behind(raw: str, words: str, end: int) -> str:
    """Return the words after an index of the joined words, with elements separated where joining would mislead.

    An element may separate the last part from a summary on the same line (`novelty 7.5` and `Shows that ...`);
    elsewhere it only cuts a word or a number.
    """
    rest = words[end:]
    if INLINE_BOUNDARY not in raw or dotted_tail(rest).is_plain:
        return rest
    left = len(words) - end
    at = len(raw)
    while left:
        at -= 1
        left -= raw[at] != INLINE_BOUNDARY
    return soft_spaced(_PRINTED_TWICE.sub(r"\1", _CUT_NUMBER.sub(r"\1", raw[at:])))


def continues(parts: int, text: str, following: str) -> bool:
    """Return whether a line is the next part of a dotted line that a markup split over several lines.

    Args:
        parts: how many parts the dotted line has so far.
        text: the line after it.
        following: the line after that: a word before a part recognized by its form is a part too.
    """
    if len(text) > _LONGEST_PART:
        return False
    if parts == 2 and _VERDICT.fullmatch(text):
        return True  # after category and date stands the verdict, whatever the word
    return are_parts(text) or (parts == 3 and len(text.split()) <= 3 and "ref" in following and is_part(following))

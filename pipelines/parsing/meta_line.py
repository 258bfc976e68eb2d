"""The dotted line of a citing paper: `cs.CL · 2022-05-02 · unverdicted · novelty 7.0 · 4 refs`.

Its form is HUB_PAGES section 4: category and date first, then words and numbers that tell themselves by their
form. Both lists of papers share it; `entries` spots such lines, `citing_papers` takes their parts.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipelines.parsing import values
from pipelines.parsing.lines import SEAM, Line, eased, joined
from pipelines.parsing.words import KNOWN, is_known

DOT: Final = "·"
CATEGORY: Final = r"[A-Za-z][A-Za-z-]*(?:\.[A-Za-z][A-Za-z-]*)?"
DATE: Final = r"\d{4}-\d{2}-\d{2}"

_CATEGORY = re.compile(CATEGORY)
_PURE = re.compile(rf"{CATEGORY}\s*{DOT}\s*{DATE}(?:\s*{DOT}.*)?")
_DATED = re.compile(rf"\s*{DOT}\s*(?P<date>{DATE})(?=\s*(?:{DOT}|$))")
_NOVELTY = re.compile(r"novelty\s*(?P<value>\S+)(?:\s+(?P<tail>.+))?")
_MENTIONS = re.compile(r"(?P<value>\S*\d\S*?)\s*refs?(?:\s+(?P<tail>.+))?")
_REFERENCE = re.compile(r"ref\s*(?P<value>\S*\d\S*)(?:\s+(?P<tail>.+))?")
_ANCHOR = re.compile(r"(?P<value>internal anchor)\s*(?P<tail>.+)")
_PLAIN = KNOWN["verdict"] | KNOWN["role"] | KNOWN["link type"] | {"none"}
_FORMS = {"novelty": _NOVELTY, "reference": _REFERENCE, "mentions": _MENTIONS}
_VERDICT = re.compile(r"[a-z]{3,20}")
_LONGEST_CATEGORY: Final = 40
_CUT_NUMBER = re.compile(rf"([\d.]){SEAM}+(?=[\d.])")
_SCORE = re.compile(r"\d+\.\d")
_LETTER = re.compile(r"[^\W\d_]")
ARROWS: Final = "→↗›»▸ "
"""Signs that sites put behind a line, as links; they say nothing."""


@dataclass(frozen=True, slots=True)
class Tail:
    """What a dotted line prints behind its date.

    Attributes:
        novelty: the score behind the word `novelty`.
        mentions: the number before `refs`.
        reference: the number behind `ref`.
        words: the other parts before the reference: verdict, role.
        late_words: the other parts behind it: kind of link.
        summary: words behind the last part, where a summary shares the line too.
    """

    novelty: str | None
    mentions: str | None
    reference: str | None
    words: tuple[str, ...]
    late_words: tuple[str, ...]
    summary: str | None

    @property
    def is_plain(self) -> bool:
        """Whether every part is a known word or a number of its form."""
        known = all(word in _PLAIN for word in (*self.words, *self.late_words))
        return known and self.summary is None and (self.novelty is None or _SCORE.fullmatch(self.novelty) is not None)


@dataclass(slots=True)
class Meta:
    """The parts of a dotted line, as printed.

    Attributes:
        title: the words before the category, where title and line share one; None where they do not.
        category: the arXiv category.
        date: the date.
        tail: what stands behind the date.
    """

    title: str | None
    category: str
    date: str
    tail: Tail


def is_pure(text: str) -> bool:
    """Tell whether a text is a dotted line and nothing before it."""
    return DOT in text and _PURE.match(text) is not None


def is_meta(line: Line) -> bool:
    """Tell whether a line ends in a dotted line, with or without a title before it."""
    return DOT in line.text and parse(line) is not None


def parse(line: Line) -> Meta | None:
    """Part a dotted line.

    Args:
        line: any line.

    Returns:
        Its parts, or None when it is no dotted line. What a link to a paper says at its start is the title,
        whatever it looks like; else the title ends before the last category and date (HUB_PAGES section 4).
    """
    if DOT not in line.text or not _DATED.search(line.text):
        return None
    for link in line.links:
        if DOT in link.after and link.is_first and values.names_paper(link.href):
            found = _parse(link.after)
            if found and found.title is None and link.end > link.start:
                found.title = link.text
                return found
    return _parse(line.raw if SEAM in line.raw else line.text)


def _parse(raw: str) -> Meta | None:
    """Part the words of a line, however inline elements cut them."""
    words = raw.replace(SEAM, "") if SEAM in raw else raw
    found = list(_DATED.finditer(words))
    if not found:
        return None
    dated = found[-1]
    head = words[: dated.start()]
    rest = _behind(raw, words, dated.end())
    if is_known("category", head):
        return _parts(None, head, dated["date"], rest)
    fallback: tuple[str | None, str] | None = None
    for place in _cuts(raw, head):
        category = head[place:].strip()
        if not _CATEGORY.fullmatch(category):
            if " " in category:
                break
            continue
        title = joined(head[:place]) or None
        if is_known("category", category):
            return _parts(title, category, dated["date"], rest)
        if place == 0 or head[place - 1].isspace():
            fallback = fallback or (title, category)
    return _parts(*fallback, dated["date"], rest) if fallback else None


def _cuts(raw: str, head: str) -> list[int]:
    """List where the category may begin: behind a blank or a seam, or at the start; the last first."""
    first = max(len(head) - _LONGEST_CATEGORY, 1)
    places = {0, *(index for index in range(first, len(head)) if head[index - 1].isspace())}
    if SEAM in raw:
        length = 0
        for piece in raw.split(SEAM):
            length += len(piece)
            if first <= length < len(head):
                places.add(length)
    return sorted(places, reverse=True)


def _behind(raw: str, words: str, end: int) -> str:
    """Give the words behind an index of the joined words; elements are set apart where joining would mislead.

    An element may part the last part from a summary on the same line (`novelty 7.5` and `Shows that ...`); elsewhere
    it only cuts a word or a number.
    """
    rest = words[end:]
    if SEAM not in raw or _tail(rest).is_plain:
        return rest
    left = len(words) - end
    at = len(raw)
    while left:
        at -= 1
        left -= raw[at] != SEAM
    return eased(_CUT_NUMBER.sub(r"\1", raw[at:]))


def _parts(title: str | None, category: str, date: str, rest: str) -> Meta:
    return Meta(title, category, date, _tail(rest))


@lru_cache(maxsize=values.REMEMBERED)
def _tail(rest: str) -> Tail:
    """Part what stands behind the date. Pages print the same few tails again and again: they are remembered."""
    forms: dict[str, str] = {}
    words: list[str] = []
    late_words: list[str] = []
    summary = None
    parts = [joined(part) for part in rest.split(DOT)[1:]]
    for index, part in enumerate(parts):
        name, value, tail = _kind_of(part, forms)
        if name:
            forms[name] = value
        elif value:
            (late_words if "reference" in forms else words).append(value)
        if tail and not _LETTER.search(tail):
            late_words.extend([tail] if tail.strip(ARROWS) else [])
        elif tail:
            summary = f" {DOT} ".join([tail, *parts[index + 1 :]])
            break
    printed = (forms.get("novelty"), forms.get("mentions"), forms.get("reference"))
    return Tail(*printed, tuple(words), tuple(late_words), summary)


def _kind_of(part: str, seen: Collection[str]) -> tuple[str, str, str | None]:
    """Tell what a part is: its name (empty for a plain word), its value, and the words behind it."""
    if part not in _PLAIN:
        for name, form in _FORMS.items():
            found = form.fullmatch(part)
            if found and name not in seen:
                return name, found["value"], found["tail"]
        if found := _ANCHOR.fullmatch(part):
            return "", found["value"], found["tail"]
    return "", part, None


def continues(parts: int, text: str, following: str) -> bool:
    """Tell whether a line is the next part of a dotted line that a markup split over several lines.

    Args:
        parts: how many parts the dotted line has so far.
        text: the line behind it.
        following: the line behind that: a word before a part that tells itself by its form is one too.
    """
    if len(text) > _LONGEST_PART:
        return False
    if parts == 2 and _VERDICT.fullmatch(text):
        return True  # behind category and date stands the verdict, whatever the word
    return _are_parts(text) or (parts == 3 and len(text.split()) <= 3 and "ref" in following and _is_form(following))


_LONGEST_PART: Final = 60


def _are_parts(text: str) -> bool:
    return all(_is_part(part.strip()) for part in text.split(DOT))


def _is_part(part: str) -> bool:
    return part in _PLAIN or _is_form(part)


def _is_form(part: str) -> bool:
    return any((found := form.fullmatch(part)) and not found["tail"] for form in _FORMS.values())

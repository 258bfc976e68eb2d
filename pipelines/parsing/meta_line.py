"""The dotted line of a citing paper: `cs.CL · 2022-05-02 · unverdicted · novelty 7.0 · 4 refs`.

Its form is HUB_PAGES section 4: category and date first, then words and numbers that tell themselves by their
form. Both lists of papers share it; `entries` spots such lines, `citing_papers` takes their parts.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from pipelines.parsing import values
from pipelines.parsing.lines import SEAM, Line, joined
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


@dataclass(slots=True)
class Meta:
    """The parts of a dotted line, as printed.

    Attributes:
        title: the words before the category, where title and line share one; None where they do not.
        category: the arXiv category.
        date: the date.
        novelty: the score behind the word `novelty`.
        mentions: the number before `refs`.
        reference: the number behind `ref`.
        words: the other parts before the reference: verdict, role.
        late_words: the other parts behind it: kind of link.
        summary: words behind the last part, where a summary shares the line too.
    """

    title: str | None
    category: str
    date: str
    novelty: str | None = None
    mentions: str | None = None
    reference: str | None = None
    words: list[str] = field(default_factory=list)
    late_words: list[str] = field(default_factory=list)
    summary: str | None = None


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
        if DOT in link.after and link.is_first and values.paper_link(link.href):
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
    if is_known("category", head):
        return _parts(None, head, dated["date"], words[dated.end() :])
    fallback: tuple[str | None, str] | None = None
    for place in _cuts(raw, head):
        category = head[place:].strip()
        if not _CATEGORY.fullmatch(category):
            if " " in category:
                break
            continue
        title = joined(head[:place]) or None
        if is_known("category", category):
            return _parts(title, category, dated["date"], words[dated.end() :])
        if place == 0 or head[place - 1].isspace():
            fallback = fallback or (title, category)
    return _parts(*fallback, dated["date"], words[dated.end() :]) if fallback else None


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


def _parts(title: str | None, category: str, date: str, rest: str) -> Meta:
    meta = Meta(title, category, date)
    parts = [joined(part) for part in rest.split(DOT)[1:]]
    for index, part in enumerate(parts):
        tail = _take(meta, part)
        if tail:
            meta.summary = f" {DOT} ".join([tail, *parts[index + 1 :]])
            break
    return meta


def _take(meta: Meta, part: str) -> str | None:
    """Put one part in its place; give back the words behind it that belong to no part."""
    if part in _PLAIN:
        meta.words.append(part) if meta.reference is None else meta.late_words.append(part)
        return None
    if "novelty" in part or "ref" in part:
        for name, form in _FORMS.items():
            found = form.fullmatch(part)
            if found and getattr(meta, name) is None:
                setattr(meta, name, found["value"])
                return found["tail"]
    if found := _ANCHOR.fullmatch(part):
        meta.late_words.append(found["value"])
        return found["tail"]
    if part:
        (meta.words if meta.reference is None else meta.late_words).append(part)
    return None


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

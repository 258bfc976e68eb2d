"""Meta lines in other styles than the source's: `cs.LG | 2025-01-01 | Accept`, `Field: cs.LG, ...`.

Any separator, parts in inline elements without one, labels before values, capitals, the date before the category, parts
before both. A line counts only if a known category is beside the one date and every part is recognized: a sentence that
names a category and a date does not. The source's own style is in `meta_line`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.parsing.grammar import controls
from pipelines.parsing.grammar.meta_parts import (
    DATE_LABEL,
    FIELD_LABEL,
    LABEL_ALONE,
    PLAIN,
    Tail,
    is_part,
    part_of,
    tail_of,
)
from pipelines.parsing.grammar.values import names_paper
from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line, joined, soft_spaced
from pipelines.parsing.vocabulary.words import CATEGORY, DATE, is_known

SEPARATORS: Final = frozenset("·|•—–,;/∙⋅‧・")
"""Signs that separate the parts of a meta line."""

_BETWEEN = rf"[\s{INLINE_BOUNDARY}{re.escape(''.join(sorted(SEPARATORS)))}]+"
_GAP = rf"[\s{INLINE_BOUNDARY}]*(?:[:=][\s{INLINE_BOUNDARY}]*)?"


def _field(name: str) -> str:
    return rf"(?:{FIELD_LABEL}{_GAP})?(?<![\w.-])(?P<{name}>{CATEGORY})(?![\w.-])"


def _posted(name: str) -> str:
    return rf"(?:{DATE_LABEL}{_GAP})?(?<![\w-])(?P<{name}>{DATE})(?![\w-])"


_ANCHOR = re.compile(
    rf"{_field('category')}(?P<between>{_BETWEEN}){_posted('date')}"
    rf"|{_posted('date_first')}(?P<between_last>{_BETWEEN}){_field('category_last')}"
)
_DATE = re.compile(DATE)
_EDGES = f" \t\n\f\r\u00a0{INLINE_BOUNDARY}{''.join(SEPARATORS)}"
_PIECES = re.compile(f"{INLINE_BOUNDARY}+")
_LONGEST = 1_000
_FEW_WORDS = 4
_LONGEST_REST = 120
_NEW_WORD = re.compile(r"[a-z]{3,20}(?:[ _-][a-z]{3,20})?")
"""What an unknown verdict, role or link type looks like."""
_DATED_PART = re.compile(rf"[A-Za-z][a-z]{{2,15}}(?: [a-z]{{2,15}})?:? {DATE}")
_REST = re.compile(f"[{INLINE_BOUNDARY}{re.escape(''.join(sorted(SEPARATORS)))}]")


@dataclass(frozen=True, slots=True)
class Styled:
    """The parts of such a line, and how they are set: as in `meta_line.Meta`."""

    title: str | None
    category: str
    date: str
    tail: Tail
    separator: str
    is_title_last: bool
    is_date_first: bool


def parse(line: Line) -> Styled | None:
    """Parse a line that is not a dotted line as the source prints it.

    Args:
        line: any line.

    Returns:
        Its parts; None if no known category is beside the only date, or a part is not recognized.
    """
    text = line.text
    if len(text) > _LONGEST or "-" not in text or not _DATE.search(text):
        return None
    anchors = [found for found in _ANCHOR.finditer(line.raw) if is_known("category", _category(found))]
    if not anchors or _DATE.search(line.raw, anchors[-1].end()):
        return None
    found = anchors[-1]
    between = found["between"] or found["between_last"]
    separator = _separator(between)
    if separator != INLINE_BOUNDARY and len(_DATE.findall(text)) > 1:
        return None  # a date before it may be of the title only where elements set the parts apart
    before = _parts(line.raw[: found.start()], separator)
    after = _parts(line.raw[found.end() :], separator)
    if before is None or after is None or not _is_set_apart(line.raw, found.end(), separator):
        return None
    return _styled(line, found, before, after, separator)


def _category(found: re.Match[str]) -> str:
    return found["category"] or found["category_last"]


def _separator(between: str) -> str:
    """Return the sign between category and date: INLINE_BOUNDARY if only elements part them, a blank if none do."""
    signs = "".join(between.replace(INLINE_BOUNDARY, "").split())
    if signs:
        return signs[0]
    return INLINE_BOUNDARY if INLINE_BOUNDARY in between else " "


def _is_set_apart(raw: str, end: int, separator: str) -> bool:
    """Return whether the date or category ends there: the line ends, or a separator follows."""
    rest = raw[end:].lstrip(" \t\n\f\r\u00a0")
    return not rest or rest[0] == separator or rest[0] == INLINE_BOUNDARY or separator == " "


def _parts(raw: str, separator: str) -> list[str] | None:
    """Split the text beside category and date at the separator; None if blanks alone do not separate the parts."""
    if separator == " ":
        return _by_words(joined(raw))
    if separator == INLINE_BOUNDARY:
        return _labelled(_PIECES.split(raw))
    pieces = [soft_spaced(piece) for piece in raw.split(separator)]
    return [piece for piece in pieces if piece.strip(_EDGES)]


def _labelled(pieces: Sequence[str]) -> list[str]:
    """Join a label in an element of its own with the value in the next."""
    parts: list[str] = []
    label = ""
    for piece in pieces:
        text = joined(piece)
        bare = text.strip(_EDGES)
        if not bare:
            continue
        if LABEL_ALONE.fullmatch(bare):
            label = f"{label} {bare}".strip()
            continue
        parts.append(f"{label} {bare}".strip() if label or is_part(bare) else text)
        label = ""
    return [*parts, label] if label else parts


def _by_words(text: str) -> list[str] | None:
    """Split a text at blanks into recognized parts, longest first; None if one is not recognized."""
    words = text.split()
    parts: list[str] = []
    at = 0
    while at < len(words):
        for size in range(min(_FEW_WORDS, len(words) - at), 0, -1):
            part = part_of(" ".join(words[at : at + size]))
            if part.is_known and not part.tail:
                parts.append(part.printed)
                at += size
                break
        else:
            return [text] if at == 0 else None
    return parts


def _styled(line: Line, found: re.Match[str], before: list[str], after: list[str], separator: str) -> Styled | None:
    """Sort the text before and after category and date into parts, a title, and a summary."""
    glue = " " if separator in (INLINE_BOUNDARY, " ") else f" {separator} "
    leading: list[str] = []
    while before and _is_known(before[-1]):
        leading.insert(0, before.pop())
    title = glue.join(before) if before else None
    if separator == INLINE_BOUNDARY and title is not None and not leading:
        title = joined(line.raw[: found.start()])
    is_apart = title is None or _has_link(line, title) or (separator != " " and not leading)
    if not is_apart and (leading or line.raw[found.start() - 1 : found.start()] != INLINE_BOUNDARY):
        return None  # the words may be a part as well, or the beginning of a sentence
    known, rest = _leading_parts(after, is_explicit=separator not in (INLINE_BOUNDARY, " "))
    known, rest = _with_control(line, known, rest, glue)
    is_title_last = False
    summary = None
    if rest:
        words = glue.join(rest)
        if title is None and _has_link(line, words):
            title, is_title_last = words, True
        elif separator == INLINE_BOUNDARY and len(rest) == 1 and len(words.split()) > _FEW_WORDS:
            summary = words
        else:
            return None
    tail = tail_of([part.strip(_EDGES) for part in (*leading, *known)], glue)
    if summary is not None:
        tail = Tail(*(tail.novelty, tail.mentions, tail.reference), tail.words, tail.late_words, summary, *_rest(tail))
    elif tail.summary and separator != INLINE_BOUNDARY:
        return None
    category, date = _category(found), found["date"] or found["date_first"]
    shown = " " if separator == INLINE_BOUNDARY else separator
    return Styled(title, category, date, tail, shown, is_title_last, found["date"] is None)


def _rest(tail: Tail) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    return tail.labelled, tail.printed


def _leading_parts(after: list[str], *, is_explicit: bool) -> tuple[list[str], list[str]]:
    """Split the parts off the front; a single unknown word after the date is the verdict, whatever the word."""
    for index, text in enumerate(after):
        part = part_of(text.strip(_EDGES))
        if part.is_known:
            if part.tail:
                return after[: index + 1], after[index + 1 :]
            continue
        is_word = len(text.split()) <= 2 and text.replace(" ", "").replace("_", "").isalpha()
        if not (is_word and (is_explicit or text.islower())):
            return after[:index], after[index:]
    return after, []


def _with_control(line: Line, known: list[str], rest: list[str], glue: str) -> tuple[list[str], list[str]]:
    """Treat a link to the paper that says what it does as one more part: it is neither title nor summary."""
    words = glue.join(rest)
    is_control = bool(rest) and controls.is_control(words) and _has_link(line, words)
    return ([*known, words], []) if is_control else (known, rest)


def _is_known(text: str) -> bool:
    part = part_of(text.strip(_EDGES))
    return part.is_known and not part.tail and (part.kind != "word" or part.value in PLAIN)


def _has_link(line: Line, words: str) -> bool:
    """Return whether a link to a paper has exactly these words."""
    return any(link.text == words and names_paper(link.href) for link in line.links)


def is_dated_part(text: str) -> bool:
    """Return whether a text is one or two plain words and a date, as a part is and no title: `updated 2025-12-24`."""
    return text[-2:].isdigit() and _DATED_PART.fullmatch(text) is not None


def is_rest(line: Line) -> bool:
    """Return whether a line is only parts of a meta line, without category and date: `accept · novelty 7.0`."""
    if len(line.text) > _LONGEST_REST:
        return False
    pieces = [text for piece in _REST.split(line.raw) if (text := joined(piece).strip(_EDGES))]
    parts = [part_of(text) for text in pieces]
    unknown = [part.printed for part in parts if not part.is_known or part.tail]
    has_number = any(part.kind != "word" for part in parts)
    if not unknown:
        return len(parts) > 1 or has_number
    is_mostly_known = len(parts) >= max(2 + len(unknown), 2 * len(unknown))
    return has_number and len(parts) > 1 and (is_mostly_known or all(map(_NEW_WORD.fullmatch, unknown)))

"""What the titles of a list share without it being part of any: a button at their end, the number of their entry.

One title alone does not show it, so all titles of a list are compared.
"""

import operator
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import Final

from pipelines.parsing.grammar import controls
from pipelines.parsing.grammar.meta_line import Meta
from pipelines.parsing.grammar.meta_parts import FIELD_LABEL
from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line, joined
from pipelines.parsing.lists.division import Entry
from pipelines.parsing.lists.traits import is_one_link

RANKED: Final = re.compile(r"[\[(#]?(?P<rank>\d{1,4})[\]).:]+\s+")
"""The number of an entry before its title."""

_MOST_ENDINGS = 3
_LABELLED = re.compile(rf"(?P<title>.*\S)\s+{FIELD_LABEL}:?")
_LABEL_APART = re.compile(rf"{INLINE_BOUNDARY}\s*{FIELD_LABEL}:?\s*{INLINE_BOUNDARY}")


@dataclass(frozen=True, slots=True)
class TitleMarks:
    """What the titles of a list share without it being part of any.

    Attributes:
        endings: words in an element of their own that end at least half of the titles.
        is_ranked: whether every title begins with the number of its entry.
        parts: words beside the parts of meta lines that more than one of them prints: parts as well.
        is_labelled: whether every title that shares a line with its meta line ends in the label of the first part.
        is_alone: whether the list has only one entry.
        has_stray_links: whether a line of no entry is all link, to a paper.
    """

    endings: frozenset[str]
    is_ranked: bool
    parts: frozenset[str] = frozenset()
    has_stray_links: bool = False
    is_labelled: bool = False
    is_alone: bool = False


def marks_of(
    lines: Sequence[Line], entries: Sequence[Entry], metas: Mapping[int, Meta], beside: Sequence[int]
) -> TitleMarks:
    """Find what all titles of a list share.

    Args:
        lines: the page's lines.
        entries: the entries of the list.
        metas: its meta lines.
        beside: the indices of the lines in the list that belong to no entry.
    """
    own = [lines[entry.title] for entry in entries if entry.title is not None and entry.title != entry.meta]
    found = Counter(words for line in own if line.has_elements for words in set(endings_of(line)))
    endings = frozenset(words for words, n in found.items() if words and n > 1 and 2 * n >= len(own))
    titles = [
        (metas[entry.meta].title or "") if entry.title == entry.meta else lines[entry.title].text
        for entry in entries
        if entry.title is not None
    ]
    ranks = (int(number["rank"]) if (number := RANKED.match(title)) else 0 for title in titles)
    words: Counter[str] = Counter()
    for beside_date, n in Counter((meta.tail.words, meta.tail.late_words) for meta in metas.values()).items():
        words.update(dict.fromkeys(chain(*beside_date), n))
    return TitleMarks(
        endings,
        is_ranked=len(titles) == len(entries) > 1 and all(map(operator.eq, ranks, count(1))),
        parts=frozenset(word for word, n in words.items() if n > 1),
        is_alone=len(entries) == 1,
        is_labelled=_are_labelled(lines, entries, metas),
        has_stray_links=_has_stray_links(lines, beside),
    )


def _are_labelled(lines: Sequence[Line], entries: Sequence[Entry], metas: Mapping[int, Meta]) -> bool:
    shared = [entry.meta for entry in entries if entry.title == entry.meta]
    return len(shared) > 1 and all(_has_label(lines[index], metas[index].title or "") for index in shared)


def _has_label(line: Line, title: str) -> bool:
    """Return whether a title beside parts ends in a label that an element of its own prints, for screen readers."""
    if not _LABELLED.fullmatch(title) or any(link.text == title for link in line.links):
        return False
    return _LABEL_APART.search(line.raw) is not None


def without_label(title: str, marks: TitleMarks) -> str:
    """Remove the label of the first part after a title."""
    found = _LABELLED.fullmatch(title) if marks.is_labelled else None
    return found["title"] if found else title


def doubt_beside_parts(line: Line, meta: Meta, marks: TitleMarks) -> str | None:
    """Return why a title on the line of its parts is ambiguous, as a sentence, or None."""
    if not marks.is_labelled and _has_label(line, meta.title or ""):
        return "the last word may be the label of the first part or a word of the title"
    return None


def _has_stray_links(lines: Sequence[Line], beside: Sequence[int]) -> bool:
    return any(is_one_link(lines[index]) and not controls.is_control(lines[index].text) for index in beside)


def lines_of(entries: Sequence[Entry]) -> frozenset[int]:
    """Return the lines of all entries, including those beside their parts."""
    cells = (index for entry in entries for index in (entry.title, entry.meta, entry.summary, *entry.beside))
    return frozenset(index for index in cells if index is not None)


def endings_of(line: Line) -> list[str]:
    """Return the words in the last elements of a line, last first, without its first element."""
    pieces = [words for piece in line.raw.split(INLINE_BOUNDARY) if (words := joined(piece))]
    return pieces[:0:-1][:_MOST_ENDINGS]


def without_ending(line: Line, endings: frozenset[str]) -> Line:
    """Remove the words at the end of a title that the titles of its list share."""
    while endings and INLINE_BOUNDARY in line.raw and next(iter(endings_of(line)), "") in endings:
        raw = line.raw.rstrip(f" \n\t{INLINE_BOUNDARY}").rpartition(INLINE_BOUNDARY)[0]
        line = replace(line, raw=raw, text=joined(raw))
    return line

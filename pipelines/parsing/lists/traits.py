"""What the lines of a list show: headings, links to papers, buttons, and where elements begin.

Nothing is decided here. `division` weighs all orders of title, meta line and summary by the same traits.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from pipelines.parsing.grammar import controls, values
from pipelines.parsing.grammar.meta_line import Meta
from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line, joined

_BUTTON_LIKE: Final = re.compile(r"[A-Z][a-z]{2,12}( [A-Za-z]{2,12}){0,2}")
_LONGEST_BUTTON_LIKE: Final = 39
_SENTENCE_BLANKS: Final = 6
_LONGEST_BUTTON: Final = 40
_ENDS: Final = (".", "!", "?", "…", '."', ".”", ".)", ":")
OF_ENTRIES: Final = frozenset(("article", "li", "tr"))
"""Elements that hold one entry each."""
_MOST_STRAYS: Final = 5
"""One gap in this many may hold stray lines if entries have elements of their own."""


@dataclass(frozen=True, slots=True)
class ListTraits:
    """The traits of a list's lines, by index.

    Attributes:
        linked: lines with a link to a paper, meta lines aside.
        is_linked: whether about every entry has such a line.
        links_tell: whether no entry has more than one, so that a link marks the title.
        headings: lines in heading elements; empty if entries have none, or theirs are sentences.
        has_sentences: whether at least half of the entries have a line that reads like a summary.
        sentence_path: the elements around most lines that read like a summary.
        buttons: short texts that occur three times or more, or twice if they look like a button.
        starts: lines that begin an element of the list; empty if entries have no element of their own.
        begins: the same; if it is empty, lines that begin an element whose name says that it holds one entry.
    """

    linked: frozenset[int]
    is_linked: bool
    links_tell: bool
    headings: frozenset[int]
    has_sentences: bool
    sentence_path: tuple[str, ...] | None
    buttons: frozenset[str]
    starts: frozenset[int]
    begins: frozenset[int]


def traits_of(lines: Sequence[Line], start: int, end: int, metas: Mapping[int, Meta]) -> ListTraits:
    """Gather the traits of a list.

    Args:
        lines: the page's lines.
        start: index of the list's first line.
        end: index after its last.
        metas: its meta lines.
    """
    texts = [index for index in range(start, end) if index not in metas]
    titled = [index for index, meta in metas.items() if meta.title is not None]
    linked = frozenset(index for index in (*texts, *titled) if is_linked(lines[index]))
    headings = _headings(lines, (*texts, *titled), len(metas))
    counted = Counter(lines[index].text for index in texts if len(lines[index].text) <= _LONGEST_BUTTON)
    links_tell = len(metas) < 2 * len(linked) and 3 * len(linked) <= 4 * len(metas)
    said = [index for index in texts if is_sentence(lines[index].text)]
    sentences = Counter(lines[index].path for index in said if not (links_tell and is_one_link(lines[index])))
    starts = _starts(lines, start, end, sorted(metas))
    return ListTraits(
        linked,
        is_linked=2 * len(linked) > len(metas),
        links_tell=links_tell,
        headings=headings,
        has_sentences=2 * sentences.total() >= len(metas),
        sentence_path=sentences.most_common(1)[0][0] if sentences else None,
        buttons=frozenset(text for text, n in counted.items() if _is_button(text, n)),
        starts=starts,
        begins=starts or _begins(lines, start, end, sorted(metas)),
    )


def _headings(lines: Sequence[Line], indices: Sequence[int], entries: int) -> frozenset[int]:
    found = frozenset(
        index
        for index in indices
        if controls.is_heading(lines[index])
        and (is_linked(lines[index]) or not controls.says_what_it_does(lines[index].text))
    )
    if len(found) > entries:  # summaries may be set as headings, too
        found = frozenset(index for index in found if not is_sentence(lines[index].text))
    if not (entries < 2 * len(found) and len(found) <= 2 * entries):
        return frozenset()
    sentences = sum(ends_like_a_sentence(lines[index].text) for index in found)
    if 2 * sentences <= len(found):
        return found
    others = sum(is_sentence(lines[index].text) for index in indices if index not in found)
    return found if 2 * others >= entries else frozenset()  # else the headings may be the summaries


def _is_button(text: str, times: int) -> bool:
    return (times > 2 and text[-1] != ".") or (times > 1 and is_button_like(text))


def is_button_like(text: str) -> bool:
    """Return whether a text looks like the words of a button: a capital, and one to three short words."""
    return len(text) <= _LONGEST_BUTTON_LIKE and _BUTTON_LIKE.fullmatch(text) is not None


def is_linked(line: Line) -> bool:
    """Return whether a line has a link to a paper."""
    return bool(line.links) and any(values.names_paper(link.href) for link in line.links)


def is_one_link(line: Line) -> bool:
    """Return whether a link to a paper is all of a line: a title, whatever it looks like."""
    return bool(line.links) and any(link.text == line.text and values.names_paper(link.href) for link in line.links)


def is_sentence(text: str) -> bool:
    """Return whether a text reads like a summary: several words, and a full stop."""
    return text.endswith(".") and text.count(" ") >= _SENTENCE_BLANKS


def ends_like_a_sentence(text: str) -> bool:
    """Return whether a text ends like a sentence."""
    return text.endswith(_ENDS) and " " in text


def without_button(line: Line) -> Line:
    """Remove the words of a button at the end of a line, which hide whether it ends like a sentence."""
    before, _, last = line.raw.rstrip(f" \n\t{INLINE_BOUNDARY}").rpartition(INLINE_BOUNDARY)
    text = joined(before)
    return replace(line, text=text) if text and controls.says_what_it_does(joined(last)) else line


def _starts(lines: Sequence[Line], start: int, end: int, metas: Sequence[int]) -> frozenset[int]:
    """Find the lines that begin an element of the list, if each entry has one element of its own.

    Between two meta lines the list's own element is the one that all lines share; if exactly one line there is directly
    in it (except in a few gaps, which hold stray lines), each such line begins an entry.
    """
    # Of two adjacent meta lines one is a title that looks like one.
    gaps = [range(one + 1, other + 1) for one, other in pairwise(metas) if other > one + 1]
    if not gaps:
        return frozenset()
    depth = min(line.shared for gap in gaps for line in lines[gap.start : gap.stop])
    begins = [[index for index in gap if lines[index].shared == depth] for gap in gaps]
    strays = sum(len(found) != 1 for found in begins)
    if strays * _MOST_STRAYS > len(gaps):
        return frozenset()
    edges = (*range(start + 1, metas[0] + 1), *range(metas[-1] + 1, end))
    outer = [index for index in edges if lines[index].shared <= depth]
    return frozenset((*(index for found in begins for index in found), *outer))


def _begins(lines: Sequence[Line], start: int, end: int, metas: Sequence[int]) -> frozenset[int]:
    """Find the lines that begin an element for one entry, the outermost of them where they are nested.

    None are found if such an element holds nothing but a meta line: it is then a part of an entry.
    """
    common = min((line.shared for line in lines[start + 1 : end]), default=0)
    found = set()
    for index in range(start, end):
        path = lines[index].path
        depth = next((depth for depth in range(common, len(path)) if path[depth] in OF_ENTRIES), len(path))
        is_first = depth < len(path) and (index == start or lines[index].shared <= depth)
        if is_first:
            found.add(index)
        if index in metas and is_first and (index + 1 == end or lines[index + 1].shared <= depth):
            return frozenset()
    return frozenset(found)

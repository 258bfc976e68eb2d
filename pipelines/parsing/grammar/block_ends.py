"""Where a block ends before the next known label: at the heading of an unknown block.

Only HTML headings count (`h1` to `h6`); but titles of papers may be headings too, and so may any line of a block, so a
heading that every entry has is not a block's. How lists divide is decided elsewhere.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Final

from pipelines.parsing.grammar import controls, counted_values, meta_line, values
from pipelines.parsing.lines.line import Line
from pipelines.parsing.vocabulary.words import DOT

HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MOST_WORDS: Final = 8
_YEAR: Final = len("2025")
_MOST_WORDS_OF_YEAR: Final = 2


def unknown_heading(lines: Sequence[Line], label: int, end: int, *, is_list: bool, is_counted: bool) -> int | None:
    """Find the heading of an unknown block between a label and the next.

    Args:
        lines: the page's lines.
        label: index of the block's label.
        end: index of the next known label, or of the end of the page.
        is_list: whether the block is a list of papers.
        is_counted: whether it holds values with counts; a heading above more of these is then a new facet.

    Returns:
        The index of the heading, or None.
    """
    if end - label < 3 or not lines[label].path:
        return None
    first = label + 1
    own = _tag(lines[first])
    found = [
        index
        for index in range(first, end)
        if not HEADINGS.isdisjoint(lines[index].path) and _is_label_like(lines[index])
    ]
    if not found:
        return None
    if is_list:
        return _between_entries(lines, first, end, found)
    for index in found:
        if index == first or _tag(lines[index]) == own:
            continue
        stands_as_label = is_counted and lines[index].path == lines[label].path
        if stands_as_label and counted_values.begins(lines, index + 1, end):
            continue
        return index
    return None


def _between_entries(lines: Sequence[Line], first: int, end: int, headings: Sequence[int]) -> int | None:
    """Find the first heading that belongs to no entry, in a list whose first entry has no such heading.

    A title is beside its dotted line. A heading that is beside none, and leads to no paper, belongs to another block,
    or to every entry: then the first entry has one as well.
    """
    metas = [index for index in range(first, end) if DOT in lines[index].text and meta_line.is_meta(lines[index])]
    if not metas:
        return None
    dotted = set(metas)
    is_meta_first = metas[0] == first
    common = set()
    for index in headings:
        if _is_of_first_entry(lines, index, metas, end):
            common.add(_tag(lines[index]))
        is_beside = index in dotted or index - 1 in dotted or (not is_meta_first and _is_pure(lines, index + 1, end))
        if is_beside:
            continue
        if index < metas[0] or _is_in_first_entry(lines, index, metas):
            common.add(_tag(lines[index]))
        elif _tag(lines[index]) not in common and (
            index + 1 == end or is_meta_first or DOT not in lines[index + 1].text
        ):
            return index
    return None


def _is_of_first_entry(lines: Sequence[Line], index: int, metas: Sequence[int], end: int) -> bool:
    """Return whether a heading is in the first entry, or ends it: the next then begins with a dotted line."""
    if _is_in_its_element(lines, index, metas):
        return True
    if index != metas[0] + 2 or not _is_pure(lines, index + 1, end):
        return False
    return not metas[0] or _tag(lines[metas[0] - 1]) != _tag(lines[index])


def _is_in_first_entry(lines: Sequence[Line], index: int, metas: Sequence[int]) -> bool:
    """Return whether a line is so close after the first dotted line that it may belong to that entry.

    Below another block's heading there is no link that says what it does and leads to a paper.
    """
    begun = (at for at in range(metas[0] + 1, index) if not _goes_on(lines, at))
    if len(list(islice(begun, 2))) != 1:
        return False
    if len(metas) > 1 and index + 2 < metas[1]:
        return True
    following = lines[index + 1] if index + 1 < len(lines) else None
    return (
        following is not None
        and controls.is_control(following.text)
        and any(values.names_paper(link.href) for link in following.links)
    )


def _is_in_its_element(lines: Sequence[Line], index: int, metas: Sequence[int]) -> bool:
    """Return whether a line is inside an element that holds the first dotted line and not the second."""
    if len(metas) == 1 or not metas[0] < index < metas[1]:
        return False
    own = min(line.shared for line in lines[metas[0] + 1 : index + 1])
    return own > min(line.shared for line in lines[index + 1 : metas[1] + 1])


def _goes_on(lines: Sequence[Line], index: int) -> bool:
    """Return whether a line continues the line before it after a line break in their element."""
    line = lines[index]
    return line.path == lines[index - 1].path and line.shared >= len(line.path)


def _is_pure(lines: Sequence[Line], index: int, end: int) -> bool:
    return index < end and meta_line.is_pure(lines[index].text)


def _is_label_like(line: Line) -> bool:
    """Return whether a heading may name a block: few words, no sentence, and no link to a paper."""
    text = line.text
    if text[-1] in ".!?":
        return False
    for link in line.links:
        if values.paper_link(link.href):
            return False
    return text.count(" ") < _MOST_WORDS


def _tag(line: Line) -> str:
    """Name the heading element of a line; the headings of years are a kind of their own."""
    tag = next((tag for tag in reversed(line.path) if tag in HEADINGS), "")
    is_year = tag and line.text[-_YEAR:].isdigit() and line.text.count(" ") < _MOST_WORDS_OF_YEAR
    return f"{tag} of a year" if is_year else tag

"""Lists of a page's blocks: jump links and tabs that print the labels of blocks, on one line or below one another.

On many sites they are not in a `nav`. A label in such a list is not a tier, a label of the work or a title. `sections`
decides where the blocks themselves begin.
"""

import re
from collections.abc import Sequence
from typing import Final

from pipelines.parsing.grammar.sections import block_of
from pipelines.parsing.lines.line import Line
from pipelines.parsing.vocabulary.plain_words import plain
from pipelines.parsing.vocabulary.words import LABELS, TIERS

BESIDE_LABELS: Final = frozenset(
    {
        "about",
        "back to top",
        "citing papers",
        "contents",
        "details",
        "facets",
        "filters",
        "home",
        "json",
        "jump to",
        "on this page",
        "overview",
        "papers",
        "sections",
        "skip to content",
        "summary",
        "table of contents",
        "tools",
        "top",
    }
)
"""What lists of blocks print besides labels: a guess, which only matters next to labels."""

_LONGEST = 400
_WORDS = "|".join(map(re.escape, sorted((*LABELS, *BESIDE_LABELS, *TIERS), key=len, reverse=True)))
_PIECE = re.compile(rf"(?P<words>{_WORDS})(?:\s*[(\[]?\d[\d,]*[)\]]?)?(?:[\s·|,;:•/›>–—-]+|$)", re.IGNORECASE)


def in_block_lists(lines: Sequence[Line], indices: Sequence[int]) -> set[int]:
    """Find the lines that are part of a list of blocks.

    Args:
        lines: the page's lines.
        indices: the unread lines above the verdict sentence; the last may be the title.

    Returns:
        The indices of lines that print two or more labels, and of runs of lines that do so together. A tier directly
        after a list, and the only line that may be the title, are not included.
    """
    headings = {index for index in indices if "h1" in lines[index].path}
    last = indices[-1] if indices and not headings else -1
    found: set[int] = set()
    run: list[int] = []
    for index in (*indices, -1):
        if index >= 0 and index not in headings and index != last and _labels_on(lines[index]) is not None:
            run.append(index)
            continue
        while run and plain(lines[run[-1]].soft_spaced).lower() in TIERS:
            run.pop()
        if sum(_labels_on(lines[one]) or 0 for one in run) > 1:
            found |= set(run)
        run = []
    return found


def _labels_on(line: Line) -> int | None:
    """Return the number of block labels on a line of nothing but these and words beside them, else None."""
    if len(line.text) > _LONGEST:
        return None
    if block_of(line):
        return 1
    text = plain(line.soft_spaced).strip()
    at = labels = 0
    while at < len(text):
        piece = _PIECE.match(text, at)
        if piece is None:
            return None
        labels += piece["words"].lower() in LABELS
        at = piece.end()
    return labels

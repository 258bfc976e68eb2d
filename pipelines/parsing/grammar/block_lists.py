"""Lists of a page's blocks: jump links and tabs that print the labels of blocks, in one line or one below the other.

They stand in no `nav` on many sites. A label in such a list is no tier, no label of the work and no title. Where the
blocks themselves begin is `sections`' to say. The masthead asks for what stands above its sentence.
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
"""What lists of blocks print beside labels: a guess, which only matters beside labels."""

_LONGEST = 400
_WORDS = "|".join(map(re.escape, sorted((*LABELS, *BESIDE_LABELS, *TIERS), key=len, reverse=True)))
_PIECE = re.compile(rf"(?P<words>{_WORDS})(?:\s*[(\[]?\d[\d,]*[)\]]?)?(?:[\s·|,;:•/›>–—-]+|$)", re.IGNORECASE)


def in_block_lists(lines: Sequence[Line], indices: Sequence[int]) -> set[int]:
    """Find the lines that are part of a list of blocks.

    Args:
        lines: the page's lines.
        indices: those above the verdict sentence that nobody has read; the last may be the title.

    Returns:
        The indices of lines that print two or more labels, and of runs of lines that do so together. A tier directly
        behind a list, and what alone may be the title, are not of it.
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
    """Count the labels of blocks on a line that prints nothing but these and words beside them; else None."""
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

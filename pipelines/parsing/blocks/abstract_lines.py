"""What a line below the label `abstract` is: part of a paragraph, or a control that folds it.

What becomes of the paragraphs is decided in `abstract`; notes beside them are told in `abstract_notes`.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pipelines.parsing.grammar.sections import block_of
from pipelines.parsing.lines.line import Line

_MOST_WORDS: Final = 3
_MORE = re.compile(
    r"(?i)[\W_]*(show|read|see|view|load)?\s*(more|less|all|full abstract|full text)[\W_]*|expand|collapse"
)
_ENDS = frozenset(".?!…:;)]}\"”’'»$")
_ENDS_OF_SENTENCES = _ENDS - frozenset(")]}$")
_FEWEST_BLANKS: Final = 2
"""A word or two are no paragraph."""
_SHORT: Final = 40
"""A shorter line without an end, above a capital, is probably a label, not a wrapped line."""
_LONG: Final = 100
"""A longer line is a paragraph, however it ends."""


def is_control(line: Line) -> bool:
    """Return whether a line is a label, or folds the abstract: `Show abstract`."""
    if block_of(line) or line.path[-1:] == ("summary",):
        return True
    words = line.text.lower().split()
    return len(words) <= _MOST_WORDS and words[-1].strip(".…") == "abstract"


def opens_more(line: Line) -> bool:
    """Return whether a line only opens or folds more of the text: `Show more`."""
    return len(line.text) < _LONG and _MORE.fullmatch(line.text) is not None


def reads_like_prose(lines: Sequence[Line]) -> bool:
    """Return whether a paragraph reads like prose: it ends like a sentence or is long, and has no bullet."""
    if any(line.is_bulleted and not line.path for line in lines):
        return False
    text = " ".join(line.text for line in lines)
    if text.count(" ") < _FEWEST_BLANKS:
        return False
    return text[-1] in (_ENDS if len(text) > _SHORT else _ENDS_OF_SENTENCES) or len(text) > _LONG


def paragraphs(lines: Sequence[Line], label: int, indices: Sequence[int]) -> list[list[int]]:
    """Split the lines of the block into paragraphs.

    Args:
        lines: the page's lines.
        label: index of the label's line.
        indices: those of the block's body.

    Returns:
        Lines in one element (`br`), or directly below one another in a text, form one paragraph. If a line is set
        like the label and the first is not, another block begins: it and what follows are left out.
    """
    found: list[list[int]] = []
    line_gap = _line_gap(lines)
    for index in indices:
        line = lines[index]
        if found and line.path and line.path == lines[label].path != lines[indices[0]].path:
            break
        if found and index == found[-1][-1] + 1 and _continues(lines[index - 1], line, line_gap):
            found[-1].append(index)
        else:
            found.append([index])
    return found


def _continues(before: Line, line: Line, line_gap: int) -> bool:
    if len(before.text) < _SHORT and before.text[-1] not in _ENDS and line.text[0].isupper():
        return False  # a label, and the sentence below it
    if line.path:
        return line.path == before.path and line.shared == len(line.path)
    is_below = line.start - before.end <= line_gap if line_gap else before.text[-1] not in _ENDS
    return is_below and not line.is_bulleted


def _line_gap(lines: Sequence[Line]) -> int:
    """Return the characters between a line of a text and the next if blank lines separate paragraphs, else 0."""
    if not lines or lines[0].path:
        return 0
    gaps = [after.start - line.end for line, after in pairwise(lines) if after.start > line.end]
    least = min(gaps, default=0)
    return least if any(gap >= 2 * least for gap in gaps) else 0

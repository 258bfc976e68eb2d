"""Meta lines that a markup sets as labels and values in cells: `field` / `cs.LG` / `posted` / `2025-01-01`.

Only which cells belong together is decided here; `line_joining` makes one line of them, and `meta_styles` splits it.
"""

import re
from collections.abc import Sequence
from typing import Final

from pipelines.parsing.grammar.meta_parts import DATE_LABEL, FIELD_LABEL, LABEL_ALONE, part_of
from pipelines.parsing.lines.line import Line
from pipelines.parsing.vocabulary.words import DATE, is_known

_FIELD: Final = re.compile(rf"{FIELD_LABEL}\s*:?")
_DATE_LABEL: Final = re.compile(rf"{DATE_LABEL}\s*:?")
_DATE: Final = re.compile(DATE)
_DATE_LENGTH: Final = len("2025-01-01")
_LONGEST: Final = 40


def is_label(line: Line) -> bool:
    """Return whether a line is the label of a part of a meta line, and nothing else."""
    text = line.text
    return len(text) <= _LONGEST and any(form.fullmatch(text) for form in (_FIELD, _DATE_LABEL, LABEL_ALONE))


def begins(lines: Sequence[Line], index: int) -> bool:
    """Return whether a label and a category begin a meta line of cells, with the date in the next pair."""
    if index + 3 >= len(lines) or len(lines[index + 3].text) != _DATE_LENGTH:  # no date, which is told at once
        return False
    if not _FIELD.fullmatch(lines[index].text):
        return False
    is_dated = _DATE_LABEL.fullmatch(lines[index + 2].text) and _DATE.fullmatch(lines[index + 3].text)
    return bool(is_dated) and is_known("category", lines[index + 1].text)


def joined_pairs(lines: Sequence[Line], index: int) -> tuple[list[tuple[Line, Line]], int]:
    """Return the pairs of label and value from an index on, and the index after the last."""
    pairs = [(lines[index], lines[index + 1]), (lines[index + 2], lines[index + 3])]
    at = index + 4
    while at + 1 < len(lines) and LABEL_ALONE.fullmatch(lines[at].text) and len(lines[at + 1].text) <= _LONGEST:
        if not part_of(f"{lines[at].text} {lines[at + 1].text}").is_known:
            break
        pairs.append((lines[at], lines[at + 1]))
        at += 2
    return pairs, at

"""Values with their counts: `2026 30 2025 7`, on one line or one beside the other, as summaries and facets print.

Which facet they belong to is not known here. The facets block reads them; `sections` asks whether a body begins
so. A count that is not exact is never joined to its neighbours: it ends its value and is refused by the caller.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.parsing.lines import Line

_NUMERIC = re.compile(r"[(\[]?[×x]?[+−-]?\d\S*")
_YEAR = re.compile(r"\d{4}")
_SKIPPED = frozenset("·|,;:=×–—")
_BEHIND_VALUE = ":;–—=(, "
_AROUND_COUNT = "()[],;"


@dataclass(frozen=True, slots=True)
class CountedValue:
    """A value, the count printed behind it (not yet read), and the index of the line where the value stands."""

    value: str
    count: str
    line: int


def read_line(lines: Sequence[Line], index: int, end: int | None = None) -> tuple[list[CountedValue], int]:
    """Read the values that begin on a line.

    Args:
        lines: the page's lines.
        index: the line to read.
        end: index behind the last line that may belong to the values; None: all may.

    Returns:
        The values and how many lines they took: 1; 2 where value and count stand on lines of their own;
        0 when the line holds no values with counts.
    """
    tokens = [token for token in lines[index].eased.split() if token not in _SKIPPED]
    found: list[CountedValue] = []
    place = 0
    while place < len(tokens):
        first = place
        place += 1
        while place < len(tokens) and not _NUMERIC.fullmatch(tokens[place]):
            place += 1
        value = " ".join(tokens[first:place]).rstrip(_BEHIND_VALUE)
        if (_NUMERIC.fullmatch(tokens[first]) and not _YEAR.fullmatch(value)) or not _has_words(value):
            return [], 0
        if place == len(tokens):
            count = _lone_count(lines, index + 1, end) if not found else None
            return ([CountedValue(value, count, index)], 2) if count else ([], 0)
        found.append(CountedValue(value, _bare(tokens[place]), index))
        place += 1
    return found, 1 if found else 0


def begins(lines: Sequence[Line], index: int, end: int | None = None) -> bool:
    """Tell whether values with counts begin on a line."""
    return index < (len(lines) if end is None else end) and read_line(lines, index, end)[1] > 0


def _lone_count(lines: Sequence[Line], index: int, end: int | None) -> str | None:
    """Give the count that stands alone on a line and belongs to the value above it; None where that cannot be told."""
    end = len(lines) if end is None else end
    if index >= end or not _NUMERIC.fullmatch(lines[index].text):
        return None
    if _YEAR.fullmatch(lines[index].text) and _YEAR.fullmatch(lines[index - 1].text):
        return None  # a count of thousands has a comma (HUB_PAGES section 4): these are two years
    is_of_another_row = lines[index].shared < lines[index - 1].shared
    behind = lines[index + 1].text if index + 1 < end else ""
    if is_of_another_row or (_NUMERIC.fullmatch(behind) and not _YEAR.fullmatch(behind)):
        return None  # a row of values above a row of counts
    return _bare(lines[index].text)


def _bare(count: str) -> str:
    """Take off the signs that set a count apart: `(12),` and `×12` are 12; `+12` and `1.2k` stay what they are."""
    return count.strip(_AROUND_COUNT).removeprefix("×").removeprefix("x")


def _has_words(value: str) -> bool:
    return any(character.isalnum() for character in value)

"""Values with their counts: `2026 30 2025 7`, on one line or many, as summaries and facets print them.

Whether a count comes before or after its value is decided once for a whole block, by the one order that fits all of it
(a share beside each count is ignored); if none fits, or two do, the block is refused. A count that is not exact is
never joined to its neighbours: the caller refuses it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from pipelines.parsing.grammar.count_tokens import (
    ASIDE,
    COUNT,
    NUMBERS,
    SHARE,
    VALUE,
    Token,
    is_value,
    is_wordy,
    tokens_of,
)
from pipelines.parsing.lines.line import Line
from pipelines.parsing.vocabulary.plain_words import is_all_signs

_PAIR: Final = VALUE + COUNT
_ORDERS: Final = ("VN", "VNP", "VPN", "PVN", "NV", "NVP", "NPV", "PNV")
_FITS: Final = {
    order: re.compile(f"(?:{'|'.join(dict.fromkeys((order, alone, alone.replace('P', ''), 'B')))})+")
    for order in _ORDERS
    if (alone := order.replace("V", "B"))
}
"""Each order and a block in it: words other than values may have a number, in the same order, or none. No choice is
there twice, and nothing begins where a shorter one ends: to see that a block does not fit takes time linear in it."""


@dataclass(slots=True)
class CountedValue:
    """A value and the count printed beside it (not yet read), each with its place."""

    value: Token
    count: Token


@dataclass(slots=True)
class CountedBlock:
    """The result of reading a block of values with counts.

    Attributes:
        values: the values with their counts.
        asides: words other than values, with their number if they have one.
        end: index after the last line of the block.
        doubt: why the block is refused; empty if it is not.
    """

    values: list[CountedValue] = field(default_factory=list)
    asides: list[tuple[Token, Token | None]] = field(default_factory=list)
    end: int = 0
    doubt: str = ""


def read_block(lines: Sequence[Line], start: int, end: int, facet: str | None) -> CountedBlock:
    """Read the values and counts from a line on.

    Args:
        lines: the page's lines.
        start: index of the first line.
        end: index after the last line that may belong to them.
        facet: the facet of the values; None: an unknown facet.

    Returns:
        The block. It ends before a line of only words that is not a value with its count on another line.
    """
    rows, size = _rows(lines, start, end, facet)
    if not size:
        return CountedBlock(end=start)
    kinds = ["".join([token.kind for token in row]) for row in rows[:size]]
    for length in range(size, 0, -1):
        printed = "".join(kinds[:length])
        order = _order(printed)
        if order is None:
            continue
        read = _read([token for row in rows[:length] for token in row], printed, order, facet)
        if read and _is_repeated(read, facet):
            return CountedBlock(end=start + size, doubt="words stand beside several counts: which count is a value's?")
        if read and read.values and not (length < size and _goes_on(rows[length:size], facet)):
            read.end = start + length
            beyond = range(start + size + 1, end)
            order_goes_on = any(_fits_alone(tokens_of(lines, index, facet), facet) for index in beyond)
            if order_goes_on and not _is_label_like(rows[size]):
                read.doubt = "words that are no value stand among the values"
            return read
    has_number = any(token.kind in NUMBERS for row in rows[:size] for token in row)
    doubt = "which count belongs to which value cannot be told" if has_number and _has_values(rows[:size]) else ""
    return CountedBlock(end=start + size, doubt=doubt)


def _is_repeated(block: CountedBlock, facet: str | None) -> bool:
    """Return whether words that are no known value stand beside more than one count: `cs.LG 3 refs 12`."""
    printed = [one.value.words for one in block.values]
    if len(set(printed)) == len(printed):
        return False
    return any(times > 1 and not is_value(facet, words) for words, times in Counter(printed).items())


def _rows(lines: Sequence[Line], start: int, end: int, facet: str | None) -> tuple[list[list[Token]], int]:
    """Return the tokens of the lines to the first stray one, and how many lines come before that.

    No more lines are split than that takes: a page may have thousands of lines, and blocks that end after one.
    """
    rows: list[list[Token]] = []
    for place in range(end - start):
        ahead = min(start + place + 2, end)  # whether a line is stray depends on the next one
        rows += [tokens_of(lines, index, facet) for index in range(start + len(rows), ahead)]
        if _is_stray(rows, place, facet):
            return rows, place
    return rows, len(rows)


def begins(lines: Sequence[Line], index: int, end: int | None = None) -> bool:
    """Return whether values with counts begin on a line, or after words other than values."""
    end = len(lines) if end is None else end
    for at in range(index, min(index + 3, end)):
        row = tokens_of(lines, at, None)
        kinds = "".join(token.kind for token in row).lstrip(ASIDE)
        if not kinds:
            continue
        if any(is_wordy(token) or is_all_signs(token.words) for token in row):
            return False
        if kinds.startswith(("VN", "VPN", "PVN")):
            return bool(_fitting(kinds))
        below = tokens_of(lines, at + 1, None) if at + 1 < end else []
        if kinds == VALUE and below:
            return below[0].kind in NUMBERS and not (is_value(None, below[0].words) and is_value("year", row[-1].words))
        pairs = [*row, *below] if kinds == COUNT else row
        if _is_year(pairs):
            return True
        return kinds[0] in NUMBERS and any(token.kind == VALUE and is_value(None, token.words) for token in pairs)
    return False


@lru_cache(maxsize=256)
def _fitting(kinds: str) -> tuple[str, ...]:
    """Return the orders that fit a whole row of kinds; remembered, for blocks look alike."""
    return tuple(order for order in _ORDERS if _FITS[order].fullmatch(kinds))


def _are_pairs(kinds: str) -> bool:
    """Return whether a row is of values with their counts alone, as nearly all blocks are printed."""
    return bool(kinds) and kinds == _PAIR * (len(kinds) // 2)


def _order(kinds: str) -> str | None:
    """Return the one order that fits a whole row of kinds; None if none does, or more than one."""
    if _are_pairs(kinds):
        return _PAIR
    fits = _fitting(kinds)
    return fits[0] if len(fits) == 1 and VALUE in kinds else None


def _is_year(row: Sequence[Token]) -> bool:
    """Return whether a row without words is a year and its count."""
    return (
        len(row) > 1
        and all(token.kind == COUNT for token in row)
        and any(is_value("year", one.words) for one in row[:2])
    )


def _read(tokens: Sequence[Token], kinds: str, order: str, facet: str | None) -> CountedBlock | None:
    """Pair values and counts by the order that fits their kinds; None if it leaves in doubt whose a count is."""
    if _are_pairs(kinds):
        return CountedBlock([CountedValue(*tokens[place : place + 2]) for place in range(0, len(kinds), 2)])
    is_count_first = order.index(COUNT) < order.index(VALUE)
    known = [is_value(facet, one.words) for one in tokens if one.kind == VALUE]
    if is_count_first and ("BN" in kinds or 2 * sum(known) < len(known)):
        return None  # `All 9 cs.LG`: whose number is it?
    block = CountedBlock()
    for place, token in enumerate(tokens):
        if token.kind not in (VALUE, ASIDE):
            continue
        beside = tokens[max(place - 2, 0) : place][::-1] if is_count_first else tokens[place + 1 : place + 3]
        count = next((one for one in beside if one.kind != SHARE), None)
        count = count if count and count.kind == COUNT else None
        if token.kind == ASIDE:
            block.asides.append((token, count))
        elif count:
            block.values.append(CountedValue(token, count))
    return block


def _is_stray(rows: Sequence[Sequence[Token]], place: int, facet: str | None) -> bool:
    """Return whether a line holds only words that are not values of the block: prose, or no number is beside it."""
    row = rows[place]
    for token in row:
        if is_wordy(token) or token.words[:1] == "©":
            return True
    for token in row:
        if token.kind != VALUE or is_value(facet, token.words):
            return False
    if not row:
        return False
    following = rows[place + 1][0].kind if place + 1 < len(rows) and rows[place + 1] else ""
    before = rows[place - 1] if place else []
    is_counted_above = bool(before) and all(token.kind in NUMBERS for token in before)
    if len(row) == 1 and is_counted_above and place >= 2 and rows[place - 2] and rows[place - 2][-1].kind == VALUE:
        is_counted_above = False  # the number above belongs to the value above it
    return following not in NUMBERS and not is_counted_above


def _fits_alone(row: Sequence[Token], facet: str | None) -> bool:
    kinds = "".join([token.kind for token in row])
    order = _order(kinds)
    read = _read(row, kinds, order, facet) if order else None
    return read is not None and any(is_value(facet, one.value.words) for one in read.values)


def _goes_on(rows: Sequence[Sequence[Token]], facet: str | None) -> bool:
    """Return whether lines continue a block: with known values, or with a count first."""
    if rows[0] and rows[0][0].kind == COUNT:
        return True
    return any(token.kind == VALUE and is_value(facet, token.words) for row in rows for token in row)


def _has_values(rows: Sequence[Sequence[Token]]) -> bool:
    return any(token.kind == VALUE for row in rows for token in row)


def _is_label_like(row: Sequence[Token]) -> bool:
    """Return whether a line of words may be the label of the next facet."""
    return len(row) == 1 and row[0].words.count(" ") < 3 and row[0].words[-1:].isalnum()

"""Entries that a list prints again, in every word and address, before or after its own: as a carousel clones its ends.

A carousel that turns without an end has copies of its last entries before the first, and of its first after the last.
Entries that differ in anything (another role, another reference) are none (FAULTS F22). No order of parts is decided
here; `repeats` finds lists that are printed twice as a whole.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from pipelines.parsing.grammar import values
from pipelines.parsing.grammar.meta_line import Meta
from pipelines.parsing.lines.line import Line
from pipelines.parsing.lists.division import Entry

_Printed = tuple[str, ...]


def own_entries(
    lines: Sequence[Line], entries: Sequence[Entry], metas: Mapping[int, Meta]
) -> tuple[list[Entry], list[Entry], bool]:
    """Split the entries of a list into its own and those that are printed again.

    Args:
        lines: the page's lines.
        entries: the entries.
        metas: the meta lines.

    Returns:
        Its own entries in order, the others, and whether that order is certain: of a list that goes round, any entry
        may be the first. Representative papers stand by novelty, the highest first (HUB_PAGES section 4).
    """
    printed = [_words_of(lines, entry, place) for place, entry in enumerate(entries)]
    size = len(set(printed))
    if size == len(entries):
        return list(entries), [], True
    if len(set(printed[:size])) == size and all(
        one == other for one, other in zip(printed, printed[size:], strict=False)
    ):
        firsts = range(min(size, len(entries) - size + 1))
        falling = [first for first in firsts if _falls([metas[one.meta] for one in entries[first : first + size]])]
        first = falling[0] if len(falling) == 1 else (len(entries) - size) // 2
        own = [*range(first, first + size)]
        is_sure = size == 1 or len(falling) == 1
    else:
        own = [printed.index(one) for one in dict.fromkeys(printed)]
        is_sure = False
    again = [entry for place, entry in enumerate(entries) if place not in own]
    return [entries[place] for place in own], again, is_sure


def may_have_turned(lines: Sequence[Line], metas: Mapping[int, Meta], again: Collection[int]) -> tuple[int, ...]:
    """Return the meta lines of a second half that repeats the first, if no element parts them and another order may be.

    Two clones on each side of four entries look like a list of four that is printed twice, for two screen widths.
    """
    places = sorted(metas)
    half, odd = divmod(len(places), 2)
    if odd or half % 2 or not all(index in again for index in places[half:]):
        return ()
    shared = [min(line.shared for line in lines[one + 1 : other + 1]) for one, other in pairwise(places)]
    is_parted = shared[half - 1] < min(shared[: half - 1])
    return () if is_parted or _falls([metas[index] for index in places[:half]]) else tuple(places[half:])


def _words_of(lines: Sequence[Line], entry: Entry, place: int) -> _Printed:
    """Return the words and addresses of an entry; its place besides if they may be those of two papers."""
    if entry.title is None:
        return (str(place),)
    parts = [lines[index] for index in (entry.title, entry.meta, entry.summary) if index is not None]
    addresses = [link.href for line in parts for link in line.links]
    words = (*(line.text for line in parts), *addresses)
    return words if addresses or entry.summary is not None else (*words, str(place))


def _falls(metas: Sequence[Meta]) -> bool:
    """Return whether the novelty of no entry is above that of the one before."""
    scores = [_score(meta.tail.novelty) for meta in metas]
    return all(one is not None and other is not None and one >= other for one, other in pairwise(scores))


def _score(printed: str | None) -> float | None:
    try:
        return None if printed is None else values.novelty(printed)
    except values.Refused:
        return None

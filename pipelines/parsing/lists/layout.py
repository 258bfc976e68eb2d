"""How a list prints its entries, decided once for the whole list by the evidence of all of them.

Repeated lines and controls are removed first. Then every order of title, meta line and summary is weighed, and the best
is used only if it costs less than each other reading by `entry_costs.MARGIN`; otherwise the list is refused, naming
both readings. A line between entries that begins another block ends the list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.parsing.grammar import controls, meta_styles
from pipelines.parsing.grammar.meta_line import Meta
from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line
from pipelines.parsing.lists import clones, repeats
from pipelines.parsing.lists.division import Division, Entry
from pipelines.parsing.lists.entry_costs import MARGIN
from pipelines.parsing.lists.entry_weights import AS_PRINTED, ORDERS
from pipelines.parsing.lists.traits import ListTraits, is_linked, is_sentence, traits_of, without_button

_LONGEST_HEADING = 60
_REACH, _REACH_BELOW = 8, 12
"""Lines before the first and after the last meta line that may belong to an entry."""
_LEAST_SHARE = 3
"""Stray lines in more than one of this many entries belong to entries, and are not headings of other blocks."""


@dataclass(frozen=True, slots=True)
class ListLayout:
    """How a list divides.

    Attributes:
        entries: its entries, in order; empty if the list is refused.
        again: lines that repeat others, for another screen width or at the ends of a carousel.
        refused: why the list is refused, as a sentence, or None.
        turned: lines of entries that are printed again, if which entry is the first is not certain.
    """

    entries: list[Entry]
    again: frozenset[int] = frozenset()
    refused: str | None = None
    turned: tuple[int, ...] = ()


def decide(lines: Sequence[Line], start: int, end: int, metas: Mapping[int, Meta], papers: int | None) -> ListLayout:
    """Decide how a list prints its entries.

    Args:
        lines: the page's lines.
        start: index of the list's first line.
        end: index after its last.
        metas: its meta lines.
        papers: how many papers the list has according to the page, or None.

    Returns:
        The entries by the indices of their lines, or why the list is refused.
    """
    start, end = _reach(lines, start, end, sorted(metas))
    again = repeats.repeated(lines, start, end, metas, papers)
    turned = clones.may_have_turned(lines, metas, again) if again else ()
    metas = {index: meta for index, meta in metas.items() if index not in again}
    beside = controls.repeated_in_entries(lines, start, end, metas, again) | _ids_and_rests(lines, start, end, metas)
    beside = (beside | _continued(lines, start, end, metas)) - again
    beside = _without_only_texts([index for index in range(start, end) if index not in again], metas, beside)
    view = [index for index in range(start, end) if index not in again and index not in beside]
    shown = _shown(lines, view)
    own = {place: metas[index] for place, index in enumerate(view) if index in metas}
    traits = traits_of(shown, 0, len(shown), own)
    found, refused = _weigh(shown, own, traits)
    if refused:
        return ListLayout([], frozenset(again), refused)
    found = _cut_at_heading(shown, found, traits, papers)
    is_all = len(view) == end - start
    entries = [replace(_in_page(entry, view), is_plain=entry.is_plain and is_all) for entry in found]
    cells = {index for entry in entries for index in (entry.title, entry.meta, entry.summary)}
    beside |= {index for index in view if index not in cells and controls.is_control(lines[index].text)}
    leading = {index for index in beside if is_linked(lines[index])}
    return ListLayout(_with_beside(lines, entries, leading, traits, view), frozenset(again), turned=turned)


def _reach(lines: Sequence[Line], start: int, end: int, metas: Sequence[int]) -> tuple[int, int]:
    """Return the range of lines that can belong to entries: near the meta lines, and in the elements that hold them.

    With several meta lines that is the element that all lines between them share; with one, the element that its line
    shares with the lines before and after it: these three are then the entry.
    """
    first, last = metas[0], metas[-1]
    start, end = max(start, first - _REACH), min(end, last + 1 + _REACH_BELOW)
    if len(metas) > 1:
        depth = min(line.shared for line in lines[first + 1 : last + 1])
    elif start < first and first + 1 < end and lines[first].shared == lines[first + 1].shared:
        depth = lines[first].shared
    else:
        return start, end
    begin = next((index for index in range(first, start, -1) if lines[index].shared < depth), start)
    return begin, end


def _weigh(lines: Sequence[Line], metas: Mapping[int, Meta], traits: ListTraits) -> tuple[list[Entry], str | None]:
    """Weigh all orders; return the entries of the best, or why none is better than the others by the margin."""
    usual = Division(lines, len(lines), metas, traits)
    regular = usual.regular()
    if not lines[0].path:  # a text: its order is the source's
        return regular or usual.cheapest()[1], None
    if regular and _is_told(lines, regular, traits):
        return regular, None
    weighed = [
        (*Division(lines, len(lines), metas, traits, order).cheapest(), order)
        for order in ORDERS
        if order != AS_PRINTED
    ]
    weighed = sorted([(*usual.cheapest(), AS_PRINTED), *weighed], key=lambda one: one[0])
    cost, entries, order = weighed[0]
    for other_cost, other_entries, other in weighed[1:]:
        if other_cost - cost >= MARGIN:
            break
        if _cells(other_entries) != _cells(entries):
            return [], _two_readings(lines, (order, entries), (other, other_entries))
    return entries, None


def _is_told(lines: Sequence[Line], entries: list[Entry], traits: ListTraits) -> bool:
    """Return whether links, headings or sentences show which lines are the titles."""
    titles = {entry.title for entry in entries}
    if traits.is_linked or traits.headings:
        return titles <= (traits.linked | traits.headings)
    summaries = [entry.summary for entry in entries if entry.summary is not None and entry.summary != entry.meta]
    sentences = sum(is_sentence(lines[index].text) for index in summaries)
    return bool(summaries) and 2 * sentences > len(summaries)


def _cells(entries: list[Entry]) -> list[tuple[int | None, int, int | None]]:
    return [(entry.title, entry.meta, entry.summary) for entry in entries]


def _two_readings(lines: Sequence[Line], *readings: tuple[str, list[Entry]]) -> str:
    said = []
    for order, entries in readings:
        first = entries[0] if entries else None
        title = lines[first.title].text[:60] if first and first.title is not None else ""
        said.append(f"as {ORDERS[order]} the first title is {title!r}")
    return "two readings of this list fit about as well: " + ", ".join(said)


def _cut_at_heading(lines: Sequence[Line], entries: list[Entry], traits: ListTraits, papers: int | None) -> list[Entry]:
    """End the list at a line between two entries that begins another block, unless the printed count needs the rest."""
    breaks = [
        place
        for place, (one, other) in enumerate(pairwise(entries), 1)
        if any(_may_head(lines[index], traits) for index in range(one.last + 1, other.first))
    ]
    is_of_entries = len(breaks) > 1 and len(breaks) * _LEAST_SHARE > len(entries)
    if not breaks or is_of_entries or len(entries) == papers:
        return entries
    return entries[: papers if papers in breaks else breaks[0]]


def _may_head(line: Line, traits: ListTraits) -> bool:
    """Return whether a stray line may be the heading of another block."""
    if controls.is_heading(line):
        return True
    is_short = len(line.text) <= _LONGEST_HEADING and line.text not in traits.buttons
    return is_short and not line.text.endswith(".") and not controls.says_what_it_does(line.text)


def _shown(lines: Sequence[Line], view: list[int]) -> list[Line]:
    """Return the lines of a view, with the number of shared elements adjusted for the lines that were removed."""
    shown: list[Line] = []
    before = view[0] - 1 if view else 0
    for index in view:
        line = lines[index]
        if index > before + 1:
            line = replace(line, shared=min(lines[other].shared for other in range(before + 1, index + 1)))
        shown.append(without_button(line) if INLINE_BOUNDARY in line.raw else line)
        before = index
    return shown


def _in_page(entry: Entry, view: list[int]) -> Entry:
    title = None if entry.title is None else view[entry.title]
    summary = None if entry.summary is None else view[entry.summary]
    return replace(entry, first=view[entry.first], title=title, meta=view[entry.meta], summary=summary)


def _ids_and_rests(lines: Sequence[Line], start: int, end: int, metas: Mapping[int, Meta]) -> set[int]:
    return {
        index
        for index in range(start, end)
        if index not in metas
        and (
            controls.is_id(lines[index].text)
            or meta_styles.is_dated_part(lines[index].text)
            or (meta_styles.is_rest(lines[index]) and not is_linked(lines[index]))
        )
    }


def _continued(lines: Sequence[Line], start: int, end: int, metas: Mapping[int, Meta]) -> set[int]:
    """Return the lines that continue the previous line after a line break in its element, if entries have several."""
    found = {
        index
        for index in range(start + 1, end)
        if lines[index].path
        and lines[index].shared >= len(lines[index].path)
        and lines[index].path == lines[index - 1].path
    }
    parts_entries = any(index in found or index + 1 in found for index in metas)
    return (
        set() if parts_entries else {index for index in found if not _is_beside_meta(lines, index, start, end, metas)}
    )


def _is_beside_meta(lines: Sequence[Line], index: int, start: int, end: int, metas: Mapping[int, Meta]) -> bool:
    """Return whether the element of a line holds a meta line as well: line breaks then separate the parts."""
    depth = len(lines[index].path)
    above = index
    while above > start and above not in metas and lines[above].shared >= depth:
        above -= 1
    below = index + 1
    while below < end and below not in metas and lines[below].shared >= depth:
        below += 1
    return above in metas or (below < end and below in metas and lines[below].shared >= depth)


def _without_only_texts(indices: Sequence[int], metas: Mapping[int, Meta], beside: set[int]) -> set[int]:
    """Keep repeated lines in the list if entries would otherwise have no words left for a title."""
    pure = sum(meta.title is None for meta in metas.values())
    left = sum(index not in beside and index not in metas for index in indices)
    return beside if left >= pure else set()


def _with_beside(
    lines: Sequence[Line], entries: list[Entry], beside: set[int], traits: ListTraits, view: list[int]
) -> list[Entry]:
    """Assign each entry the links beside its parts that are certainly its own: inside it, or in its own element.

    If entries have no element of their own, the lines after each of them, and none before the first, are theirs.
    """
    if not beside or not entries:
        return entries
    starts = {view[index] for index in traits.starts} | {entries[0].first}
    depth = min((lines[index].shared for index in starts if index != entries[0].first), default=0)
    ends = [*(entry.first for entry in entries[1:]), max(beside) + 1]
    after = [[index for index in beside if entry.last < index < end] for entry, end in zip(entries, ends, strict=True)]
    is_after_each = all(after) and min(beside) > entries[0].first
    done = []
    for entry, found in zip(entries, after, strict=True):
        inside = [index for index in beside if entry.first < index <= entry.last]
        if traits.starts and entry.first in starts:
            reach = range(entry.last + 1, max(found, default=entry.last) + 1)
            last = next((index for index in reach if lines[index].shared <= depth), reach.stop)
            inside += [index for index in found if index < last]
        elif is_after_each:
            inside += found
        done.append(replace(entry, beside=tuple(sorted(inside))))
    return done

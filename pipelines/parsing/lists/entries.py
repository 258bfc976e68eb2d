"""Divide the lines of a list into entries: a title, a meta line, a summary, and the rest.

Nothing marks where an entry ends, and titles and summaries may look like anything (FAULTS F21). A list whose entries
are all laid out alike is divided at once; `layout` decides about any other.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipelines.parsing.grammar import controls
from pipelines.parsing.grammar.controls import is_heading
from pipelines.parsing.grammar.meta_line import Meta
from pipelines.parsing.grammar.sections import block_of
from pipelines.parsing.lines.line import Line
from pipelines.parsing.lists import layout
from pipelines.parsing.lists.clones import own_entries
from pipelines.parsing.lists.division import Entry
from pipelines.parsing.lists.layout import ListLayout
from pipelines.parsing.lists.meta_choice import metas_of
from pipelines.parsing.lists.traits import OF_ENTRIES, is_button_like, is_linked, is_sentence


def divide(
    lines: Sequence[Line], label: int, start: int, end: int, papers: int | None
) -> tuple[ListLayout, dict[int, Meta]]:
    """Divide the lines of a list into entries.

    Args:
        lines: the page's lines.
        label: index of the label's line.
        start: index of the first line after the label.
        end: index after the last line that could belong to the list.
        papers: how many papers the list has according to the page, or None.

    Returns:
        The entries in order, and the parsed meta lines by index.
    """
    metas = metas_of(lines, start, end)
    if not metas:
        return ListLayout([]), metas
    list_end = _list_end(lines, label, start, _next_heading(lines, label, start, end, metas), min(metas))
    metas = {index: meta for index, meta in metas.items() if index < list_end}
    if not metas:
        return ListLayout([]), metas
    uniform = _uniform(lines, start, list_end, metas)
    found = ListLayout(uniform) if uniform else layout.decide(lines, start, list_end, metas, papers)
    if not uniform:
        found = _without_clones(lines, replace(found, entries=_without_nested(lines, found.entries)), metas)
    own = _cut_at_count(lines, found.entries, papers)
    return (found if own is found.entries else replace(found, entries=own)), metas


def _without_clones(lines: Sequence[Line], found: ListLayout, metas: Mapping[int, Meta]) -> ListLayout:
    """Leave out the entries that a list prints again; their lines add nothing."""
    own, clones, is_sure = own_entries(lines, found.entries, metas)
    if not clones:
        return found
    again = {index for one in clones for index in (one.title, one.meta, one.summary, *one.beside) if index is not None}
    turned = () if is_sure else tuple(one.meta if one.title is None else one.title for one in clones)
    return replace(found, entries=own, again=found.again | again, turned=found.turned + turned)


def _cut_at_count(lines: Sequence[Line], entries: list[Entry], papers: int | None) -> list[Entry]:
    """End a list after the printed count of papers if the next entry stands in another element than those before."""
    if papers is None or not 0 < papers < len(entries):
        return entries
    shared = [lines[entry.first].shared for entry in entries[1:]]
    others = [*shared[: papers - 1], *shared[papers:]]
    return entries[:papers] if others and shared[papers - 1] < min(others) else entries


def _without_nested(lines: Sequence[Line], entries: list[Entry]) -> list[Entry]:
    """Leave out the entries of a list that stands in an entry of this one."""
    paths = [lines[entry.meta].path for entry in entries]
    if len(set(paths)) < 2:
        return entries
    usual = Counter(paths).most_common(1)[0][0]
    if len(usual) < 2 or usual[-2] not in OF_ENTRIES:
        return entries
    inside = len(usual) - 1
    return [
        entry
        for entry, path in zip(entries, paths, strict=True)
        if path[:inside] != usual[:-1] or usual[-2] not in path[inside:]
    ]


def _uniform(lines: Sequence[Line], start: int, end: int, metas: dict[int, Meta]) -> list[Entry]:
    """Divide a list whose every entry is laid out like its first, which allows no other reading.

    Most pages are like this, and need none of the weighing in `layout`. Returns no entries if any line differs.
    """
    meta = min(metas)
    size = meta - start + 2
    if size not in {2, 3} or (end - start) % size or (size == 3) != (metas[meta].title is None):
        return []
    title_like, meta_like, summary_like = lines[start], lines[meta], lines[meta + 1]
    is_marked = is_linked(title_like) or is_heading(title_like)
    if not is_marked and (is_linked(summary_like) or is_heading(summary_like)):
        return []
    title_path, is_bulleted, summary_path = title_like.path, title_like.is_bulleted, summary_like.path
    meta_shared, summary_shared, has_links = meta_like.shared, summary_like.shared, bool(summary_like.links)
    entries = []
    for first in range(start, end, size):
        middle, last = first + size - 2, first + size - 1
        title, summary, parts = lines[first], lines[last], metas.get(middle)
        if (
            parts is None
            or parts.tail.summary is not None
            or last in metas
            or title.path != title_path
            or summary.path != summary_path
            or summary.shared != summary_shared
            or not title.links
            or bool(summary.links) != has_links
            or title.is_bulleted != is_bulleted
            or summary.is_bulleted
        ):
            return []
        if middle > first:
            dotted = lines[middle]
            is_apart = first not in metas and parts.title is None and not dotted.is_bulleted
            if not is_apart or dotted.shared != meta_shared or is_sentence(title.text):
                return []
        words = summary.text
        is_cell = block_of(summary) is None and not controls.says_what_it_does(words) and not controls.is_byline(words)
        if not is_cell or words[0].islower() or is_button_like(words):
            return []
        entries.append(Entry(first, first, middle, last, is_plain=True))
    texts = {lines[entry.first].text for entry in entries}
    return entries if len(texts) == len(entries) else []  # titles of one text may be controls, or entries printed twice


def _list_end(lines: Sequence[Line], label: int, start: int, end: int, first_meta: int) -> int:
    """Return the end of the element that holds label and first entry: what is outside is not part of the list."""
    if not lines[start].path:
        return end
    around = min(line.shared for line in lines[label + 1 : first_meta + 1])
    outside = (index for index in range(first_meta + 1, end) if lines[index].shared < around)
    return next(outside, end)


def _next_heading(lines: Sequence[Line], label: int, start: int, end: int, metas: dict[int, Meta]) -> int:
    """Find the next heading of another block: one before the first entry, or one set like the label and no entry."""
    path = lines[label].path
    first = min(metas)
    own = first if metas[first].title is not None else first - 1
    early = [index for index in range(start + 1, own) if is_heading(lines[index])]
    if early:
        return early[0]
    if not path or any(line.path == path for line in lines[start : first + 4]):
        return end
    alike = [index for index in range(first + 1, end) if lines[index].path == path]
    return alike[0] if alike and 2 * len(alike) <= len(metas) else end

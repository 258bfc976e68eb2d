"""All ways to divide the lines of a list into entries in one order, weighed against each other.

Every way has a cost (`entry_costs`), and the cheapest is the reading; where two are as cheap and differ, the cell in
question is ambiguous, and is marked so. `list_layout` compares the orders; nothing else calls it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from pipelines.parsing import controls
from pipelines.parsing import entry_costs as costs
from pipelines.parsing.lines import Line
from pipelines.parsing.list_traits import ListTraits, ends_like_a_sentence, is_sentence
from pipelines.parsing.meta_line import Meta
from pipelines.parsing.sections import block_of

_LONGEST_LABEL = 60
_LABEL_LIKE = re.compile(r"[a-z][\w-]*( [\w-]+){0,4}:?")

AS_PRINTED: Final = "TMS"
"""Title, meta line, summary: the order that the source prints (HUB_PAGES section 4)."""

ORDERS: Final = {
    AS_PRINTED: "title, meta line, summary",
    "MTS": "meta line, title, summary",
    "STM": "summary, title, meta line",
    "SMT": "summary, meta line, title",
    "TSM": "title, summary, meta line",
    "MST": "meta line, summary, title",
}
"""The orders in which an entry can print its parts, and their names for people."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list, by the indices of its lines.

    Attributes:
        first: the entry's first line.
        title: line of the title; the meta line's own where they share one; None: the title is lost.
        meta: the meta line.
        summary: line of the summary, or None.
        is_title_sure: False when another division as cheap has another title.
        is_summary_sure: the same for the summary.
        beside: other lines that surely stand in the entry: controls and ids, whose links are the paper's.
    """

    first: int
    title: int | None
    meta: int
    summary: int | None
    is_title_sure: bool = True
    is_summary_sure: bool = True
    beside: tuple[int, ...] = ()

    @property
    def last(self) -> int:
        """The entry's last line."""
        return max(self.meta, self.title or 0, self.summary or 0)


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of a division: from one line to another, as an entry or as one line of residue."""

    start: int
    end: int
    cost: int
    entry: Entry | None


class Division:
    """All divisions of a range of lines into entries of one order, and the cheapest of them."""

    def __init__(
        self, lines: Sequence[Line], end: int, metas: Mapping[int, Meta], traits: ListTraits, order: str = AS_PRINTED
    ) -> None:
        self.lines = lines
        self.end = end
        self.metas = metas
        self.traits = traits
        self.order = order
        self._pure = {index for index, meta in metas.items() if meta.title is None}
        self.last_meta = max(metas, default=0)
        titles = [self._title_of(index) for index in metas]
        self.is_bulleted = any(lines[index].is_bulleted for index in (*metas, *titles))
        self.title_path = _usual(lines[index].path for index in titles)
        self.meta_shared = _usual((self._shared(self._title_of(index), index) for index in self._pure), 0) or 0
        places = self._likely_summaries()
        self.summary_path = _usual(lines[index].path for _, index in places)
        self.summary_shared = _usual((self._shared(meta, index) for meta, index in places), 0) or 0

    def regular(self) -> list[Entry]:
        """Give the entries where all lines are as usual, one way only to divide them; else none."""
        entries: list[Entry] = []
        at = 0
        for meta in self.metas:
            title = self._title_of(meta)
            if title != at or self._title_cost(title, meta) or meta in self.traits.starts - {title}:
                return []
            at = meta + 1
            summary = None
            if self.metas[meta].tail.summary is not None:
                summary = meta
            elif at < self.end and at not in self.metas and at + 1 not in self._pure:
                if block_of(self.lines[at]) or self._summary_cost(at, meta) or at in self.traits.starts:
                    return []
                summary = at
                at += 1
            entries.append(Entry(title, title, meta, summary))
        return entries if at == self.end else []

    def cheapest(self) -> tuple[int, list[Entry]]:
        """Give the cost and the entries of the cheapest division, with what is ambiguous marked."""
        steps = [list(self._steps(index)) for index in range(self.end)]
        ahead = [0] * (self.end + 1)
        for index in range(self.end - 1, -1, -1):
            ahead[index] = min(step.cost + ahead[step.end] for step in steps[index])
        behind = [0] + [1 << 60] * self.end
        best: list[_Step] = []
        for index in range(self.end):
            for step in steps[index]:
                cost = behind[index] + step.cost
                behind[step.end] = min(behind[step.end], cost)
                if cost + ahead[step.end] == ahead[0]:
                    best.append(step)
        entries = self._follow(best)
        odd = sum(self._odd_words(entry) for entry in entries)
        return ahead[0] + odd + (self.order != AS_PRINTED) * costs.OTHER_ORDER, entries

    def _odd_words(self, entry: Entry) -> int:
        """Weigh how a title and a summary end: what tells one from the other where elements and links do not."""
        cost = 0
        if entry.title is not None and entry.title != entry.meta:
            cost += costs.NO_SENTENCE * ends_like_a_sentence(self.lines[entry.title].text)
        if entry.summary is not None and entry.summary != entry.meta:
            text = self.lines[entry.summary].text
            is_plain = ends_like_a_sentence(text) or self.traits.has_sentences
            cost += costs.NO_SENTENCE * (not is_plain) + costs.FEW_WORDS * (text.count(" ") < 2)
        return cost

    def _follow(self, best: list[_Step]) -> list[Entry]:
        """Walk one cheapest division, comparing its entries with those of the others."""
        titles: dict[int, set[int | None]] = {}
        summaries: dict[int, set[int | None]] = {}
        for step in best:
            if step.entry:
                titles.setdefault(step.entry.meta, set()).add(step.entry.title)
                summaries.setdefault(step.entry.meta, set()).add(step.entry.summary)
        by_start = {step.start: step for step in reversed(best)}
        entries: list[Entry] = []
        index = 0
        while index < self.end:
            step = by_start[index]
            index = step.end
            if step.entry:
                one = step.entry
                sure = len(titles[one.meta]) == 1, len(summaries[one.meta]) == 1
                entries.append(Entry(one.first, one.title, one.meta, one.summary, *sure))
        return entries

    def _steps(self, index: int) -> Iterator[_Step]:
        """List what can begin on a line: residue, or an entry, each part there or not, with stray lines inside."""
        yield _Step(index, index + 1, costs.RESIDUE, None)
        for places, stray, end in self._placed(index, 0, {}, 0):
            yield from self._as_step(index, places, stray, end)

    def _placed(
        self, at: int, role: int, places: dict[str, int], stray: int
    ) -> Iterator[tuple[dict[str, int], int, int]]:
        """List the ways to place the roles from one on at a line: their lines, stray lines among them, and the end."""
        if role == len(self.order):
            if "M" in places:
                yield places, stray, at
            return
        name = self.order[role]
        if name != "M":
            yield from self._placed(at, role + 1, places, stray)
        for gap in (0, 1) if places else (0,):
            line = at + gap
            if line < self.end and self._can_be(name, line, places):
                yield from self._placed(line + 1, role + 1, {**places, name: line}, stray + gap)

    def _can_be(self, name: str, line: int, places: dict[str, int]) -> bool:
        if name == "M":
            meta = self.metas.get(line)
            return meta is not None and not (meta.title is not None and "T" in places)
        meta = self.metas.get(places["M"]) if "M" in places else None
        if name == "T":
            return meta is None or meta.title is None
        return block_of(self.lines[line]) is None and (meta is None or meta.tail.summary is None)

    def _as_step(self, start: int, places: dict[str, int], stray: int, end: int) -> Iterator[_Step]:
        """Make an entry of placed roles and weigh it."""
        line = places["M"]
        meta = self.metas[line]
        title = line if meta.title is not None else places.get("T")
        summary = line if meta.tail.summary is not None else places.get("S")
        if meta.tail.summary is not None and "S" in places:
            return
        cost = stray * costs.RESIDUE
        cost += costs.NO_TITLE if title is None else self._title_cost(title, line)
        if summary is None:
            cost += costs.NO_SUMMARY
        elif summary != line:
            cost += self._summary_cost(summary, line)
        cost += costs.CROSSING * sum(index in self.traits.starts for index in range(start + 1, end))
        yield _Step(start, end, cost, Entry(start, title, line, summary))

    def _title_cost(self, index: int, meta: int) -> int:
        line = self.lines[index]
        is_apart = index != meta
        cost = costs.IMITATION if is_apart and index in self.metas else 0
        if is_apart and self._shared(index, meta) < self.meta_shared:
            cost += costs.TITLE_APART
        if is_apart and is_sentence(line.text):
            cost += costs.SENTENCE
        if self.traits.is_linked and index not in self.traits.linked:
            cost += costs.NO_LINK
        if self.traits.headings and index not in self.traits.headings:
            cost += costs.NO_HEADING
        if is_apart and not controls.is_heading(line) and controls.says_what_it_does(line.text):
            cost += costs.CONTROL if " " in line.text or line.text.isdigit() else costs.ONE_WORD
        if is_apart and controls.is_byline(line.text):
            cost += costs.CONTROL
        if is_apart and line.text in self.traits.buttons:
            cost += costs.ONE_WORD
        if line.path != self.title_path:
            cost += costs.ODD_PLACE
        return cost + costs.NO_BULLET if self.is_bulleted and not line.is_bulleted else cost

    def _summary_cost(self, index: int, meta: int) -> int:
        line = self.lines[index]
        cost = costs.IMITATING_SUMMARY if index in self.metas else 0
        if line.text[0].islower() and _is_label_like(line.text):
            cost += costs.LABEL_LIKE
        if line.text in self.traits.buttons:
            cost += costs.BUTTON
        elif controls.says_what_it_does(line.text) or controls.is_byline(line.text):
            cost += costs.CONTROL
        if index in self.traits.linked and (self.traits.links_tell or line.path != self.summary_path):
            cost += costs.LINKED_SUMMARY if self.traits.links_tell else costs.NO_LINK
        if index in self.traits.headings:
            cost += costs.NO_HEADING
        if self.traits.has_sentences and not ends_like_a_sentence(line.text):
            is_alike = line.path == self.traits.sentence_path
            cost += costs.NO_SENTENCE if is_alike else costs.UNLIKE_OTHERS
        if self.is_bulleted and line.is_bulleted:
            cost += costs.NO_BULLET
        cost += self._out_of_entry(index, meta)
        if line.path == self.summary_path:
            return cost
        is_last = self.order.endswith("S") and index > self.last_meta
        return cost + (costs.LAST_ODD if is_last else costs.ODD_PLACE)

    def _out_of_entry(self, index: int, meta: int) -> int:
        """Weigh a summary that shares fewer elements with its meta line than most, and no more with what follows."""
        kept = self.lines[meta].shared if meta in self._pure and meta else self.summary_shared
        shared = self._shared(meta, index)
        is_loose = index + 1 >= self.end or self.lines[index + 1].shared >= shared or index < meta
        return costs.OUT_OF_ENTRY if shared < min(kept, self.summary_shared) and is_loose else 0

    def _shared(self, one: int, other: int) -> int:
        """Count the elements that all lines from one to another share."""
        first, last = (one, other) if one < other else (other, one)
        if last == first + 1:
            return self.lines[last].shared
        return min((line.shared for line in self.lines[first + 1 : last + 1]), default=0)

    def _title_of(self, meta: int) -> int:
        """Give the line where the title of an entry usually stands in this order."""
        return self._near(meta, self.order.index("T") - self.order.index("M")) if meta in self._pure else meta

    def _near(self, meta: int, away: int) -> int:
        return min(max(meta + away, 0), self.end - 1)

    def _likely_summaries(self) -> list[tuple[int, int]]:
        """List meta lines with the lines where their summaries usually stand, if these are not plainly another part."""
        away = self.order.index("S") - self.order.index("M")
        if away == 1:
            found = [(meta, self._behind(meta)) for meta in self.metas]
        else:
            merged = self.order.replace("T", "")
            short = merged.index("S") - merged.index("M")
            found = [(meta, meta + (away if meta in self._pure else short)) for meta in self.metas]
        found = [(meta, at) for meta, at in found if 0 <= at < self.end and at not in self.metas]
        if self.order != AS_PRINTED:
            return found
        return [(meta, at) for meta, at in found if at + 1 not in self._pure] or found

    def _behind(self, meta: int) -> int:
        if meta + 2 >= self.end:
            return meta + 1
        text = self.lines[meta + 1].text
        is_control = text in self.traits.buttons or controls.says_what_it_does(text) or controls.is_byline(text)
        return meta + 2 if is_control else meta + 1


def _is_label_like(text: str) -> bool:
    return len(text) < _LONGEST_LABEL and _LABEL_LIKE.fullmatch(text) is not None


_T = TypeVar("_T")


def _usual(seen: Iterable[_T], without: _T | None = None) -> _T | None:
    counted = Counter(seen).most_common(1)
    return counted[0][0] if counted else without

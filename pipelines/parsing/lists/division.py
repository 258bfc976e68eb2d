"""All ways to divide the lines of a list into entries in one order, weighed against each other.

Every way has a cost (`entry_costs`), and the cheapest is the reading; if two are equally cheap and differ, the cell in
question is marked as ambiguous. `layout` compares the orders.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.parsing.grammar.meta_line import Meta
from pipelines.parsing.grammar.sections import block_of
from pipelines.parsing.lines.line import Line
from pipelines.parsing.lists import entry_costs as costs
from pipelines.parsing.lists.entry_weights import AS_PRINTED, EntryWeights
from pipelines.parsing.lists.traits import ListTraits, ends_like_a_sentence


@dataclass(slots=True)
class Entry:
    """One entry of a list, by the indices of its lines. Not frozen, for speed: one is made for each row.

    Attributes:
        first: the entry's first line.
        title: line of the title; the meta line's own if they share one; None: the title is lost.
        meta: the meta line.
        summary: line of the summary, or None.
        is_title_sure: False if an equally cheap division has another title.
        is_summary_sure: the same for the summary.
        is_plain: whether all entries of the list are laid out alike, so that no line of it can belong to another.
        beside: other lines certainly in the entry: controls and ids, whose links are the paper's.
    """

    first: int
    title: int | None
    meta: int
    summary: int | None
    is_title_sure: bool = True
    is_summary_sure: bool = True
    is_plain: bool = False
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
        self.weights = EntryWeights(lines, end, metas, traits, order)

    def regular(self) -> list[Entry]:
        """Return the entries if all lines are as usual and there is only one way to divide them; else none."""
        entries: list[Entry] = []
        at = 0
        for meta in self.metas:
            title = self.weights.title_of(meta)
            is_lost = title == meta and meta in self.weights.pure
            if is_lost or title != at or self.weights.title_cost(title, meta) or meta in self.traits.starts - {title}:
                return []
            at = meta + 1
            summary = None
            if self.metas[meta].tail.summary is not None:
                summary = meta
            elif at < self.end and at not in self.metas and at + 1 not in self.weights.pure:
                if block_of(self.lines[at]) or self.weights.summary_cost(at, meta) or at in self.traits.starts:
                    return []
                summary = at
                at += 1
            entries.append(Entry(title, title, meta, summary, is_plain=True))
        return entries if at == self.end else []

    def cheapest(self) -> tuple[int, list[Entry]]:
        """Return the cost and the entries of the cheapest division, with ambiguous cells marked."""
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
        """Weigh how a title and a summary end, which distinguishes them where elements and links do not."""
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
        """Yield what can begin on a line: residue, or an entry with or without each part, with stray lines inside."""
        yield _Step(index, index + 1, costs.RESIDUE, None)
        for places, stray, end in self._placed(index, 0, {}, 0):
            yield from self._as_step(index, places, stray, end)

    def _placed(
        self, at: int, role: int, places: dict[str, int], stray: int
    ) -> Iterator[tuple[dict[str, int], int, int]]:
        """Yield the ways to place the roles from `role` on at a line: their lines, stray lines among them, the end."""
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
        cost += costs.NO_TITLE if title is None else self.weights.title_cost(title, line)
        if summary is None:
            cost += costs.NO_SUMMARY
        elif summary != line:
            cost += self.weights.summary_cost(summary, line)
        cost += costs.CROSSING * sum(index in self.traits.begins for index in range(start + 1, end))
        yield _Step(start, end, cost, Entry(start, title, line, summary))

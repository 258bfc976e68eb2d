"""All ways to divide the lines of a list into entries, weighed against each other.

Every way has a cost (`entry_costs`), and the cheapest is the reading; where two are as cheap and differ, the cell in
question is ambiguous, and is marked so. `entries` calls it for lists that are not plainly regular; nothing else does.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipelines.parsing import values
from pipelines.parsing.entry_costs import (
    BUTTON,
    IMITATING_SUMMARY,
    IMITATION,
    LABEL_LIKE,
    LAST_ODD,
    NO_BULLET,
    NO_LINK,
    NO_SUMMARY,
    NO_TITLE,
    ODD_PLACE,
    OUT_OF_ENTRY,
    RESIDUE,
    SENTENCE,
    TITLE_APART,
)
from pipelines.parsing.lines import Line
from pipelines.parsing.meta_line import Meta
from pipelines.parsing.sections import block_of

_SENTENCE_BLANKS = 6
_LONGEST_LABEL = 60
BUTTON_LIKE = re.compile(r"[A-Z][a-z]{2,12}( [A-Za-z]{2,12}){0,2}")
_LABEL_LIKE = re.compile(r"[a-z][\w-]*( [\w-]+){0,4}:?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list, by the indices of its lines.

    Attributes:
        first: the entry's first line.
        title: line of the title; the dotted line's own where they share one; None: the title is lost.
        meta: line of the dotted line.
        summary: line of the summary, or None.
        is_title_sure: False when another division as cheap has another title.
        is_summary_sure: the same for the summary.
    """

    first: int
    title: int | None
    meta: int
    summary: int | None
    is_title_sure: bool = True
    is_summary_sure: bool = True


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of a division: from one line to another, as an entry or as one line of residue."""

    start: int
    end: int
    cost: int
    entry: Entry | None


class Division:
    """All divisions of a range of lines, and the cheapest of them."""

    def __init__(self, lines: Sequence[Line], start: int, end: int, metas: dict[int, Meta]) -> None:
        self.lines = lines
        self.start = start
        self.end = end
        self.metas = {index: meta for index, meta in metas.items() if index < end}
        self._pure = {index for index, meta in self.metas.items() if meta.title is None}
        self.last_meta = max(self.metas, default=start)
        titles = [self._title_of(index) for index in self.metas]
        self.is_bulleted = any(lines[index].is_bulleted for index in (*self.metas, *titles))
        self.is_linked = 2 * sum(map(self._is_linked, titles)) > len(titles)
        self.title_path = _usual(lines[index].path for index in titles)
        self.meta_shared = _usual((lines[index].shared for index in self._pure), 0) or 0
        counted = Counter(line.text for line in lines[start:end] if BUTTON_LIKE.fullmatch(line.text))
        self.buttons = {text for text, n in counted.items() if n > 1}
        places = [lines[index] for index in self._likely_summaries()]
        self.summary_path = _usual(line.path for line in places)
        self.summary_shared = _usual((line.shared for line in places), 0) or 0

    def regular(self) -> list[Entry]:
        """Give the entries where all lines are as usual, one way only to divide them; else none."""
        entries: list[Entry] = []
        at = self.start
        for meta in self.metas:
            title = self._title_of(meta)
            if title != at or self._title_cost(title, meta):
                return []
            at = meta + 1
            summary = None
            if self.metas[meta].tail.summary is not None:
                summary = meta
            elif at < self.end and at not in self.metas and at + 1 not in self._pure:
                if block_of(self.lines[at]) or self._summary_cost(at, meta):
                    return []
                summary = at
                at += 1
            entries.append(Entry(title, title, meta, summary))
        return entries if at == self.end else []

    def cheapest(self) -> list[Entry]:
        """Give the entries of the cheapest division, with what is ambiguous marked."""
        steps = [list(self._steps(index)) for index in range(self.start, self.end)]
        size = self.end - self.start
        ahead = [0] * (size + 1)
        for index in range(size - 1, -1, -1):
            ahead[index] = min(step.cost + ahead[step.end - self.start] for step in steps[index])
        behind = [0] + [1 << 60] * size
        best: list[_Step] = []
        for index in range(size):
            for step in steps[index]:
                cost = behind[index] + step.cost
                to = step.end - self.start
                behind[to] = min(behind[to], cost)
                if cost + ahead[to] == ahead[0]:
                    best.append(step)
        return self._follow(best)

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
        index = self.start
        while index < self.end:
            step = by_start[index]
            index = step.end
            if step.entry:
                one = step.entry
                sure = len(titles[one.meta]) == 1, len(summaries[one.meta]) == 1
                entries.append(Entry(one.first, one.title, one.meta, one.summary, *sure))
        return entries

    def _steps(self, index: int) -> Iterator[_Step]:
        """List what can begin on a line: residue, or an entry with or without a stray line inside."""
        yield _Step(index, index + 1, RESIDUE, None)
        meta = self.metas.get(index)
        if meta and meta.title is not None:
            yield from self._with_summary(index, index, self._title_cost(index, index))
        if index in self._pure:
            yield from self._with_summary(None, index, NO_TITLE)
        for gap in (0, 1):
            at = index + 1 + gap
            if at in self._pure:
                yield from self._with_summary(index, at, gap * RESIDUE + self._title_cost(index, at))

    def _with_summary(self, title: int | None, meta: int, cost: int) -> Iterator[_Step]:
        first = meta if title is None else title
        if self.metas[meta].tail.summary is not None:
            yield _Step(first, meta + 1, cost, Entry(first, title, meta, meta))
            return
        yield _Step(first, meta + 1, cost + NO_SUMMARY, Entry(first, title, meta, None))
        for gap in (0, 1):
            at = meta + 1 + gap
            if at < self.end and block_of(self.lines[at]) is None:
                full = cost + gap * RESIDUE + self._summary_cost(at, meta)
                yield _Step(first, at + 1, full, Entry(first, title, meta, at))

    def _title_cost(self, index: int, meta: int) -> int:
        line = self.lines[index]
        cost = IMITATION if index in self.metas and index != meta else 0
        if index != meta and self._shared(index, meta) < self.meta_shared:
            cost += TITLE_APART
        if index != meta and is_sentence(line.text):
            cost += SENTENCE
        if self.is_linked and not self._is_linked(index):
            cost += NO_LINK
        if line.path != self.title_path:
            cost += ODD_PLACE
        return cost + NO_BULLET if self.is_bulleted and not line.is_bulleted else cost

    def _summary_cost(self, index: int, meta: int) -> int:
        line = self.lines[index]
        cost = IMITATING_SUMMARY if index in self.metas else 0
        if line.text[0].islower() and _is_label_like(line.text):
            cost += LABEL_LIKE
        if line.text in self.buttons:
            cost += BUTTON
        if self.is_linked and line.path != self.summary_path and self._is_linked(index):
            cost += NO_LINK
        if self.is_bulleted and line.is_bulleted:
            cost += NO_BULLET
        kept = self.lines[meta].shared if meta in self._pure else self.summary_shared
        shared = self._shared(meta, index)
        is_last = index + 1 >= self.end
        if shared < min(kept, self.summary_shared) and (is_last or self.lines[index + 1].shared >= shared):
            cost += OUT_OF_ENTRY
        if line.path == self.summary_path:
            return cost
        return cost + (LAST_ODD if index > self.last_meta else ODD_PLACE)

    def _shared(self, first: int, last: int) -> int:
        """Count the elements that all lines from one to another share."""
        if last == first + 1:
            return self.lines[last].shared
        return min(line.shared for line in self.lines[first + 1 : last + 1])

    def _title_of(self, meta: int) -> int:
        return max(meta - 1, self.start) if meta in self._pure else meta

    def _likely_summaries(self) -> list[int]:
        """List the lines behind dotted lines that are not plainly the next title, nor a button or label."""
        behind = [self._behind(index) for index in self.metas]
        behind = [index for index in behind if index < self.end and index not in self.metas]
        return [index for index in behind if index + 1 not in self._pure] or behind

    def _behind(self, meta: int) -> int:
        is_button = meta + 2 < self.end and self.lines[meta + 1].text in self.buttons
        return meta + 2 if is_button else meta + 1

    def _is_linked(self, index: int) -> bool:
        links = self.lines[index].links
        return bool(links) and any(values.names_paper(link.href) for link in links)


def _is_label_like(text: str) -> bool:
    return len(text) < _LONGEST_LABEL and _LABEL_LIKE.fullmatch(text) is not None


def is_sentence(text: str) -> bool:
    """Tell whether a text reads like a summary: several words, and a full stop."""
    return text.endswith(".") and text.count(" ") >= _SENTENCE_BLANKS


_T = TypeVar("_T")


def _usual(seen: Iterable[_T], without: _T | None = None) -> _T | None:
    counted = Counter(seen).most_common(1)
    return counted[0][0] if counted else without

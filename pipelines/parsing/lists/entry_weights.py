"""The cost of a line of a list as the title or the summary of an entry, compared with the other lines of the list.

Small numbers of `entry_costs` are added up; `division` finds the cheapest division.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

from pipelines.parsing.grammar import controls
from pipelines.parsing.grammar.meta_line import Meta
from pipelines.parsing.lines.line import Line
from pipelines.parsing.lists import entry_costs as costs
from pipelines.parsing.lists.traits import ListTraits, ends_like_a_sentence, is_one_link, is_sentence

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


class EntryWeights:
    """The weights of lines in a list whose entries print their parts in one order.

    Attributes:
        pure: the meta lines that do not share their line with a title.
    """

    def __init__(
        self, lines: Sequence[Line], end: int, metas: Mapping[int, Meta], traits: ListTraits, order: str
    ) -> None:
        self.lines = lines
        self.end = end
        self.metas = metas
        self.traits = traits
        self.order = order
        self.pure = {index for index, meta in metas.items() if meta.title is None}
        self.last_meta = max(metas, default=0)
        titles = [self.title_of(index) for index in metas]
        self.is_bulleted = any(lines[index].is_bulleted for index in (*metas, *titles))
        self.title_path = _usual(lines[index].path for index in titles)
        self.meta_shared = _usual((self._shared(self.title_of(index), index) for index in self.pure), 0) or 0
        places = self._likely_summaries()
        self.summary_path = _usual(lines[index].path for _, index in places)
        self.summary_shared = _usual((self._shared(meta, index) for meta, index in places), 0) or 0

    def title_cost(self, index: int, meta: int) -> int:
        """Return the cost of a line as the title of the entry with a meta line."""
        line = self.lines[index]
        is_apart = index != meta
        cost = costs.IMITATION if is_apart and index in self.metas else 0
        if is_apart and self._shared(index, meta) < self.meta_shared:
            cost += costs.TITLE_APART
        if is_apart and is_sentence(line.text) and not (self.traits.links_tell and is_one_link(line)):
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

    def summary_cost(self, index: int, meta: int) -> int:
        """Return the cost of a line as the summary of the entry with a meta line."""
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
        """Weigh a summary that shares fewer elements with its meta line than most, and no more with the next line."""
        kept = self.lines[meta].shared if meta in self.pure and meta else self.summary_shared
        shared = self._shared(meta, index)
        is_loose = index + 1 >= self.end or self.lines[index + 1].shared >= shared or index < meta
        return costs.OUT_OF_ENTRY if shared < min(kept, self.summary_shared) and is_loose else 0

    def _shared(self, one: int, other: int) -> int:
        """Return the number of elements that all lines from one to another share."""
        first, last = (one, other) if one < other else (other, one)
        if last == first + 1:
            return self.lines[last].shared
        return min((line.shared for line in self.lines[first + 1 : last + 1]), default=0)

    def title_of(self, meta: int) -> int:
        """Return the line where the title of the entry with a meta line usually is in this order."""
        return self._near(meta, self.order.index("T") - self.order.index("M")) if meta in self.pure else meta

    def _near(self, meta: int, away: int) -> int:
        return min(max(meta + away, 0), self.end - 1)

    def _likely_summaries(self) -> list[tuple[int, int]]:
        """Return meta lines with the usual lines of their summaries, unless these are plainly another part."""
        away = self.order.index("S") - self.order.index("M")
        if away == 1:
            found = [(meta, self._behind(meta)) for meta in self.metas]
        else:
            merged = self.order.replace("T", "")
            short = merged.index("S") - merged.index("M")
            found = [(meta, meta + (away if meta in self.pure else short)) for meta in self.metas]
            found = [(meta, at + 1 if away > 0 and self._is_button(at) else at) for meta, at in found]
        found = [(meta, at) for meta, at in found if 0 <= at < self.end and at not in self.metas]
        if self.order != AS_PRINTED:
            return found
        return [(meta, at) for meta, at in found if at + 1 not in self.pure] or found

    def _is_button(self, index: int) -> bool:
        return index < self.end and self.lines[index].text in self.traits.buttons

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

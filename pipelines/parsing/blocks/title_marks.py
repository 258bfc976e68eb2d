"""What the titles of a list share without it being part of any: a button at their end, the number of their entry.

One title alone does not show it, so all titles of a list are compared.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from pipelines.parsing.blocks import summary_words
from pipelines.parsing.grammar import controls, line_ends, meta_line, meta_styles
from pipelines.parsing.grammar.meta_line import Meta
from pipelines.parsing.grammar.meta_parts import FIELD_LABEL
from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line, joined, pieces
from pipelines.parsing.lists.division import Entry
from pipelines.parsing.lists.traits import ends_like_a_sentence, is_linked, is_one_link, is_sentence

RANKED: Final = re.compile(r"[\[(#]?(?P<rank>\d{1,4})[\]).:]+\s+")
"""The number of an entry before its title."""

_MOST_ENDINGS = 3
_END = re.compile(r".*(?<!\s[·|–—-])(?P<end>\s[·|–—-]\s+\S.*)")
"""The words of a title behind its last sign."""
_LABELLED = re.compile(rf"(?P<title>.*\S)\s+{FIELD_LABEL}:?")
_LABEL_APART = re.compile(rf"{INLINE_BOUNDARY}\s*{FIELD_LABEL}:?\s*{INLINE_BOUNDARY}")


@dataclass(eq=False)
class TitleMarks:
    """What the titles of a list share without it being part of any.

    Each mark is found when it is first asked for: most lists are so plain that hardly any is.

    Attributes:
        lines: the page's lines.
        entries: the entries of the list.
        metas: its meta lines.
        free: the indices of the lines in the list that were not read before its entries.
        end: index after the last line of the list.
        below: index after the unknown block directly below the list; 0 if there is none.
    """

    lines: Sequence[Line]
    entries: Sequence[Entry]
    metas: Mapping[int, Meta]
    free: Sequence[int]
    end: int
    below: int = 0

    @property
    def is_alone(self) -> bool:
        """Whether the list has only one entry."""
        return len(self.entries) == 1

    @cached_property
    def has_one_summary(self) -> bool:
        """Whether only one entry of the list has a summary."""
        return sum(one.summary is not None for one in self.entries) == 1

    @cached_property
    def taken(self) -> frozenset[int]:
        """The lines of all entries, including those beside their parts."""
        cells = (index for one in self.entries for index in (one.title, one.meta, one.summary, *one.beside))
        return frozenset(index for index in cells if index is not None)

    @cached_property
    def endings(self) -> frozenset[str]:
        """Words in an element of their own that end at least half of the titles."""
        own = [self.lines[one.title] for one in self.entries if one.title is not None and one.title != one.meta]
        found = Counter(words for line in own if line.has_elements for words in set(endings_of(line)))
        return frozenset(words for words, n in found.items() if words and n > 1 and 2 * n >= len(own))

    @cached_property
    def is_ranked(self) -> bool:
        """Whether every title begins with the number of its entry."""
        return len(self.entries) > 1 and all(self._has_rank(one, rank) for rank, one in enumerate(self.entries, 1))

    def _has_rank(self, entry: Entry, rank: int) -> bool:
        if entry.title is None:
            return False
        title = (self.metas[entry.meta].title or "") if entry.title == entry.meta else self.lines[entry.title].text
        number = RANKED.match(title)
        return number is not None and int(number["rank"]) == rank

    @cached_property
    def parts(self) -> frozenset[str]:
        """Words beside the parts of meta lines that more than one of them prints: parts as well."""
        tails = [meta.tail for meta in self.metas.values()]
        words = Counter(word for tail in tails for word in {*tail.words, *tail.late_words, *tail.beside})
        return frozenset(word for word, n in words.items() if n > 1)

    @cached_property
    def is_labelled(self) -> bool:
        """Whether every title that shares a line with its meta line ends in the label of the first part."""
        return _are_labelled(self.lines, self.entries, self.metas)

    @cached_property
    def has_stray_links(self) -> bool:
        """Whether a line of no entry is all link, to a paper."""
        return _has_stray_links(self.lines, [index for index in self.free if index not in self.taken])

    @cached_property
    def has_link_above(self) -> bool:
        """Whether a line above the first entry leads to a paper: it may begin the entry, as others below do theirs."""
        first = self.entries[0].first
        return any(is_linked(self.lines[index]) for index in self.free if index < first and index not in self.taken)

    @cached_property
    def is_cut(self) -> bool:
        """Whether a heading ends a list of one entry, and meta lines follow: the heading may be the title."""
        return self.is_alone and any(meta_line.is_pure(line.text) for line in self.lines[self.end : self.below])

    @cached_property
    def has_shared_end(self) -> bool:
        """Whether all titles of the list end in the same words behind a sign: `… · A Journal`."""
        places = [one.title for one in self.entries if one.title is not None]
        end = _END.fullmatch(self.lines[places[0]].text) if len(places) > 1 else None
        return end is not None and all(self.lines[place].text.endswith(end["end"]) for place in places)

    @cached_property
    def has_shared_start(self) -> bool:
        """Whether all titles of the list begin in an element with the same words: `<span>Preprint</span> …`."""
        own = [self.lines[one.title] for one in self.entries if one.title is not None and one.title != one.meta]
        firsts = {line_ends.first_element(line.raw) for line in own} if own and own[0].has_elements else {""}
        if len(own) < 2 or len(firsts) > 1 or not any(map(str.isalpha, firsts.pop())):
            return False
        return not all(line_ends.begins_in_cut_word(line.raw) for line in own)

    @cached_property
    def has_site_words(self) -> bool:
        """Whether all summaries begin or end in the same words: `Summary: …`, `… AI-generated summary`."""
        places = (one.summary for one in self.entries if one.summary != one.meta)
        return summary_words.share_words([self.lines[place] for place in places if place is not None])

    @cached_property
    def has_odd_ends(self) -> bool:
        """Whether a line may be no summary, or more than one, as the others of the list show it: see `title_doubts`."""
        return (
            self.is_alone or self.has_one_summary or self.has_odd_last_summary or self.is_shifted or self.has_site_words
        )

    @cached_property
    def has_odd_last_summary(self) -> bool:
        """Whether the last summary alone does not end like a sentence, and there are others."""
        last = self.entries[-1]
        if last.summary is None or ends_like_a_sentence(self.lines[last.summary].text):
            return False
        said = [self.lines[one.summary].text for one in self.entries[:-1] if one.summary not in (None, one.meta)]
        return bool(said) and all(map(ends_like_a_sentence, said))

    @cached_property
    def is_shifted(self) -> bool:
        """Whether the summaries may each be of the entry beside them."""
        said = [None if one.summary == one.meta else one.summary for one in self.entries]
        return any(is_sentence(self.lines[index].text) for index in self._beyond(said))

    @cached_property
    def has_shifted_titles(self) -> bool:
        """Whether the titles may each be of the entry beside them."""
        left = self._beyond([one.title for one in self.entries])
        return any(not controls.says_what_it_does(self.lines[index].text) for index in left)

    def _beyond(self, parts: Sequence[int | None]) -> list[int]:
        """Return the lines beyond one end of the list that stand as a part does which the entry at the other lacks."""
        if (parts[0] is None) == (parts[-1] is None):
            return []
        first, last = self.entries[0].first, self.entries[-1].last
        paths = {self.lines[index].path for index in parts if index is not None}
        left = [index for index in self.free if (index > last if parts[0] is None else index < first)]
        return [index for index in left if self.lines[index].path in paths]

    @cached_property
    def has_mixed_summaries(self) -> bool:
        """Whether some entries have their summary on the line of their parts, and others on another."""
        return len({one.summary == one.meta for one in self.entries if one.summary is not None}) > 1

    @cached_property
    def has_rival_summaries(self) -> bool:
        """Whether about every entry has a line that is none of its parts and reads like a summary."""
        first, last = self.entries[0].first, self.entries[-1].last
        beside = (index for index in self.free if first <= index <= last and index not in self.taken)
        return sum(is_sentence(self.lines[index].text) for index in beside) >= max(len(self.entries) - 1, 1)

    @cached_property
    def has_rivals(self) -> bool:
        """Whether the list has as many lines of no entry that look like titles as it has entries."""
        beside = (self.lines[index] for index in self.free if index not in self.taken)
        return sum(map(_looks_like_title, beside)) >= len(self.entries)


def _looks_like_title(line: Line) -> bool:
    """Return whether a line of no entry may be a title: words with a capital that are no sentence and no control."""
    text = line.text
    if " " not in text or text.islower() or ends_like_a_sentence(text) or meta_styles.is_rest(line):
        return False
    return not (controls.is_control(text) or controls.is_byline(text) or controls.names_people(text))


def _are_labelled(lines: Sequence[Line], entries: Sequence[Entry], metas: Mapping[int, Meta]) -> bool:
    shared = [entry.meta for entry in entries if entry.title == entry.meta]
    return len(shared) > 1 and all(_has_label(lines[index], metas[index].title or "") for index in shared)


def _has_label(line: Line, title: str) -> bool:
    """Return whether a title beside parts ends in a label that an element of its own prints, for screen readers."""
    if not _LABELLED.fullmatch(title) or any(link.text == title for link in line.links):
        return False
    return _LABEL_APART.search(line.raw) is not None


def without_label(title: str, marks: TitleMarks) -> str:
    """Remove the label of the first part after a title."""
    found = _LABELLED.fullmatch(title) if marks.is_labelled else None
    return found["title"] if found else title


def doubt_beside_parts(line: Line, meta: Meta, marks: TitleMarks) -> str | None:
    """Return why a title on the line of its parts is ambiguous, as a sentence, or None."""
    if not marks.is_labelled and _has_label(line, meta.title or ""):
        return "the last word may be the label of the first part or a word of the title"
    return None


def _has_stray_links(lines: Sequence[Line], beside: Sequence[int]) -> bool:
    return any(is_one_link(lines[index]) and not controls.is_control(lines[index].text) for index in beside)


def endings_of(line: Line) -> list[str]:
    """Return the words in the last elements of a line, last first, without its first element."""
    return pieces(line.raw)[:0:-1][:_MOST_ENDINGS]


def without_ending(line: Line, endings: frozenset[str]) -> Line:
    """Remove the words at the end of a title that the titles of its list share."""
    while endings and INLINE_BOUNDARY in line.raw and next(iter(endings_of(line)), "") in endings:
        raw = line.raw.rstrip(f" \n\t{INLINE_BOUNDARY}").rpartition(INLINE_BOUNDARY)[0]
        line = replace(line, raw=raw, text=joined(raw))
    return line

"""The three counts of the masthead, and how far below the verdict sentence they can be.

The words of a count do not say whose it is: cards of other hubs print the same. So a count is this hub's if it is next
to the sentence and nothing between them begins something else; every other one is refused.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.parsing.blocks.block_result import PageLines
from pipelines.parsing.grammar.block_ends import HEADINGS
from pipelines.parsing.grammar.fields import LINES
from pipelines.parsing.grammar.masthead_forms import INDEXING, SENTENCES, is_sentence, is_tier
from pipelines.parsing.lines.line import Line
from pipelines.parsing.vocabulary.plain_words import plain
from pipelines.parsing.vocabulary.records import HubRow
from pipelines.parsing.vocabulary.words import hub_in_link
from schemas.refusals import RefusedBecause

_CELLS: Final = {
    name: LINES[name].forms[0]
    for name in ("hubs.citing_papers_printed", "hubs.external_citations_printed", "hubs.dominant_percent")
}
"""The cell of each count line, and its pattern."""

_BUTTON = re.compile(
    r"(?i)(share|follow|cite|export|bibtex|save|copy( link)?|json|api|embed|print|watch|report|subscribe|alert me|"
    r"(read |view |open )?(on |in )?(arxiv|doi|pdf|html|crossref|semantic scholar|google scholar))"
)
"""Words of buttons and links that sites put beside a title; they begin no block (a guess)."""
_FEWEST_WORDS: Final = 4


@dataclass(frozen=True, slots=True)
class _Count:
    """A line with the pattern of a count: its index, its cell, and its match."""

    index: int
    cell: str
    found: re.Match[str]

    @property
    def said(self) -> str:
        return self.found.group().lower()


def read_counts(page: PageLines, sentence: int, count: int, end: int, hub: HubRow) -> None:
    """Read the counts next to the verdict sentence, and refuse those that may be another hub's.

    Args:
        page: the page.
        sentence: index of the verdict sentence (-1: none).
        count: index of the first count of citing papers (-1: none).
        end: index of the first block's label, or of the end of the page.
        hub: the row to fill.
    """
    start = sentence if sentence >= 0 else count
    if start < 0:
        return
    is_titled = any(not is_tier(page.lines[one]) for one in page.free(0, start))
    strays = [one for one in page.free(start, end) if _begins_something_else(page.lines[one])]
    over = next(iter(strays if is_titled else strays[1:]), end)  # without a title above, the first may be the title
    own = _counts_in(page, page.free(start, over))
    if not own and sentence >= 0:
        own = _above(page, sentence)
    told = page.lines[sentence] if sentence >= 0 else None
    own, doubtful = _without_contradictions(own, told)
    for one in own:
        page.claim([one.index], one.cell)
        page.fill(hub, one.index, one.cell, one.found)
    read = {one.cell for one in own}
    doubtful += [one for one in _counts_in(page, page.free(over, end)) if one.cell not in read]
    _refuse(page, doubtful, told)
    page.others |= set(page.free(over, end))


def _counts_in(page: PageLines, indices: Iterable[int]) -> list[_Count]:
    """Return the lines with the pattern of a count, each cell and wording once."""
    counts: dict[tuple[str, str], _Count] = {}
    for index in indices:
        line = page.lines[index]
        if "cit" not in plain(line.text).lower():
            continue
        for cell, form in _CELLS.items():
            if found := line.match(form):
                one = _Count(index, cell, found)
                counts.setdefault((cell, one.said), one)
                break
    return list(counts.values())


def _above(page: PageLines, sentence: int) -> list[_Count]:
    """Return the counts directly above the sentence, for pages that print them there; a title must remain."""
    taken: list[int] = []
    others = 0
    for index in reversed(page.free(0, sentence)):
        line = page.lines[index]
        if any(line.match(form) for form in _CELLS.values()):
            taken.append(index)
        elif not is_tier(line):
            others += 1
            if others > 1:
                break
    return _counts_in(page, reversed(taken)) if others else []


def _without_contradictions(counts: Sequence[_Count], sentence: Line | None) -> tuple[list[_Count], list[_Count]]:
    """Split the counts into those that are certainly this hub's and the others.

    If a count appears twice with different words, the one that the sentence repeats is this hub's; the counts after
    the other belong to whatever prints the other. If the sentence repeats neither, none of them is certain.
    """
    for place, one in enumerate(counts):
        before = next((other for other in counts[:place] if other.cell == one.cell), None)
        if before is None:
            continue
        if _is_repeated(before, sentence) and not _is_repeated(one, sentence):
            return list(counts[:place]), []
        sure = [one] if _is_repeated(one, sentence) and not _is_repeated(before, sentence) else []
        return sure, [other for other in counts if other not in sure]
    return list(counts), []


def _is_repeated(one: _Count, sentence: Line | None) -> bool:
    """Return whether the verdict sentence states the same as a count line."""
    if sentence is None:
        return False
    for _, form in SENTENCES:
        if told := sentence.match(form):
            if form is INDEXING:
                return one.cell == "hubs.citing_papers_printed" and told["count"] == one.found["count"]
            parts = one.found.groupdict()
            return told["percent"] == parts.get("percent") and told["role"].lower() == parts["polarity"].lower()
    return False


def _begins_something_else(line: Line) -> bool:
    """Return whether a line ends the masthead: a heading, or words other than a count, a sentence or a button."""
    may_count = not line.text.isascii() or "cit" in line.text.lower()
    if (may_count and any(line.match(form) for form in _CELLS.values())) or is_sentence(line):
        return False
    if not HEADINGS.isdisjoint(line.path):
        return True
    text = plain(line.text)
    is_prose = text[-1:] in ".!?…" and text.count(" ") + 1 >= _FEWEST_WORDS
    if is_prose or text[:1].isdigit() or text[-1:] == "?" or not any(map(str.isalpha, text)):
        return False
    if line.links and not any(_is_within_site(link.href) for link in line.links):
        return False
    return _BUTTON.fullmatch(text.strip(" ↗→›»+")) is None


def _is_within_site(href: str) -> bool:
    """Return whether a link may lead to another work's page, not to another site or a place on this page."""
    is_elsewhere = href.startswith(("#", "mailto:")) or ("://" in href and "/citations/" not in href)
    return not is_elsewhere or hub_in_link(href) is not None


def _refuse(page: PageLines, counts: Iterable[_Count], sentence: Line | None) -> None:
    """Quarantine counts that may be another hub's, except those that the sentence already states."""
    for one in counts:
        if _is_repeated(one, sentence):
            continue
        reason = "a count that does not stand with the verdict sentence, or stands there twice: it may be another hub's"
        line = page.lines[one.index]
        page.refuse(one.cell, one.found.group(), reason, line, because=RefusedBecause.OUTSIDE_BLOCK)

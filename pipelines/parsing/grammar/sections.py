"""Which lines are the labels of blocks, and how far each block reaches.

Labels are found by their words and their place, never by markup (HUB_PAGES section 4). The words also occur elsewhere,
and a citing paper may be called "Abstract": so a label counts only after the masthead, and inside the two lists of
papers only if no further paper follows it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from pipelines.parsing.grammar import counted_values, meta_line
from pipelines.parsing.grammar.block_ends import unknown_heading
from pipelines.parsing.grammar.values import REMEMBERED
from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line, soft_spaced
from pipelines.parsing.vocabulary.plain_words import plain
from pipelines.parsing.vocabulary.words import FACETS, LABELS, SUMMARIES

UNKNOWN = "unknown"
"""Name of a section that has a heading, but no known label: it is not read."""

LISTS = ("representative", "explorer")
COUNTED = frozenset((*FACETS, *SUMMARIES))
_SIGNS = " :¶#§†·•*+–—|-→←↑↓↗⇒▸▾▹▿▶▼▲▴►◂◀◄‣›‹»«⌄⌃⌵❯✎🔗\ufe0f\u00a0"
"""What headings have beside their words: permalinks, fold arrows, a colon. No quotation marks, no digits."""

_LONGEST_LABEL = 14 + max(map(len, LABELS))
_ENDS_OF_COUNTS = frozenset("0123456789)]")
_COUNTABLE = "|".join(map(re.escape, LABELS.keys() - {"abstract", "hub tools", "clear filters"}))
_WITH_COUNT = re.compile(rf"(?P<label>{_COUNTABLE})[{re.escape(_SIGNS)}]*[(\[]?\d{{1,3}}(,\d{{3}})*[)\]]?")
"""A label with the count of what is below: `fields (12)`. A year is no such count."""
_WITHOUT_BLANKS = {label.replace(" ", "") for label in LABELS}
_COUNTABLE_STARTS = tuple(_WITHOUT_BLANKS)
"""How a label with a count begins, without its blanks, which elements may cut."""
_LEDGER_ENTRY = "abstract "


@dataclass(frozen=True, slots=True)
class Section:
    """A block of the page.

    Attributes:
        block: its name.
        label: index of the label's line.
        start: index of the first line of its body.
        end: index after the last.
        is_repeated: whether the page has already printed this block; it is then not read.
        below: index after the unknown block directly below; 0 if there is none.
    """

    block: str
    label: int
    start: int
    end: int
    is_repeated: bool = False
    below: int = 0


def block_of(line: Line) -> str | None:
    """Name the block whose label a line prints, alone and whole or with a count beside it, or None."""
    return None if len(line.text) > _LONGEST_LABEL else _block_of_words(line.text, line.raw)


@lru_cache(maxsize=REMEMBERED)
def _block_of_words(text: str, raw: str) -> str | None:
    """Name the block whose label short words are; remembered, for every line is asked several times."""
    words = (text if text.isascii() else plain(text).replace("\u2013", "-")).lower()
    if not words:
        return None
    if not (words[0].isalpha() and words[-1].isalpha()):
        words = words.strip(_SIGNS)
    found = LABELS.get(words)
    if found is None and INLINE_BOUNDARY in raw and words.replace(" ", "") in _WITHOUT_BLANKS:
        found = LABELS.get(bare(soft_spaced(raw)))
    if found is None and words[-1:] in _ENDS_OF_COUNTS and words.replace(" ", "").startswith(_COUNTABLE_STARTS):
        eased = soft_spaced(raw) if INLINE_BOUNDARY in raw else text
        counted = _WITH_COUNT.fullmatch(words) or _WITH_COUNT.fullmatch(bare(eased))
        found = LABELS[counted["label"]] if counted else None
    return found


def bare(text: str) -> str:
    """Return the words of a heading in lower case, without the signs beside them."""
    return plain(text).lower().strip(_SIGNS)


def filled_blocks(lines: Sequence[Line], rendering: str) -> set[str]:
    """Return the facets, summaries and lists among lines that have their bodies there."""
    return {
        block
        for index, line in enumerate(lines)
        if (block := block_of(line)) and (block in COUNTED or block in LISTS)
        if _is_filled(lines, index, block, rendering)
    }


def find_sections(lines: Sequence[Line], masthead_end: int, rendering: str) -> list[Section]:
    """Find the blocks after the masthead.

    Args:
        lines: the page's lines.
        masthead_end: index after the last line that certainly belongs to the masthead: no label is before it.
        rendering: html, full_text or list_text.

    Returns:
        The blocks in page order; each reaches to the next label, or to the heading of an unknown block, which is a
        section named `unknown`.
    """
    candidates = [
        (index, block)
        for index in range(masthead_end, len(lines))
        if (block := block_of(lines[index])) and not _is_title(lines, index, block, rendering)
    ]
    chosen = _choose(lines, candidates, rendering)
    ends = [*(index for index, _, _ in chosen[1:]), len(lines)]
    found: list[Section] = []
    for (label, block, is_repeated), end in zip(chosen, ends, strict=False):
        is_list, is_counted = block in LISTS, block in COUNTED
        heading = unknown_heading(lines, label, end, is_list=is_list, is_counted=is_counted)
        if heading is None:
            found.append(Section(block, label, label + 1, end, is_repeated))
        else:
            found.append(Section(block, label, label + 1, heading, is_repeated, below=end))
            found.append(Section(UNKNOWN, heading, heading + 1, end))
    return found


def _choose(lines: Sequence[Line], candidates: list[tuple[int, str]], rendering: str) -> list[tuple[int, str, bool]]:
    """Choose one line for each label: the first with a body, else the first.

    A counted block or a list that appears twice with its body is returned twice.
    """
    filled = {index for index, block in candidates if _is_filled(lines, index, block, rendering)}
    if rendering == "html":
        listed = _listed(candidates, filled)
        candidates = [one for one in candidates if one[0] not in listed]
    best: dict[str, int] = {}
    for index, block in candidates:
        if block not in best or (index in filled and best[block] not in filled):
            best[block] = index
    chosen: list[tuple[int, str, bool]] = []
    tags: set[str] = set()
    is_inside = False
    for place, (index, block) in enumerate(candidates):
        is_repeated = index != best[block]
        if is_repeated and not (index in filled and block in (*COUNTED, *LISTS)):
            continue
        if block == "abstract" and index not in filled and rendering == "html":
            continue  # a link to the abstract: the page has none
        tag = lines[index].path[-1] if lines[index].path else ""
        if is_inside and block not in (*COUNTED, *LISTS) and (index not in filled or tag not in tags):
            continue  # behind the lists only what has a body, and is set as the other labels are
        if is_inside and block not in LISTS:
            ahead = (one for one, other in candidates[place + 1 :] if other in LISTS)
            if _papers_follow(lines, index + 1, next(ahead, len(lines)), rendering):
                continue
        is_inside = is_inside or block in LISTS
        chosen.append((index, block, is_repeated))
        tags.add(tag)
    return chosen


def _listed(candidates: Sequence[tuple[int, str]], filled: set[int]) -> set[int]:
    """Find the labels in a list of links to the blocks: a run of them, one of which has its body elsewhere."""
    bodies = {block for index, block in candidates if index in filled}
    listed: set[int] = set()
    for _, run in groupby(enumerate(candidates), key=lambda one: one[1][0] - one[0]):
        empty = [one for _, one in run if one[0] not in filled]
        if len(empty) > 1 and any(block in bodies for _, block in empty):
            listed |= {index for index, _ in empty}
    return listed


def _papers_follow(lines: Sequence[Line], start: int, end: int, rendering: str) -> bool:
    """Return whether a range holds papers of a list: what looks like a label above them is a title or summary."""
    if rendering == "list_text":
        return any(line.is_bulleted and not line.text.startswith(_LEDGER_ENTRY) for line in lines[start:end])
    return any(meta_line.is_meta(line) for line in lines[start:end])


def _is_title(lines: Sequence[Line], index: int, block: str, rendering: str) -> bool:
    """Return whether the words of a label are a paper's title: a dotted line follows, or a bullet precedes."""
    if rendering == "list_text":
        return lines[index].is_bulleted
    return block not in LISTS and index + 1 < len(lines) and meta_line.is_pure(lines[index + 1].text)


def _is_filled(lines: Sequence[Line], label: int, block: str, rendering: str) -> bool:
    """Return whether the body of a block of this kind follows a line."""
    body = label + 1
    if body >= len(lines) or block == "clear_filters":
        return False
    if block in LISTS and rendering != "list_text":
        # Before the first meta line are a title and, in the explorer, the line `Showing n of m ...`.
        return any(meta_line.is_meta(line) for line in lines[body : body + 4])
    if block_of(lines[body]):
        return False
    return counted_values.begins(lines, body) if block in COUNTED else True

"""The facets and the two summaries: counts of citing papers or citations by value.

An unknown label with counts below it is a new facet and kept under its own words. A block whose values and counts are
ambiguous is refused as a whole.
"""

import re
from typing import Final

from pipelines.parsing.blocks.block_result import FURNITURE, PageLines
from pipelines.parsing.grammar import counted_values
from pipelines.parsing.grammar.counted_values import CountedBlock, CountedValue
from pipelines.parsing.grammar.fields import FACET_COUNT, FACET_VALUE
from pipelines.parsing.grammar.sections import Section, bare
from pipelines.parsing.vocabulary import words
from pipelines.parsing.vocabulary.records import FacetRow
from pipelines.parsing.vocabulary.words import FACETS, KIND_OF_FACET, SUMMARIES
from schemas.refusals import RefusedBecause

_YEAR = re.compile(r"\d{4}")
_NEW_CATEGORY = re.compile(r"[a-z]+(-[a-z]+)*\.[A-Za-z]{2,4}(-[a-z]+)*")
"""A category not seen before: a known one has a known archive."""
_COUNTED_NOUNS: Final = frozenset("citations entries papers results works".split())
"""What the counts are of: beside a number it says how many there are in all."""
_BETWEEN_NUMBERS: Final = frozenset("from in of out per to vs".split())
"""Words that stand between two numbers, as in `2 of 4`: what is before the first is the value."""
_NEVER_ALONE: Final = frozenset("cs econ eess math physics q-fin stat".split())
"""Archives that are no category without a subject (arxiv.org/category_taxonomy)."""
_NEW_WORD = re.compile(r"[A-Za-z][\w-]{1,23}( [a-z][\w-]{1,23})?")
"""A role, polarity or verdict not seen before: one or two words."""


def read_counts(page: PageLines, section: Section, capture_id: str) -> list[FacetRow]:
    """Read a section of values with counts.

    Args:
        page: the page.
        section: a facet or a summary.
        capture_id: stored in the rows.

    Returns:
        A row for each value, in page order. Refused are counts that are not exact, years that are not years, words
        that are not values of the facet, and duplicate values.
    """
    is_summary = section.block in SUMMARIES
    block = "summary" if is_summary else "facets"
    facet = SUMMARIES.get(section.block) or FACETS[section.block]
    rows: list[FacetRow] = []
    seen: set[tuple[str, str]] = set()
    end = _end(page, section)
    index = section.start
    is_done = False
    while index < end:
        if not is_summary and index > section.start and _is_new_label(page, section, index, end):
            facet = bare(page.lines[index].soft_spaced)
            page.claim([index], "facet_counts.facet")
            page.word("facet", facet)
            is_done = False
            index += 1
        if is_done:
            index += 1
            continue
        found = counted_values.read_block(page.lines, index, end, facet)
        if found.doubt:
            _refuse(page, found, index)
        elif found.values:
            _claim(page, found, index)
            new = [_row(page, FacetRow(capture_id, block, facet, "", 0, 0), one, seen) for one in found.values]
            kept = [one for one in new if one]
            rows += kept if facet != "field" else _without_sums(page, kept)
            _refuse_asides(page, found)
        is_done = bool(found.values or found.doubt)  # more belongs to it only below a label of its own
        index = max(found.end, index + 1)
    if page.rendering == "html" and not is_summary and section.start >= section.end:
        label = page.lines[section.label]
        reason = "nothing is printed below the label: a drawing, or a part that a script fills in"
        page.refuse("facet_counts", label.text, reason, label, because=RefusedBecause.MISSING_PART)
    return rows


def _end(page: PageLines, section: Section) -> int:
    """Return the end of the element that holds the label and the beginning of the values."""
    lines = page.lines
    if section.start >= section.end or not lines[section.label].path:
        return section.end
    around = lines[section.start].shared
    outside = (index for index in range(section.start + 1, section.end) if lines[index].shared < around)
    return next(outside, section.end)


def _is_new_label(page: PageLines, section: Section, index: int, end: int) -> bool:
    """Return whether a line is the label of an unknown facet: it is set like a label and is above counts."""
    label, first, line = page.lines[section.label], page.lines[section.start], page.lines[index]
    if line.text[-1].isdigit():
        return False
    stands_as_label = line.path == label.path or (line.path != first.path and first.path == label.path)
    return stands_as_label and counted_values.begins(page.lines, index + 1, end)


def _claim(page: PageLines, found: CountedBlock, start: int) -> None:
    """Claim the lines of a block; those with other words than values and no number are boilerplate."""
    holding = {one.line for pair in found.values for one in (pair.value, pair.count)}
    holding |= {one.line for aside, count in found.asides if count for one in (aside, count)}
    page.claim((index for index in range(start, found.end) if index in holding), FACET_COUNT.cell)
    page.claim({aside.line for aside, _ in found.asides} - holding, FURNITURE)


def _refuse(page: PageLines, found: CountedBlock, start: int) -> None:
    printed = " ".join(page.lines[index].soft_spaced for index in range(start, found.end))
    line = page.lines[start]
    page.refuse("facet_counts", printed, found.doubt, line, because=RefusedBecause.AMBIGUOUS_LAYOUT)


def _refuse_asides(page: PageLines, found: CountedBlock) -> None:
    """Report numbers of words that are not values: `total 99`, `other fields 12`."""
    for aside, count in found.asides:
        if count:
            printed = f"{aside.words} {count.words}"
            reason = f"{aside.words!r} is no value: it sums up others"
            line = page.lines[aside.line]
            page.refuse(FACET_VALUE.cell, printed, reason, line, because=RefusedBecause.UNKNOWN_WORD)


def _row(page: PageLines, row: FacetRow, found: CountedValue, seen: set[tuple[str, str]]) -> FacetRow | None:
    """Fill a row with a value and its count, or refuse it."""
    line = page.lines[found.value.line]
    value = FACET_VALUE.read(found.value.words, row.facet)
    cell, because, reason = FACET_VALUE.cell, RefusedBecause.UNKNOWN_WORD, ""
    if row.facet == "year" and not _YEAR.fullmatch(value):
        because, reason = RefusedBecause.IMPOSSIBLE_VALUE, "not a year"
    elif not _may_be_value(row.facet, value):
        reason = f"{value!r} is no word of the facet {row.facet}"
    elif (row.facet, value) in seen:
        cell, because = FACET_VALUE.table, RefusedBecause.DUPLICATE_VALUE
        reason = f"the facet {row.facet} prints this value twice"
    if reason:
        page.refuse(cell, f"{value} {found.count.words}", reason, line, because=because)
        return None
    seen.add((row.facet, value))
    if kind := KIND_OF_FACET.get(row.facet):
        page.word(kind, value)
    n = page.value(FACET_COUNT, found.count.words, line)
    if n is None:
        return None
    row.value, row.n, row.line_number = value, n, line.number
    page.counted[row.block, row.facet, value] = found
    return row


def _without_sums(page: PageLines, rows: list[FacetRow]) -> list[FacetRow]:
    """Refuse an archive whose count is that of its subjects: it is no category without one."""
    kept = []
    for row in rows:
        subjects = [one.n for one in rows if row.value in _NEVER_ALONE and one.value.startswith(f"{row.value}.")]
        if not subjects or row.n != sum(subjects):
            kept.append(row)
            continue
        found = page.counted.pop((row.block, row.facet, row.value))
        line, printed = page.lines[found.value.line], f"{row.value} {found.count.words}"
        reason = f"{row.value!r} sums up its subjects"
        page.refuse(FACET_VALUE.cell, printed, reason, line, because=RefusedBecause.AMBIGUOUS_LAYOUT)
    return kept


def _may_be_value(facet: str, value: str) -> bool:
    """Return whether a word can be a value of a facet: a known one, or one that looks like them."""
    kind = KIND_OF_FACET.get(facet)
    if kind is None or words.is_known(kind, value):
        return True
    if kind == "category":
        return _NEW_CATEGORY.fullmatch(value) is not None
    if value.lower() in _COUNTED_NOUNS or value.lower().partition(" ")[0] in _BETWEEN_NUMBERS:
        return False
    first, _, last = value.partition(" ")
    return _NEW_WORD.fullmatch(value) is not None and not (last and words.is_known(kind, last) and first)

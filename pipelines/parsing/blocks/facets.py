"""The facets and the two summaries: counts of citing papers or citations by value.

A label that was not seen before, with counts below it, is a new facet and kept under its own words. `reading`
calls `read_counts` for each such section.
"""

import re

from pipelines.parsing import counted_values, values
from pipelines.parsing.counted_values import CountedValue
from pipelines.parsing.page import Page
from pipelines.parsing.rows import FacetRow
from pipelines.parsing.sections import Section, bare
from pipelines.parsing.words import FACETS, SUMMARIES
from schemas.refusals import RefusedBecause

_YEAR = re.compile(r"\d{4}")
_KINDS = {"role": "role", "polarity": "polarity", "verdict": "verdict", "field": "category"}


def read_counts(page: Page, section: Section, capture_id: str) -> list[FacetRow]:
    """Read a section of values with counts.

    Args:
        page: the page.
        section: a facet or a summary.
        capture_id: goes into the rows.

    Returns:
        A row for each value, in the order of the page. A count that is not exact, a year that is none, and a
        value that stands twice are refused.
    """
    is_summary = section.block in SUMMARIES
    facet = SUMMARIES.get(section.block) or FACETS[section.block]
    rows: list[FacetRow] = []
    seen: set[tuple[str, str]] = set()
    index = section.start
    while index < section.end:
        found, taken = counted_values.read_line(page.lines, index, section.end)
        if not found and not is_summary and _is_new_label(page, section, index):
            facet = bare(page.lines[index].eased)
            page.claim([index], "facet_counts.facet")
            page.word("facet", facet)
        elif found:
            page.claim(range(index, index + taken), "facet_counts.n")
            block = "summary" if is_summary else "facets"
            rows += [
                row for one in found if (row := _row(page, FacetRow(capture_id, block, facet, "", 0, 0), one, seen))
            ]
        index += max(taken, 1)
    return rows


def _is_new_label(page: Page, section: Section, index: int) -> bool:
    """Tell whether a line is the label of a facet not seen before: it stands where labels stand, above counts."""
    label, first, line = page.lines[section.label], page.lines[section.start], page.lines[index]
    stands_as_label = line.path == label.path or (line.path != first.path and first.path == label.path)
    return index > section.start and stands_as_label and counted_values.begins(page.lines, index + 1, section.end)


def _row(page: Page, row: FacetRow, found: CountedValue, seen: set[tuple[str, str]]) -> FacetRow | None:
    """Fill a row with a value and its count, or refuse it."""
    line = page.lines[found.line]
    printed = f"{found.value} {found.count}"
    if row.facet == "year" and not _YEAR.fullmatch(found.value):
        page.refuse("facet_counts", "value", printed, "not a year", line, because=RefusedBecause.IMPOSSIBLE_VALUE)
        return None
    if (row.facet, found.value) in seen:
        reason = f"the facet {row.facet} prints this value twice"
        page.refuse("facet_counts", None, printed, reason, line, because=RefusedBecause.DUPLICATE_VALUE)
        return None
    seen.add((row.facet, found.value))
    if row.facet in _KINDS:
        page.word(_KINDS[row.facet], found.value)
    n = page.value(values.count, found.count, "facet_counts.n", line)
    if n is None:
        return None
    row.value, row.n, row.line_number = found.value, n, line.number
    return row

"""The counts and percentages that a capture prints, each with the words that hold it: the input of `claims`.

Nothing is compared here, and no line is claimed: the block parsers have recorded where the numbers are.
What a citing paper's own row prints (novelty, reference number) is a cell of that row and not here.
"""

from operator import attrgetter
from re import Match
from typing import Any, Final

from pipelines.parsing.blocks.block_result import HubCell, PageLines
from pipelines.parsing.grammar import values
from pipelines.parsing.grammar.fields import LINES, Field
from pipelines.parsing.grammar.values import Refused
from pipelines.parsing.lines.line import Line
from pipelines.parsing.vocabulary.records import ClaimRow, FacetRow, HubRow, Reading

_LONGEST: Final = 1_000
"""Letters kept of the line of a refused count: it may hold thousands, and quarantine has the words of each."""

_TWIN: Final = {
    "pith_inbound_count": "twin_citing_papers",
    "external_cited_by_count": "twin_external_citations",
    "distinct_field_count": "twin_fields",
}


def of_page(page: PageLines, reading: Reading) -> list[ClaimRow]:
    """Return the numbers of a page that was read, in page order.

    Args:
        page: the page, after all block parsers.
        reading: what was read of it, including its facets.

    Returns:
        A row for each number; a refused one has no value.
    """
    capture_id = reading.capture.capture_id
    rows = [
        _of_cell(page.lines[one.place], one, one.found, capture_id)
        for one in sorted(page.cells, key=attrgetter("place"))
        if one.field.number and one.found
    ]
    rows += [_of_count(page, one) for one in reading.facets]
    rows += [
        ClaimRow(capture_id, "facet_count", 0, one.line.text[:_LONGEST], None, line_number=one.line.number)
        for one in page.refusals
        if one.table == "facet_counts" and one.line
    ]
    return _numbered(rows)


def of_twin(twin: dict[str, Any], hub: HubRow) -> list[ClaimRow]:
    """Return the numbers of a JSON twin (HUB_PAGES section 7) that can be compared with a page's."""
    state = (twin.get("hub") or {}).get("state") if isinstance(twin.get("hub"), dict) else None
    found = {key: state[key] for key in _TWIN if key in state} if isinstance(state, dict) else {}
    return [
        ClaimRow(hub.capture_id, _TWIN[key], 1, f"{key}: {value}", _whole(value))
        for key, value in found.items()
        if value is not None
    ]


def _of_cell(line: Line, cell: HubCell, found: Match[str], capture_id: str) -> ClaimRow:
    subject = LINES[cell.what].subject
    word = found[subject].lower() if subject in found.re.groupindex else None
    value = _exact(cell.field, found[cell.field.part])
    return ClaimRow(capture_id, cell.field.number, 0, found.group(), value, None, word, line.number)


def _of_count(page: PageLines, row: FacetRow) -> ClaimRow:
    """Return a value's count with its words."""
    found = page.counted[row.block, row.facet, row.value]
    number = "summary_count" if row.block == "summary" else "facet_count"
    printed = f"{row.value} {found.count.words}"
    return ClaimRow(row.capture_id, number, 0, printed, float(row.n), row.facet, row.value, row.line_number)


def _numbered(rows: list[ClaimRow]) -> list[ClaimRow]:
    seen: dict[str, int] = {}
    for row in rows:
        row.position = seen[row.number] = seen.get(row.number, 0) + 1
    return rows


def _exact(cell: Field, printed: str) -> float | None:
    try:
        return float(cell.read(printed))
    except Refused:
        return None


def _whole(value: object) -> float | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= values.MOST
    return float(value) if is_count and isinstance(value, int) else None

"""What became of every line of a capture: read as a field, known boilerplate, left over, or refused.

A pure function of the bytes, like the parser: it needs neither a data folder nor a warehouse.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from pipelines.parsing.blocks.block_result import FURNITURE, PageLines
from pipelines.parsing.hub_json import fields
from pipelines.parsing.hub_json.members import OPENED, Member, members
from pipelines.parsing.line_accounting import block_at, left_over, stray_asides
from pipelines.parsing.lines.decoding import Decoded
from pipelines.parsing.lines.json_text import dumps
from pipelines.parsing.parse import ParseTrace, read_with_trace
from pipelines.parsing.positions.alignment import Placed, align
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import Reading
from pipelines.provenance.cell_search import Traced
from pipelines.provenance.positions_of import trace

State = Literal["read", "furniture", "residue", "quarantine", "unread"]
STATES: Final[dict[State, str]] = {
    "read": "a parser read it as the field shown",
    "furniture": "known boilerplate: site header, navigation, footer, repeated words",
    "residue": "no parser claimed it: a row of residue",
    "quarantine": "a cell on it was refused: a row of quarantine",
    "unread": "the capture was not read as a hub page at all",
}
"""The states of a line, and what each means."""


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """One line of the page, and what it became.

    Attributes:
        number: running number among the page's non-empty lines, from 1.
        text: the line as a reader sees it.
        state: what it became; `quarantine` if any of its cells was refused, whatever else was read from it.
        field: the `table.column` that it was read as, `label of <block>`, or empty.
        block: the block of the page that contains it; for lines of the surrounding site, the landmark.
        cells: the cells read from it, as `table.column` and value.
        refused: `table.column: reason` for each refused cell.
        byte_start: offset in the raw body where the line begins; None if it is not found there.
        byte_end: offset just past it.
    """

    number: int
    text: str
    state: State
    field: str
    block: str
    cells: tuple[tuple[str, str], ...]
    refused: tuple[str, ...]
    byte_start: int | None
    byte_end: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A capture, line by line.

    Attributes:
        reading: everything that was read from it, with outcome and counts.
        lines: its lines, in page order.
        refused: refused cells that belong to no line (the page as a whole), as `table.column: reason`.
    """

    reading: Reading
    lines: tuple[ExplainedLine, ...]
    refused: tuple[str, ...]

    def counts(self) -> dict[State, int]:
        """Count the lines by state; every state has an entry."""
        found = Counter(line.state for line in self.lines)
        return {state: found[state] for state in STATES}


def explain(body: bytes, source: CaptureContext) -> Explanation:
    """Tell what became of every line of a capture.

    Args:
        body: the complete raw bytes.
        source: the capture's context, as for `read_capture`.

    Returns:
        Every non-empty line with its byte range; lone bullets and separators do not count as lines. In a JSON twin,
        each member is a line. A body that is not text has no lines.
    """
    parsed = read_with_trace(body, source)
    if parsed.page is not None and parsed.reading.hub is not None:
        refused = [_refusal(one.table, one.column, one.reason) for one in parsed.page.refusals if one.line is None]
        return Explanation(parsed.reading, tuple(_page_lines(parsed, parsed.page, trace(body, source))), tuple(refused))
    unplaced = [one for one in parsed.reading.quarantine if one.byte_start is None]
    refused = [_refusal(one.table_name, one.column_name, one.reason) for one in unplaced]
    if parsed.page is not None:
        lines = tuple(_page_lines(parsed, parsed.page, trace(body, source)))
    else:
        lines = tuple(_twin_lines(parsed)) if parsed.reading.hub is not None else ()
    return Explanation(parsed.reading, lines, tuple(refused))


def _page_lines(parsed: ParseTrace, page: PageLines, traced: Traced) -> Iterator[ExplainedLine]:
    states = _states(parsed, page)
    refused: dict[int, tuple[str, ...]] = {}
    for one in page.refusals:
        if one.line:
            number = one.line.number
            refused[number] = (*refused.get(number, ()), _refusal(one.table, one.column, one.reason))
    cells = _cells_by_line(traced)
    lines = page.layout.everything
    placed = align(parsed.decoded, lines, is_html=page.rendering == "html")
    for line in lines:
        state, field, block = states[line.number]
        reasons = refused.get(line.number, ())
        place = byte_place(parsed.decoded, placed.get(line.number))
        shown: State = "quarantine" if reasons else state
        given = tuple(cells.get(line.number, ()))
        yield ExplainedLine(line.number, line.text, shown, field, block, given, reasons, *(place or (None, None)))


def _cells_by_line(traced: Traced) -> dict[int | None, list[tuple[str, str]]]:
    found: dict[int | None, list[tuple[str, str]]] = {}
    for cell in traced.cells.values():
        if cell.reading != "word_readings":
            named = f"{cell.field.table}.{cell.column}"
            found.setdefault(cell.line_number, []).append((named, str(cell.value)))
    return found


def byte_place(
    decoded: Decoded, placed: Placed | None, start: int = 0, end: int | None = None
) -> tuple[int, int] | None:
    """Return the byte range of a placed line, or of some of its letters; None if it is not found."""
    span = placed.span(start, end) if placed else None
    return (decoded.byte_offset(span[0]), decoded.byte_offset(span[1])) if span else None


def _states(parsed: ParseTrace, page: PageLines) -> dict[int, tuple[State, str, str]]:
    """Return each line's state, field and block, by line number."""
    is_read = parsed.reading.hub is not None
    strays = {line.number for line in stray_asides(page)}
    left = set(left_over(page))
    found: dict[int, tuple[State, str, str]] = {line.number: ("residue", "", "hidden") for line in page.layout.hidden}
    for line in page.layout.outside:
        state: State = "residue" if line.number in strays else "furniture"
        found[line.number] = (state, "", "aside" if line.number in strays else line.landmark)
    for index, line in enumerate(page.lines):
        claim = page.claims.get(index, "")
        block = block_at(parsed.blocks, index)
        if claim and claim != FURNITURE:
            found[line.number] = ("read", claim, block)
        else:
            found[line.number] = ("residue" if index in left else "furniture", "", block)
    return found if is_read else {number: ("unread", "", block) for number, (_, _, block) in found.items()}


def _twin_lines(parsed: ParseTrace) -> Iterator[ExplainedLine]:
    decoded = parsed.decoded
    unread = tuple(one.text for one in parsed.reading.residue)
    refused = {one.byte_start: one for one in parsed.reading.quarantine}
    for number, member in enumerate(members(decoded.text, OPENED), 1):
        start, end = decoded.byte_offset(member.start), decoded.byte_offset(member.end)
        bad = [one for place, one in refused.items() if place is not None and start <= place < end]
        state: State = "quarantine" if bad else "residue" if f"{member.path}: {_as_json(member)}" in unread else "read"
        reasons = tuple(_refusal(one.table_name, one.column_name, one.reason) for one in bad)
        text = f"{member.path}: {decoded.text[member.value_start : member.end]}"
        field = "" if state == "residue" else _twin_field(member)
        yield ExplainedLine(number, text, state, field, member.path.rpartition(".")[0], (), reasons, start, end)


def _as_json(member: Member) -> str:
    return dumps(member.value)


def _twin_field(member: Member) -> str:
    """Return the column that a member of the twin is read into; `twin`, which holds the whole, for all others."""
    read = (one.field for one in fields.CELLS.values() if member.path in one.paths)
    return next((f"{one.table}.{one.column}" for one in read), "hubs.twin")


def _refusal(table: str, column: str | None, reason: str) -> str:
    return f"{table}.{column}: {reason}" if column else f"{table}: {reason}"

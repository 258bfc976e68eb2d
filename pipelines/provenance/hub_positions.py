"""Positions of the cells of the cited work and its counts: ranges of the recorded lines, or of the JSON twin."""

from re import Match
from typing import Final

from pipelines.parsing.grammar.fields import ABSTRACT, ABSTRACT_RAW, FACET_COUNT, FACET_VALUE
from pipelines.parsing.hub_json import fields
from pipelines.parsing.hub_json.members import OPENED, members
from pipelines.parsing.lines.decoding import Decoded
from pipelines.parsing.lines.line import Line
from pipelines.parsing.positions.visible_text import letters_of
from pipelines.parsing.vocabulary.records import HubRow
from pipelines.provenance.cell_search import Cell, Traced, Tracer, plain_part

HUB: Final = "hub_readings"
FACETS: Final = "facet_readings"


def trace_hub(tracer: Tracer, hub: HubRow) -> None:
    """Trace the cells of the cited work that the parser recorded while it read them."""
    _trace_abstract(tracer, hub)
    for one in tracer.page.cells:
        if one.is_taken:
            line = tracer.page.lines[one.place]
            part = _group(line, one.found, one.field.part) if one.found and one.field.part else tracer.whole(line)
            tracer.note(HUB, (), line, {one.field: getattr(hub, one.field.column)}, part)


def _trace_abstract(tracer: Tracer, hub: HubRow) -> None:
    """Trace the abstract: from the first line of its first paragraph to the last line of its last."""
    indices = sorted(index for index, claim in tracer.page.claims.items() if claim == ABSTRACT_RAW.cell)
    spans = [tracer.span(tracer.page.lines[index]) for index in indices]
    found = [span for span in spans if span]
    if found and len(found) == len(spans):
        number = tracer.page.lines[indices[0]].number
        cells = {ABSTRACT_RAW: hub.abstract_raw, ABSTRACT: hub.abstract}
        tracer.note_span(HUB, (), number, cells, (found[0][0], found[-1][1]))


def _group(line: Line, match: Match[str], name: str) -> tuple[int, int] | None:
    """Return the range of a group among the line's letters; None if the group did not match."""
    if match.groupdict().get(name) is None:
        return None
    start, end = match.span(name)
    return plain_part(line, len(letters_of(match.string[:start])), len(letters_of(match.string[:end])))


def trace_facets(tracer: Tracer) -> None:
    """Trace every value and its count."""
    for key, found in tracer.page.counted.items():
        row = next(one for one in tracer.traced.reading.facets if (one.block, one.facet, one.value) == key)
        for token, cells in ((found.value, {FACET_VALUE: row.value}), (found.count, {FACET_COUNT: row.n})):
            line = tracer.page.lines[token.line]
            tracer.note(FACETS, key, line, cells, plain_part(line, *token.part))


def trace_twin(decoded: Decoded, hub: HubRow, traced: Traced) -> None:
    """Trace each cell read from a JSON twin to its value in the JSON."""
    loaded = fields.load(decoded.text)
    places = {one.path: (one.value_start, one.end) for one in members(decoded.text, OPENED)}
    for column, cell in fields.CELLS.items():
        value, place = getattr(hub, column), places.get(fields.source_of(loaded, cell.paths)[0])
        if value is not None and place:
            start, end = map(decoded.byte_offset, place)
            traced.cells[HUB, (), column] = Cell(HUB, (), cell.field, value, None, start, end)

"""The byte range of every cell of a reading.

The parser does not record positions, since every page would pay for something rarely needed. Instead a capture is
parsed again: the claims and patterns of the block parsers give the line and range of each cell, and `alignment`
converts them to bytes. `rules` proves the result.
"""

from typing import Final

from pipelines.parsing.parse import CaptureContext, read_with_trace
from pipelines.provenance.cell_search import Cell, Traced, Tracer
from pipelines.provenance.hub_positions import trace_facets, trace_hub, trace_twin
from pipelines.provenance.paper_positions import trace_papers

WORDS: Final = "word_readings"

_COLUMNS: Final[dict[str, frozenset[tuple[str, str]]]] = {
    "label": frozenset({("hub_readings", "label")}),
    "role": frozenset(
        {("hub_readings", "dominant_role"), ("citing_paper_readings", "role"), ("facet_readings", "value")}
    ),
    "polarity": frozenset({("hub_readings", "classified_polarity"), ("facet_readings", "value")}),
    "verdict": frozenset({("citing_paper_readings", "verdict"), ("facet_readings", "value")}),
    "category": frozenset({("citing_paper_readings", "category"), ("facet_readings", "value")}),
    "link type": frozenset({("citing_paper_readings", "link_type")}),
    "verdict sentence": frozenset({("hub_readings", "verdict_sentence")}),
}
"""Kinds of words, with the cells that print them."""


def trace(body: bytes, source: CaptureContext) -> Traced:
    """Parse a capture and find the bytes of its cells.

    Args:
        body: the complete raw bytes.
        source: the capture's context, as for `read_capture`.

    Returns:
        Every cell that was read from printed words. NULL cells and inferred ones (the tier `none` of a page without a
        tier line) are absent.
    """
    parsed = read_with_trace(body, source)
    traced = Traced(parsed.reading)
    if parsed.reading.hub is None:
        return traced
    if parsed.page is None:
        trace_twin(parsed.decoded, parsed.reading.hub, traced)
        return traced
    tracer = Tracer(parsed, parsed.page, traced)
    trace_hub(tracer, parsed.reading.hub)
    trace_facets(tracer)
    trace_papers(tracer)
    _trace_words(tracer)
    return traced


def _trace_words(tracer: Tracer) -> None:
    """Trace the words of fixed sets, each to the first cell that prints it, else to the first line that contains it."""
    printed: dict[tuple[str, str, str], Cell] = {}
    for cell in tracer.traced.cells.values():
        printed.setdefault((cell.reading, cell.column, str(cell.value)), cell)
    for one in tracer.traced.reading.words:
        row = (one.kind, one.word)
        places = (printed.get((*column, one.word)) for column in sorted(_COLUMNS.get(one.kind, ())))
        if found := next(filter(None, places), None):
            cell = Cell(WORDS, row, "word", one.word, found.line_number, found.byte_start, found.byte_end)
            tracer.traced.cells[WORDS, row, "word"] = cell
        else:
            _seek_word(tracer, row, one.word)


def _seek_word(tracer: Tracer, row: tuple[str, str], word: str) -> None:
    for index in sorted(tracer.page.claims):
        line = tracer.page.lines[index]
        if part := tracer.words(line, word) or tracer.words(line, word.capitalize()):
            tracer.note(WORDS, row, line, {"word": word}, part)
            return

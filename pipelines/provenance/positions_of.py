"""The byte range of every cell of a reading.

The parser records which line each cell stood on, but no positions, since every page would pay for something rarely
needed. Instead a capture is parsed again: the record gives the line and range of each cell, and `alignment` converts
them to bytes. `rules` proves the result.
"""

from dataclasses import replace
from operator import attrgetter
from typing import Final

from pipelines.parsing.grammar.fields import FACET_VALUE, Field
from pipelines.parsing.parse import read_with_trace
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.words import KIND_OF_FACET
from pipelines.provenance.cell_search import Cell, Traced, Tracer
from pipelines.provenance.hub_positions import trace_facets, trace_hub, trace_twin
from pipelines.provenance.paper_positions import trace_papers

WORDS: Final = "word_readings"

_WORD: Final = Field(
    "word",
    "a word expected from a fixed set (pipelines/parsing/vocabulary/words.py)",
    table="vocabulary",
    parser="blocks/block_result.py word",
)


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
    printed: dict[tuple[str, str], Cell] = {}
    for cell in sorted(tracer.traced.cells.values(), key=attrgetter("reading", "field.column")):
        printed.setdefault((_kind_of(cell), str(cell.value)), cell)
    for one in tracer.traced.reading.words:
        row = (one.kind, one.word)
        if found := printed.get(row):
            cell = replace(found, reading=WORDS, row=row, field=_WORD, value=one.word)
            tracer.traced.cells[WORDS, row, _WORD.column] = cell
        else:
            _seek_word(tracer, row, one.word)


def _kind_of(cell: Cell) -> str:
    """Return the fixed set that a cell's word belongs to; empty: none."""
    if cell.field is FACET_VALUE:
        return KIND_OF_FACET.get(str(cell.row[1]), "")
    return "verdict sentence" if cell.column == "verdict_sentence" else cell.field.kind


def _seek_word(tracer: Tracer, row: tuple[str, str], word: str) -> None:
    for index in sorted(tracer.page.claims):
        line = tracer.page.lines[index]
        if part := tracer.words(line, word) or tracer.words(line, word.capitalize()):
            tracer.note(WORDS, row, line, {_WORD: word}, part)
            return

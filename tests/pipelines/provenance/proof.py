"""Check that the bytes of a capture prove every cell read from it; a cell without a position counts as unproved."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Final

from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import CitingPaperRow, HubRow, Reading
from pipelines.provenance.cell_search import CONCLUDED, RowKey, Traced
from pipelines.provenance.rules import NOTHING, rederived

_HUB: Final = tuple(one.name for one in fields(HubRow) if one.name not in {"capture_id", "twin"})
_PAPER: Final = tuple(
    one.name for one in fields(CitingPaperRow) if one.name not in {"capture_id", "block", "rank", "line_number"}
)


@dataclass(frozen=True, slots=True)
class Unproved:
    """A cell whose bytes do not give its value: the cell, its value, and what the bytes give (None: no position)."""

    reading: str
    row: RowKey
    column: str
    value: Any
    said: Any


def cells_of(reading: Reading) -> Iterator[tuple[str, RowKey, str, Any]]:
    """Yield the non-NULL cells that were read from words of the page, as reading, row, column and value."""
    found: list[tuple[str, RowKey, str, Any]] = []
    if reading.hub:
        found += [("hub_readings", (), name, getattr(reading.hub, name)) for name in _HUB]
    for paper in reading.citing_papers:
        key = (paper.block, paper.rank)
        found += [("citing_paper_readings", key, name, getattr(paper, name)) for name in _PAPER]
    for count in reading.facets:
        place = (count.block, count.facet, count.value)
        found += [("facet_readings", place, "value", count.value), ("facet_readings", place, "n", count.n)]
    found += [("word_readings", (one.kind, one.word), "word", one.word) for one in reading.words]
    for one in found:
        if one[3] is not None and (one[0], one[2], one[3]) not in CONCLUDED:
            yield one


def unproved(traced: Traced, body: bytes, source: CaptureContext) -> list[Unproved]:
    """Return the cells of a traced reading that its bytes do not prove.

    Args:
        traced: the result of `trace` for the same body and source.
        body: the complete raw bytes.
        source: the capture's context.
    """
    missing = []
    encoding = traced.reading.capture.encoding or "utf-8"
    for reading, row, column, value in cells_of(traced.reading):
        cell = traced.cells.get((reading, row, column))
        said = rederived(cell, body, source, encoding) if cell else None
        if cell is None or said != value:
            missing.append(Unproved(reading, row, column, value, None if said is NOTHING else said))
    return missing

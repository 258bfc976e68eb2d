"""A cell of a reading with its byte range, and finding that range from a line and the words on it.

What each block of a page prints is known to `hub_positions` and `paper_positions`.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from pipelines.parsing.blocks.block_result import PageLines
from pipelines.parsing.grammar.fields import Field
from pipelines.parsing.lines.characters import unescaped
from pipelines.parsing.lines.line import Line, Link
from pipelines.parsing.lines.paper_addresses import resolved
from pipelines.parsing.parse import ParseTrace
from pipelines.parsing.positions.alignment import Placed, align
from pipelines.parsing.positions.visible_text import letters_of
from pipelines.parsing.vocabulary.plain_words import letter_places
from pipelines.parsing.vocabulary.records import Reading

CONCLUDED: Final = {("hub_readings", "tier", "none")}
"""Values inferred from what a page lacks: an HTML page without a tier line is about a work below every tier."""

RowKey = tuple[str | int, ...]
"""Identifies a row of a reading within its capture: (), (block, rank), (block, facet, value) or (kind, word)."""

_ANCHOR = re.compile(r"<a\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'>]+))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a reading, and the bytes it was read from.

    Attributes:
        reading: the name of the reading's table.
        row: the row within the capture.
        field: what the parser declares of the cell, by which it was read.
        value: the typed value.
        line_number: the line, numbered as in `explain`; None in a JSON twin.
        byte_start: offset in the raw body of the first byte.
        byte_end: offset just past the last byte.
    """

    reading: str
    row: RowKey
    field: Field
    value: Any
    line_number: int | None
    byte_start: int
    byte_end: int

    @property
    def column(self) -> str:
        """The column of the reading."""
        return self.field.column


@dataclass(slots=True)
class Traced:
    """A reading and its located cells, keyed by reading, row and column; cells without a location are absent."""

    reading: Reading
    cells: dict[tuple[str, RowKey, str], Cell] = field(default_factory=dict)


def plain_part(line: Line, start: int, end: int) -> tuple[int, int]:
    """Convert a range counted in visible letters to a range over all letters of the line."""
    places = letter_places(letters_of(line.raw))
    return (start, end) if places is None or not start < end else (places[start], places[end - 1] + 1)


class Tracer:
    """A page whose cells are being traced: its lines with their positions, and the cells found so far."""

    def __init__(self, parsed: ParseTrace, page: PageLines, traced: Traced) -> None:
        self.parsed = parsed
        self.page = page
        self.traced = traced
        is_html = page.rendering == "html"
        self.placed = align(parsed.decoded, page.layout.everything, is_html=is_html)
        self._anchors = list(_ANCHOR.finditer(parsed.decoded.text)) if is_html else []

    def note(
        self, reading: str, row: RowKey, line: Line, cells: dict[Field, Any], part: tuple[int, int] | None
    ) -> None:
        """Record cells that were read from the same part of a line; NULL values are skipped.

        Args:
            reading: the reading that the cells belong to.
            row: their row in it.
            line: the line.
            cells: the values by field.
            part: start and end among the line's letters; None if it was not found: nothing is recorded then.
        """
        placed = self.placed.get(line.number)
        span = placed.span(*part) if placed and part else None
        if span:
            self.note_span(reading, row, line.number, cells, span)

    def note_span(
        self, reading: str, row: RowKey, line_number: int | None, cells: dict[Field, Any], span: tuple[int, int]
    ) -> None:
        """Record cells that were read from a span of the decoded text."""
        start, end = map(self.parsed.decoded.byte_offset, span)
        for one, value in cells.items():
            if value is not None:
                cell = Cell(reading, row, one, value, line_number, start, end)
                self.traced.cells.setdefault((reading, row, one.column), cell)

    def span(self, line: Line) -> tuple[int, int] | None:
        """Return the start and end of a line in the decoded text; None if it is not found."""
        placed = self.placed.get(line.number)
        return placed.span() if placed else None

    def whole(self, line: Line) -> tuple[int, int]:
        """Return the range that covers all letters of a line."""
        return 0, len(letters_of(line.raw))

    def words(self, line: Line, printed: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        """Find words on a line by their letters; return the range, or None if they are not there."""
        letters, wanted = letters_of(line.raw), letters_of(printed)
        at = letters.find(wanted, start, len(letters) if end is None else end)
        return (at, at + len(wanted)) if at >= 0 and wanted else None

    def link_span(self, line: Line, link: Link) -> tuple[int, int] | None:
        """Find a link's address in the decoded text: the `href` of the nearest matching tag before its words."""
        placed = self.placed.get(line.number)
        # In a joined line, the link's own line may start further on.
        own = max(letters_of(line.raw).rfind(letters_of(link.raw)), 0) if link.raw != line.raw else 0
        words = self._words_at(placed, own + len(letters_of(link.raw[: link.start]))) if placed else None
        if words is None:
            return None
        for anchor in reversed(self._anchors):
            found = _HREF.search(anchor.group()) if anchor.start() < words else None
            written = unescaped(found[found.lastgroup or 0]).strip() if found else ""
            if found and link.href.strip() in (written, resolved(written, self.page.base_url)):
                start, end = found.span(found.lastgroup or 0)
                return anchor.start() + start, anchor.start() + end
        return None

    def _words_at(self, placed: Placed, letter: int) -> int | None:
        """Return the position of the first letter at or after `letter`; past the last one for a link without words."""
        span = placed.span(letter) or placed.span()
        if span is None:
            return None
        return span[0] if letter < len(placed.letters) else span[1] + 1

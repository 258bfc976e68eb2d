"""A cell of a reading and its place in the bytes, and how a place is found from a line and words on it.

What a block prints is not here: `hub_positions` and `paper_positions` know it.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from pipelines.parsing.blocks.block_result import PageLines
from pipelines.parsing.lines.characters import unescaped
from pipelines.parsing.lines.line import Line, Link
from pipelines.parsing.lines.paper_addresses import resolved
from pipelines.parsing.parse import ParseTrace
from pipelines.parsing.positions.alignment import Placed, align
from pipelines.parsing.positions.visible_text import letters_of
from pipelines.parsing.vocabulary.plain_words import letter_places
from pipelines.parsing.vocabulary.records import Reading

CONCLUDED: Final = {("hub_readings", "tier", "none")}
"""Cells that no word of the page says: a page in HTML without a tier line is of a work below the tiers."""

RowKey = tuple[str | int, ...]
"""What tells a row of a reading apart within its capture: (), (block, rank), (block, facet, value), (kind, word)."""

_ANCHOR = re.compile(r"<a\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'>]+))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a reading, and where it stands.

    Attributes:
        reading: the reading, as its table is named.
        row: its row within the capture.
        column: its column.
        value: the value, typed.
        line_number: the line, as `explain` numbers them; None in a twin.
        byte_start: offset in the raw body of the first byte that it was read from.
        byte_end: offset just behind the last.
    """

    reading: str
    row: RowKey
    column: str
    value: Any
    line_number: int | None
    byte_start: int
    byte_end: int


_TABLES = {
    "abstract": "abstracts",
    "abstract_raw": "abstracts",
    "filtered_shown": "captures",
    "filtered_total": "captures",
    "role": "citations",
    "ref_number": "citations",
    "mention_count": "citations",
    "link_type": "citations",
    "summary": "summaries",
}
_USUAL = {"hub_readings": "hubs", "citing_paper_readings": "papers", "facet_readings": "facet_counts"}


def table_of(reading: str, column: str) -> str:
    """Name the published table that a cell of a reading goes to."""
    return _TABLES.get(column) or _USUAL.get(reading, "vocabulary")


@dataclass(slots=True)
class Traced:
    """A reading with the places of its cells, by reading, row and column; what has no place is not there."""

    reading: Reading
    cells: dict[tuple[str, RowKey, str], Cell] = field(default_factory=dict)


def plain_part(line: Line, start: int, end: int) -> tuple[int, int]:
    """Give a part that is counted in letters which a reader sees as a part of all letters of a line."""
    places = letter_places(letters_of(line.raw))
    return (start, end) if places is None or not start < end else (places[start], places[end - 1] + 1)


class Tracer:
    """A page whose cells are being traced: its lines with their places, and the cells so far."""

    def __init__(self, parsed: ParseTrace, page: PageLines, traced: Traced) -> None:
        self.parsed = parsed
        self.page = page
        self.traced = traced
        is_html = page.rendering == "html"
        self.placed = align(parsed.decoded, page.layout.everything, is_html=is_html)
        self.index_of = {line.number: index for index, line in enumerate(page.lines)}
        self._anchors = list(_ANCHOR.finditer(parsed.decoded.text)) if is_html else []

    def note(self, reading: str, row: RowKey, line: Line, values: dict[str, Any], part: tuple[int, int] | None) -> None:
        """Note cells that were read from the same part of a line; NULL has no place.

        Args:
            reading: the reading that they are of.
            row: the row there.
            line: the line.
            values: the cells by column.
            part: begin and end among the line's letters; None: it was not found, and nothing is noted.
        """
        placed = self.placed.get(line.number)
        span = placed.span(*part) if placed and part else None
        if span:
            self.note_span(reading, row, line.number, values, span)

    def note_span(
        self, reading: str, row: RowKey, line_number: int | None, values: dict[str, Any], span: tuple[int, int]
    ) -> None:
        """Note cells that were read from a stretch of the decoded text."""
        start, end = map(self.parsed.decoded.byte_offset, span)
        for column, value in values.items():
            if value is not None:
                cell = Cell(reading, row, column, value, line_number, start, end)
                self.traced.cells.setdefault((reading, row, column), cell)

    def span(self, line: Line) -> tuple[int, int] | None:
        """Give begin and end of a line in the decoded text; None where it is not found."""
        placed = self.placed.get(line.number)
        return placed.span() if placed else None

    def whole(self, line: Line) -> tuple[int, int]:
        """Give all letters of a line as a part."""
        return 0, len(letters_of(line.raw))

    def words(self, line: Line, printed: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        """Find words on a line, by their letters; give them as a part."""
        letters, wanted = letters_of(line.raw), letters_of(printed)
        at = letters.find(wanted, start, len(letters) if end is None else end)
        return (at, at + len(wanted)) if at >= 0 and wanted else None

    def link_span(self, line: Line, link: Link) -> tuple[int, int] | None:
        """Find the address of a link in the decoded text: that of the nearest such tag before its words."""
        placed = self.placed.get(line.number)
        # A line that was joined holds the link's own line further on.
        own = max(letters_of(line.raw).rfind(letters_of(link.raw)), 0) if link.raw != line.raw else 0
        words = self._behind(placed, own + len(letters_of(link.raw[: link.start]))) if placed else None
        if words is None:
            return None
        for anchor in reversed(self._anchors):
            found = _HREF.search(anchor.group()) if anchor.start() < words else None
            written = unescaped(found[found.lastgroup or 0]).strip() if found else ""
            if found and link.href.strip() in (written, resolved(written, self.page.base_url)):
                start, end = found.span(found.lastgroup or 0)
                return anchor.start() + start, anchor.start() + end
        return None

    def _behind(self, placed: Placed, letter: int) -> int | None:
        """Give the place of the first letter from one on; of a link without words, the place behind the last."""
        span = placed.span(letter) or placed.span()
        if span is None:
            return None
        return span[0] if letter < len(placed.letters) else span[1] + 1

"""Proof of a cell: its bytes alone, read again by the parser's own declaration, give the value that it holds."""

from collections.abc import Iterator
from typing import Any, Final

from pipelines.parsing.lines.characters import cleaned_references, unescaped
from pipelines.parsing.lines.decoding import decode_part
from pipelines.parsing.lines.html import html_lines
from pipelines.parsing.lines.line import spaced
from pipelines.parsing.lines.paper_addresses import HEAD, page_base, resolved
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.plain_words import plain
from pipelines.provenance.cell_search import Cell

NOTHING: Final = object()
"""Returned for bytes from which no reader can derive a value."""


def rederived(cell: Cell, body: bytes, source: CaptureContext, encoding: str) -> Any:
    """Read a cell's bytes again, without the rest of the page.

    Args:
        cell: the cell with its byte range.
        body: the complete raw bytes of its capture.
        source: the capture's context.
        encoding: the codec that the whole body was decoded with.

    Returns:
        The cell's value if the bytes give it, however inline elements split them; otherwise the value that they give
        instead, or NOTHING.
    """
    besides = {"captured_on": (source.captured_at.date(),), "url": (source.url,), "facet": cell.row[1:2]}
    beside = besides.get(cell.field.takes, ())
    first: Any = NOTHING
    text = decode_part(body[cell.byte_start : cell.byte_end], encoding)
    base = page_base(decode_part(body[:HEAD], encoding), source.url) if cell.field.is_address else None
    for printed in _printed(text, cell, base):
        try:
            value = _read(cell, printed, *beside)
        except ValueError:
            continue
        if value == cell.value:
            return value
        first = value if first is NOTHING else first
    return first


def _read(cell: Cell, printed: str, *beside: object) -> Any:
    # Count lines capitalise a polarity, and style sheets print words in capitals: the known spelling is kept.
    if cell.reading == "word_readings" and printed.lower() == cell.value.lower():
        return cell.value
    return cell.field.read(printed, *beside)


def _printed(text: str, cell: Cell, base: str | None) -> Iterator[str]:
    """Yield the words that a span of the page prints, for each way to space elements; then without typography."""
    found = list(_as_set_apart(text, cell, base)) if "&" in text or not text.isascii() else []
    yield from found or _as_set_apart(text, cell, base)
    yield from map(plain, found)


def _as_set_apart(text: str, cell: Cell, base: str | None) -> Iterator[str]:
    """Yield the words once for each way in which elements may be spaced."""
    if cell.line_number is None:
        yield text
    elif cell.field.is_address:
        yield resolved(unescaped(text), base) if base else unescaped(text)
    else:
        yield " ".join(text.split())
        lines = html_lines(cleaned_references(text)[0].encode()).lines
        yield " ".join(line.text for line in lines)
        yield " ".join(line.soft_spaced for line in lines)
        yield " ".join(spaced(line.raw) for line in lines)

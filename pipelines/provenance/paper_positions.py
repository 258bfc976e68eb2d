"""Positions of the cells of both lists of citing papers, as ranges of lines.

The parser records the lines of each row and the parts of its meta line; this module finds each part on the line.
"""

from typing import Any, Final

from pipelines.parsing.blocks.block_result import ListedPaper
from pipelines.parsing.blocks.meta_words import Told
from pipelines.parsing.grammar.fields import (
    ARXIV_ID,
    CATEGORY,
    LINK_TYPE,
    MENTION_COUNT,
    NOVELTY,
    POSTED_ON,
    REF_NUMBER,
    ROLE,
    SUMMARY,
    TITLE,
    TITLE_RAW,
    URL,
    VERDICT,
    Field,
)
from pipelines.parsing.grammar.meta_line import Meta
from pipelines.parsing.lines.line import Line
from pipelines.parsing.positions.visible_text import letters_of
from pipelines.parsing.vocabulary.records import CitingPaperRow
from pipelines.parsing.vocabulary.words import DOT
from pipelines.provenance.cell_search import Tracer

PAPERS: Final = "citing_paper_readings"
_NUMBERS: Final = (NOVELTY, MENTION_COUNT, REF_NUMBER)
_WORDS: Final = (VERDICT, ROLE, LINK_TYPE)


def trace_papers(tracer: Tracer) -> None:
    """Trace every row of both lists."""
    for listed in tracer.page.papers:
        _trace_row(tracer, listed)


def _trace_row(tracer: Tracer, listed: ListedPaper) -> None:
    row, entry, meta, said = listed
    key, lines = (row.block, row.rank), tracer.page.lines
    title = lines[entry.meta if entry.title is None else entry.title]
    summary = None if entry.summary is None else lines[entry.summary]
    if row.title_raw:
        cells = {TITLE_RAW: row.title_raw, TITLE: row.title}
        tracer.note(PAPERS, key, title, cells, tracer.words(title, row.title_raw))
    beside = [lines[index] for index in (entry.meta, *entry.beside) if index >= 0]
    for line in (title, *beside, *filter(None, [summary])):
        _trace_link(tracer, row, line)
    if summary and row.summary:
        # On a line shared with the title and the dotted parts, the summary comes last.
        letters, wanted = letters_of(summary.raw), letters_of(row.summary)
        at = letters.rfind(wanted) if entry.summary == entry.meta else letters.find(wanted)
        tracer.note(PAPERS, key, summary, {SUMMARY: row.summary}, (at, at + len(wanted)) if at >= 0 else None)
    if meta and said:
        _trace_meta(tracer, row, lines[entry.meta], meta, said)


def _trace_link(tracer: Tracer, row: CitingPaperRow, line: Line) -> None:
    for link in line.links:
        read = {ARXIV_ID: ARXIV_ID.read(link.href), URL: URL.read(link.href, tracer.page.base_url)}
        cells = {one: value for one, value in read.items() if value and value == getattr(row, one.column)}
        span = tracer.link_span(line, link) if cells else None
        if span:
            tracer.note_span(PAPERS, (row.block, row.rank), line.number, cells, span)


def _trace_meta(tracer: Tracer, row: CitingPaperRow, line: Line, meta: Meta, said: Told) -> None:
    """Find the parts of a meta line: the date with the category next to it, then the other parts around them."""
    key, letters, tail = (row.block, row.rank), letters_of(line.raw), meta.tail
    last = letters.rfind(letters_of(tail.summary)) if tail.summary else len(letters)
    date = letters.rfind(meta.date, 0, last)
    wanted = letters_of(meta.category)
    category = letters.find(wanted, date) if meta.is_date_first else letters.rfind(wanted, 0, date)
    if date < 0 or category < 0:
        return
    tracer.note(PAPERS, key, line, {CATEGORY: row.category}, (category, category + len(wanted)))
    date_end = date + len(meta.date)
    tracer.note(PAPERS, key, line, {POSTED_ON: row.posted_on}, (date, date_end))
    printed = dict(tail.printed)
    found: dict[Field, Any] = {one: getattr(tail, one.part) for one in _NUMBERS}
    found |= {one: getattr(said, one.part) for one in _WORDS}
    for one, value in found.items():
        if value is not None:
            shown = printed.get(one.part) or printed.get(value) or value
            part = _part_place(tracer, line, shown, value, (date_end, last))
            tracer.note(PAPERS, key, line, {one: getattr(row, one.column)}, part)


def _part_place(
    tracer: Tracer, line: Line, printed: str, value: str, bounds: tuple[int, int]
) -> tuple[int, int] | None:
    """Find a part of a meta line, after the date if possible, else anywhere; return the range of its value."""
    place = tracer.words(line, DOT + printed, *bounds) or tracer.words(line, printed, *bounds)
    place = place or tracer.words(line, printed)
    if place is None:
        return None
    letters, wanted = letters_of(line.raw)[place[0] : place[1]].lower(), letters_of(value).lower()
    at = place[0] + letters.rfind(wanted)
    return (at, at + len(wanted)) if wanted in letters else None

"""Positions of the cells of both lists of citing papers, as ranges of lines.

A row's lines are the claimed lines from its first line up to the next row's. The parser's own `meta_line` splits the
dotted line into parts; this module finds each part on the line.
"""

from itertools import pairwise
from typing import Final

from pipelines.parsing.blocks.block_result import FURNITURE
from pipelines.parsing.grammar import meta_line
from pipelines.parsing.grammar.meta_line import Meta
from pipelines.parsing.lines.line import Line
from pipelines.parsing.lines.paper_addresses import paper_address
from pipelines.parsing.positions.visible_text import letters_of
from pipelines.parsing.vocabulary.records import CitingPaperRow
from pipelines.parsing.vocabulary.words import DOT
from pipelines.provenance.cell_search import RowKey, Tracer

PAPERS: Final = "citing_paper_readings"
_KINDS: Final = {"mention_count": "mentions", "ref_number": "reference"}
"""Columns whose part of the dotted line has another name, with that name."""


def trace_papers(tracer: Tracer) -> None:
    """Trace every row of both lists."""
    size = len(tracer.page.lines)
    labels = [section.label for section in tracer.parsed.blocks]
    starts = sorted({*(tracer.index_of[row.line_number] for row in tracer.traced.reading.citing_papers), *labels, size})
    ends = dict(pairwise(starts))
    for row in tracer.traced.reading.citing_papers:
        first = tracer.index_of[row.line_number]
        _trace_row(tracer, row, range(first, ends[first]))


def _trace_row(tracer: Tracer, row: CitingPaperRow, indices: range) -> None:
    claims = {index: claim for index in indices if (claim := tracer.page.claims.get(index)) and claim != FURNITURE}
    lines = [tracer.page.lines[index] for index in claims]
    title = _claimed(tracer, claims, "papers.title_raw")
    summary = _claimed(tracer, claims, "summaries.summary")
    dotted = next((line for line in lines if line not in (title,) and meta_line.is_meta(line)), None)
    if tracer.page.rendering == "list_text":
        dotted = None
    key = (row.block, row.rank)
    _trace_title(tracer, row, key, title or dotted)
    linked = (tracer.page.lines[index] for index in indices if tracer.page.lines[index].links)
    for line in (*filter(None, (title, dotted)), *linked):
        _trace_link(tracer, row, key, line)
    if summary and row.summary:
        # On a line shared with the title and the dotted parts, the summary comes last.
        letters, wanted = letters_of(summary.raw), letters_of(row.summary)
        at = letters.rfind(wanted) if summary is dotted else letters.find(wanted)
        tracer.note(PAPERS, key, summary, {"summary": row.summary}, (at, at + len(wanted)) if at >= 0 else None)
    meta = meta_line.parse(dotted) if dotted else None
    if dotted and meta:
        _trace_meta(tracer, row, key, dotted, meta)


def _claimed(tracer: Tracer, claims: dict[int, str], what: str) -> Line | None:
    return next((tracer.page.lines[index] for index, claim in claims.items() if claim == what), None)


def _trace_title(tracer: Tracer, row: CitingPaperRow, key: RowKey, line: Line | None) -> None:
    if line and row.title_raw:
        cells = {"title_raw": row.title_raw, "title": row.title}
        tracer.note(PAPERS, key, line, cells, tracer.words(line, row.title_raw))


def _trace_link(tracer: Tracer, row: CitingPaperRow, key: RowKey, line: Line) -> None:
    for link in line.links:
        paper = paper_address(link.href)
        url = paper.full(tracer.page.base_url) if paper else None
        read = {"arxiv_id": paper.arxiv_id if paper else None, "url": url}
        cells = {column: value for column, value in read.items() if value and value == getattr(row, column)}
        span = tracer.link_span(line, link) if cells else None
        if span:
            tracer.note_span(PAPERS, key, line.number, cells, span)


def _trace_meta(tracer: Tracer, row: CitingPaperRow, key: RowKey, line: Line, meta: Meta) -> None:
    """Find the parts of a meta line: the date with the category next to it, then the other parts around them."""
    letters = letters_of(line.raw)
    tail = meta.tail
    last = letters.rfind(letters_of(tail.summary)) if tail.summary else len(letters)
    date = letters.rfind(meta.date, 0, last)
    wanted = letters_of(meta.category)
    category = letters.find(wanted, date) if meta.is_date_first else letters.rfind(wanted, 0, date)
    if date < 0 or category < 0:
        return
    tracer.note(PAPERS, key, line, {"category": row.category}, (category, category + len(wanted)))
    date_end = date + len(meta.date)
    tracer.note(PAPERS, key, line, {"posted_on": row.posted_on}, (date, date_end))
    printed = dict(tail.printed)
    numbers = {"novelty": tail.novelty, "mention_count": tail.mentions, "ref_number": tail.reference}
    words = [*tail.words, *tail.late_words, *(word for _, word in tail.labelled)]
    found = {column: value for column, value in numbers.items() if value is not None}
    for column in ("verdict", "role", "link_type"):
        value = getattr(row, column)
        found.update((column, word) for word in words if value in (word, word.lower()))
    for column, value in found.items():
        shown = printed.get(_KINDS.get(column, column)) or printed.get(value) or value
        part = _part_place(tracer, line, shown, value, (date_end, last))
        tracer.note(PAPERS, key, line, {column: getattr(row, column)}, part)


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

"""Entries that leave nothing to weigh, as nearly all do: each is read at once.

Such an entry stands in a list whose entries are all laid out alike. Its title is one link to a paper, all parts of its
meta line are known, and its summary is a line of nothing but words. None of the doubts of `title_doubts` is possible
then. `citing_papers` reads any other entry; of a plain one it would make the same row.
"""

from functools import lru_cache
from typing import NamedTuple

from pipelines.parsing.blocks import meta_words, title_words
from pipelines.parsing.blocks.block_result import PageLines, without_none
from pipelines.parsing.blocks.meta_words import Told
from pipelines.parsing.blocks.summary_words import LONGEST_LABEL, begins_with_label
from pipelines.parsing.blocks.title_marks import TitleMarks
from pipelines.parsing.grammar import controls, values
from pipelines.parsing.grammar.fields import CATEGORY, LINK_TYPE, ROLE, SUMMARY, TITLE, TITLE_RAW, VERDICT
from pipelines.parsing.grammar.meta_line import Meta
from pipelines.parsing.grammar.meta_parts import LONGEST_TOGETHER, holds_parts
from pipelines.parsing.lines.line import EDGES, INLINE_BOUNDARY, Line
from pipelines.parsing.lines.paper_addresses import PaperAddress, paper_address
from pipelines.parsing.lists.division import Entry
from pipelines.parsing.vocabulary.plain_words import is_all_signs
from pipelines.parsing.vocabulary.records import CitingPaperRow


def may_be_plain(marks: TitleMarks) -> bool:
    """Return whether nothing casts doubt on all the entries of a list."""
    return bool(marks.entries) and not (marks.has_odd_ends or marks.is_ranked or marks.has_shared_end)


def plain_row(  # noqa: PLR0913, PLR0917 (the first three cells of a row are three arguments)
    page: PageLines, entry: Entry, meta: Meta, capture_id: str, block: str, rank: int
) -> CitingPaperRow | None:
    """Return the row of a plain entry, and claim its lines; None, and nothing is changed, if it is not plain.

    Args:
        page: the page.
        entry: an entry of a list that `may_be_plain`.
        meta: its meta line.
        capture_id: stored in the row.
        block: the list.
        rank: the number of the entry in it.
    """
    lines = page.lines
    if not entry.is_plain or entry.title is None or entry.meta in {entry.title, entry.summary}:
        return None
    title = lines[entry.title]
    paper = _paper_of(title)
    summary = None if entry.summary is None else lines[entry.summary]
    if paper is None or lines[entry.meta].links or (summary is not None and not _is_plain_summary(summary, title)):
        return None
    tail = meta.tail
    words = _words_of(block, tail.words, tail.late_words, tail.labelled)
    if words is None or tail.beside:
        return None
    try:
        posted_on = values.posted_on(meta.date, page.captured_on)
        novelty = None if tail.novelty is None else values.novelty(tail.novelty)
        reference = None if tail.reference is None else values.count(tail.reference)
        mentions = None if tail.mentions is None else values.count(tail.mentions)
    except values.Refused:
        return None
    claims = page.claims
    claims[entry.title], claims[entry.meta] = TITLE_RAW.cell, CATEGORY.cell
    if entry.summary is not None:
        claims[entry.summary] = SUMMARY.cell
    row = CitingPaperRow(
        capture_id,
        block,
        rank,
        lines[entry.first].number,
        paper.arxiv_id,
        paper.full(page.base_url),
        TITLE.read(title.text),
        title.text,
        page.word(CATEGORY.kind, meta.category),
        posted_on,
        words.verdict,
        novelty,
        words.role,
        reference,
        mentions,
        words.link_type,
        None if summary is None else summary.text,
    )
    page.words |= words.printed
    page.papers.append((row, entry, meta, words.told))
    return row


class _Words(NamedTuple):
    """The words of a meta line as cells: what a row takes, and what is recorded as printed."""

    told: Told
    verdict: str | None
    role: str | None
    link_type: str | None
    printed: frozenset[tuple[str, str]]


@lru_cache(maxsize=values.REMEMBERED)
def _words_of(
    block: str, words: tuple[str, ...], late_words: tuple[str, ...], labelled: tuple[tuple[str, str], ...]
) -> _Words | None:
    """Return the words of a meta line by meaning; None if one has none, or no word is the verdict. Remembered."""
    told = meta_words.told(block, words, late_words, labelled)
    if told.unread or told.verdict is None:
        return None
    verdict, role, link_type = map(without_none, (told.verdict, told.role, told.link_type))
    kinds = {VERDICT.kind: verdict, ROLE.kind: role, LINK_TYPE.kind: link_type}
    printed = frozenset((kind, word) for kind, word in kinds.items() if word is not None)
    return _Words(told, VERDICT.read(verdict) if verdict else None, role, link_type, printed)


def _paper_of(title: Line) -> PaperAddress | None:
    """Return the paper that a title leads to if a link with the paper's id is all of its line, and its words are plain.

    Empty elements and blanks may be beside the link.
    """
    if len(title.links) != 1:
        return None
    text, raw, link = title.text, title.raw, title.links[0]
    paper = paper_address(link.href)
    if paper is None or paper.arxiv_id is None:
        return None
    if link.start or link.end < len(raw) - 1 or INLINE_BOUNDARY in raw[: link.end]:
        is_whole = not raw[: link.start].strip(EDGES) and not raw[link.end :].strip(EDGES)
        if not is_whole or title.has_elements or link.raw != raw:
            return None
    is_plain = not (title_words.doubt_of(text) or is_all_signs(text) or controls.is_control(text))
    return paper if is_plain else None


def _is_plain_summary(summary: Line, title: Line) -> bool:
    """Return whether a line is certainly a summary: words with a full stop at the end, without links or elements."""
    text = summary.text
    return (
        text[-1] == "."
        and text[-2:] != ".."  # as a text ends that was cut off
        and " " in text
        and not summary.links
        and bool(summary.path)
        and ((text[0].isalpha() and ":" not in text[:LONGEST_LABEL]) or not begins_with_label(text))
        and not summary.has_elements
        and (len(text) > LONGEST_TOGETHER or not holds_parts(text))
        and (not controls.is_heading(summary) or controls.is_heading(title))
    )

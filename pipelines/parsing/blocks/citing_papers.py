"""The two lists of citing papers, as HTML and FULL text print them: representative papers and the explorer.

`entries` divides the lines into entries; here every part of an entry becomes a cell, or is refused.
`listed_summaries` reads the same lists in LIST text.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipelines.parsing.blocks import meta_words, paper_titles, summary_words, title_doubts, title_marks
from pipelines.parsing.blocks.block_result import FURNITURE, PageLines
from pipelines.parsing.blocks.plain_rows import may_be_plain, plain_row
from pipelines.parsing.grammar import controls, line_ends, values
from pipelines.parsing.grammar.fields import (
    CATEGORY,
    LINK_TYPE,
    MENTION_COUNT,
    NOVELTY,
    POSTED_ON,
    REF_NUMBER,
    ROLE,
    SHOWING,
    SUMMARY,
    VERDICT,
)
from pipelines.parsing.grammar.meta_line import Meta
from pipelines.parsing.grammar.sections import Section
from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line, joined
from pipelines.parsing.lists import entries
from pipelines.parsing.lists.division import Entry
from pipelines.parsing.lists.traits import ends_like_a_sentence, is_linked
from pipelines.parsing.vocabulary.records import CitingPaperRow, HubRow
from pipelines.parsing.vocabulary.words import is_known
from schemas.refusals import RefusedBecause

_FEWEST_BLANKS = 4
_LONGEST_REMARK = 300
_CUT_OFF = (*values.CUT_OFF, *(f"{dots} more" for dots in values.CUT_OFF))
_BETWEEN = re.compile(r"[\s,;/|]+")
"""What may stand between categories."""


def read_list(page: PageLines, section: Section, capture_id: str, papers: int | None = None) -> list[CitingPaperRow]:
    """Read one list.

    Args:
        page: the page, in HTML or FULL text.
        section: representative or explorer.
        capture_id: stored in the rows.
        papers: how many papers the list has according to the page, or None.

    Returns:
        A row for each entry, in page order; none if the layout of the list is ambiguous.
    """
    start = page.first_free(section.start, section.end)
    if start == section.end:
        return []
    layout, metas = entries.divide(page.lines, section.label, start, section.end, papers)
    page.claim(layout.again, FURNITURE)
    if doubt := _doubt_of_rows(section.block, [metas[entry.meta] for entry in layout.entries]):
        layout = replace(layout, entries=[], refused=doubt)
    if layout.refused:
        page.doubt("citations", page.lines[start], f"{section.block}: {layout.refused}")
    lines = page.lines
    cell = "citations.listed_rank" if section.block == "explorer" else "citations.representative_rank"
    for index in layout.turned:
        reason = "the list prints an entry twice, in every word: which place in the order is its own cannot be told"
        page.refuse(cell, lines[index].text, reason, lines[index], because=RefusedBecause.DUPLICATE_VALUE)
    free = page.free(section.start, section.end)
    marks = title_marks.TitleMarks(lines, layout.entries, metas, free, section.end, section.below)
    is_plain = may_be_plain(marks)
    rows = []
    for rank, entry in enumerate(layout.entries, 1):
        meta = metas[entry.meta]
        row = plain_row(page, entry, meta, capture_id, section.block, rank) if is_plain else None
        if row is None:
            row = CitingPaperRow(capture_id, section.block, rank, lines[entry.first].number)
            _weigh(page, entry, meta, row, marks)
        rows.append(row)
    if layout.refused or not all(row.arxiv_id or row.url for row in rows):
        _refuse_other_links(page, section)
    return rows


def _doubt_of_rows(block: str, metas: Sequence[Meta]) -> str | None:
    """Return why the rows of a list may be of the other: representative papers have a novelty, others a reference."""
    forms = {(meta.tail.novelty is not None, meta.tail.reference is not None) for meta in metas}
    if block == "explorer" and {(True, False), (False, True)} <= forms:
        return "rows of both lists stand among each other"
    if len(metas) > 1 and forms == {(block == "explorer", block != "explorer")}:
        return "all rows have the form of the other list"
    return None


def _weigh(page: PageLines, entry: Entry, meta: Meta, row: CitingPaperRow, marks: title_marks.TitleMarks) -> None:
    """Read the parts of an entry one by one, each with the doubts that are possible."""
    paper_titles.read_title(page, entry, meta, row, marks)
    _read_meta(page, entry, meta, row)
    _read_summary(page, entry, meta, row, marks)
    if entry.summary is not None and row.title_raw and not (row.arxiv_id or row.url):
        paper_titles.refuse_links(page, page.lines[entry.summary], "words of the summary lead to a paper")


def _refuse_other_links(page: PageLines, section: Section) -> None:
    """Report the links to papers that cannot be assigned to a row: in the list, and below a heading that ends it.

    Such a heading may be a title.
    """
    for index in page.free(section.start, section.below or section.end):
        line = page.lines[index]
        if is_linked(line):
            paper_titles.refuse_links(page, line, "a link to a paper, and which row it belongs to cannot be told")


def read_showing(page: PageLines, section: Section, hub: HubRow) -> None:
    """Read `Showing 2 of 2 citing papers after filters.`; the second number is also after the filter."""
    for index in page.free(section.start, section.end)[:3]:
        line = page.lines[index]
        if not line.links and (found := line.match(SHOWING)):
            page.claim([index], "captures.citing_papers_listed")
            page.fill(hub, index, "captures.citing_papers_listed", found)
            return


def _read_meta(page: PageLines, entry: Entry, meta: Meta, row: CitingPaperRow) -> None:
    line = page.lines[entry.meta]
    tail = meta.tail
    page.claims[entry.meta] = CATEGORY.cell
    row.posted_on = page.value(POSTED_ON, meta.date, line, page.captured_on)
    if tail.novelty is not None:
        row.novelty = page.value(NOVELTY, tail.novelty, line)
    if tail.mentions is not None:
        row.mention_count = page.value(MENTION_COUNT, tail.mentions, line)
    if tail.reference is not None:
        row.ref_number = page.value(REF_NUMBER, tail.reference, line)
    said = meta_words.told(row.block, tail.words, tail.late_words, tail.labelled)
    if said.verdict is not None and page.word(VERDICT.kind, said.verdict):
        row.verdict = VERDICT.read(said.verdict)
    if said.verdict is None and not said.unread:
        reason = "the dotted line prints no verdict in words"
        page.refuse(VERDICT.cell, line.text, reason, line, because=RefusedBecause.MISSING_PART)
    if said.link_type is not None:
        row.link_type = page.word(LINK_TYPE.kind, said.link_type)
    if said.role is not None:
        row.role = page.word(ROLE.kind, said.role)
    if said.unread or tail.beside:
        _refuse_unknown(page, meta, line, (*said.unread, *tail.beside))
    row.category = page.word(CATEGORY.kind, meta.category or None)
    page.papers.append((row, entry, meta, said))


def _refuse_unknown(page: PageLines, meta: Meta, line: Line, unknown: tuple[str, ...]) -> None:
    """Report the parts without a meaning; a category among them casts doubt on the one beside the date."""
    if any(is_known("category", one) for words in unknown for one in _BETWEEN.split(words)):
        page.doubt(CATEGORY.cell, line, "more than one category, and which is the first cannot be told")
        meta.category = ""
    for words in unknown:
        reason = "unknown part of the dotted line"
        page.refuse("citations", words, reason, line, because=RefusedBecause.UNKNOWN_PART)


def _read_summary(
    page: PageLines, entry: Entry, meta: Meta, row: CitingPaperRow, marks: title_marks.TitleMarks
) -> None:
    doubt = title_doubts.of_summary(page.lines, entry, meta, marks, has_title=row.title_raw is not None)
    doubt = doubt or _doubt_of_summary(page, entry, meta)
    if doubt:
        page.doubt(SUMMARY.cell, page.lines[entry.meta if entry.summary is None else entry.summary], doubt)
    elif entry.summary is not None:
        page.claims[entry.summary] = SUMMARY.cell
        is_beside = entry.summary == entry.meta
        row.summary = meta.tail.summary if is_beside else _without_link(page, page.lines[entry.summary], row)


def _doubt_of_summary(page: PageLines, entry: Entry, meta: Meta) -> str:
    """Return why the line of a summary may not be one; empty: it is one, or there is none."""
    if entry.summary is None:
        return ""
    text, is_beside = page.lines[entry.summary].text, entry.summary == entry.meta
    if not entry.is_summary_sure:
        return "more than one line could be the summary of this paper"
    said = meta.tail.summary or "" if is_beside else text
    if doubt := _doubt_of_words(said):
        return doubt
    if not is_beside and (doubt := _doubt_of_line(page.lines[entry.summary])):
        return doubt
    if not is_beside and not entry.is_plain and paper_titles.goes_on(page, entry.summary, entry.meta):
        return "the summary goes on in a line of its own, and where it ends cannot be told"
    return ""


def _doubt_of_line(line: Line) -> str:
    """Return why a line of its own may be no summary, or more than one; empty: it is one."""
    if line.has_elements and _has_remark(line):
        return "an element at an end of the summary may be a remark"
    if not line.has_elements and line_ends.ends_in_few_words(line.text):
        return "a few words stand behind the last sentence"
    return "a few words, or names, where a sentence is expected" if _is_no_sentence(line.text) else ""


def _has_remark(line: Line) -> bool:
    """Return whether an element at an end of a summary may be none of it, and is no link or button that is left off."""
    raw = line.raw
    if line_ends.begins_before_sentence(raw) or line_ends.begins_in_badge(raw):
        return True
    last = line_ends.last_element(raw)[0]
    if any(map(str.isalpha, last)) and controls.is_control(last):
        return False
    return line_ends.ends_beyond_sentence(raw) or line_ends.ends_in_badge(raw) or line_ends.is_glued(raw)


def _doubt_of_words(said: str) -> str:
    """Return why words may be more or less than a summary; empty: they may not."""
    if said.endswith(_CUT_OFF):
        return "the summary is cut off"
    return "a label or a sign stands before the summary" if said and summary_words.begins_with_label(said) else ""


def _is_no_sentence(text: str) -> bool:
    """Return whether a text is not a one-sentence summary: a few words without an end, or the names of people."""
    if ends_like_a_sentence(text) or len(text) > _LONGEST_REMARK:
        return False
    return text.count(" ") < _FEWEST_BLANKS or controls.names_people(text)


def _without_link(page: PageLines, line: Line, row: CitingPaperRow) -> str | None:
    """Remove the words of a button (`more`), and a link to the paper itself (`Read more`), from a summary's end.

    The words of a link are reported; those of a button are dropped.
    """
    if not line.links and not line.has_elements:
        return line.text
    before, _, last = line.raw.rstrip(f" \n\t{INLINE_BOUNDARY}").rpartition(INLINE_BOUNDARY)
    is_button = before and any(map(str.isalpha, last)) and all(link.text != joined(last) for link in line.links)
    if is_button and controls.says_what_it_does(joined(last)):
        if ends_like_a_sentence(joined(before)):
            return joined(before)
        page.doubt(SUMMARY.cell, line, "the last word may be a button or a word of the summary")
        return None
    for link in line.links:
        before = joined(line.raw[: link.start])
        is_own = row.arxiv_id is not None and values.paper_link(link.href) == row.arxiv_id
        if before and (is_own or controls.is_control(link.text)) and not joined(link.after):
            reason = "words of a link behind the summary"
            page.refuse("summaries", link.text, reason, line, because=RefusedBecause.UNKNOWN_PART)
            return before
    return line.text

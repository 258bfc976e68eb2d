"""The two lists of citing papers as LIST text prints them: without dotted lines (HUB_PAGES section 3 (b)).

Representative papers are bare summaries there; the explorer has a lone bullet, a title, a summary. The first line of
the file is hoisted from the explorer (a).
"""

import re
from collections.abc import Sequence

from pipelines.parsing.blocks import summary_words
from pipelines.parsing.blocks.block_result import FURNITURE, PageLines
from pipelines.parsing.grammar import meta_line
from pipelines.parsing.grammar.fields import SUMMARY, TITLE, TITLE_RAW
from pipelines.parsing.grammar.meta_parts import holds_parts
from pipelines.parsing.grammar.sections import Section
from pipelines.parsing.lines.line import Line
from pipelines.parsing.lists.division import Entry
from pipelines.parsing.vocabulary.records import CitingPaperRow
from pipelines.parsing.vocabulary.words import DOT

_LABEL_LIKE = re.compile(r"[a-z][\w-]*( [\w-]+){1,4}")
"""A few lower-case words without an end: the label of an unknown block, not a sentence."""
_LABELLED = "a label or words of the site stand before or behind the summary"
_NO_META = -1
_MOST_UNENDED = 4
"""If one line in this many has no full stop, the list does not hold summaries alone."""


def read_representatives(page: PageLines, section: Section, capture_id: str) -> list[CitingPaperRow]:
    """Read each line as the summary of one paper; lines that look like a label or a dotted line are residue.

    If there are titles among the lines, known from the explorer or without a full stop, the whole list is refused,
    because which lines are summaries is ambiguous.
    """
    free = [
        index
        for index in page.free(section.start, section.end)
        if not (page.lines[index].is_bulleted or meta_line.is_meta(page.lines[index]))
        and not _LABEL_LIKE.fullmatch(page.lines[index].text)
    ]
    titles = {line.text for line in page.lines[section.end :] if line.is_bulleted}
    unended = [index for index in free if not _is_sentence(page.lines[index]) or page.lines[index].text in titles]
    if unended and len(unended) * _MOST_UNENDED >= len(free):
        reason = "titles stand among the summaries of the list: which line is which cannot be told"
        page.doubt(SUMMARY.cell, page.lines[unended[0]], reason)
        return []
    rows: list[CitingPaperRow] = []
    labelled = _labelled(page, [index for index in free if index not in unended])
    for index in free:
        line = page.lines[index]
        if index in labelled:
            page.doubt(SUMMARY.cell, line, _LABELLED)
            continue
        if index in unended:
            reason = "a line without a full stop among summaries: whether it is a title cannot be told"
            page.doubt(SUMMARY.cell, line, reason)
            continue
        page.claim([index], SUMMARY.cell)
        rows.append(CitingPaperRow(capture_id, section.block, len(rows) + 1, line.number, summary=line.text))
        page.papers.append((rows[-1], Entry(index, None, _NO_META, index), None, None))
    return rows


def read_explorer(page: PageLines, section: Section, capture_id: str) -> list[CitingPaperRow]:
    """Read a title after each bullet and a summary after it; further lines are residue.

    If every line has a bullet, or sentences have the bullets and titles do not, the list is refused; so it is if lines
    hold parts of dotted lines, which LIST text lacks: something wrapped them, and where a title ends is lost.
    """
    free = page.free(section.start, section.end)
    bulleted = [index for index in free if page.lines[index].is_bulleted]
    behind = [index for index in free if not page.lines[index].is_bulleted and index > min(bulleted, default=index)]
    is_turned = _share(page, bulleted) > _share(page, behind) if behind else len(bulleted) > 1
    dotted = [index for index in free if index >= min(bulleted, default=index) and _is_dotted(page.lines[index])]
    if bulleted and (is_turned or dotted):
        reason = "the bullets of the list do not stand before titles alone: which line is a title cannot be told"
        if dotted:
            reason = "parts of dotted lines stand in the list: where a title ends cannot be told"
        page.doubt(TITLE_RAW.cell, page.lines[(dotted or bulleted)[0]], reason)
        return []
    rows: list[CitingPaperRow] = []
    labelled = _labelled(page, [index for index in behind if page.lines[index - 1].is_bulleted])
    for index in free:
        line = page.lines[index]
        if line.is_bulleted:
            page.claim([index], TITLE_RAW.cell)
            row = CitingPaperRow(capture_id, section.block, len(rows) + 1, line.number)
            row.title_raw, row.title = line.text, TITLE.read(line.text)
            rows.append(row)
            page.papers.append((row, Entry(index, index, _NO_META, None), None, None))
        elif index in labelled and page.claims.get(index - 1) == TITLE_RAW.cell:
            page.doubt(SUMMARY.cell, line, _LABELLED)
        elif page.claims.get(index - 1) == TITLE_RAW.cell:
            page.claim([index], SUMMARY.cell)
            rows[-1].summary = line.text
            page.papers[-1][1].summary = index
    return rows


def _labelled(page: PageLines, summaries: Sequence[int]) -> frozenset[int]:
    """Return those of some summaries that a label or a sign begins; all of them if all share words of the site."""
    if summary_words.share_words([page.lines[index] for index in summaries]):
        return frozenset(summaries)
    return frozenset(index for index in summaries if summary_words.begins_with_label(page.lines[index].text))


def _is_dotted(line: Line) -> bool:
    """Return whether a line is a part of a dotted line, or ends in one."""
    return DOT in line.text and (holds_parts(line.text) or meta_line.is_meta(line))


def _is_sentence(line: Line) -> bool:
    return line.text.rstrip("\"'”’»)]").endswith((".", "!", "…"))


def _share(page: PageLines, indices: Sequence[int]) -> float:
    """Return the share of sentences among lines."""
    return sum(_is_sentence(page.lines[index]) for index in indices) / len(indices) if indices else 0.0


def claim_hoisted(page: PageLines, explorer: list[CitingPaperRow]) -> None:
    """Claim the file's first line if it repeats the summary of the first explorer row."""
    if page.lines and explorer and page.lines[0].text == explorer[0].summary and 0 not in page.claims:
        page.claim([0], FURNITURE)

"""The title of an entry in a list of citing papers, and the link that identifies the paper.

Words beside the title that say what a link does, its number in the list, and what elements print twice are not part of
it; any other words are reported.
"""

import re

from pipelines.parsing.blocks import title_doubts, title_marks, title_words
from pipelines.parsing.blocks.block_result import PageLines
from pipelines.parsing.grammar import controls, line_ends, values
from pipelines.parsing.grammar.fields import ARXIV_ID, TITLE, TITLE_RAW, URL
from pipelines.parsing.grammar.meta_line import Meta
from pipelines.parsing.grammar.meta_parts import PLAIN
from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line, Link, joined
from pipelines.parsing.lines.paper_addresses import paper_address
from pipelines.parsing.lists.division import Entry
from pipelines.parsing.vocabulary.records import CitingPaperRow
from pipelines.parsing.vocabulary.words import is_known
from schemas.refusals import RefusedBecause

_FOOTNOTE = re.compile(r"[\[(]\d{1,4}[\])]")
"""The number of a footnote or a year behind a title, in an element of its own."""


def refuse_links(page: PageLines, line: Line, reason: str) -> None:
    """Put the addresses of papers on a line in quarantine."""
    for link in line.links:
        if values.names_paper(link.href):
            for cell in (ARXIV_ID, URL):
                page.refuse(cell.cell, link.href, reason, line, because=RefusedBecause.AMBIGUOUS_LAYOUT)


def goes_on(page: PageLines, index: int, meta: int) -> bool:
    """Return whether a line of an entry is one of several that line breaks divide within one element.

    If the meta line is in that element as well, line breaks separate the entry's own parts.
    """
    lines = page.lines
    path = lines[index].path
    first, last = (index, meta) if index < meta else (meta, index)
    if not path or all(line.shared >= len(path) for line in lines[first + 1 : last + 1]):
        return False
    beside = [other for other in (index, index + 1) if 0 < other < len(lines) and lines[other].path == path]
    parts = {index, meta}
    return any(
        lines[other].shared >= len(path) and lines[other - 1].path == path and not {other, other - 1} <= parts
        for other in beside
    )


def read_title(page: PageLines, entry: Entry, meta: Meta, row: CitingPaperRow, marks: title_marks.TitleMarks) -> None:
    """Read the title and the address of a paper, or refuse them.

    Args:
        page: the page.
        entry: the entry.
        meta: its meta line.
        row: the row to fill.
        marks: what the titles of the list share.
    """
    printed = _printed_title(page, entry, meta, row, marks)
    if marks.is_ranked and printed and (number := title_marks.RANKED.match(printed)):
        printed = printed[number.end() :] if int(number["rank"]) == row.rank else printed
    doubt = title_words.doubt_of(printed) if printed else None
    if printed and not doubt and entry.title != entry.meta and (marks.has_shared_end or marks.has_shared_start):
        doubt = "all titles of the list begin or end in the same words, which may be the site's"
    if printed and doubt:
        line = page.lines[entry.meta if entry.title is None else entry.title]
        page.doubt(TITLE_RAW.cell, line, doubt)
    elif printed:
        row.title_raw = printed
        row.title = TITLE.read(printed)


def _printed_title(
    page: PageLines, entry: Entry, meta: Meta, row: CitingPaperRow, marks: title_marks.TitleMarks
) -> str | None:
    """Return the title of an entry, and read its links; None if it is refused."""
    if refusal := _refusal(page, entry, meta, marks):
        _refuse(page, entry, *refusal)
        return None
    title = entry.meta if entry.title is None else entry.title
    line = page.lines[title]
    link = _read_links(page, entry, line, row, marks)
    page.claims[title] = TITLE_RAW.cell
    if title != entry.meta:
        return _title_on_line(page, title_marks.without_ending(line, marks.endings), link, row.rank)
    link = link if link and (link.is_first or meta.is_title_last) else None
    if not link and not is_known("category", meta.category):
        reason = f"{meta.category!r} is no arXiv category: where the title ends cannot be told"
        page.doubt(TITLE_RAW.cell, line, reason)
        meta.category = ""
        return None
    words = title_marks.without_label(meta.title or "", marks)
    return _title_beside_link(page, line, title_words.on_meta_line(line, words, row.rank), link)


def _refusal(
    page: PageLines, entry: Entry, meta: Meta, marks: title_marks.TitleMarks
) -> tuple[str, RefusedBecause] | None:
    """Return why the title of an entry is ambiguous, as a sentence and a code; None if it is not."""
    if not entry.is_title_sure:
        return "more than one line could be the title of this paper", RefusedBecause.AMBIGUOUS_LAYOUT
    if entry.title is None:
        return "the meta line of a paper has no title beside it", RefusedBecause.MISSING_PART
    line = page.lines[entry.title]
    if entry.title == entry.meta:
        doubt = title_marks.doubt_beside_parts(line, meta, marks)
        return (doubt, RefusedBecause.AMBIGUOUS_LAYOUT) if doubt else None
    doubt = title_doubts.of_title(page.lines, entry, meta, marks)
    if not doubt and not entry.is_plain and goes_on(page, entry.title, entry.meta):
        doubt = "the title goes on in a line of its own"
    if doubt:
        return doubt, RefusedBecause.AMBIGUOUS_LAYOUT
    return _button(line, marks)


def _button(line: Line, marks: title_marks.TitleMarks) -> tuple[str, RefusedBecause] | None:
    """Return a doubt if a title, or its last word in an element of its own, may say what a link or button does."""
    if " " in line.text and not controls.is_heading(line) and controls.says_what_it_does(line.text):
        return "the words may say what a link does", RefusedBecause.AMBIGUOUS_LAYOUT
    if not line.has_elements:
        return None
    is_once = title_words.once(line.raw) == line.text
    if (
        is_once
        and line_ends.has_badge(line.raw)
        and not (marks.endings and title_marks.endings_of(line)[0] in marks.endings)
    ):
        return "an element at an end of the title may be a badge", RefusedBecause.AMBIGUOUS_LAYOUT
    controls_after = {link.text for link in line.links if controls.is_control(link.text)}
    ending = next((one for one in title_marks.endings_of(line) if " " not in one or one not in controls_after), "")
    is_named = any(link.text and line.text.startswith(link.text) and link.text != line.text for link in line.links)
    is_beside = (
        ending.lower() in PLAIN or _FOOTNOTE.fullmatch(ending) or (ending.isalpha() and controls.is_control(ending))
    )
    if is_beside and ending not in marks.endings and not is_named:
        return "the last word may be a button or a badge, or a word of the title", RefusedBecause.AMBIGUOUS_LAYOUT
    return None


def _refuse(page: PageLines, entry: Entry, reason: str, because: RefusedBecause) -> None:
    line = page.lines[entry.meta if entry.title is None else entry.title]
    page.refuse(TITLE_RAW.cell, line.text, reason, line, because=because)
    for index in sorted({entry.meta, *entry.beside, *(one for one in (entry.title, entry.summary) if one is not None)}):
        refuse_links(page, page.lines[index], f"{reason}: whose link is this?")


def _read_links(
    page: PageLines, entry: Entry, line: Line, row: CitingPaperRow, marks: title_marks.TitleMarks
) -> Link | None:
    """Read the link to the paper on the title's line, else beside it; return the one whose words may be the title.

    Words of links on other lines may be a date or a sign. A link without words surrounds the whole entry.
    """
    link = _read_link(page, line, row)
    others = [entry.meta, *entry.beside]
    if row.arxiv_id is not None:
        return link
    summary = entry.summary
    if summary is not None and any(not one.text for one in page.lines[summary].links) and not marks.has_link_above:
        others.append(summary)
    for other in others:
        if row.arxiv_id is None and page.lines[other] is not line:
            _read_link(page, page.lines[other], row)
    return link


def _read_link(page: PageLines, line: Line, row: CitingPaperRow) -> Link | None:
    """Read the links to the paper; if a line leads to several papers, none is certain.

    Returns the link whose words may be the title: the only one to the site's page of the paper, else the only one.
    """
    found = [(paper, link) for link in line.links if (paper := paper_address(link.href))]
    if not found:
        return None
    if len(found) == 1:
        paper, link = found[0]
        row.arxiv_id = paper.arxiv_id
        row.url = row.url or paper.full(page.base_url)
        return link
    if (
        len({one.arxiv_id for one, _ in found} - {None}) > 1
        or len({one.name for one, _ in found if not one.arxiv_id}) > 1
    ):
        reason = "the line leads to more than one paper"
        for cell in (ARXIV_ID, URL):
            page.doubt(cell.cell, line, reason)
        return None
    on_site = [one for one in found if one[0].is_on_site] or found
    row.arxiv_id = next((one.arxiv_id for one, _ in found if one.arxiv_id), None)
    row.url = row.url or on_site[0][0].full(page.base_url)
    named = [link for _, link in on_site if not controls.is_control(link.text)] if len(on_site) > 1 else [on_site[0][1]]
    return named[0] if len(named) == 1 else None


def _title_on_line(page: PageLines, line: Line, link: Link | None, rank: int) -> str:
    """Return the title from a line of its own."""
    if not line.has_elements:
        return line.text
    if not link or not link.text:  # around the whole entry, or over it: a link beside the words may say what it does
        named = (one for one in line.links if one.text and values.names_paper(one.href))
        link = next((one for one in named if controls.is_control(one.text)), link)
    is_whole = link is not None and link.start <= 1 and link.end >= len(line.raw) - 1
    if not link or is_whole or not link.text:
        return title_words.once(title_words.without_rank(line.raw, rank))
    linked, beside = line.raw[link.start : link.end], line.raw[: link.start] + INLINE_BOUNDARY + line.raw[link.end :]
    words = joined(title_words.without_rank(beside, rank))
    if not words or controls.is_control(words) or words == title_words.once(linked):
        return title_words.once(linked)
    if controls.is_control(link.text):
        return title_words.once(title_words.without_rank(beside, rank))
    return _title_beside_link(page, line, line.text, link)


def _title_beside_link(page: PageLines, line: Line, printed: str, link: Link | None) -> str:
    """Return the title: the words of the link to the paper; words beside the link are reported."""
    linked = title_words.once(line.raw[link.start : link.end]) if link else ""
    if not linked or printed in linked or (link and link.start <= 1 and link.end >= len(line.raw) - 1):
        return printed
    reason = "words beside the linked title"
    page.refuse("papers", line.text, reason, line, because=RefusedBecause.UNKNOWN_PART)
    return linked

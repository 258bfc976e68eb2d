"""The two lists of citing papers, as HTML and FULL text print them: representative papers and the explorer.

How lines divide into entries is `entries`'; here every part of an entry becomes a cell, or is refused. `reading`
calls `read_list` for each of the two sections; `listed_summaries` reads the same lists in LIST text.
"""

import re
from dataclasses import dataclass
from functools import lru_cache, partial

from pipelines.parsing import controls, entries, values
from pipelines.parsing.division import Entry
from pipelines.parsing.lines import SEAM, Line, Link, joined
from pipelines.parsing.list_traits import ends_like_a_sentence
from pipelines.parsing.meta_line import Meta
from pipelines.parsing.page import FURNITURE, Page
from pipelines.parsing.paper_addresses import paper_address
from pipelines.parsing.rows import CitingPaperRow, HubRow
from pipelines.parsing.sections import Section
from pipelines.parsing.tex import to_unicode
from pipelines.parsing.words import is_known
from schemas.refusals import RefusedBecause

_WORDS = re.compile(r"[^\W\d]+([ -][^\W\d]+){0,2}")
"""What a verdict, role or kind of link that was never seen may look like: one to three words, no numbers or signs."""

SHOWING = re.compile(r"Showing (?P<shown>\S+) of (?P<total>\S+) citing papers? after filters\.?")


def read_list(page: Page, section: Section, capture_id: str, papers: int | None = None) -> list[CitingPaperRow]:
    """Read one list.

    Args:
        page: the page, in HTML or FULL text.
        section: representative or explorer.
        capture_id: goes into the rows.
        papers: how many papers the page says that the list has, or None.

    Returns:
        A row for each entry, in the order of the page; none where how the list prints its entries cannot be told.
    """
    start = next(iter(page.free(section.start, section.end)), section.end)
    if start == section.end:
        return []
    layout, metas = entries.divide(page.lines, section.label, start, section.end, papers)
    page.claim(layout.again, FURNITURE)
    if layout.refused:
        line = page.lines[start]
        because = RefusedBecause.AMBIGUOUS_LAYOUT
        page.refuse("citations", None, line.text, f"{section.block}: {layout.refused}", line, because=because)
    rows = []
    for rank, entry in enumerate(layout.entries, 1):
        row = CitingPaperRow(capture_id, section.block, rank, page.lines[entry.first].number)
        _read_title(page, entry, metas[entry.meta], row)
        _read_meta(page, entry, metas[entry.meta], row)
        _read_summary(page, entry, metas[entry.meta], row)
        rows.append(row)
    return rows


def read_showing(page: Page, section: Section, hub: HubRow) -> None:
    """Read `Showing 2 of 2 citing papers after filters.`; the second number is after the filter, too."""
    for index in page.free(section.start, section.end)[:3]:
        line = page.lines[index]
        if not line.links and (found := line.match(SHOWING)):
            page.claim([index], "captures.citing_papers_listed")
            hub.filtered_shown = page.value(values.count, found["shown"], "captures.citing_papers_listed", line)
            hub.filtered_total = page.value(values.count, found["total"], "captures.citing_papers_listed", line)
            return


def _read_title(page: Page, entry: Entry, meta: Meta, row: CitingPaperRow) -> None:
    dotted = page.lines[entry.meta]
    line = dotted if entry.title is None else page.lines[entry.title]
    if not entry.is_title_sure or entry.title is None:
        if entry.is_title_sure:
            reason, because = "the dotted line of a paper has no title above it", RefusedBecause.MISSING_PART
        else:
            reason, because = "more than one line could be the title of this paper", RefusedBecause.AMBIGUOUS_LAYOUT
        page.refuse("papers", "title_raw", line.text, reason, line, because=because)
        return
    link = _read_link(page, line, row)
    if line is not dotted and row.arxiv_id is None:
        for other in (entry.meta, *entry.beside):  # their words may be a date or a sign, and are no title
            if row.arxiv_id is None:
                _read_link(page, page.lines[other], row)
    elif link and line is dotted and not link.is_first:
        link = None
    page.claims[entry.title] = "papers.title_raw"
    if entry.title != entry.meta:
        printed = _title_beside_link(page, line, line.text, link)
    elif link or is_known("category", meta.category):
        printed = _title_beside_link(page, line, meta.title or "", link)
    else:
        reason = f"{meta.category!r} is no arXiv category: where the title ends cannot be told"
        page.refuse("papers", "title_raw", line.text, reason, line, because=RefusedBecause.AMBIGUOUS_LAYOUT)
        meta.category = ""
        return
    if printed:
        row.title_raw = printed
        row.title = to_unicode(printed)


def _read_link(page: Page, line: Line, row: CitingPaperRow) -> Link | None:
    """Read the links to the paper; where a line leads to several papers, none can be told.

    Gives the link whose words may be the title: the only one to the site's page of the paper, else the only one.
    """
    found = [(paper, link) for link in line.links if (paper := paper_address(link.href))]
    if not found:
        return None
    if (
        len({one.arxiv_id for one, _ in found} - {None}) > 1
        or len({one.name for one, _ in found if not one.arxiv_id}) > 1
    ):
        reason = "the line leads to more than one paper"
        page.refuse("papers", "arxiv_id", line.text, reason, line, because=RefusedBecause.AMBIGUOUS_LAYOUT)
        return None
    on_site = [one for one in found if one[0].is_on_site] or found
    row.arxiv_id = next((one.arxiv_id for one, _ in found if one.arxiv_id), None)
    row.url = row.url or on_site[0][0].full(page.base_url)
    named = [link for _, link in on_site if not _is_control(link.text)] if len(on_site) > 1 else [on_site[0][1]]
    return named[0] if len(named) == 1 else None


def _title_beside_link(page: Page, line: Line, printed: str, link: Link | None) -> str:
    """Give the title: the words of the link to the paper; words beside the link are reported."""
    if link and printed is line.text and link.start <= 1 and link.end >= len(line.raw) - 1:
        return _printed_once(line)  # the whole line is the link
    if printed is line.text and len(once := _printed_once(line)) < len(printed):
        return once
    linked = link.text if link else ""
    beside = joined(line.raw[: link.start] + line.raw[link.end :]) if link and linked != printed else ""
    if beside and _is_control(linked):
        return beside
    if beside and _is_control(beside):
        return linked
    if not linked or linked == printed or linked.startswith(printed):
        return printed
    reason = "words beside the linked title"
    page.refuse("papers", None, line.text, reason, line, because=RefusedBecause.UNKNOWN_PART)
    return linked


def _is_control(words: str) -> bool:
    return controls.says_what_it_does(words) or controls.is_id(words)


def _printed_once(line: Line) -> str:
    """Give the words of a line that elements print twice, for two screen widths, once; else all of them."""
    pieces = [text for piece in line.raw.split(SEAM) if (text := joined(piece))]
    middle, odd = divmod(len(pieces), 2)
    return joined(SEAM.join(pieces[:middle])) if not odd and pieces[:middle] == pieces[middle:] else line.text


def _read_meta(page: Page, entry: Entry, meta: Meta, row: CitingPaperRow) -> None:
    line = page.lines[entry.meta]
    tail = meta.tail
    page.claims[entry.meta] = "papers.category"
    row.category = page.word("category", meta.category or None)
    row.posted_on = page.value(
        partial(values.posted_on, captured_on=page.captured_on), meta.date, "papers.posted_on", line
    )
    if tail.novelty is not None:
        row.novelty = page.value(values.novelty, tail.novelty, "papers.novelty", line)
    if tail.mentions is not None:
        row.mention_count = page.value(values.count, tail.mentions, "citations.mention_count", line)
    if tail.reference is not None:
        row.ref_number = page.value(values.count, tail.reference, "citations.ref_number", line)
    told = _told(row.block, tail.words, tail.late_words, tail.labelled)
    row.verdict = lowered(page.word("verdict", told.verdict))
    row.link_type = page.word("link type", told.link_type)
    row.role = page.word("role", told.role)
    for unread in told.unread:
        reason = "unknown part of the dotted line"
        page.refuse("citations", None, unread, reason, line, because=RefusedBecause.UNKNOWN_PART)


@dataclass(frozen=True, slots=True)
class _Told:
    """The words of a dotted line by what they are, and those that are none of it."""

    verdict: str | None
    link_type: str | None
    role: str | None
    unread: tuple[str, ...]


@lru_cache(maxsize=values.REMEMBERED)
def _told(
    block: str, words: tuple[str, ...], late_words: tuple[str, ...], labelled: tuple[tuple[str, str], ...] = ()
) -> _Told:
    """Tell the words of a dotted line apart: the representatives print a verdict only."""
    early, late = list(words), list(late_words)
    named = dict(labelled)
    link_type = role = None
    is_one = block == "explorer" and len(early) == 1  # verdict or role: only a known word tells
    verdict = named.get("verdict") or (_known("verdict", early) if is_one else _pick("verdict", early, first=True))
    if block == "explorer":
        link_type = _pick("link type", late) or _known("link type", early)
        role = named.get("role") or (_known("role", early) if is_one else _pick("role", early))
    twice = [word for kind, word in labelled if named[kind] != word]
    return _Told(verdict, link_type, role, (*early, *late, *twice))


def lowered(verdict: str | None) -> str | None:
    """Give a known verdict as rows print it: in lower case (facets print upper case)."""
    return verdict.lower() if verdict and is_known("verdict", verdict) else verdict


def _pick(kind: str, printed: list[str], *, first: bool = False) -> str | None:
    """Take from the parts the one that is of a kind: the known word, else the only one (or the first).

    A word known for a role is no verdict: the verdict is missing then.
    """
    known = _known(kind, printed)
    if known is not None:
        return known
    is_other = first and printed and (printed[0] == "none" or is_known("role", printed[0]))
    is_word = bool(printed) and _WORDS.fullmatch(printed[0]) is not None
    return printed.pop(0) if is_word and not is_other and (len(printed) == 1 or first) else None


def _known(kind: str, printed: list[str]) -> str | None:
    known = [word for word in printed if is_known(kind, word) or (word == "none" and kind == "role")]
    if known and (kind == "verdict" or len(known) == 1):
        printed.remove(known[0])
        return known[0]
    return None


def _read_summary(page: Page, entry: Entry, meta: Meta, row: CitingPaperRow) -> None:
    if entry.summary is None:
        return
    line = page.lines[entry.summary]
    if not entry.is_summary_sure:
        reason = "more than one line could be the summary of this paper"
        page.refuse("summaries", "summary", line.text, reason, line, because=RefusedBecause.AMBIGUOUS_LAYOUT)
        return
    page.claims[entry.summary] = "summaries.summary"
    row.summary = meta.tail.summary if entry.summary == entry.meta else _without_link(page, line, row)


def _without_link(page: Page, line: Line, row: CitingPaperRow) -> str:
    """Cut off the end of a summary what a button there does (`more`), and a link to the paper itself (`Read more`).

    What a link says is reported; of a button nothing is lost.
    """
    before, _, last = line.raw.rstrip(f" {SEAM}").rpartition(SEAM)
    if not line.links and before and controls.says_what_it_does(joined(last)) and ends_like_a_sentence(joined(before)):
        return joined(before)
    for link in line.links:
        before = joined(line.raw[: link.start])
        if before and row.arxiv_id and values.paper_link(link.href) == row.arxiv_id and not joined(link.after):
            reason = "words of a link behind the summary"
            page.refuse("summaries", None, link.text, reason, line, because=RefusedBecause.UNKNOWN_PART)
            return before
    return line.text

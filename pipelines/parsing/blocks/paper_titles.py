"""The title of an entry in a list of citing papers, and the link that names the paper.

Words beside the title that say what a link does, its number in the list, and what elements print twice are no words of
it; any other words are reported. `citing_papers` calls `read_title`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipelines.parsing import controls
from pipelines.parsing.division import Entry
from pipelines.parsing.lines import SEAM, Line, Link, joined
from pipelines.parsing.list_traits import is_linked
from pipelines.parsing.meta_line import Meta
from pipelines.parsing.page import Page
from pipelines.parsing.paper_addresses import paper_address
from pipelines.parsing.rows import CitingPaperRow
from pipelines.parsing.tex import to_unicode
from pipelines.parsing.words import is_known
from schemas.refusals import RefusedBecause

_LEAST_TWICE = 12
"""Letters that words have at least which elements print twice: shorter words may well stand twice in a title."""
_NUMBER = re.compile(r"[#(]?(?P<rank>\d{1,4})[.):]?")


def repeated_endings(lines: Sequence[Line]) -> frozenset[str]:
    """List the words in an element of their own in which at least half of a list's titles end: they are no titles'."""
    found = Counter(_ending(line) for line in lines)
    return frozenset(words for words, n in found.items() if words and n > 1 and 2 * n >= len(lines))


def _ending(line: Line) -> str:
    before, _, last = line.raw.rstrip(f" \n\t{SEAM}").rpartition(SEAM)
    return joined(last) if joined(before) else ""


def read_title(page: Page, entry: Entry, meta: Meta, row: CitingPaperRow, endings: frozenset[str]) -> None:
    """Read the title and the address of a paper, or refuse them.

    Args:
        page: the page.
        entry: the entry.
        meta: its meta line.
        row: the row to fill.
        endings: what `repeated_endings` gave of the titles of the list.
    """
    dotted = page.lines[entry.meta]
    line = dotted if entry.title is None else page.lines[entry.title]
    if not entry.is_title_sure or entry.title is None:
        if entry.is_title_sure:
            reason, because = "the dotted line of a paper has no title above it", RefusedBecause.MISSING_PART
        else:
            reason, because = "more than one line could be the title of this paper", RefusedBecause.AMBIGUOUS_LAYOUT
        page.refuse("papers", "title_raw", line.text, reason, line, because=because)
        if any(map(is_linked, page.lines)):
            page.refuse("papers", "arxiv_id", line.text, f"{reason}, nor a link", line, because=because)
        return
    link = _read_link(page, line, row)
    for other in (entry.meta, *entry.beside):  # their words may be a date or a sign, and are no title
        if row.arxiv_id is None and page.lines[other] is not line:
            _read_link(page, page.lines[other], row)
    if link and line is dotted and not link.is_first and not meta.is_title_last:
        link = None
    page.claims[entry.title] = "papers.title_raw"
    if entry.title != entry.meta:
        line = _without_ending(line, endings)
        printed = _title_on_line(page, line, link, row.rank)
    elif link or is_known("category", meta.category):
        printed = _title_beside_link(page, line, _on_meta_line(line, meta.title or "", row.rank), link)
    else:
        reason = f"{meta.category!r} is no arXiv category: where the title ends cannot be told"
        page.refuse("papers", "title_raw", line.text, reason, line, because=RefusedBecause.AMBIGUOUS_LAYOUT)
        meta.category = ""
        return
    if printed:
        row.title_raw = printed
        row.title = to_unicode(printed)


def _without_ending(line: Line, endings: frozenset[str]) -> Line:
    if not endings or SEAM not in line.raw or _ending(line) not in endings:
        return line
    raw = line.raw.rstrip(f" \n\t{SEAM}").rpartition(SEAM)[0]
    return replace(line, raw=raw, text=joined(raw))


def _on_meta_line(line: Line, title: str, rank: int) -> str:
    """Give the title that shares a line with its meta line, without its number in the list, once."""
    if SEAM not in line.raw:
        return title
    number = joined(line.raw.lstrip(f" \n\t{SEAM}").partition(SEAM)[0])
    if title.startswith(number) and (found := _NUMBER.fullmatch(number)) and int(found["rank"]) == rank:
        title = title[len(number) :].lstrip()
    half = title[: len(title) // 2].strip()
    return half if title == half + half and len(half) >= _LEAST_TWICE else title


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
    named = [link for _, link in on_site if not controls.is_control(link.text)] if len(on_site) > 1 else [on_site[0][1]]
    return named[0] if len(named) == 1 else None


def _title_on_line(page: Page, line: Line, link: Link | None, rank: int) -> str:
    """Give the title from a line of its own."""
    if link and link.start <= 1 and link.end >= len(line.raw) - 1:
        return line.text if SEAM not in line.raw else _once(_without_rank(line.raw, rank))  # all of it is the link
    if not link or not link.text:
        return _once(_without_rank(line.raw, rank)) if SEAM in line.raw else line.text
    linked, beside = line.raw[link.start : link.end], line.raw[: link.start] + SEAM + line.raw[link.end :]
    words = joined(_without_rank(beside, rank))
    if not words or controls.is_control(words) or words == _once(linked):
        return _once(linked)
    if controls.is_control(link.text):
        return _once(_without_rank(beside, rank))
    return _title_beside_link(page, line, line.text, link)


def _title_beside_link(page: Page, line: Line, printed: str, link: Link | None) -> str:
    """Give the title: the words of the link to the paper; words beside the link are reported."""
    linked = _once(line.raw[link.start : link.end]) if link else ""
    if not linked or printed in linked:
        return printed
    reason = "words beside the linked title"
    page.refuse("papers", None, line.text, reason, line, because=RefusedBecause.UNKNOWN_PART)
    return linked


def _without_rank(raw: str, rank: int) -> str:
    """Leave out the number of an entry in its list, where an element of its own prints it before the title."""
    first, seam, rest = raw.lstrip(f" \n\t{SEAM}").partition(SEAM)
    found = _NUMBER.fullmatch(joined(first))
    return rest if seam and found and int(found["rank"]) == rank else raw


def _once(raw: str) -> str:
    """Give words that elements print twice, for two screen widths, once; and no control behind them."""
    pieces = [(text, piece) for piece in raw.split(SEAM) if (text := joined(piece))]
    if len(pieces) > 1 and controls.is_control(pieces[-1][0]) and " " in pieces[-1][0]:
        pieces = pieces[:-1]
        raw = raw[: raw.rstrip(f" \n\t{SEAM}").rindex(SEAM)]
    middle, odd = divmod(len(pieces), 2)
    texts = [text for text, _ in pieces]
    is_long = " " in "".join(texts[:middle]) or len("".join(texts[:middle])) >= _LEAST_TWICE
    if middle and not odd and texts[:middle] == texts[middle:] and is_long:
        return joined(SEAM.join(piece for _, piece in pieces[:middle]))
    return joined(raw)

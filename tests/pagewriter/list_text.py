"""The LIST text rendering: what a boilerplate-stripping extractor leaves of a hub page, with all its
oddities.

(a) One hoisted line, the first explorer row's summary, stands above the page. (b) Header, count lines, all
meta lines and the representative titles are gone, and so are the bodies of the summaries. (c) A facet's last
value is glued to the next label. (d) A count of one is left over as two lines. Called through
`markups.MARKUPS` (HUB_PAGES.md section 3).
"""

from __future__ import annotations

from tests.pagewriter.records import NO_FILTERS, Filters, HubRecord, listed_papers, representative_papers
from tests.pagewriter.words import (
    facet_blocks,
    ledger_text,
    showing_line,
    shows_explorer,
    tier_words,
    verdict_sentence,
)

_BULLET = "-"


def render(record: HubRecord, filters: Filters = NO_FILTERS) -> str:
    """The page as LIST text.

    Takes the record and the URL's filters; gives the text, without a last line feed.
    """
    lines = [*_hoisted(record, filters), *_head(record), *_middle(record)]
    after = _after_facets(record, filters)
    facets = _glued_facets(record)
    if facets and after:
        facets[-1] += after.pop(0)
    return "\n".join([*lines, *facets, *after])


def _hoisted(record: HubRecord, filters: Filters) -> list[str]:
    papers = listed_papers(record, filters)
    return [papers[0].summary] if papers and papers[0].summary is not None else []


def _head(record: HubRecord) -> list[str]:
    lines = [" ".join(tier_words(record))] if record.tier != "none" else []
    lines += [record.title_raw, verdict_sentence(record)]
    if record.citing_papers_printed == 1:
        lines += ["1", "Pith paper citing it"]
    if record.abstract_raw is not None:
        lines += ["abstract", record.abstract_raw]
    return lines


def _middle(record: HubRecord) -> list[str]:
    lines = []
    if record.tier != "none":
        lines.append("hub tools")
    if record.role_summary:
        lines += ["citation-role summary", "citation-polarity summary"]
    claims = ledger_text(record)
    if claims is not None:
        lines += ["claims ledger", _BULLET, f"abstract {claims}"]
    if record.has_authors:
        lines.append("authors")
    if record.has_co_cited:
        lines.append("co-cited works")
    return lines


def _glued_facets(record: HubRecord) -> list[str]:
    """`fields`, then each facet's values with the next facet's label glued on."""
    lines: list[str] = []
    for _, label, values in facet_blocks(record):
        if lines:
            lines[-1] += label
        else:
            lines.append(label)
        lines.append(" ".join(f"{value} {count}" for value, count in values))
    return lines


def _after_facets(record: HubRecord, filters: Filters) -> list[str]:
    lines = ["clear filters"] if filters else []
    representatives = representative_papers(record)
    if representatives:
        lines.append("representative citing papers")
        lines += [paper.summary for paper in representatives if paper.summary is not None]
    if shows_explorer(record, filters):
        papers = listed_papers(record, filters)
        lines.append("citing papers explorer")
        if filters:
            lines.append(showing_line(record, filters))
        for paper in papers:
            lines += [_BULLET, paper.title_raw]
            if paper.summary is not None:
                lines.append(paper.summary)
    return lines

"""The FULL text rendering of a hub page: header, labels, counts and dotted meta lines, a blank line between
any two.

Link-heavy blocks (hub tools, polarity summary, authors, co-cited works) keep their label and lose their
body. No other rendering may be here. Called through `markups.MARKUPS` (HUB_PAGES.md sections 3 and 4).
"""

from __future__ import annotations

from tests.pagewriter.records import NO_FILTERS, Filters, HubRecord, listed_papers, representative_papers
from tests.pagewriter.words import (
    SEPARATOR,
    classified_line,
    count_lines,
    facet_blocks,
    ledger_text,
    listed_meta,
    pairs,
    representative_meta,
    showing_line,
    shows_explorer,
    tier_words,
    verdict_sentence,
)


def render(record: HubRecord, filters: Filters = NO_FILTERS) -> str:
    """The page as FULL text.

    Takes the record and the URL's filters; gives the text, ending in a line feed.
    """
    paragraphs = [*_head(record), *_middle(record), *_facets(record)]
    if filters:
        paragraphs.append("clear filters")
    paragraphs += _representatives(record)
    paragraphs += _explorer(record, filters)
    return "\n\n".join(paragraphs) + "\n"


def _head(record: HubRecord) -> list[str]:
    paragraphs = [" ".join(filter(None, ("pith.", record.tagline, "sign in")))]
    if record.tier != "none":
        paragraphs.append(" ".join(tier_words(record)))
    paragraphs += [record.title_raw, verdict_sentence(record)]
    counts = [f"{number} {words}" for number, words in count_lines(record)]
    classified = classified_line(record)
    if classified is not None:
        counts.append(" ".join(classified))
    if record.abstract_raw is not None:
        counts.append("abstract")  # the label follows the counts without a blank line
    paragraphs.append("\n".join(counts))
    if record.abstract_raw is not None:
        paragraphs.append(record.abstract_raw)
    return paragraphs


def _middle(record: HubRecord) -> list[str]:
    paragraphs = []
    if record.tier != "none":
        paragraphs.append("hub tools")
    if record.role_summary:
        paragraphs += [
            "citation-role summary",
            _one_line(pairs(record.role_summary)),
            "citation-polarity summary",
        ]
    claims = ledger_text(record)
    if claims is not None:
        paragraphs += ["claims ledger", f"  • abstract {claims}"]
    if record.has_authors:
        paragraphs.append("authors")
    if record.has_co_cited:
        paragraphs.append("co-cited works")
    return paragraphs


def _facets(record: HubRecord) -> list[str]:
    return [text for _, label, values in facet_blocks(record) for text in (label, _one_line(values))]


def _representatives(record: HubRecord) -> list[str]:
    papers = representative_papers(record)
    paragraphs = ["representative citing papers"] if papers else []
    for paper in papers:
        paragraphs += [paper.title_raw, SEPARATOR.join(representative_meta(paper))]
        if paper.summary is not None:
            paragraphs.append(paper.summary)
    return paragraphs


def _explorer(record: HubRecord, filters: Filters) -> list[str]:
    if not shows_explorer(record, filters):
        return []
    papers = listed_papers(record, filters)
    paragraphs = ["citing papers explorer"]
    if filters:
        paragraphs.append(showing_line(record, filters))
    for paper in papers:
        paragraphs.append(f"  • {paper.title_raw} {SEPARATOR.join(listed_meta(paper))}")
        if paper.summary is not None:
            paragraphs.append(f"    {paper.summary}")
    return paragraphs


def _one_line(values: list[tuple[str, str]]) -> str:
    return " ".join(f"{value} {count}" for value, count in values)

"""What a page tells a run of fetching: whether it is whole, which views would complete it, which hubs it links to.

Pure: the page was read by the parser, and nothing is stored here.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from pipelines.landing.hub_url import HUB_ID
from pipelines.parsing.vocabulary.outcomes import READ
from pipelines.parsing.vocabulary.records import CitingPaperRow, Reading

_HUB_LINK: Final = re.compile(
    rf"""
    \bhref \s{{0,9}} = \s{{0,9}} ["']?
    (?: https?://[^\s"'<>/]{{1,253}} | \.\.? )? /citations/
    ({HUB_ID.pattern}) (?:\.json)? (?=[\s"'<>?\#])
    """.encode(),
    re.IGNORECASE | re.VERBOSE,
)
"""Every part is bounded, so that the search is linear even on a hostile page."""


@dataclass(frozen=True, slots=True)
class PageSummary:
    """What one view shows.

    Attributes:
        outcome: of parsing it.
        is_complete: whether its rows reach the number that it prints for itself.
        citing_papers_printed: for the whole hub; None if not printed.
        papers: the listed papers by key (arXiv id, else title, else summary), each with the values by which a facet
            counts it, as `facet_value` returns them.
        facets: counts by value, by facet.
    """

    outcome: str
    is_complete: bool = False
    citing_papers_printed: int | None = None
    papers: dict[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    facets: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def is_page(self) -> bool:
        """Whether it is a page of its hub."""
        return self.outcome in READ


def facet_value(facet: str, value: str) -> tuple[str, str]:
    """Return a comparable value of a facet: facets print verdicts in upper case, rows in lower (HUB_PAGES.md)."""
    return facet, value.casefold()


def summarize(reading: Reading, *, with_rows: bool = True) -> PageSummary:
    """Return what a view shows by its reading, or by the part of it that is stored.

    Args:
        reading: of the view.
        with_rows: whether to look at the listed papers. A hub's own page that is complete needs none of them.
    """
    papers: dict[str, frozenset[tuple[str, str]]] = {}
    for row in reading.citing_papers if with_rows else ():
        key = row.arxiv_id or row.title or row.summary
        if row.block == "explorer" and key:
            papers[key] = papers.get(key, frozenset()) | _values(row)
    facets: dict[str, dict[str, int]] = {}
    for one in reading.facets:
        if one.block == "facets":
            facets.setdefault(one.facet, {})[one.value] = one.n
    return PageSummary(
        reading.capture.outcome,
        reading.capture.is_complete,
        reading.hub.citing_papers_printed if reading.hub else None,
        papers,
        facets,
    )


def hub_links(body: bytes, own: str) -> tuple[str, ...]:
    """Return the uuids of the hubs that a page links to, in their order; its own is left out."""
    linked = (found.decode("ascii").lower() for found in _HUB_LINK.findall(body))
    return tuple(dict.fromkeys(hub_id for hub_id in linked if hub_id != own))


def _values(row: CitingPaperRow) -> frozenset[tuple[str, str]]:
    """Return the values by which the facets count a paper; one that is shown twice may have several roles."""
    year = str(row.posted_on.year) if row.posted_on else None
    found = {"year": year, "field": row.category, "verdict": row.verdict, "role": row.role}
    return frozenset(facet_value(facet, value) for facet, value in found.items() if value)

"""The truth that a page shows: a cited work (hub), its citing papers, its JSON twin, and which rows a filter
lets through.

No markup and no wording may be here, and nothing of the parser. Called by every writer of pages, by the
oracle in expected.py and by the hypothesis strategies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Filters = Mapping[str, str]
Tier = Literal["none", "hub", "super_hub", "mega_hub"]
VerdictKind = Literal["canonical", "mixed", "indexing", "other"]

NO_FILTERS: Filters = {}
FACETS = ("field", "year", "verdict", "role", "polarity")


@dataclass(frozen=True, slots=True)
class CitingPaper:
    """One citation of the hub: the citing paper's facts, and where and how it cites.

    `polarity` is printed in no row; it is what the filter of that name selects by. A paper that cites twice
    is two entries.
    """

    arxiv_id: str | None
    title_raw: str
    category: str
    posted_on: date
    verdict: str = "unverdicted"
    novelty: float | None = None
    summary: str | None = None
    is_representative: bool = False
    mention_count: int | None = None
    is_listed: bool = True
    role: str | None = None
    ref_number: int | None = None
    link_type: str | None = "internal anchor"
    polarity: str | None = None


@dataclass(frozen=True, slots=True)
class CoCitedWork:
    """A work named in the block "co-cited works"; in HTML it links to its own hub page."""

    hub_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Twin:
    """What only the JSON twin says (HUB_PAGES.md section 7).

    Times are printed strings, ISO 8601 with microseconds.
    """

    arxiv_id: str | None = None
    authors_text: str | None = None
    year: int | None = None
    venue: str | None = None
    external_url: str | None = None
    metadata_source: str | None = "arxiv"
    metadata_fetched_at: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    title: str | None = None  # None: the page's own title
    display_title: str | None = None  # None: the twin's title
    title_quality_ok: bool = True
    tier_reason: str | None = None
    pith_inbound_count: int | None = None  # None: the page's count
    distinct_field_count: int | None = None
    first_pith_cited_at: str | None = None
    last_pith_cited_at: str | None = None
    author_build_status: str | None = "pending"
    summary_status: str | None = "pending"
    extra_state: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HubRecord:
    """Everything one hub page can show at one time. `papers` stand in the explorer's order.

    `facets` and the two summaries map a value as printed (verdicts in upper case) to its count, in printed
    order. Raises ValueError for a record that no page could show (HUB_PAGES.md section 4).
    """

    hub_id: str
    title_raw: str
    tier: Tier = "none"
    label: str | None = None
    verdict_kind: VerdictKind = "indexing"
    dominant_role: str | None = None
    dominant_percent: int | None = None
    citing_papers_printed: int = 1
    external_citations: int | None = None
    external_source: str | None = None
    abstract_raw: str | None = None
    role_summary: Mapping[str, int] = field(default_factory=dict)
    polarity_summary: Mapping[str, int] = field(default_factory=dict)
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    papers: tuple[CitingPaper, ...] = ()
    listed_at_most: int | None = None  # rows that the explorer shows of those that it has, filtered or not
    ledger: bool = False
    has_authors: bool = False
    authors: tuple[str, ...] = ()
    has_co_cited: bool = False
    co_cited: tuple[CoCitedWork, ...] = ()
    tagline: str | None = None
    other_sentence: str | None = None  # the verdict sentence where the kind is "other"
    page_note: str | None = None  # one more sentence of the HTML footer
    twin: Twin | None = None

    def __post_init__(self) -> None:
        """Refuse what no page could show."""
        is_dominant = self.dominant_role is not None and self.dominant_percent is not None
        if self.verdict_kind in ("canonical", "mixed") and not is_dominant:
            raise ValueError(
                f"{self.title_raw!r}: a {self.verdict_kind} page prints a dominant role and its percentage"
            )
        if self.label is not None and (self.tier == "none" or not is_dominant):
            raise ValueError(f"{self.title_raw!r}: a label needs a tier, a dominant role and its percentage")
        if self.tier == "none" and self.abstract_raw is not None:
            raise ValueError(f"{self.title_raw!r}: below the tier hub no abstract is printed")
        if self.ledger and self.abstract_raw is None:
            raise ValueError(f"{self.title_raw!r}: the claims ledger repeats the abstract, and there is none")
        if (self.verdict_kind == "other") != (self.other_sentence is not None):
            raise ValueError(f"{self.title_raw!r}: the kind 'other', and only it, brings its own sentence")
        if any(paper.is_representative and paper.novelty is None for paper in self.papers):
            raise ValueError(f"{self.title_raw!r}: a representative citing paper always prints its novelty")


def passes(paper: CitingPaper, filters: Filters) -> bool:
    """Whether the explorer lists this paper under these filters (HUB_PAGES.md section 2).

    Raises KeyError for an unknown filter.
    """
    printed: dict[str, str | None] = {
        "cat": paper.category,
        "year": str(paper.posted_on.year),
        "verdict": paper.verdict.upper(),
        "role": paper.role,
        "polarity": None if paper.polarity is None else paper.polarity.replace(" ", "_"),
    }
    return all(printed[name] == value for name, value in filters.items())


def listed_papers(record: HubRecord, filters: Filters) -> list[CitingPaper]:
    """The explorer's rows under these filters, in page order, as far as the page shows them."""
    return filtered_papers(record, filters)[: record.listed_at_most]


def filtered_papers(record: HubRecord, filters: Filters) -> list[CitingPaper]:
    """The explorer's rows under these filters, also those beyond what one page shows."""
    return [paper for paper in record.papers if paper.is_listed and passes(paper, filters)]


def representative_papers(record: HubRecord) -> list[CitingPaper]:
    """The representative rows: by novelty, descending; ties keep the record's order.

    No filter restricts them.
    """
    chosen = [paper for paper in record.papers if paper.is_representative]
    return sorted(chosen, key=lambda paper: -(paper.novelty or 0.0))

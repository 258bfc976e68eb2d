"""What one capture says, as rows: the records that the block parsers fill, named like the columns of the readings.

No rule of the page and no data frame is here. Values have the types that the schemas declare; None is NULL.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from schemas.refusals import RefusedBecause


@dataclass(slots=True)
class CaptureRow:
    """The capture as a whole: see `schemas.readings.capture_readings`."""

    capture_id: str
    rendering: str | None
    outcome: str
    reason: str | None = None
    encoding: str | None = None
    replacement_characters: int = 0
    text_lines: int = 0
    furniture_lines: int = 0
    residue_lines: int = 0
    quarantined_cells: int = 0
    citing_papers_listed: int = 0
    representative_papers: int = 0
    papers_without_link: int = 0
    is_complete: bool = False


@dataclass(slots=True)
class HubRow:
    """The cited work: see `schemas.readings.hub_readings`."""

    capture_id: str
    title: str | None = None
    title_raw: str | None = None
    title_quality_ok: bool | None = None
    tier: str | None = None
    label: str | None = None
    verdict_sentence: str | None = None
    verdict_kind: str | None = None
    dominant_role: str | None = None
    dominant_percent: int | None = None
    citing_papers_printed: int | None = None
    external_citations_printed: int | None = None
    external_source: str | None = None
    arxiv_id: str | None = None
    doi: str | None = None
    openalex_id: str | None = None
    authors: str | None = None
    year: int | None = None
    category: str | None = None
    first_cited_at: datetime | None = None
    last_cited_at: datetime | None = None
    abstract: str | None = None
    abstract_raw: str | None = None
    classified_polarity: str | None = None
    classified_percent: int | None = None
    filtered_shown: int | None = None
    filtered_total: int | None = None
    twin_inbound_count: int | None = None
    twin_external_count: int | None = None
    twin: str | None = None


@dataclass(slots=True)
class CitingPaperRow:
    """A citing paper as one list shows it: see `schemas.readings.citing_paper_readings`."""

    capture_id: str
    block: str
    rank: int
    line_number: int
    arxiv_id: str | None = None
    url: str | None = None
    title: str | None = None
    title_raw: str | None = None
    category: str | None = None
    posted_on: date | None = None
    verdict: str | None = None
    novelty: float | None = None
    role: str | None = None
    ref_number: int | None = None
    mention_count: int | None = None
    link_type: str | None = None
    summary: str | None = None


@dataclass(slots=True)
class FacetRow:
    """A count by value: see `schemas.readings.facet_readings`."""

    capture_id: str
    block: str
    facet: str
    value: str
    n: int
    line_number: int


@dataclass(slots=True)
class WordRow:
    """A word of a fixed set: see `schemas.readings.word_readings`."""

    capture_id: str
    kind: str
    word: str
    is_known: bool


@dataclass(slots=True)
class ResidueRow:
    """A line that no parser recognized: see `schemas.residue`."""

    capture_id: str
    line_number: int
    block: str
    text: str
    byte_start: int | None = None
    byte_end: int | None = None


@dataclass(slots=True)
class QuarantineRow:
    """A refused cell or row: see `schemas.quarantine`."""

    capture_id: str
    position: int
    table_name: str
    column_name: str | None
    text_raw: str
    reason: str
    byte_start: int | None = None
    byte_end: int | None = None
    refused_because: RefusedBecause = field(kw_only=True)


@dataclass(slots=True)
class ClaimRow:
    """A count or percentage as printed: see `schemas.readings.claim_readings`."""

    capture_id: str
    number: str
    position: int
    printed_text: str
    printed_value: float | None
    facet: str | None = None
    value: str | None = None
    line_number: int | None = None


@dataclass(slots=True)
class Reading:
    """Everything that one parser version read in one capture."""

    capture: CaptureRow
    hub: HubRow | None = None
    citing_papers: list[CitingPaperRow] = field(default_factory=list)
    facets: list[FacetRow] = field(default_factory=list)
    words: list[WordRow] = field(default_factory=list)
    claims: list[ClaimRow] = field(default_factory=list)
    residue: list[ResidueRow] = field(default_factory=list)
    quarantine: list[QuarantineRow] = field(default_factory=list)

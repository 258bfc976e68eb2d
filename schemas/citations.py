"""Contract of the table `citations`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.columns import Observed
from schemas.table import Table, Timestamp, column


class CitationCells(Table):
    """One row per hub, citing paper and occurrence: how the paper cites the work."""

    hub_id: str = columns.hub_id()
    paper_id: str = columns.paper_id()
    occurrence: pl.Int32 = column(
        "Which of the paper's rows on the hub this is, from 1; they differ in reference number or role.",
        key=True,
        ge=1,
    )
    ref_number: pl.Int32 = column(
        "Reference number in the citing paper's bibliography. NULL: not shown.", null=True, ge=0
    )
    mention_count: pl.Int32 = column(
        "How many references to the work the citing paper makes, where the page prints it (`4 refs`). NULL: not shown.",
        null=True,
        ge=0,
    )
    role: str = column(
        "Role of the citation as printed (background, method, baseline, dataset, other …). "
        "NULL: not classified, or not shown.",
        null=True,
        str_matches=columns.NOT_BLANK,
    )
    polarity: str = column(
        "Polarity of the citation, known from views filtered by polarity and spelled as there: use_method, where "
        "facet_counts has `use method`. NULL: not known.",
        null=True,
    )
    link_type: str = column("Kind of link as printed (internal anchor …). NULL: not shown.", null=True)


class Citations(CitationCells, Observed):
    """One row per hub, citing paper and occurrence: a paper that a hub lists twice has two occurrences.

    Example: SELECT title, role FROM citations JOIN papers USING (paper_id) WHERE is_current;
    """

    is_representative: bool = column(
        "Whether any capture, also an older one, lists the paper as a representative citing paper; representative_rank "
        "tells which papers the newest list shows."
    )
    representative_rank: pl.Int32 = column(
        "Rank in the newest list of the hub's representative citing papers, from 1. That list is WHERE "
        "representative_rank IS NOT NULL ORDER BY representative_rank. NULL: the newest list does not show the paper.",
        null=True,
        ge=1,
    )
    is_listed: bool = column("Whether any capture lists the paper in the explorer of citing papers.")
    listed_rank: pl.Int32 = column(
        "Rank in the explorer of the newest unfiltered capture that lists it, from 1. NULL: no such capture.",
        null=True,
        ge=1,
    )
    is_current: bool = column(
        "False once a complete page, or a complete view of the paper's year, no longer lists the citation."
    )
    retired_at: Timestamp = column(
        "Time of the first such capture after the citation was last seen (UTC). NULL: current.",
        null=True,
    )

    class Config:
        """The table's name."""

        name = "citations"

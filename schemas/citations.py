"""The table `citations`: what it promises. No SQL and no parsing here; `schemas.registry` lists it."""

import polars as pl

from schemas import columns
from schemas.columns import Observed
from schemas.table import Timestamp, column


class Citations(Observed):
    """One row per hub, citing paper and occurrence: a paper listed twice by a hub has two occurrences.

    Example: SELECT title, role FROM citations JOIN papers USING (paper_id) WHERE is_current;
    """

    hub_id: str = columns.hub_id()
    paper_id: str = columns.paper_id()
    occurrence: pl.Int32 = column(
        "Which of the paper's rows on the hub it is, from 1; number of reference and role tell them apart.",
        key=True,
        ge=1,
    )
    ref_number: pl.Int32 = columns.ref_number()
    mention_count: pl.Int32 = columns.mention_count()
    role: str = columns.role()
    polarity: str = columns.polarity()
    link_type: str = columns.link_type()
    is_representative: bool = column("Whether any capture shows the paper among the representative citing papers.")
    representative_rank: pl.Int32 = column(
        "Place among the representative citing papers, from 1. NULL: never there.", null=True, ge=1
    )
    is_listed: bool = column("Whether the citing papers explorer lists the paper in any capture.")
    listed_rank: pl.Int32 = column(
        "Place in the explorer of the newest unfiltered capture that lists it, from 1. NULL: none.",
        null=True,
        ge=1,
    )
    is_current: bool = column(
        "False once a complete page, or a complete view of the paper's year, no longer lists the citation."
    )
    retired_at: Timestamp = column(
        "Time of the first such capture since the citation was last seen (UTC). NULL: current.",
        null=True,
    )

    class Config:
        """The table's name."""

        name = "citations"

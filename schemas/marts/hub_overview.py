"""Contract of the view `marts.hub_overview`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.hubs import Hubs
from schemas.table import Table, Timestamp, column


class HubOverview(Table):
    """One row per hub: what its page prints, next to what is known about its citing papers.

    Example: SELECT title, tier, citing_papers_known, mean_novelty FROM marts.hub_overview ORDER BY 3 DESC;
    """

    hub_id: str = columns.hub_id()
    url: str = Hubs.url
    title: str = Hubs.title
    tier: str = Hubs.tier
    label: str = Hubs.label
    authors: str = Hubs.authors
    year: pl.Int32 = Hubs.year
    category: str = columns.category()
    arxiv_id: str = Hubs.arxiv_id
    doi: str = Hubs.doi
    dominant_role: str = Hubs.dominant_role
    dominant_percent: pl.Int32 = Hubs.dominant_percent
    citing_papers_printed: pl.Int32 = Hubs.citing_papers_printed
    citing_papers_known: pl.Int64 = column(
        "Number of current citing papers for which a row was read. The other counts, means and dates cover these "
        "papers only: citing_papers_known / citing_papers_printed says how much of the hub that is.",
        ge=0,
    )
    representative_papers: pl.Int32 = column(
        "How many of them any capture, also an older one, lists as representative.", ge=0
    )
    papers_with_verdict: pl.Int64 = column("How many of them have a verdict other than unverdicted.", ge=0)
    accepted_papers: pl.Int64 = column("How many of them have the verdict accept.", ge=0)
    papers_with_novelty: pl.Int64 = column("How many of them have a novelty score: the base of mean and median.", ge=0)
    mean_novelty: float = column("Mean novelty of those papers. NULL: none has one.", null=True, ge=0, le=10)
    median_novelty: float = column("Median novelty of those papers. NULL: none has one.", null=True, ge=0, le=10)
    first_citing_paper_on: pl.Date = column("Earliest date of a citing paper. NULL: none has a date.", null=True)
    last_citing_paper_on: pl.Date = column("Latest date of a citing paper. NULL: none has a date.", null=True)
    captures: pl.Int32 = column("Number of captures of the hub that were read.", ge=0)
    is_complete: bool = column(
        "Whether the newest whole page lists every paper that it counts: then one without a current citation is not "
        "among them. NULL: no whole page was read.",
        null=True,
    )
    last_captured_at: Timestamp = column("Time of the latest capture that shows the hub (UTC).")

    class Config:
        """The view's name."""

        name = "marts_hub_overview"

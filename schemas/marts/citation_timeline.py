"""Contract of the view `marts.citation_timeline`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.table import Table, column


class CitationTimeline(Table):
    """One row per hub and month: how many of its current citing papers were posted in that month, and by its end.

    A month in which none was posted has no row. Only papers for which a row was read are counted, which may be a small
    part of the hub; facet_counts has the counts by year that the page prints of all of them.

    Example: SELECT month, cumulative_citing_papers FROM marts.citation_timeline WHERE hub_title LIKE 'Sparse%';
    """

    hub_id: str = columns.hub_id()
    month: pl.Date = column("First day of the month.", key=True)
    hub_title: str = columns.hub_title()
    citing_papers: pl.Int64 = column("Citing papers posted in that month.", ge=1)
    cumulative_citing_papers: pl.Int64 = column("Citing papers posted by the end of that month.", ge=1)
    undated_papers: pl.Int64 = column("Citing papers of the hub without a date; they are not in any month.", ge=0)

    class Config:
        """The view's name."""

        name = "marts_citation_timeline"

"""Contract of the table `facet_counts`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.columns import Observed
from schemas.table import Table, column


class FacetCells(Table):
    """One row per hub, facet and value: a count printed on the page."""

    hub_id: str = columns.hub_id()
    facet: str = column(
        "What is counted: field, year, verdict, role or polarity; a new facet keeps its printed label.",
        key=True,
        str_matches=columns.NOT_BLANK,
    )
    value: str = column(
        "The value as printed (verdicts are in upper case here: ACCEPT).", key=True, str_matches=columns.NOT_BLANK
    )
    n: pl.Int32 = column("The number printed for the value, in citing papers or citations.", ge=0)


class FacetCounts(FacetCells, Observed):
    """One row per hub, facet and value: the newest count printed on the page.

    A value that the newest page no longer prints keeps its last count, so do not add up the counts of a facet:
    printed_base_n in marts.citation_mix is the sum of one page.

    Example: SELECT value, n FROM facet_counts WHERE facet = 'role' ORDER BY n DESC;
    """

    class Config:
        """The table's name."""

        name = "facet_counts"

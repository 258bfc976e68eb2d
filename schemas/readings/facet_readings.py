"""The reading `facet_readings`: the counts that a page prints by value; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.facet_counts import FacetCounts
from schemas.table import Table, column


class FacetReadings(Table):
    """One row per capture, block, facet and value: a count as one block of one page prints it."""

    capture_id: str = columns.capture_id()
    block: str = column("Block that prints the count: facets or summary.", key=True, isin=["facets", "summary"])
    facet: str = FacetCounts.facet
    value: str = FacetCounts.value
    n: pl.Int32 = FacetCounts.n
    line_number: pl.Int32 = column("Line that contains the value.", ge=1)

    class Config:
        """The reading's name."""

        name = "facet_readings"

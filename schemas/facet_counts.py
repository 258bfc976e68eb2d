"""Contract of the table `facet_counts`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.columns import Observed
from schemas.table import Table


class FacetCells(Table):
    """One row per hub, facet and value: a count printed on the page."""

    hub_id: str = columns.hub_id()
    facet: str = columns.facet()
    value: str = columns.facet_value()
    n: pl.Int32 = columns.facet_n()


class FacetCounts(FacetCells, Observed):
    """One row per hub, facet and value: the newest count printed on the page.

    Example: SELECT value, n FROM facet_counts WHERE facet = 'role' ORDER BY n DESC;
    """

    class Config:
        """The table's name."""

        name = "facet_counts"

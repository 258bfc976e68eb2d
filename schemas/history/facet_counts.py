"""The table `history.facet_counts`: what it promises. No SQL and no parsing here; `schemas.registry` lists it."""

import polars as pl

from schemas import columns
from schemas.history.times import Historic


class FacetCountsHistory(Historic):
    """One row per hub, facet and value, time from which a count was printed, and time from which that was known.

    Example: SELECT value, n, valid_from FROM history.facet_counts WHERE facet = 'role' AND known_to IS NULL;
    """

    hub_id: str = columns.hub_id()
    facet: str = columns.facet()
    value: str = columns.facet_value()
    n: pl.Int32 = columns.facet_n()

    class Config:
        """The table's name."""

        name = "history_facet_counts"

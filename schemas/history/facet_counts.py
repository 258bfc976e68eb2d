"""The table `history.facet_counts`: what it promises. No SQL and no parsing here; `schemas.registry` lists it."""

from schemas.facet_counts import FacetCells
from schemas.history.times import Historic


class FacetCountsHistory(FacetCells, Historic):
    """One row per hub, facet and value, time from which a count was printed, and time from which that was known.

    Example: SELECT value, n, valid_from FROM history.facet_counts WHERE facet = 'role' AND known_to IS NULL;
    """

    class Config:
        """The table's name."""

        name = "history_facet_counts"

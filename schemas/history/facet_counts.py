"""Contract of the table `history.facet_counts`, without SQL or parsing; listed in `schemas.registry`."""

from schemas.facet_counts import FacetCells
from schemas.history.times import Historic


class FacetCountsHistory(FacetCells, Historic):
    """One row per hub, facet, value, start of a printed count (valid_from) and time it became known (known_from).

    Example: SELECT value, n, valid_from FROM history.facet_counts WHERE facet = 'role' AND known_to IS NULL;
    """

    class Config:
        """The table's name."""

        name = "history_facet_counts"

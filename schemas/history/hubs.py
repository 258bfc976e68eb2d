"""Contract of the table `history.hubs`, without SQL or parsing; listed in `schemas.registry`."""

from schemas import columns
from schemas.history.times import Historic
from schemas.hubs import HubCells


class HubsHistory(HubCells, Historic):
    """One row per hub, start of a state (valid_from) and time that the state became known (known_from).

    `known_to IS NULL` selects what is known today; `hubs_asof(ts)` and `hubs_asof(ts, known)` return the rows of
    one moment.

    Example: SELECT valid_from, tier, label FROM history.hubs WHERE known_to IS NULL ORDER BY hub_id, valid_from;
    """

    hub_id: str = columns.hub_id()

    class Config:
        """The table's name."""

        name = "history_hubs"

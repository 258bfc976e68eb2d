"""The table `history.hubs`: what it promises. No SQL and no parsing here; `schemas.registry` lists it."""

from schemas import columns
from schemas.history.times import Historic
from schemas.hubs import HubCells


class HubsHistory(HubCells, Historic):
    """One row per hub, time from which its cells held, and time from which that was known.

    What is known today has known_to NULL; `hubs_asof(ts)` and `hubs_asof(ts, known)` give the rows of one moment.

    Example: SELECT valid_from, tier, label FROM history.hubs WHERE known_to IS NULL ORDER BY hub_id, valid_from;
    """

    hub_id: str = columns.hub_id()

    class Config:
        """The table's name."""

        name = "history_hubs"

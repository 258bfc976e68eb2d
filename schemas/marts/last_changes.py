"""Contract of the view `marts.last_changes`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.table import Table, column


class LastChanges(Table):
    """One row per change that the last load made to what is known, described in words.

    The last load is compared with the previously published file; if there was none, every hub is new.

    Example: SELECT hub_title, change FROM marts.last_changes ORDER BY ALL;
    """

    position: pl.Int32 = column("Sequence number from 1, ordered by hub and paper.", key=True, ge=1)
    hub_id: str = column(
        "The hub's UUID. NULL: the change concerns a citing paper.", null=True, sql="UUID", str_matches=columns.UUID
    )
    paper_id: str = column(
        "The citing paper. NULL: the change concerns the hub.", null=True, str_matches=columns.PAPER_ID
    )
    what: str = column("What changed: tier, label, base, verdict, novelty, citing paper, ...")
    change: str = column("The change in words.")
    hub_title: str = columns.hub_title()
    before: str = column("The previous value. NULL: there was none.", null=True)
    after: str = column("The current value. NULL: there is none.", null=True)

    class Config:
        """The view's name."""

        name = "marts_last_changes"

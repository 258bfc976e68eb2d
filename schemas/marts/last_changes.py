"""The view `marts.last_changes`: what it promises. No SQL and no parsing here; `schemas.registry` lists it."""

import polars as pl

from schemas import columns
from schemas.table import Table, column


class LastChanges(Table):
    """One row per change that the last load made to what is known, in words.

    The file that was published before is what it is compared with; where there was none, every hub is new.

    Example: SELECT hub_title, change FROM marts.last_changes ORDER BY ALL;
    """

    position: pl.Int32 = column("Running number, from 1, by hub and paper.", key=True, ge=1)
    hub_id: str = column(
        "The hub's uuid. NULL: a change of a citing paper.", null=True, sql="UUID", str_matches=columns.UUID
    )
    paper_id: str = column("The citing paper. NULL: a change of the hub.", null=True, str_matches=columns.PAPER_ID)
    what: str = column("What changed: tier, label, base, verdict, novelty, citing paper, ...")
    change: str = column("The change in words.")
    hub_title: str = columns.hub_title()
    before: str = column("The former value. NULL: there was none.", null=True)
    after: str = column("Today's value. NULL: there is none.", null=True)

    class Config:
        """The view's name."""

        name = "marts_last_changes"

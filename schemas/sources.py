"""The table `sources`: what it promises. No SQL and no parsing here; `schemas.registry` lists it."""

import polars as pl

from schemas import columns
from schemas.table import Table, Timestamp, column


class Sources(Table):
    """One row per hub that is listed to be fetched: how its page was had so far, and when it is due again.

    Example: SELECT url, last_page_at, changes, visits, failures, next_due_at FROM sources ORDER BY next_due_at;
    """

    hub_id: str = columns.hub_id()
    url: str = column("Address of the hub's page at the source.")
    found_on: str = column(
        "The hub on whose page it was found. NULL: a person listed it.", null=True, sql="UUID", str_matches=columns.UUID
    )
    depth: pl.Int32 = column("How many links away it is from a hub that a person listed; 0 for one of these.", ge=0)
    last_attempt_at: Timestamp = column("When its page was last asked for (UTC). NULL: never.", null=True)
    last_outcome: str = column("What came of that: see docs/outcomes.md. NULL: never asked for.", null=True)
    last_page_at: Timestamp = column("When its page was last had, changed or not (UTC). NULL: never.", null=True)
    capture_id: str = column(
        "The capture that this was: see captures. NULL: none.", null=True, str_matches=columns.CAPTURE_ID
    )
    etag: str = column("What the source named this version of the page (ETag). NULL: it gave none.", null=True)
    last_modified: str = column("When the source says that the page changed, as sent. NULL: not said.", null=True)
    same_since: Timestamp = column("Since when the page's bytes are the same (UTC). NULL: never had.", null=True)
    visits: pl.Int32 = column("How often the page could be compared with the one before.", ge=0)
    changes: pl.Int32 = column("How often it differed from the one before.", ge=0)
    failures: pl.Int32 = column("Attempts without a page since it was last had.", ge=0)
    next_due_at: Timestamp = column("When it is to be asked for again (UTC). NULL: at once.", null=True)

    class Config:
        """The table's name."""

        name = "sources"

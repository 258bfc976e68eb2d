"""Contract of the table `sources`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.table import Table, Timestamp, column


class Sources(Table):
    """One row per hub listed for fetching: the result of fetching its page so far, and when it is due again.

    Example: SELECT url, last_page_at, changes, visits, failures, next_due_at FROM sources ORDER BY next_due_at;
    """

    hub_id: str = columns.hub_id()
    url: str = column("URL of the hub's page at the source.")
    found_on: str = column(
        "The hub whose page links to it. NULL: a person listed it.", null=True, sql="UUID", str_matches=columns.UUID
    )
    depth: pl.Int32 = column("Number of links from a hub that a person listed; 0 for a listed hub.", ge=0)
    last_attempt_at: Timestamp = column("When its page was last requested (UTC). NULL: never.", null=True)
    last_outcome: str = column("Outcome of that request: see docs/outcomes.md. NULL: never requested.", null=True)
    last_page_at: Timestamp = column("When its page was last received, changed or not (UTC). NULL: never.", null=True)
    capture_id: str = column(
        "The capture of that page: see captures. NULL: none.", null=True, str_matches=columns.CAPTURE_ID
    )
    etag: str = column("ETag that the source gave this version of the page. NULL: none given.", null=True)
    last_modified: str = column("Last-Modified header of the page, as sent. NULL: none sent.", null=True)
    same_since: Timestamp = column(
        "Since when the page's bytes have been the same (UTC). NULL: never received.", null=True
    )
    visits: pl.Int32 = column("How often the page could be compared with the previous one.", ge=0)
    changes: pl.Int32 = column("How often it differed from the previous one.", ge=0)
    failures: pl.Int32 = column("Attempts since then that returned no page.", ge=0)
    next_due_at: Timestamp = column("When the page is due to be requested again (UTC). NULL: at once.", null=True)

    class Config:
        """The table's name."""

        name = "sources"

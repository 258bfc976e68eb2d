"""Contract of the view `marts.rising_hubs`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.hubs import Hubs
from schemas.table import Table, Timestamp, column


class RisingHubs(Table):
    """One row per hub: citing papers posted in the 90 days up to the newest capture of any hub, and the 90 days before.

    Only papers for which a row was read are counted. A hub that was last captured long before as_of cannot show its
    newer papers: its growth is too low, which last_captured_at tells.

    Example: SELECT hub_title, growth FROM marts.rising_hubs ORDER BY growth DESC LIMIT 10;
    """

    hub_id: str = columns.hub_id()
    hub_title: str = columns.hub_title()
    tier: str = Hubs.tier
    citing_papers_last_90_days: pl.Int64 = column("Current citing papers posted in the 90 days up to as_of.", ge=0)
    citing_papers_90_days_before: pl.Int64 = column("Current citing papers posted in the 90 days before those.", ge=0)
    growth: pl.Int64 = column("Citing papers of the last 90 days minus those of the 90 days before.")
    citing_papers_printed: pl.Int32 = Hubs.citing_papers_printed
    as_of: pl.Date = column("Date of the newest capture that was read (UTC).")
    last_captured_at: Timestamp = column("Time of the latest capture that shows the hub (UTC).")

    class Config:
        """The view's name."""

        name = "marts_rising_hubs"

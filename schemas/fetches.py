"""The table `fetches`: what it promises. No SQL and no parsing here; `schemas.registry` lists it."""

import polars as pl

from schemas.table import Table, Timestamp, column


class Fetches(Table):
    """One row per run of fetching: what was asked of the site, how it answered, and why it ended.

    Example: SELECT started_at, requests, not_modified, robots_line, stop_reason FROM fetches ORDER BY started_at DESC;
    """

    fetch_id: str = column("The run: its start, and the process that ran it.", key=True)
    site: str = column("The site that was asked, as https://pith.science.")
    user_agent: str = column("The User-Agent that was sent, without the contact.")
    started_at: Timestamp = column("When the run began (UTC).")
    ended_at: Timestamp = column("When it ended (UTC).")
    robots: str = column("What came of robots.txt: read, there is none, or it could not be had and why.")
    robots_line: str = column(
        "The line of robots.txt that the pages were judged by, with the number of requests; the five most frequent. "
        "NULL: none was needed.",
        null=True,
    )
    crawl_delay_seconds: float = column("Pause that robots.txt asks for, in seconds; 0 for none.", ge=0)
    is_crawl_delay_capped: bool = column("Whether that is longer than the pause that is kept to at the most.")
    pause_seconds: float = column("Pause between two requests at the end of the run, in seconds.", ge=0)
    requests: pl.Int32 = column("Requests sent, robots.txt, redirects and retries included.", ge=0)
    conditional_requests: pl.Int32 = column("Requests that asked for a page only if it changed.", ge=0)
    not_modified: pl.Int32 = column("Answers that nothing changed (304).", ge=0)
    retries: pl.Int32 = column("Requests sent once more after a fault.", ge=0)
    redirects: pl.Int32 = column("Redirects followed.", ge=0)
    bytes_received: pl.Int64 = column("Bytes of all bodies as they were sent.", ge=0)
    bytes_decoded: pl.Int64 = column("Bytes of all bodies decompressed.", ge=0)
    waited_seconds: float = column("Seconds spent waiting: pauses, and times that the site asked for.", ge=0)
    hubs_due: pl.Int32 = column("Hubs that were due when the run began.", ge=0)
    hubs_asked: pl.Int32 = column("Hubs that were asked for, those discovered on the way included.", ge=0)
    outcomes: str = column("Attempts by outcome, as a JSON object.", sql="JSON")
    stop_reason: str = column("Why the run ended before all was fetched. NULL: it did not.", null=True)

    class Config:
        """The table's name."""

        name = "fetches"

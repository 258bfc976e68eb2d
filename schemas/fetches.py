"""Contract of the table `fetches`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas.table import Table, Timestamp, column


class Fetches(Table):
    """One row per fetching run: what was requested from the site, how it answered, and why the run ended.

    Example: SELECT started_at, requests, not_modified, robots_line, stop_reason FROM fetches ORDER BY started_at DESC;
    """

    fetch_id: str = column("Id of the run: its start time and the process that ran it.", key=True)
    site: str = column("The site that was fetched from, such as https://pith.science.")
    user_agent: str = column("The User-Agent header that was sent, without the contact.")
    started_at: Timestamp = column("When the run started (UTC).")
    ended_at: Timestamp = column("When the run ended (UTC).")
    robots: str = column("Result of requesting robots.txt: read, absent, or not available and why.")
    robots_line: str = column(
        "The lines of robots.txt that decided about pages, each with its number of requests; the five most frequent. "
        "NULL: none was needed.",
        null=True,
    )
    crawl_delay_seconds: float = column("Delay that robots.txt asks for, in seconds; 0 if none.", ge=0)
    is_crawl_delay_capped: bool = column("Whether that delay exceeds the longest pause that a run observes.")
    pause_seconds: float = column("Pause between two requests at the end of the run, in seconds.", ge=0)
    requests: pl.Int32 = column("Requests sent, including robots.txt, redirects and retries.", ge=0)
    conditional_requests: pl.Int32 = column("Requests that asked for a page only if it had changed.", ge=0)
    not_modified: pl.Int32 = column("Answers that the page had not changed (304).", ge=0)
    retries: pl.Int32 = column("Requests repeated after a fault.", ge=0)
    redirects: pl.Int32 = column("Redirects followed.", ge=0)
    bytes_received: pl.Int64 = column("Bytes of all bodies as transferred.", ge=0)
    bytes_decoded: pl.Int64 = column("Bytes of all bodies after decompression.", ge=0)
    waited_seconds: float = column("Seconds spent waiting: pauses, and delays that the site asked for.", ge=0)
    hubs_due: pl.Int32 = column("Hubs that were due when the run started.", ge=0)
    hubs_asked: pl.Int32 = column("Hubs that were requested, including those discovered during the run.", ge=0)
    outcomes: str = column("Number of attempts by outcome, as a JSON object.", sql="JSON")
    stop_reason: str = column(
        "Why the run ended before everything was fetched. NULL: everything was fetched.", null=True
    )

    class Config:
        """The table's name."""

        name = "fetches"

"""The plain script: httpx, one request after the other; polars and pandera for the rows; DuckDB for rows and ETags."""

import sys
from pathlib import Path

import duckdb
import httpx
import pandera.polars as pa
import polars as pl

from bench.peers.hub_page import COLUMNS, Row, read_rows

PAPER_ID = r"^(\d{4}\.\d{4,5}|[a-z][a-z-]*(\.[A-Z]{2})?/\d{7})$"
CONTRACT = pa.DataFrameSchema(
    {
        "hub_id": pa.Column(pl.String),
        "paper_id": pa.Column(pl.String, pa.Check.str_matches(PAPER_ID)),
        "title": pa.Column(pl.String, pa.Check.str_length(min_value=1)),
        "category": pa.Column(pl.String, pa.Check.str_length(min_value=1)),
        "posted_on": pa.Column(pl.Date),
        "verdict": pa.Column(pl.String, pa.Check.isin(["unverdicted", "accept", "conditional", "reject"])),
        "novelty": pa.Column(pl.Float64, pa.Check.in_range(0, 10), nullable=True),
        "summary": pa.Column(pl.String, pa.Check.str_length(min_value=1)),
    },
    unique=["hub_id", "paper_id"],
)


def main(addresses: str, path: str) -> None:
    """Fetch what changed, and replace the rows of those pages."""
    with duckdb.connect(path) as warehouse:
        warehouse.execute("CREATE TABLE IF NOT EXISTS pages (url VARCHAR PRIMARY KEY, etag VARCHAR)")
        warehouse.execute(
            "CREATE TABLE IF NOT EXISTS rows (hub_id VARCHAR, paper_id VARCHAR, title VARCHAR, category VARCHAR, "
            "posted_on DATE, verdict VARCHAR, novelty DOUBLE, summary VARCHAR)"
        )
        known = dict(warehouse.execute("SELECT url, etag FROM pages").fetchall())
        rows, etags = fetch(Path(addresses).read_text().split(), known)
        if not etags:
            return
        papers = CONTRACT.validate(pl.DataFrame(rows).select(COLUMNS).with_columns(pl.col("novelty").cast(pl.Float64)))
        pages = pl.DataFrame(list(etags.items()), schema=["url", "etag"], orient="row")
        warehouse.execute("BEGIN")
        warehouse.register("papers", papers)
        warehouse.register("fresh", pages)
        warehouse.execute("DELETE FROM rows WHERE hub_id IN (SELECT hub_id FROM papers)")
        warehouse.execute("INSERT INTO rows SELECT * FROM papers")
        warehouse.execute("INSERT OR REPLACE INTO pages SELECT * FROM fresh")
        warehouse.execute("COMMIT")


def fetch(urls: list[str], known: dict[str, str]) -> tuple[list[Row], dict[str, str]]:
    """Ask for every page that is not as known; gives the rows and the ETags of those that changed."""
    rows: list[Row] = []
    etags: dict[str, str] = {}
    with httpx.Client(timeout=60) as client:
        for url in urls:
            answer = client.get(url, headers={"If-None-Match": known[url]} if url in known else {})
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                continue
            answer.raise_for_status()
            rows += read_rows(url, answer.content)
            etags[url] = answer.headers["ETag"]
    return rows, etags


if __name__ == "__main__":
    main(*sys.argv[1:])

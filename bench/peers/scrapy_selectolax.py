"""Scrapy: a spider that asks with stored ETags and reads by selectolax; its pipeline writes to DuckDB by polars."""

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

from bench.peers.hub_page import COLUMNS, Row, read_rows


class HubSpider(scrapy.Spider):
    """Asks for every page that is not as known, and yields a page's rows with its ETag."""

    name = "hubs"
    handle_httpstatus_list = (304,)

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Give the requests."""
        with duckdb.connect(self.path) as warehouse:
            warehouse.execute("CREATE TABLE IF NOT EXISTS pages (url VARCHAR PRIMARY KEY, etag VARCHAR)")
            known = dict(warehouse.execute("SELECT url, etag FROM pages").fetchall())
        for url in Path(self.addresses).read_text().split():
            yield scrapy.Request(url, headers={"If-None-Match": known[url]} if url in known else {})

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        """Read a page that changed."""
        if response.status != 304:
            etag = response.headers["ETag"].decode()
            yield {"url": response.url, "etag": etag, "rows": read_rows(response.url, response.body)}


class WarehousePipeline:
    """Collects what the spider yields, and replaces the rows of those pages at the end."""

    @classmethod
    def from_crawler(cls, crawler: Any) -> "WarehousePipeline":
        """Make it for a crawler."""
        made = cls()
        made.crawler = crawler
        made.rows, made.pages = [], []
        return made

    crawler: Any
    rows: list[Row]
    pages: list[tuple[str, str]]

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        """Take a page."""
        self.rows += item["rows"]
        self.pages.append((item["url"], item["etag"]))
        return item

    def close_spider(self) -> None:
        """Write all pages in one transaction."""
        if not self.pages:
            return
        with duckdb.connect(self.crawler.spider.path) as warehouse:
            warehouse.execute(
                "CREATE TABLE IF NOT EXISTS rows (hub_id VARCHAR, paper_id VARCHAR, title VARCHAR, category VARCHAR, "
                "posted_on DATE, verdict VARCHAR, novelty DOUBLE, summary VARCHAR)"
            )
            warehouse.execute("BEGIN")
            warehouse.register("papers", pl.DataFrame(self.rows, schema_overrides={"novelty": pl.Float64}))
            warehouse.register("fresh", pl.DataFrame(self.pages, schema=["url", "etag"], orient="row"))
            warehouse.execute("DELETE FROM rows WHERE hub_id IN (SELECT hub_id FROM papers)")
            warehouse.execute(f"INSERT INTO rows SELECT {', '.join(COLUMNS)} FROM papers")
            warehouse.execute("INSERT OR REPLACE INTO pages SELECT * FROM fresh")
            warehouse.execute("COMMIT")


def main(addresses: str, path: str) -> None:
    """Crawl without pauses."""
    settings = {
        "ROBOTSTXT_OBEY": True,
        "HTTPCACHE_ENABLED": False,
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "WARNING",
        "ITEM_PIPELINES": {WarehousePipeline: 100},
    }
    process = CrawlerProcess(settings)
    process.crawl(HubSpider, addresses=addresses, path=path)
    process.start()


if __name__ == "__main__":
    main(*sys.argv[1:])

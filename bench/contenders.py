"""Who does the job: Pithhouse by its command line, and the peers; how each is run, and where its rows are.

`bench.job` measures them on the same site.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import polars as pl

from bench.pages import Row, hub_id
from bench.process_tree import Cost, cost

PEERS: Final = {"plain script": "plain_script", "dlt": "dlt_arrow", "Scrapy": "scrapy_selectolax"}
_OURS: Final = """
    SELECT hub_id, arxiv_id, title_raw, category, posted_on, verdict, novelty, summary
    FROM citations JOIN papers USING (paper_id) LEFT JOIN summaries USING (paper_id)
    WHERE is_current
"""
_THEIRS: Final = f"SELECT {', '.join(Row._fields)} FROM rows"
_SCHEMA: Final = pl.Schema(dict.fromkeys(Row._fields, pl.String()) | {"posted_on": pl.Date(), "novelty": pl.Float64()})


@dataclass(frozen=True, slots=True)
class Contender:
    """One that does the job.

    Attributes:
        name: as it is printed.
        run: does the job once in a folder of its own; takes the folder, the site's address, the number of pages and how
            many of them are new to it; gives what that cost.
        asked: the SQL that gives its rows, with the columns of `bench.pages.Row` in their order.
        file: the name of its DuckDB file in its folder.
    """

    name: str
    run: Callable[[Path, str, int, int], Cost]
    asked: str
    file: str

    def rows(self, folder: Path) -> pl.DataFrame:
        """Give all rows that it holds, in the order of hub and paper."""
        with duckdb.connect(str(folder / self.file), read_only=True) as warehouse:
            found: pl.DataFrame = warehouse.sql(self.asked).pl()
        return in_order(found.rename(dict(zip(found.columns, Row._fields, strict=True))))


def in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """Give rows in one order and with one type a column, so that they can be compared."""
    return frame.cast(_SCHEMA).sort("hub_id", "paper_id")


def as_frame(rows: list[Row]) -> pl.DataFrame:
    """Give rows of pages as a frame."""
    return in_order(pl.DataFrame(rows, schema=_SCHEMA, orient="row"))


def pithhouse(*arguments: str | Path, data: Path, site: str = "", twins: bool = False) -> tuple[Cost, str]:
    """Run the command line on a data folder; with a site, without politeness towards it, every page due at once.

    Args:
        arguments: the command.
        data: the data folder.
        site: the site's `host:port`.
        twins: whether the JSON twins of pages are fetched as well.

    Raises:
        RuntimeError: its exit code is not 0.
    """
    settings: dict[str, object] = {}
    if site:
        settings = {"site": f"http://{site}", "test_server": site, "seconds_between_requests": 0, "twins": twins}
        settings |= {"longest_pause_seconds": 0, "run_requests": 10**9, "run_bytes": 10**15, "run_seconds": 10**6}
        settings |= {"soonest_revisit_days": 1e-9, "latest_revisit_days": 1e-9}
    surroundings = {f"PITHHOUSE_{name.upper()}": str(value) for name, value in settings.items()}
    return cost([sys.executable, "-m", "cli.main", *arguments, "--data", data], surroundings)


def first_refresh(data: Path, site: str, pages: int, *, twins: bool) -> Cost:
    """List the hubs in a new data folder, and run the first refresh.

    Raises:
        RuntimeError: not all pages were new, or not all twins.
    """
    _list_hubs(data, site, pages)
    spent, printed = pithhouse("refresh", "--json", data=data, site=site, twins=twins)
    new = json.loads(printed)["captures"]["new"]
    if new != pages * (1 + twins):
        raise RuntimeError(f"{new} captures are new, of {pages} pages")
    return spent


def _list_hubs(data: Path, site: str, pages: int) -> None:
    hubs = data.with_name("hubs.txt")
    hubs.write_text("\n".join(map(hub_id, range(pages))))
    pithhouse("add", "--file", hubs, data=data, site=site)


def _refresh(folder: Path, site: str, pages: int, fresh: int) -> Cost:
    data = folder / "data"
    if not data.exists():
        _list_hubs(data, site, pages)
    spent, printed = pithhouse("refresh", "--json", data=data, site=site)
    fetched: dict[str, Any] = json.loads(printed)["fetch"]
    if (fetched["hubs_asked"], fetched["not_modified"]) != (pages, pages - fresh):
        raise RuntimeError(f"not every page was asked for once, or a page was not as expected: {fetched}")
    return spent


OURS: Final = Contender("pithhouse", _refresh, _OURS, "data/warehouse.duckdb")


def peers(python: Path) -> list[Contender]:
    """Give the peers, which are run by a Python that has their libraries."""
    return [Contender(name, _peer(python, module), _THEIRS, "hubs.duckdb") for name, module in PEERS.items()]


def _peer(python: Path, module: str) -> Callable[[Path, str, int, int], Cost]:
    def run(folder: Path, site: str, pages: int, _fresh: int) -> Cost:
        addresses = folder / "urls.txt"
        addresses.write_text("\n".join(f"http://{site}/citations/{hub_id(number)}" for number in range(pages)))
        command: list[str | Path] = [python, "-m", f"bench.peers.{module}", addresses, folder / "hubs.duckdb"]
        return cost(command, {"RUNTIME__DLTHUB_TELEMETRY": "false"})[0]

    return run

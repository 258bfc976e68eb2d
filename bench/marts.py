"""How long each view of `marts` and a search take on a warehouse of many hubs, beside a bare scan of the citations.

One process, one warm-up. `bench.__main__` calls `ask_marts`; the bound is 0.3 seconds on 1,000 hubs.
"""

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from bench.building import empty_books
from bench.hub_readings import DAYS, landed, write_readings
from pipelines.building.fill import build_tables
from pipelines.building.fingerprint import write_meta
from pipelines.building.marts import add_index, add_marts
from pipelines.parsing.store.readings import ReadingStore
from pipelines.warehouse.connections import open_new, open_published
from schemas import ddl, registry, table

LATE = datetime(2100, 1, 1, tzinfo=UTC)
BEFORE = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=DAYS - 1)
"""When the file before was built: on the last day, whose captures land in the evening."""


def ask_marts(hubs: int) -> dict[str, float]:
    """Build a warehouse of so many hubs; gives the seconds of a bare scan, of each view read whole, and of a search."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "warehouse.duckdb"
        store = ReadingStore(Path(name) / "readings")
        write_readings(store.folder, hubs, 0, hubs * DAYS)
        with open_new(path) as connection:
            build_tables(connection, {"landed": landed(hubs, hubs * DAYS), **empty_books()}, store)
            write_meta(connection, ("bench", "bench"), LATE, BEFORE)
            add_index(connection)
            add_marts(connection)
            connection.execute("CHECKPOINT")
        with open_published(path) as connection:
            asked = {"scan of citations": "SELECT bit_xor(hash(one)) FROM citations AS one"}
            for model in registry.MARTS:
                asked[table.title(model)] = f"SELECT bit_xor(hash(one)) FROM {ddl.address(model)} AS one"
            asked["search"] = "FROM search('a paper of the field with another word') LIMIT 20"
            return {what: _seconds(connection, sql) for what, sql in asked.items()}


def _seconds(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    connection.execute(sql).fetchall()
    started = time.perf_counter()
    connection.execute(sql).fetchall()
    return time.perf_counter() - started

"""How much more than storing the readings it costs to build the warehouse from them, with history and claims.

The measure is DuckDB's own `CREATE TABLE AS` of the same rows from the same Parquet files. Each runs in a process of
its own, so that peak memory is its own; a build after new captures is measured as well. `bench.__main__` calls
`compare_builds`.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from bench.hub_readings import DAYS, landed, write_readings
from pipelines.building.inputs import source
from pipelines.building.new_file import NewFile
from pipelines.parsing.store.readings import ReadingStore
from pipelines.progress import no_progress
from pipelines.warehouse.connections import open_new
from schemas import registry, table
from schemas.fetches import Fetches
from schemas.readings.citing_paper_readings import CitingPaperReadings
from schemas.sources import Sources
from schemas.table import Table


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds by the clock and of processor time, peak memory in GiB, rows stored, size in MB."""

    seconds: float
    cpu_seconds: float
    peak_gib: float
    rows: int
    megabytes: float


@dataclass(frozen=True, slots=True)
class Builds:
    """What was measured: the rows of citing papers, storing them, the build, and a build after 1% more captures."""

    captures: int
    citing_rows: int
    stored: Run
    built: Run
    built_again: Run

    @property
    def ratio(self) -> float:
        """How many times the seconds of storing the readings it takes to build."""
        return self.built.seconds / self.stored.seconds

    @property
    def again(self) -> float:
        """What a build after 1% more captures costs, as a share of the one before."""
        return self.built_again.seconds / self.built.seconds


def compare_builds(captures: int) -> Builds:
    """Generate the readings, then store them, build from them, and build once more after 1% new captures."""
    hubs = max(1, captures // DAYS)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        store = ReadingStore(root / "readings")
        write_readings(store.folder, hubs, 0, hubs * DAYS)
        rows = len(store.files(CitingPaperReadings)) and _citing_rows(root)
        stored, built = _in_process("store", root, hubs, 0), _in_process("build", root, hubs, 0)
        more = max(1, captures // 100)
        write_readings(store.folder, hubs, hubs * DAYS, hubs * DAYS + more)
        return Builds(hubs * DAYS, rows, stored, built, _in_process("again", root, hubs, more))


def _citing_rows(root: Path) -> int:
    with open_new(root / "count.duckdb") as connection:
        files = ReadingStore(root / "readings").files(CitingPaperReadings)
        [(rows,)] = connection.execute(f"SELECT count(*) FROM ({source(CitingPaperReadings, files)})").fetchall()
    return int(rows)


def _in_process(what: str, root: Path, hubs: int, more: int) -> Run:
    code = "import sys; from bench.building import main; main(*sys.argv[1:])"
    command = [sys.executable, "-c", code, what, str(root), str(hubs), str(more)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # our own interpreter and code
    return Run(**json.loads(done.stdout.splitlines()[-1]))


def main(what: str, root: str, hubs: str, more: str) -> None:
    """Measure in this process and print the figures as JSON."""
    work: Callable[[Path, int, int], int] = {"store": _store, "build": _build, "again": _again}[what]
    path = Path(root) / f"{what}.duckdb"
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
    rows = work(path, int(hubs), int(more))
    spent, seconds = resource.getrusage(resource.RUSAGE_SELF), time.monotonic() - start
    cpu = spent.ru_utime + spent.ru_stime - before.ru_utime - before.ru_stime
    figures = (seconds, cpu, spent.ru_maxrss / 2**20, rows, path.stat().st_size / 1e6)
    sys.stdout.write(json.dumps(dict(zip(Run.__slots__, figures, strict=True))))


def _store(path: Path, hubs: int, more: int) -> int:  # noqa: ARG001 (as `_build`)
    store, rows = ReadingStore(path.parent / "readings"), 0
    with open_new(path) as connection:
        for model in registry.READINGS:
            name = table.name(model)
            connection.execute(f"CREATE TABLE {name} AS {source(model, store.files(model))}")
            [(count,)] = connection.execute(f"SELECT count(*) FROM {name}").fetchall()
            rows += count
        connection.execute("CHECKPOINT")
    return rows


def empty_books() -> dict[str, pl.DataFrame]:
    """Give the books of a fetching that never took place."""
    return {"source_states": _empty(Sources), "fetch_receipts": _empty(Fetches)}


def _empty(model: type[Table]) -> pl.DataFrame:
    return pl.DataFrame(schema=table.polars_schema(model))


def _build(path: Path, hubs: int, more: int, former: Path | None = None) -> int:
    frames = {"landed": landed(hubs, hubs * DAYS + more), **empty_books()}
    now, readings = datetime(2100, 1, 1, tzinfo=UTC), ReadingStore(path.parent / "readings")
    new = NewFile(path, frames, readings, no_progress, now, None, ("bench", "bench"))
    rows, carried = new.made(former, is_checked=False)
    if former and not carried.captures:
        raise RuntimeError(f"nothing was carried over: {carried.rebuild_reason}")
    return sum(rows.values())


def _again(path: Path, hubs: int, more: int) -> int:
    return _build(path, hubs, more, path.with_name("build.duckdb"))

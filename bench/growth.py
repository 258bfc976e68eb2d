"""How the build from scratch grows: seconds a row and peak memory, from few and from many captures.

The readings are those of `bench.hub_readings`, written as the store writes them; the build is that of `pithhouse
refresh`, divided into shards as its captures need (or as many as are asked for). Each size runs in a process of its
own, so that peak memory is its own. `bench.__main__` calls `measure`.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.building import empty_books
from bench.hub_readings import DAYS, ROWS, landed, write_readings
from pipelines.building.failing_captures import require_sound
from pipelines.building.new_file import NewFile
from pipelines.building.shards.whole import divided_into
from pipelines.parsing.store.readings import ReadingStore
from pipelines.progress import no_progress
from pipelines.warehouse.beside import shards_folder

SHAPE = f"{DAYS} captures of each hub, {ROWS} citing papers, 10 facet counts and 14 printed numbers in each"


@dataclass(frozen=True, slots=True)
class Build:
    """One build.

    Attributes:
        captures: from how many.
        shards: into how many it was divided.
        rows: rows of all tables.
        seconds: by the clock.
        cpu_seconds: of processor time.
        peak_gib: the most memory until the file was complete.
        checked_seconds, checked_gib: of the contracts of all tables, after it.
        megabytes: size of the file.
    """

    captures: int
    shards: int
    rows: int
    seconds: float
    cpu_seconds: float
    peak_gib: float
    checked_seconds: float
    checked_gib: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Growth:
    """The build of few captures, and that of many."""

    few: Build
    many: Build

    @property
    def ratio(self) -> float:
        """Processor time a row of many captures, as a multiple of that of few; other work on the machine costs none."""
        return (self.many.cpu_seconds / self.many.rows) / (self.few.cpu_seconds / self.few.rows)

    @property
    def peak_gib(self) -> float:
        """The most memory of the two builds."""
        return max(self.few.peak_gib, self.many.peak_gib)


def measure(few: int, many: int, shards: int, console: Console) -> Growth:
    """Build from so many captures each, and print the figures; `shards` as the setting `build_shards`."""
    found = Growth(_in_process(few, shards), _in_process(many, shards))
    shown = Table(
        "captures", "shards", "rows", "seconds", "CPU", "µs CPU a row", "peak GiB", "checks", "peak GiB", "MB"
    )
    for one in (found.few, found.many):
        shown.add_row(
            *(f"{one.captures:,}", f"{one.shards}", f"{one.rows:,}", f"{one.seconds:.0f}", f"{one.cpu_seconds:.0f} s"),
            *(f"{1e6 * one.cpu_seconds / one.rows:.1f}", f"{one.peak_gib:.2f}", f"{one.checked_seconds:.0f} s"),
            *(f"{one.checked_gib:.2f}", f"{one.megabytes:.0f}"),
        )
    console.print(shown)
    return found


def _in_process(captures: int, shards: int) -> Build:
    hubs = max(1, captures // DAYS)
    with tempfile.TemporaryDirectory() as name:
        write_readings(ReadingStore(Path(name) / "readings").folder, hubs, 0, hubs * DAYS)
        code = "import sys; from bench.growth import main; main(sys.argv[1:])"
        command = [sys.executable, "-c", code, name, str(hubs), str(shards)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # our own interpreter and code
    return Build(**json.loads(done.stdout.splitlines()[-1]))


def main(arguments: Sequence[str]) -> None:
    """Build and check in this process, and print the figures as JSON."""
    root, hubs, wanted = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    path, captures = root / "new.duckdb", hubs * DAYS
    frames = {"landed": landed(hubs, captures), **empty_books()}
    shards = divided_into(captures, wanted, shards_folder(path))
    now = datetime(2100, 1, 1, tzinfo=UTC)
    new = NewFile(path, frames, ReadingStore(root / "readings"), no_progress, now, None, ("bench", "bench"), shards)
    seconds, cpu = time.monotonic(), time.process_time()
    rows, _ = new.made(None, is_checked=False)
    seconds, cpu, peak = time.monotonic() - seconds, time.process_time() - cpu, _peak_gib()
    checked = time.monotonic()
    require_sound(path)
    built = Build(
        *(captures, shards.number if shards else 1, sum(rows.values())),
        *(seconds, cpu, peak, time.monotonic() - checked, _peak_gib(), path.stat().st_size / 1e6),
    )
    sys.stdout.write(json.dumps({name: getattr(built, name) for name in Build.__slots__}))


def _peak_gib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20

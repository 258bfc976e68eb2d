"""How much more than the bare HTML parser it costs to read pages into rows, by part, and whether memory stays flat.

Each measurement runs in a process of its own, on the same files: the bare parser, and ours, in turns, so that
a busy machine disturbs both alike. `bench.__main__` calls `compare`, `count_instructions` and `divide`.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from selectolax.lexbor import LexborHTMLParser

from bench import counting, stages
from bench.counting import source_of
from bench.pages import write_pages
from pipelines.parsing.parse import read_capture
from pipelines.parsing.store.frames import frames
from pipelines.parsing.store.readings import BATCH
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import Reading
from schemas.contract import violations
from schemas.readings.capture_readings import CaptureReadings


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: CPU seconds of the bare parser, of reading into rows, of the contracts; peak memory in MiB."""

    pages: int
    bare_seconds: float
    rows_seconds: float
    checked_seconds: float
    rows: int
    peak_mib: float

    @property
    def ratio(self) -> float:
        """How many times the bare parser's CPU time it takes to read into rows."""
        return self.rows_seconds / self.bare_seconds


def compare(few: int, many: int) -> list[Measured]:
    """Write `many` pages, then read the first `few` and all of them, each in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        write_pages(Path(name), many)
        return [_in_process(Path(name), count) for count in (few, many)]


def count_instructions(few: int) -> counting.Counted | None:
    """Count the instructions a page, on the second and third `few` pages; None where there is no valgrind."""
    with tempfile.TemporaryDirectory() as name:
        write_pages(Path(name), 3 * few)
        return counting.count(Path(name), few)


def divide(count: int) -> dict[str, float]:
    """Give what each part of reading takes, in multiples of the bare parser on the same pages, the dearest first."""
    with tempfile.TemporaryDirectory() as name:
        write_pages(Path(name), count)
        pages = [(path.read_bytes(), source_of(path)) for path in sorted(Path(name).iterdir())]
    bare = 0.0

    def given() -> Iterator[tuple[bytes, CaptureContext]]:
        nonlocal bare
        for body, source in pages:
            started = time.process_time()
            LexborHTMLParser(body)
            bare += time.process_time() - started
            yield body, source

    spent = stages.seconds_by_module(given())
    return {part: seconds / bare for part, seconds in spent.items()}


def measure(folder: Path, count: int) -> Measured:
    """Read pages into frames and check these, batch by batch, as the pipeline does; time each step's CPU."""
    bare = into_rows = checked = 0.0
    rows = 0
    for batch in _batches(sorted(folder.iterdir())[:count]):
        pages = _Pages(batch)
        made = frames(pages)
        read = time.process_time()
        broken = [one for model, frame in made.items() for one in violations(model, frame)]
        checked += time.process_time() - read
        bare += pages.bare_seconds
        into_rows += pages.rows_seconds
        if broken or not _is_whole(made[CaptureReadings]):
            raise RuntimeError(f"the pages were not read well: {broken[:3]}")
        rows += sum(frame.height for frame in made.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(count, bare, into_rows, checked, rows, peak)


def _is_whole(captures: pl.DataFrame) -> bool:
    """Tell whether every page was read to its last line, and nothing refused."""
    cells = ("outcome", "residue_lines", "quarantined_cells", "is_complete")
    return captures.select(cells).unique().rows() == [("ok", 0, 0, True)]


class _Pages:
    """The readings of a batch of files; on the way each page is given to the bare parser as well."""

    def __init__(self, paths: list[Path]) -> None:
        self.paths = paths
        self.bare_seconds = 0.0
        self.rows_seconds = 0.0

    def __iter__(self) -> Iterator[Reading]:
        for path in self.paths:
            body = path.read_bytes()
            opened = time.process_time()
            LexborHTMLParser(body)
            parsed = time.process_time()
            self.bare_seconds += parsed - opened
            reading = read_capture(body, source_of(path))
            self.rows_seconds += time.process_time() - parsed
            yield reading


def _in_process(folder: Path, count: int) -> Measured:
    code = "import sys; from bench.parsing import main; main(*sys.argv[1:])"
    command = [sys.executable, "-c", code, str(folder), str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # our own interpreter and code
    return Measured(**json.loads(done.stdout))


def main(folder: str, count: str) -> None:
    """Measure in this process and print the figures as JSON."""
    measured = measure(Path(folder), int(count))
    figures = {name: getattr(measured, name) for name in Measured.__slots__}
    sys.stdout.write(json.dumps(figures))


def _batches(paths: list[Path]) -> Iterator[list[Path]]:
    for start in range(0, len(paths), BATCH):
        yield paths[start : start + BATCH]

"""The campaign `pages`: mutated pages, JSON twins and WARC files, read in several processes, with bounds.

A run is a chunk of pages that follows from its number. Every page must be read, refused or reported: no exception, no
more time or memory than the bounds, an outcome that docs/outcomes.md knows, and no control and no mark of direction in
any text. One page in sixteen is not mutated but rendered in a style that the seed draws (tests/fidelity): what is read
in it must be right or reported. All readings of a chunk must become frames, which is what the reading store writes, and
the texts are judged there.
"""

from __future__ import annotations

import gzip
import multiprocessing
import os
import random
import resource
import signal
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import Final

import polars as pl

from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.parsing.parse import read_capture
from pipelines.parsing.store.frames import frames
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.outcomes import READING_OUTCOMES
from pipelines.parsing.vocabulary.records import Reading
from schemas import table
from tests.fidelity.compare import compare, result_of
from tests.fidelity.measure import page_of, read
from tests.torture import bodies
from tests.torture.bodies import NOW
from tests.torture.mutators import mutated
from tests.torture.session import Session

CHUNK: Final = 100
PROCESSES: Final = min(2, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2)
MOST_SECONDS: Final = 10.0
"""Of processor time for one page; the workers of the product allow 60 by the clock."""
ENDLESS_SECONDS: Final = 60.0
"""Of processor time, after which a page is given up and counts as found: an endless page must not end the campaign."""
MOST_MEMORY: Final = 1 << 30
"""Bytes of a whole process; the workers of the product allow twice that."""
NAMED: Final = (None, None, "html", "full_text", "list_text", "json")
DECLARED: Final = (None, None, "utf-8", "windows-1252", "utf-16", "nonsense")
"""What a file's name and a header say of a page, rightly or not."""
_NEVER: Final = (
    r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x{9f}\x{fdd0}-\x{fdef}\x{fffe}\x{ffff}"
    r"\x{61c}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]"
)
"""Controls, noncharacters and marks of direction, told without the parser's own patterns; no frame holds surrogates."""


@dataclass
class Chunk:
    """What came of a chunk: counts by kind and outcome, and problems."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    texts: int = 0
    slowest: float = 0.0


def campaign(session: Session, _preload: Path | None) -> None:
    """Read chunks of pages in several processes."""
    context = multiprocessing.get_context("spawn")
    tally = session.tally
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        waiting: set[Future[Chunk]] = set()
        for number, _ in session.turns():
            waiting.add(pool.submit(read_chunk, session.seed, number, session.scratch))
            while len(waiting) >= 2 * PROCESSES:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for one in done:
                    _count(session, one.result())
        for one in waiting:
            _count(session, one.result())
    tally.findings = tally.findings[:200]


def _count(session: Session, chunk: Chunk) -> None:
    tally = session.tally
    pages = sum(number for kind, number in chunk.counts.items() if kind.startswith("page "))
    for kind, number in chunk.counts.items():
        tally.counts[kind] = tally.counts.get(kind, 0) + number
    tally.injected += pages
    tally.survived += pages - len(chunk.problems)
    tally.cells_compared += chunk.texts
    tally.cells_lost += sum("silent" in one for one in chunk.problems)
    tally.findings += chunk.problems
    slowest = int(chunk.slowest * 1000)
    tally.counts["slowest ms"] = max(tally.counts.get("slowest ms", 0), slowest)


def read_chunk(seed: int, number: int, scratch: Path) -> Chunk:
    """Make and read a chunk, in a folder for its WARC files."""
    chunk = Chunk()
    readings: dict[str, tuple[Reading, str]] = {}
    signal.signal(signal.SIGPROF, _give_up)
    before = _most_memory()
    for place in range(number * CHUNK, (number + 1) * CHUNK):
        draw = random.Random(f"{seed} page {place}")
        signal.setitimer(signal.ITIMER_PROF, ENDLESS_SECONDS)
        try:
            if place % 16 == 0:
                _plain(chunk, seed * 1_000_003 + place)
            elif place % 16 == 1:
                _warc(chunk, draw, place, scratch / f"{os.getpid()}")
            else:
                body = bodies.drawn(draw)
                changed, how = mutated(body.body, partial(_another, draw), draw)
                how = f"page {place} ({how})"
                kind = "twin" if body.kind == "json" else "mutated"
                readings[f"{place:020x}"] = _page(chunk, draw, f"{place:020x}", body.hub_id, changed, how, kind), how
        except Exception as error:  # noqa: BLE001 (any exception is the finding)
            chunk.problems.append(f"page {place}: {type(error).__name__}: {str(error)[:200]}")
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    chunk.problems += judged_texts(chunk, readings)
    used = _most_memory()
    if used > max(before, MOST_MEMORY):
        chunk.problems.append(f"chunk {number}: the process used {used >> 20} MiB")
    return chunk


def _most_memory() -> int:
    """Return the most bytes that this process has used so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _give_up(_signal: int, _frame: object) -> None:
    raise TimeoutError(f"no end after {ENDLESS_SECONDS:.0f} s")


def _another(draw: random.Random) -> bytes:
    return bodies.drawn(draw).body


def _plain(chunk: Chunk, seed: int) -> None:
    """Read a page that says what it says in another markup."""
    page = page_of(seed)
    result = result_of(compare(page.said, read(page)))
    chunk.counts[f"page in another markup, {result}"] += 1
    if result == "silent":
        chunk.problems.append(f"page of style seed {seed}: silent")


def _page(chunk: Chunk, draw: random.Random, capture_id: str, hub_id: str, body: bytes, how: str, kind: str) -> Reading:  # noqa: PLR0917
    """Read a mutated page or twin."""
    named = draw.choice(NAMED)
    declared = draw.choice(DECLARED)
    context = CaptureContext(
        capture_id, hub_id, f"https://pith.science/citations/{hub_id}", NOW, declared, named, False
    )
    reading, seconds, problems = judged(body, context)
    chunk.slowest = max(chunk.slowest, seconds)
    chunk.counts[f"page {kind}, {reading.capture.outcome}"] += 1
    chunk.problems += [f"{how}: {one}" for one in problems]
    return reading


def judged(body: bytes, context: CaptureContext) -> tuple[Reading, float, list[str]]:
    """Read a page; return its reading, the seconds of processor time, and what is wrong with outcome and time."""
    begun = time.process_time()
    reading = read_capture(body, context)
    seconds = time.process_time() - begun
    problems = [f"{seconds:.1f} s"] if seconds > MOST_SECONDS else []
    outcome, reason = reading.capture.outcome, reading.capture.reason
    if outcome not in READING_OUTCOMES or (outcome not in ("ok", "pending") and not reason):
        problems.append(f"outcome {outcome!r}, reason {reason!r}")
    return reading, seconds, problems


def judged_texts(chunk: Chunk, readings: dict[str, tuple[Reading, str]]) -> list[str]:
    """Judge every text of some readings where they are columns; tell what is wrong by page."""
    try:
        made = frames([reading for reading, _ in readings.values()])
    except Exception as error:  # noqa: BLE001
        return [f"pages {min(readings)} and on: no frames: {type(error).__name__}: {str(error)[:200]}"]
    problems = []
    for model, frame in made.items():
        for name in [name for name, kind in frame.schema.items() if kind == pl.String]:
            column = frame[name]
            chunk.texts += len(column) - column.null_count()
            has_control = column.str.contains(_NEVER)
            if has_control.any():
                found = frame.filter(has_control)
                for capture_id, text in zip(found["capture_id"], found[name], strict=True):
                    how = readings[capture_id][1]
                    problems.append(f"{how}: {table.name(model)}.{name} has a control: {text[:80]!r}")
    return problems


def _warc(chunk: Chunk, draw: random.Random, place: int, folder: Path) -> None:
    """Mutate a WARC file, in its records or in its gzip, and land what it holds; what was landed must be whole."""
    made = bodies.warc(draw.randrange(bodies.WARCS))
    plain = gzip.decompress(made)
    changed, how = mutated(plain, lambda: plain[::-1], draw)
    if draw.random() < 0.5:
        changed = gzip.compress(changed, 1)
    elif draw.random() < 0.5:
        changed, how = mutated(made, lambda: plain, draw)
    rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    hostile = folder / draw.choice(("hostile.warc", "hostile.warc.gz"))
    hostile.write_bytes(changed)
    begun = time.process_time()
    store = RawStore(folder / "landed")
    landed = store.append(arrivals([hostile], NOW, store), NOW)
    seconds = time.process_time() - begun
    for capture in store.captures():
        store.body(capture)
    chunk.counts[f"page warc, {'landed' if landed.stored else 'nothing landed'}"] += 1
    if not landed.captures:
        chunk.problems.append(f"page {place} ({how}): a WARC file without a word about it")
    if seconds > MOST_SECONDS:
        chunk.problems.append(f"page {place} ({how}): {seconds:.1f} s for a WARC file")

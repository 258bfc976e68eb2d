"""The campaign `pages`: mutated pages, JSON twins and WARC files, read in several processes, with bounds.

A run is a chunk of pages that follows from its number. Every page must be read, refused or reported: no exception, no
more time or memory than the bounds, an outcome that docs/outcomes.md knows, and no control and no mark of direction in
any text. One page in eight is not mutated but rendered in a style that the seed draws (tests/fidelity): what is read in
it must be right or reported. All readings of a chunk must become frames, which is what the reading store writes.
"""

from __future__ import annotations

import gzip
import multiprocessing
import random
import re
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.parsing.parse import CaptureContext, read_capture
from pipelines.parsing.store.frames import frames
from pipelines.parsing.vocabulary.outcomes import READING_OUTCOMES
from pipelines.parsing.vocabulary.records import Reading
from tests.fidelity.compare import compare, result_of
from tests.fidelity.measure import page_of, read
from tests.pagewriter.markups import RENDERINGS
from tests.pagewriter.sample import captures
from tests.torture.mutators import mutated
from tests.torture.session import Session

CHUNK: Final = 100
PROCESSES: Final = 2
MOST_SECONDS: Final = 10.0
"""Of processor time for one page; the workers of the product allow 60 by the clock."""
MOST_MEMORY: Final = 1 << 30
"""Bytes of a whole process; the workers of the product allow twice that."""
NOW: Final = datetime(2026, 11, 21, tzinfo=UTC)
_NEVER: Final = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
"""Controls, lone surrogates, noncharacters and marks of direction, told without the parser's own patterns."""


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
            waiting.add(pool.submit(read_chunk, session.seed, number))
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


def read_chunk(seed: int, number: int) -> Chunk:
    """Make and read a chunk."""
    chunk, readings = Chunk(), []
    for place in range(number * CHUNK, (number + 1) * CHUNK):
        draw = random.Random(f"{seed} page {place}")
        try:
            if place % 8 == 0:
                _plain(chunk, seed * 1_000_003 + place)
            elif place % 8 == 1:
                _warc(chunk, draw, place)
            else:
                readings.append(_page(chunk, draw, place))
        except Exception as error:  # noqa: BLE001 (any exception is the finding)
            chunk.problems.append(f"page {place}: {type(error).__name__}: {str(error)[:200]}")
    try:
        frames(readings)
    except Exception as error:  # noqa: BLE001
        chunk.problems.append(f"pages of chunk {number}: no frames: {type(error).__name__}: {str(error)[:200]}")
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    if used > MOST_MEMORY:
        chunk.problems.append(f"chunk {number}: the process used {used >> 20} MiB")
    return chunk


def _plain(chunk: Chunk, seed: int) -> None:
    """Read a page that says what it says in another markup."""
    page = page_of(seed)
    result = result_of(compare(page.said, read(page)))
    chunk.counts[f"page in another markup, {result}"] += 1
    if result == "silent":
        chunk.problems.append(f"page of style seed {seed}: silent")


def _body(draw: random.Random) -> tuple[bytes, str, str]:
    """Return a page, the uuid of its hub, and its kind."""
    if draw.random() < 0.4:
        page = page_of(draw.randrange(1 << 30))
        return page.body, page.hub.hub_id, "rendered"
    one = draw.choice(SAMPLES)
    return RENDERINGS[one.markup](one.record, one.filters).encode(), one.record.hub_id, one.markup


SAMPLES: Final = list(captures())


def _page(chunk: Chunk, draw: random.Random, place: int) -> Reading:
    """Mutate and read a page or a twin."""
    body, hub_id, kind = _body(draw)
    other, _, _ = _body(draw)
    changed, how = mutated(body, other, draw)
    named = draw.choice((None, None, "html", "full_text", "list_text", "json"))
    url = f"https://pith.science/citations/{hub_id}"
    declared = draw.choice((None, None, "utf-8", "windows-1252", "utf-16", "nonsense"))
    begun = time.process_time()
    reading = read_capture(changed, CaptureContext(f"{place:020x}", hub_id, url, NOW, declared, named, False))
    seconds = time.process_time() - begun
    chunk.slowest = max(chunk.slowest, seconds)
    outcome = reading.capture.outcome
    chunk.counts[f"page {'twin' if kind == 'json' else 'mutated'}, {outcome}"] += 1
    if seconds > MOST_SECONDS:
        chunk.problems.append(f"page {place} ({how}): {seconds:.1f} s")
    if outcome not in READING_OUTCOMES or (outcome not in ("ok", "pending") and not reading.capture.reason):
        chunk.problems.append(f"page {place} ({how}): outcome {outcome!r}, reason {reading.capture.reason!r}")
    for text in _texts(asdict(reading)):
        chunk.texts += 1
        if found := _NEVER.search(text):
            near = text[max(found.start() - 40, 0) : found.end() + 40]
            chunk.problems.append(f"page {place} ({how}): a control or mark of direction in {near!r}")
    return reading


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _texts(one)


def _warc(chunk: Chunk, draw: random.Random, place: int) -> None:
    """Mutate a WARC file, in its records or in its gzip, and land what it holds; what was landed must be whole."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        source = folder / "source"
        source.mkdir()
        for _ in range(3):
            body, hub_id, _ = _body(draw)
            (source / f"{hub_id}.html").write_bytes(body)
        RawStore(folder / "raw").append(arrivals([source], NOW), NOW)
        [made] = (folder / "raw").glob("*.warc.gz")
        plain = gzip.decompress(made.read_bytes())
        changed, how = mutated(plain, plain[::-1], draw)
        if draw.random() < 0.5:
            changed = gzip.compress(changed, 1)
        elif draw.random() < 0.5:
            changed, how = mutated(made.read_bytes(), plain, draw)
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

"""What is done with one page: its bytes fetched, parsed, and whatever goes wrong turned into an outcome of that page.

`workers` runs it in processes of their own, where it may be killed; it imports no more than parsing needs, for it is
loaded before these start. `run` is also right in this process, for a page that is trusted.
"""

import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from pipelines.landing.capture_times import impossible_time
from pipelines.landing.captures import WITH_PAGE, WITHOUT_INPUT, Capture
from pipelines.landing.errors import CorruptRecord
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.parse import CaptureContext, read_capture
from pipelines.parsing.vocabulary.outcomes import BECAUSE
from pipelines.parsing.vocabulary.records import CaptureRow, QuarantineRow, Reading
from schemas.refusals import RefusedBecause

Body = bytes | Callable[[], bytes]
"""The bytes of a page, or what gives them; the latter is called in the worker, and has to be picklable."""

Parse = Callable[[bytes, CaptureContext], Reading]
"""A parser of one page: `reading.read_capture`, or a test's."""

NO_MEMORY: Final = 86
"""Exit code of a worker whose page took more memory than a page may take."""

MOST_PACKED: Final = 64 << 20
"""Bytes of a reading on its way between two processes: 4,000 usual pages. As objects they take ten times as much."""


@dataclass(frozen=True, slots=True)
class PageTask:
    """One page to be read: what is known of it, and its bytes or what gives them."""

    source: CaptureContext
    body: Body


def landed_page(raw: RawStore, capture: Capture) -> PageTask | Reading:
    """Give the page of a landed capture, or, where it did not land well, the reading that says so."""
    source = CaptureContext.of(capture)
    if capture.outcome in WITHOUT_INPUT:
        return Reading(
            CaptureRow(capture.capture_id, capture.source_rendering, capture.outcome, capture.reason or None)
        )
    problem = impossible_time(capture.captured_at, capture.landed_at)
    if problem and (capture.outcome in WITH_PAGE or capture.reason.startswith(problem)):
        return refused(source, "refused", problem, because=RefusedBecause.IMPOSSIBLE_VALUE)
    if capture.outcome not in WITH_PAGE:
        return refused(source, capture.outcome, capture.reason)
    return PageTask(source, partial(raw.body, capture))


def run(page: PageTask, parse: Parse = read_capture) -> Reading:
    """Read one page. A fault of the parser on it is an outcome of that page (FAULTS F16): it never stops the others.

    Raises:
        MemoryError: the page took more memory than this process may take.
    """
    try:
        return parse(page.body if isinstance(page.body, bytes) else page.body(), page.source)
    except MemoryError:
        raise
    except CorruptRecord as error:
        return refused(page.source, "corrupt", str(error))
    except Exception as error:  # noqa: BLE001 (any page may hit a fault of ours; it is reported, not lost)
        reason = f"the parser failed on this page, please report it: {type(error).__name__}: {error}"
        return refused(page.source, "parser_failed", reason)


def run_packed(page: PageTask, parse: Parse) -> bytes:
    """Read one page in a worker, and give the reading as bytes, so that sending it needs no memory and cannot fail.

    A worker that ran out of memory ends here with the code `NO_MEMORY`: it would not get all of it back.
    """
    try:
        packed = pickle.dumps(run(page, parse), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        os._exit(NO_MEMORY)
    if len(packed) <= MOST_PACKED:
        return packed
    reason = (
        f"the rows read in it take {len(packed):,} bytes, more than {MOST_PACKED:,}: "
        "look at the page, and report it if it is a hub page"
    )
    return pickle.dumps(refused(page.source, "too_complex", reason), pickle.HIGHEST_PROTOCOL)


def unpacked(packed: bytes) -> Reading:
    """Give the reading that a worker of this process has packed."""
    reading = pickle.loads(packed)  # noqa: S301 (it comes from our own worker through our own pipe)
    if not isinstance(reading, Reading):
        raise TypeError(f"a worker gave {type(reading).__name__}, no reading")
    return reading


def refused(source: CaptureContext, outcome: str, reason: str, because: RefusedBecause | None = None) -> Reading:
    """Make the reading of a page of which nothing could be read; in quarantine stands its address."""
    row = CaptureRow(source.capture_id, source.source_rendering, outcome, reason or None, quarantined_cells=1)
    said = reason or outcome
    cell = QuarantineRow(
        source.capture_id, 1, "captures", None, source.url, said, refused_because=because or BECAUSE[outcome]
    )
    return Reading(row, quarantine=[cell])

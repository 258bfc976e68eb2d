"""Process one page: get its bytes, parse them, and turn any failure into an outcome of that page.

The module imports only what parsing needs, because it is loaded before workers start, and not the parser, because it is
loaded by whoever gives out pages. `run` may also be called in this process, for a trusted page.
"""

import copyreg
import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from operator import attrgetter
from typing import Any, Final

from pipelines.landing.capture_times import impossible_time
from pipelines.landing.captures import WITH_PAGE, WITHOUT_INPUT, Capture
from pipelines.landing.errors import CorruptRecord
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.outcomes import BECAUSE
from pipelines.parsing.vocabulary.records import (
    CaptureRow,
    CitingPaperRow,
    ClaimRow,
    FacetRow,
    QuarantineRow,
    Reading,
    ResidueRow,
    WordRow,
)
from schemas.refusals import RefusedBecause

Body = bytes | Callable[[], bytes]
"""The bytes of a page, or a picklable function that returns them, called in the worker."""

Parse = Callable[[bytes, CaptureContext], Reading]
"""A parser of one page: `read_capture`, or a test's."""

NO_MEMORY: Final = 86
"""Exit code of a worker whose page needed more memory than a page may use."""

MOST_PACKED: Final = 64 << 20
"""Maximum bytes of a reading sent between processes: 4,000 typical pages. As objects they take ten times as much."""


def read_capture(body: bytes, source: CaptureContext) -> Reading:
    """Read one capture as `parse.read_capture` does, which is loaded only where pages are read."""
    from pipelines.parsing import parse  # noqa: PLC0415 (a tenth of a second that whoever gives out pages does not need)

    return parse.read_capture(body, source)


_MANY: Final = (CitingPaperRow, ClaimRow, FacetRow, ResidueRow, WordRow)
"""The rows that a page has many of; all their fields are arguments."""


def _pickle_by_place(kind: type[Any]) -> None:
    """Let rows be pickled as their class and its arguments: half the time of a dict of slots for each."""
    cells = attrgetter(*(one.name for one in fields(kind)))
    copyreg.pickle(kind, lambda row: (kind, cells(row)))


for _kind in _MANY:
    _pickle_by_place(_kind)


@dataclass(frozen=True, slots=True)
class PageTask:
    """One page to read: what is known of it, and its bytes or a function that returns them."""

    source: CaptureContext
    body: Body


def landed_page(raw: RawStore, capture: Capture) -> PageTask | Reading:
    """Return the page of a landed capture, or, if it did not land well, the reading that says so.

    A body that is at a URL is read here, not in the worker: a storage that does not answer is no fault of the page.

    Raises:
        StorageFailed: the body is at a URL that does not answer.
    """
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
    if raw.is_at_url(capture):
        try:
            return PageTask(source, raw.body(capture))
        except CorruptRecord as error:
            return refused(source, "corrupt", str(error))
    return PageTask(source, partial(raw.body, capture))


def run(page: PageTask, parse: Parse = read_capture) -> Reading:
    """Read one page. A fault of the parser is an outcome of that page (FAULTS F16): it never stops the others.

    Raises:
        MemoryError: the page needed more memory than this process may use.
    """
    try:
        return parse(page.body if isinstance(page.body, bytes) else page.body(), page.source)
    except MemoryError:
        raise
    except CorruptRecord as error:
        return refused(page.source, "corrupt", str(error))
    except Exception as error:  # noqa: BLE001 (any page may trigger a fault of ours; it is reported, not lost)
        reason = f"the parser failed on this page, please report it: {type(error).__name__}: {error}"
        return refused(page.source, "parser_failed", reason)


def run_packed(page: PageTask, parse: Parse) -> bytes:
    """Read one page in a worker and return the reading as bytes, so that sending it needs no memory and cannot fail.

    A worker that ran out of memory exits here with the code `NO_MEMORY`: it would not get all of it back.
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
    """Return the reading that a worker of this process packed."""
    reading = pickle.loads(packed)  # noqa: S301 (it comes from our own worker through our own pipe)
    if not isinstance(reading, Reading):
        raise TypeError(f"a worker gave {type(reading).__name__}, no reading")
    return reading


def refused(source: CaptureContext, outcome: str, reason: str, because: RefusedBecause | None = None) -> Reading:
    """Return the reading of a page that could not be read at all; its address goes into quarantine."""
    row = CaptureRow(source.capture_id, source.source_rendering, outcome, reason or None, quarantined_cells=1)
    said = reason or outcome
    cell = QuarantineRow(
        source.capture_id, 1, "captures", None, source.url, said, refused_because=because or BECAUSE[outcome]
    )
    return Reading(row, quarantine=[cell])

"""Whether a run would change anything, found out without writing anything and before Dagster is imported.

If anything is new, damaged or unfinished, a run has to deal with it (docs/decisions/0033).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.building.fingerprint import made_of, recipe
from pipelines.building.inputs import landed_frame
from pipelines.landing import sources
from pipelines.landing.archives.source import Tally
from pipelines.landing.captures import Arrival, Capture
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.readings import ReadingStore
from pipelines.progress import ProgressCallback, no_progress
from pipelines.warehouse.publish import fingerprint_of
from pipelines.workspace import DataFolder


@dataclass(frozen=True, slots=True)
class NothingNew:
    """What was found: numbers of captures that have already landed, and of web archive records that are no captures."""

    already_there: int
    other_records: int


def nothing_new(
    folder: DataFolder, paths: Sequence[Path], now: datetime, advance: ProgressCallback = no_progress
) -> NothingNew | None:
    """Check whether everything in the paths has been landed, read and published.

    Args:
        folder: the data folder, whose lock must be held.
        paths: what a run would take in.
        now: when it would land (timezone-aware).
        advance: progress callback, called with numbers of captures; the total is unknown and passed as 0.

    Returns:
        What was found, or None if a run is needed.

    Raises:
        LandingError: a path does not exist, or cannot be taken in.
        OSError: a file cannot be read.
    """
    if folder.building.exists() or not folder.raw.is_dir():
        return None
    raw, tally = RawStore(folder.raw), Tally()
    captures = raw.captures_if_whole()
    if captures is None or not _is_published(folder, captures):
        return None
    arrivals = _told(sources.arrivals(paths, now, raw, tally), advance)
    count = raw.count_landed(arrivals, captures, now)
    return None if count is None else NothingNew(count, tally.other_records)


def _is_published(folder: DataFolder, captures: list[Capture]) -> bool:
    """Return whether all captures are read, and the published file was built from them by today's recipe."""
    published, readings = fingerprint_of(folder.warehouse), ReadingStore(folder.readings)
    return (
        published is not None
        and readings.has_read(captures)
        and published == made_of(recipe(), landed_frame(captures), readings)
    )


def _told(arrivals: Iterator[Arrival], advance: ProgressCallback) -> Iterator[Arrival]:
    for taken, arrival in enumerate(arrivals, 1):
        advance(taken, 0)
        yield arrival

"""Whether a run would change anything, decided by what a run would look at first and by nothing that it would write.

Nothing is landed, read or built here: where anything is new, damaged or unfinished, a run has to see to it. `refresh`
and `ingest` ask before they load Dagster (docs/decisions/0033).
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
    """What was looked at: captures that are landed already, and records of web archives that are no pages of ours."""

    already_there: int
    other_records: int


def nothing_new(
    folder: DataFolder, paths: Sequence[Path], now: datetime, advance: ProgressCallback = no_progress
) -> NothingNew | None:
    """Look whether all that the paths hold is landed, read and published.

    Args:
        folder: the data folder, held by its lock.
        paths: what a run would take in.
        now: aware; when it would be landed.
        advance: told of progress, in captures; how many there will be is not known.

    Returns:
        What was looked at, or None where a run is needed.

    Raises:
        LandingError: a path is not there, or cannot be taken in.
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
    """Tell whether all captures are read, and the published file was made from these readings by today's recipe."""
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

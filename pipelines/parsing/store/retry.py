"""Readings that are to be made anew, and what today's parser makes of the captures that a former one could not read.

Nothing is published here. `pithhouse retry` and `pithhouse reparse` call these, and then run the job that reads, builds
and publishes.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.landing.captures import WITH_PAGE, Capture
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.vocabulary.records import Reading
from pipelines.parsing.workers.pool import ParsingWorkers
from pipelines.parsing.workers.task import landed_page
from pipelines.progress import ProgressCallback, no_progress
from schemas.readings.capture_readings import CaptureReadings

Refusal = tuple[str, str | None, str]
"""Table, column and printed text of a refused cell."""


@dataclass(frozen=True, slots=True)
class Retried:
    """What became of one capture whose cells were refused, or that was not read at all.

    Attributes:
        capture_id: the capture.
        url: its address.
        outcome_before: its outcome by the parser of the published file.
        outcome: that by today's.
        now_read: cells that were refused and no longer are.
        still_refused: cells that are refused as before.
        newly_refused: cells that were not refused before.
    """

    capture_id: str
    url: str
    outcome_before: str
    outcome: str
    now_read: tuple[Refusal, ...]
    still_refused: tuple[Refusal, ...]
    newly_refused: tuple[Refusal, ...]

    @property
    def is_changed(self) -> bool:
        """Whether today's parser makes something else of it."""
        return bool(self.now_read or self.newly_refused) or self.outcome != self.outcome_before


def retry(
    raw: RawStore,
    refused: Mapping[str, Collection[Refusal]],
    outcomes: Mapping[str, str],
    advance: ProgressCallback = no_progress,
) -> list[Retried]:
    """Read captures again by today's parser, and compare what is refused. Nothing is written.

    Args:
        raw: where the bodies are.
        refused: the captures to read, each with its refused cells of before.
        outcomes: their outcomes of before.
        advance: told of progress, in captures.

    Returns:
        One for each capture that landed well; what did not land is not to be read.
    """
    found: list[Retried] = []
    wanted = [one for one in raw.captures() if one.capture_id in refused and one.outcome in WITH_PAGE]
    with ParsingWorkers() as workers:
        readings = workers.read_all(landed_page(raw, one) for one in wanted)
        for done, (capture, reading) in enumerate(zip(wanted, readings, strict=True), 1):
            found.append(_retried(reading, capture, refused[capture.capture_id], outcomes[capture.capture_id]))
            advance(done, len(wanted))
    return found


def _retried(reading: Reading, capture: Capture, refused: Collection[Refusal], outcome: str) -> Retried:
    before = Counter(refused)
    today = Counter((one.table_name, one.column_name, one.text_raw) for one in reading.quarantine)
    return Retried(
        capture.capture_id,
        capture.url,
        outcome,
        reading.capture.outcome,
        tuple((before - today).elements()),
        tuple((before & today).elements()),
        tuple((today - before).elements()),
    )


def forget(store: ReadingStore, capture_ids: Collection[str] | None = None) -> int:
    """Set the batches aside that hold some captures, so that the next run reads these batches anew.

    Args:
        store: the readings of one parser version.
        capture_ids: the captures; None: all.

    Returns:
        How many batches. A batch goes whole, by one rename: killed half-way, none is there twice.
    """
    count = 0
    for path in map(Path, store.files(CaptureReadings)):
        held = pl.read_parquet(path, columns=["capture_id"], glob=False)["capture_id"]
        if capture_ids is None or not set(held).isdisjoint(capture_ids):
            path.parent.rename(path.parent.with_name(f".{path.parent.name}"))
            count += 1
    return count

"""Reading captures again: what today's parser makes of captures that a former version could not read.

Nothing is published here.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.landing.captures import WITH_PAGE, Capture
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store import parquet
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
    """The result for one capture that had refused cells or could not be read.

    Attributes:
        capture_id: the capture.
        url: its address.
        outcome_before: its outcome by the parser of the published file.
        outcome: its outcome by today's parser.
        now_read: cells that were refused and are read now.
        still_refused: cells that are still refused.
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
        """Whether today's parser reads it differently."""
        return bool(self.now_read or self.newly_refused) or self.outcome != self.outcome_before


def retry(
    raw: RawStore,
    refused: Mapping[str, Collection[Refusal]],
    outcomes: Mapping[str, str],
    advance: ProgressCallback = no_progress,
) -> list[Retried]:
    """Read captures again with today's parser and compare the refused cells. Nothing is written.

    Args:
        raw: where the bodies are.
        refused: the captures to read, each with the cells that were refused before.
        outcomes: their former outcomes.
        advance: progress callback, in captures.

    Returns:
        One result for each capture that landed well; other captures cannot be read.
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
    """Set aside the batches that hold some captures, so that the next run reads those batches again.

    Args:
        store: the readings of one parser version.
        capture_ids: the captures; None: all.

    Returns:
        The number of batches. Each is set aside by one rename, so that a killed run leaves none of them twice.
    """
    count = 0
    for path in map(Path, store.files(CaptureReadings)):
        held = parquet.read([str(path)], ["capture_id"])["capture_id"]
        if capture_ids is None or not set(held).isdisjoint(capture_ids):
            path.parent.rename(path.parent.with_name(f".{path.parent.name}"))
            count += 1
    return count

"""Readings on disk: what one parser version read in each capture, as Parquet, one folder for each batch.

Delete them and they come back: everything here is made from raw. Nothing of a page's grammar is here, and no
table of the warehouse. `assets` calls `ReadingStore.read_new`; the build reads the files.
"""

import errno
import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from operator import attrgetter
from pathlib import Path
from shutil import rmtree
from typing import Any, Final, TypeVar

import polars as pl

from pipelines.landing.captures import Capture
from pipelines.landing.errors import CorruptRecord
from pipelines.landing.raw_files import sync
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.reading import PARSER_VERSION, Source, read_capture
from pipelines.parsing.rows import CaptureRow, QuarantineRow, Reading
from schemas import table
from schemas.contract import Violation, violations
from schemas.quarantine import Quarantine
from schemas.readings.capture_readings import CaptureReadings
from schemas.readings.citing_paper_readings import CitingPaperReadings
from schemas.readings.facet_readings import FacetReadings
from schemas.readings.hub_readings import HubReadings
from schemas.readings.word_readings import WordReadings
from schemas.registry import READINGS
from schemas.residue import Residue
from schemas.table import Table

BATCH: Final = 200
"""Captures in one batch: one frame and one validation for each table of it."""
PARQUET_MARK: Final = b"PAR1"  # the first and the last bytes of every Parquet file

CHUNK: Final = 50
"""Captures whose rows are Python objects at one time; beyond them rows are columns, a tenth of the size."""

Frames = dict[type[Table], pl.DataFrame]
"""One frame for each reading table."""

Advance = Callable[[int, int], None]
"""Told of progress: so many done, of so many."""

Item = TypeVar("Item")


def unwatched(done: int, total: int) -> None:
    """Take progress and tell nobody."""


@dataclass(slots=True)
class ReadingReport:
    """What one call read: captures, batches, captures by outcome, and what has to be looked at."""

    read: int = 0
    batches: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    residue_lines: int = 0
    quarantined_cells: int = 0
    unknown_words: int = 0

    def add(self, made: Frames) -> None:
        """Count one more batch."""
        captures = made[CaptureReadings]
        self.read += captures.height
        self.batches += 1
        found = Counter(self.outcomes) + Counter(captures["outcome"])
        self.outcomes = dict(sorted(found.items()))
        self.residue_lines += made[Residue].height
        self.quarantined_cells += made[Quarantine].height
        self.unknown_words += int((~made[WordReadings]["is_known"]).sum())


class ReadingStore:
    """The readings of one parser version below `root`: `parser-1/<batch>/<table>.parquet`."""

    def __init__(self, root: Path, parser_version: str = PARSER_VERSION) -> None:
        self.folder = root / f"parser-{parser_version}"

    def files(self, model: type[Table]) -> list[str]:
        """List the Parquet files of a reading, in a fixed order."""
        return sorted(str(one) for one in self.folder.glob(f"[!.]*/{table.name(model)}.parquet"))

    def capture_ids(self) -> set[str]:
        """Give the captures that this parser version has read."""
        files = self.files(CaptureReadings)
        return set(pl.read_parquet(files, columns=["capture_id"], glob=False)["capture_id"]) if files else set()

    def batches(self) -> set[str]:
        """Name the batches; a batch is named by what it holds, so that other rows have another name."""
        return {Path(one).parent.name for one in self.files(CaptureReadings)}

    def read_new(self, raw: RawStore, advance: Advance = unwatched) -> ReadingReport:
        """Read every landed capture that this parser version has not read yet.

        Args:
            raw: where the bodies are.
            advance: told of progress, in captures.

        Returns:
            What was read. A batch is there whole or not at all; what an interrupted call left is removed.

        Raises:
            OSError: when a batch cannot be written (a full disk); those before it stay, nothing of it does.
        """
        self._remove_unfinished()
        seen = self.capture_ids()
        waiting = [one for one in raw.captures() if one.capture_id not in seen]
        report = ReadingReport()
        for batch in _batches(waiting, BATCH):
            made = kept_promises(partial(_read, raw, batch, report.read, lambda done: advance(done, len(waiting))))
            self._write(made)
            report.add(made)
        return report

    def _write(self, made: Frames) -> None:
        """Write one batch: all its tables, or nothing, whether the process, the disk or the power fails."""
        ids = sorted(made[CaptureReadings]["capture_id"])
        name = hashlib.sha256("".join(ids).encode())
        unfinished = self.folder / f".{name.hexdigest()[:16]}"
        try:
            unfinished.mkdir(parents=True)
            for model, frame in made.items():
                path = unfinished / f"{table.name(model)}.parquet"
                frame.write_parquet(path, compression="zstd")
                sync(path)
                name.update(path.read_bytes())
            sync(unfinished)
            unfinished.rename(self.folder / name.hexdigest()[:16])
        except BaseException as error:
            rmtree(unfinished, ignore_errors=True)
            if isinstance(error, pl.exceptions.ComputeError):  # what polars makes of a refusal of the disk
                code = errno.ENOSPC if "No space left" in str(error) else errno.EIO
                raise OSError(code, f"the readings could not be written ({error})", str(self.folder)) from error
            raise
        sync(self.folder)

    def _remove_unfinished(self) -> None:
        """Remove what an interrupted write or a fault of the disk left: what is removed is read anew."""
        for one in self.folder.glob("*"):
            if one.is_dir() and (one.name.startswith(".") or not _is_whole(one)):
                rmtree(one)


def _is_whole(batch: Path) -> bool:
    """Tell whether a batch has all its tables, each with both ends of a Parquet file."""
    return all(_has_both_ends(batch / f"{table.name(model)}.parquet") for model in READINGS)


def _has_both_ends(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            start = file.read(len(PARQUET_MARK))
            file.seek(-len(PARQUET_MARK), os.SEEK_END)
            return start == file.read() == PARQUET_MARK
    except OSError:  # missing, or shorter than the mark
        return False


def read_landed(raw: RawStore, capture: Capture) -> Reading:
    """Read one landed capture, whatever it is.

    What did not land well is not parsed: its outcome is the reading. A fault of the parser on one page is an
    outcome of that page (`parser_failed`), so that it never stops the others (FAULTS F16).
    """
    if capture.outcome != "ok":
        return refused_reading(capture, capture.outcome, capture.reason, capture.url)
    try:
        return read_capture(raw.body(capture), Source.of(capture))
    except CorruptRecord as error:
        return refused_reading(capture, "corrupt", str(error), capture.url)
    except Exception as error:  # noqa: BLE001 (any page may hit a fault of ours; it is reported, not lost)
        reason = f"the parser failed on this page, please report it: {type(error).__name__}: {error}"
        return refused_reading(capture, "parser_failed", reason, capture.url)


def refused_reading(capture: Capture, outcome: str, reason: str, seen: str) -> Reading:
    """Make the reading of a capture of which nothing could be read."""
    row = CaptureRow(capture.capture_id, capture.source_rendering, outcome, reason or None, quarantined_cells=1)
    refused = QuarantineRow(capture.capture_id, 1, "captures", None, seen, reason or outcome)
    return Reading(row, quarantine=[refused])


def frames(readings: Iterable[Reading]) -> Frames:
    """Turn readings into one frame for each reading table, by column, in the schema's types and order.

    Args:
        readings: taken a few at a time, so that a batch never stands in memory as objects.
    """
    parts = [_part(chunk) for chunk in _batches(readings, CHUNK)] or [_part([])]
    return {model: pl.concat([part[model] for part in parts]) for model in parts[0]}


def _part(readings: Sequence[Reading]) -> Frames:
    rows: dict[type[Table], Iterable[Any]] = {
        CaptureReadings: [one.capture for one in readings],
        HubReadings: [one.hub for one in readings if one.hub],
        CitingPaperReadings: [row for one in readings for row in one.citing_papers],
        FacetReadings: [row for one in readings for row in one.facets],
        WordReadings: [row for one in readings for row in one.words],
        Residue: [row for one in readings for row in one.residue],
        Quarantine: [row for one in readings for row in one.quarantine],
    }
    return {model: _frame(model, found) for model, found in rows.items()}


def _frame(model: type[Table], rows: Iterable[Any]) -> pl.DataFrame:
    schema = table.polars_schema(model)
    found = list(zip(*map(attrgetter(*schema), rows), strict=True)) or [()] * len(schema)
    return pl.DataFrame(dict(zip(schema, found, strict=True)), schema=schema)


def kept_promises(read: Callable[[], Iterable[Reading]]) -> Frames:
    """Turn a batch into frames; where rows break a promise, once more, with the captures of broken rows set aside.

    Args:
        read: gives the readings, and the same ones when it is called again.
    """
    made = frames(read())
    return frames(map(_checked, read())) if _broken(made) else made


def _read(raw: RawStore, batch: Sequence[Capture], before: int, advance: Callable[[int], None]) -> Iterator[Reading]:
    for done, capture in enumerate(batch, before + 1):
        yield read_landed(raw, capture)
        advance(done)


def _checked(reading: Reading) -> Reading:
    broken = _broken(frames([reading]))
    if not broken:
        return reading
    row, reason = reading.capture, "; ".join(map(str, broken))
    row.outcome, row.reason, row.quarantined_cells = "contract_broken", reason, 1
    row.is_complete = False
    refused = QuarantineRow(row.capture_id, 1, broken[0].table, broken[0].column, "", reason)
    return Reading(row, quarantine=[refused])


def _broken(made: Frames) -> list[Violation]:
    return [one for model, frame in made.items() for one in violations(model, frame)]


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch

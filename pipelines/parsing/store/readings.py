"""Readings on disk: what one parser version read in each capture, as Parquet, one folder for each batch.

Everything here is derived from the raw store: deleted readings are read again.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from functools import partial
from itertools import islice
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import uuid4

import polars as pl

from pipelines.disk import sync
from pipelines.landing.captures import Capture
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store import parquet
from pipelines.parsing.store.canonical_capture import read_as
from pipelines.parsing.store.frames import Frames, batches, frames, validated_frames
from pipelines.parsing.store.report import ReadingReport
from pipelines.parsing.version import PARSER_VERSION
from pipelines.parsing.vocabulary.records import Reading
from pipelines.progress import ProgressCallback, no_progress
from pipelines.workspace import remove_tree
from schemas import table
from schemas.readings.capture_readings import CaptureReadings
from schemas.registry import READINGS
from schemas.table import Table

if TYPE_CHECKING:
    from pipelines.parsing.workers.pool import ParsingWorkers

BATCH: Final = 500
"""Captures in one batch. Each of its tables costs one frame and one validation: 15 ms, however many rows. To write a
batch takes as much memory again as its frames: 70 MB for 1,000 typical captures."""

_DIGEST: Final = re.compile("[0-9a-f]{16}")
"""The name of a batch."""


class Staged(NamedTuple):
    """A batch that is written but not yet in the store: the name of its folder, and the name that it will have."""

    folder: str
    name: str


class ReadingStore:
    """The readings of one parser version below `root`: `parser-1/<batch>/<table>.parquet`."""

    def __init__(self, root: Path, parser_version: str = PARSER_VERSION) -> None:
        self.folder = root / f"parser-{parser_version}"

    def files(self, model: type[Table]) -> list[str]:
        """List the Parquet files of a reading, in a fixed order."""
        return sorted(str(one) for one in self.folder.glob(f"[!.]*/{table.name(model)}.parquet"))

    def count(self, model: type[Table]) -> int:
        """Count the rows of a reading; only the ends of its files are read."""
        files = self.files(model)
        return parquet.count(files) if files else 0

    def capture_ids(self) -> set[str]:
        """Return the ids of the captures that this parser version has read."""
        files = self.files(CaptureReadings)
        return set(parquet.read(files, ["capture_id"])["capture_id"]) if files else set()

    def outcomes(self, captures: Iterable[Capture]) -> dict[str, str]:
        """Return the reading outcome of each capture; captures that are not read yet are left out."""
        files = self.files(CaptureReadings)
        if not files:
            return {}
        read = dict(parquet.read(files, ["capture_id", "outcome"]).rows())
        return {one: read[as_other] for one, as_other in read_as(captures).items() if as_other in read}

    def damaged(self) -> list[Path]:
        """List the incomplete batches; `read_new` removes them and reads their captures again."""
        return [one for one in sorted(self.folder.glob("[!.]*")) if one.is_dir() and not _is_whole(one)]

    def has_read(self, captures: list[Capture]) -> bool:
        """Tell whether `read_new` would do nothing: all batches are complete, and all these captures are read."""
        folders = [one for one in self.folder.glob("*") if one.is_dir()]
        if any(one.name.startswith(".") or not _is_whole(one) for one in folders):
            return False
        try:
            return not self._waiting(captures)
        except pl.exceptions.PolarsError:  # changed on the disk
            return False

    def changed(self) -> list[Path]:
        """List the complete batches whose contents differ from the digest in their name."""
        return [one for one in sorted(self.folder.glob("[!.]*")) if one.is_dir() and not _is_as_written(one)]

    def batches(self) -> set[str]:
        """Return the names of the batches: each is a digest of its contents."""
        return {Path(one).parent.name for one in self.files(CaptureReadings)}

    def read_new(
        self, raw: RawStore, advance: ProgressCallback = no_progress, workers: "ParsingWorkers | None" = None
    ) -> ReadingReport:
        """Read every landed capture that this parser version has not read yet, in worker processes.

        Args:
            raw: where the bodies are.
            advance: progress callback, in captures.
            workers: the processes that read the pages; they keep running. None: start and end own ones.

        Returns:
            What was read. A batch is stored completely or not at all; leftovers of an interrupted call are removed.

        Raises:
            OSError: a batch cannot be written (a full disk); earlier batches stay, and nothing of this one.
        """
        from pipelines.parsing.workers.pool import ParsingWorkers  # noqa: PLC0415 (the parser: only here is it needed)
        from pipelines.parsing.workers.process import count_for  # noqa: PLC0415

        waiting, report = self.waiting(raw), ReadingReport()
        if not waiting:
            return report
        count = count_for(sum(one.body_bytes for one in waiting), len(waiting))
        with nullcontext(workers) if workers else ParsingWorkers(count) as reading:
            readings = _told(read_landed(raw, waiting, reading), len(waiting), advance)
            for batch in batches(waiting, BATCH):
                made = validated_frames(frames(islice(readings, len(batch))), partial(read_landed, raw, batch, reading))
                self.write(made)
                report.add(made)
        return report

    def waiting(self, raw: RawStore) -> list[Capture]:
        """Return the captures to read; leftovers of an interrupted call are removed first."""
        self.remove_unfinished()
        captures = list(raw.captures())
        try:
            return self._waiting(captures)
        except pl.exceptions.PolarsError:  # a file that cannot be read: it was changed on the disk (FAULTS F29)
            self.remove_changed()
            return self._waiting(captures)

    def _waiting(self, captures: list[Capture]) -> list[Capture]:
        """List the captures to read; of captures with the same bytes, only the canonical one."""
        wanted = set(read_as(captures).values()) - self.capture_ids()
        return [one for one in captures if one.capture_id in wanted]

    def write(self, made: Frames) -> None:
        """Write one batch: all its tables or none, even if the process, the disk or the power fails.

        Raises:
            OSError: it cannot be written.
        """
        self.accept(self.stage(made))

    def stage(self, made: Frames) -> Staged:
        """Write one batch to a place that no reader sees; `accept` adds it to the store.

        Raises:
            OSError: it cannot be written; nothing of it is left.
        """
        unfinished = self.folder / f".{uuid4().hex}"
        try:
            unfinished.mkdir(parents=True)
            for model, frame in made.items():
                parquet.write(frame, unfinished / f"{table.name(model)}.parquet")
            sync(unfinished)
            name = _digest(unfinished, made[CaptureReadings]["capture_id"])
        except BaseException:
            rmtree(unfinished, ignore_errors=True)
            raise
        return Staged(unfinished.name, name)

    def accept(self, staged: Staged) -> None:
        """Add a staged batch to the store.

        Raises:
            OSError: the folder cannot be changed; the batch is not in the store then.
        """
        unfinished = self.folder / staged.folder
        try:
            unfinished.rename(self.folder / staged.name)
        except BaseException:
            rmtree(unfinished, ignore_errors=True)
            raise
        sync(self.folder)

    def remove_changed(self) -> int:
        """Remove the batches that were changed on the disk, so that they are read again; return their number."""
        found = self.changed()
        for one in found:
            remove_tree(one)
        return len(found)

    def remove_unfinished(self) -> None:
        """Remove what an interrupted write or a disk fault left; the captures are read again."""
        for one in self.folder.glob("*"):
            if one.is_dir() and (one.name.startswith(".") or not _is_whole(one)):
                remove_tree(one)


def _is_whole(batch: Path) -> bool:
    """Tell whether a batch has all its tables, each with the start and end of a Parquet file."""
    return all(parquet.has_both_ends(batch / f"{table.name(model)}.parquet") for model in READINGS)


def _is_as_written(batch: Path) -> bool:
    """Tell whether a batch still holds what it is named by: its captures and the bytes of its files.

    A folder that somebody named otherwise says nothing of what it held.
    """
    return not _DIGEST.fullmatch(batch.name) or is_named_by_content(batch, batch.name)


def is_named_by_content(batch: Path, name: str) -> bool:
    """Tell whether the captures and the bytes of a batch's files give this name."""
    try:
        ids = pl.read_parquet(batch / f"{table.name(CaptureReadings)}.parquet", glob=False)["capture_id"]
    except (pl.exceptions.PolarsError, OSError):
        return False
    return _digest(batch, ids) == name


def _digest(batch: Path, capture_ids: Iterable[str]) -> str:
    """Return the name of a batch: a digest of its captures and of the bytes of its files."""
    digest = hashlib.sha256("".join(sorted(capture_ids)).encode())
    for model in READINGS:
        digest.update((batch / f"{table.name(model)}.parquet").read_bytes())
    return digest.hexdigest()[:16]


def read_landed(raw: RawStore, captures: Iterable[Capture], workers: "ParsingWorkers") -> Iterator[Reading]:
    """Read landed captures, in their order."""
    from pipelines.parsing.workers.task import landed_page  # noqa: PLC0415 (the parser, as above)

    return workers.read_all(landed_page(raw, capture) for capture in captures)


def _told(readings: Iterable[Reading], total: int, advance: ProgressCallback) -> Iterator[Reading]:
    for done, reading in enumerate(readings, 1):
        advance(done, total)
        yield reading

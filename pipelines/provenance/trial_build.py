"""A trial build: every stored capture parsed with today's parser and built into a temporary warehouse.

The published file and the data folder stay as they are; the trial build is deleted on exit (decision 0021).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from pipelines.building.build import build
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.readings import ReadingStore
from pipelines.progress import ProgressCallback
from pipelines.warehouse.connections import NothingToCompare, open_published
from pipelines.workspace import DataFolder


@dataclass(frozen=True, slots=True)
class TrialFolder(DataFolder):
    """A data folder whose readings and warehouse are in another folder; everything else is shared with the original.

    Attributes:
        place: the folder for the readings and the warehouse.
    """

    place: Path

    @property
    def readings(self) -> Path:
        """The Parquet files written by today's parser."""
        return self.place / "readings"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file to compare with the published one."""
        return self.place / "warehouse.duckdb"

    @property
    def building(self) -> Path:
        """Its path while it is being built."""
        return self.place / "warehouse.building.duckdb"


@contextmanager
def trial_build(data: DataFolder, now: datetime, progress: Callable[[str], ProgressCallback]) -> Iterator[TrialFolder]:
    """Parse and build all stored captures in a temporary folder, which is removed on exit.

    Args:
        data: the data folder.
        now: the build time written to the trial's `meta.build` (UTC).
        progress: starts a named progress bar and returns the function that advances it.

    Raises:
        NotPublished: there is no published file.
        NothingToCompare: no capture is stored, or the stored captures differ from the published ones.
        OSError: the disk cannot be read or written.
    """
    with open_published(data.warehouse) as published:
        known = {one for (one,) in published.execute("SELECT capture_id FROM captures").fetchall()}
    captures = list(RawStore(data.raw).captures())
    stored = {one.capture_id for one in captures if one.outcome != "unchanged" or one.capture_id in known}
    if not stored:
        raise NothingToCompare(f"{data.raw} holds no capture: there is nothing to compare")
    if stored != known:
        what = (
            f"{len(stored - known):,} stored captures are not published, "
            f"{len(known - stored):,} published captures are not stored"
        )
        raise NothingToCompare(f"{what}; run `pithhouse refresh` to publish what is stored, then compare again")
    for left in data.root.glob(".shadow-*"):  # left by a process that was killed
        rmtree(left, ignore_errors=True)
    with TemporaryDirectory(prefix=".shadow-", dir=data.root) as folder:
        trial = TrialFolder(data.root, Path(folder))
        ReadingStore(trial.readings).read_new(RawStore(trial.raw), progress("reading"))
        build(trial, now, progress("building"), only=known)
        trial.building.rename(trial.warehouse)
        yield trial

"""A shadow of the warehouse: every stored capture read by today's parser and built, beside the published file.

Nothing is published and nothing of the house is changed; the shadow goes when it was looked at. `pithhouse reparse
--diff` compares it with the published file.
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
    """A data folder whose readings and warehouse are made elsewhere; all else in it is its own.

    Attributes:
        place: where they are made.
    """

    place: Path

    @property
    def readings(self) -> Path:
        """Parquet files of what today's parser read."""
        return self.place / "readings"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file to compare with the published one."""
        return self.place / "warehouse.duckdb"

    @property
    def building(self) -> Path:
        """The same, until it is built."""
        return self.place / "warehouse.building.duckdb"


@contextmanager
def trial_build(data: DataFolder, now: datetime, progress: Callable[[str], ProgressCallback]) -> Iterator[TrialFolder]:
    """Read and build all stored captures into a shadow, which is removed at the end.

    Args:
        data: the data folder.
        now: goes into the shadow's `meta.build` (UTC).
        progress: starts a bar by name, and gives the function that moves it.

    Raises:
        NotPublished: there is no published file.
        NothingToCompare: no capture is stored, or other captures than those of the published file.
        OSError: the disk refused.
    """
    with open_published(data.warehouse) as published:
        known = {one for (one,) in published.execute("SELECT capture_id FROM captures").fetchall()}
    captures = list(RawStore(data.raw).captures())
    stored = {one.capture_id for one in captures if one.outcome != "unchanged" or one.capture_id in known}
    if not stored:
        raise NothingToCompare(f"{data.raw} holds no capture: there is nothing to compare")
    if stored != known:
        what = (
            f"{len(stored - known):,} stored captures are not published, {len(known - stored):,} published not stored"
        )
        raise NothingToCompare(f"{what}; `pithhouse refresh` publishes what is stored, then compare")
    for left in data.root.glob(".shadow-*"):  # of a process that was killed
        rmtree(left, ignore_errors=True)
    with TemporaryDirectory(prefix=".shadow-", dir=data.root) as folder:
        trial = TrialFolder(data.root, Path(folder))
        ReadingStore(trial.readings).read_new(RawStore(trial.raw), progress("reading"))
        build(trial, now, progress("building"), only=known)
        trial.building.rename(trial.warehouse)
        yield trial

"""The data folder: where everything stands in it, and the lock that keeps one writer at a time.

No step is here. `assets` and `cli` make a `DataFolder` from the folder they are given; the steps take their paths
from it.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.locks import lock_file

HUBS_CSV: Final = "hubs.csv"
"""The list of hubs that are fetched; its form is declared by `fetching.hub_list`."""


def remove_tree(folder: Path) -> None:
    """Remove a folder with all in it.

    Raises:
        OSError: the disk refused; it names the whole path, where Python 3.11 names only the file within its folder.
    """
    try:
        shutil.rmtree(folder)
    except OSError as error:
        place = next(folder.rglob(Path(error.filename or "").name or "*"), folder)
        raise OSError(error.errno, error.strerror, str(place)) from error


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The paths of one data folder.

    Attributes:
        root: the folder itself.
    """

    root: Path

    @property
    def raw(self) -> Path:
        """WARC files and their indexes: the only thing that cannot be rebuilt."""
        return self.root / "raw"

    @property
    def hubs_csv(self) -> Path:
        """The list of hubs that are fetched, which people write and `pithhouse add` adds to."""
        return self.root / HUBS_CSV

    @property
    def receipts(self) -> Path:
        """The receipts of fetching, a file for each run: like raw, they cannot be made again."""
        return self.raw / "receipts"

    @property
    def readings(self) -> Path:
        """Parquet files of what parsers read."""
        return self.root / "readings"

    @property
    def warehouse(self) -> Path:
        """The published DuckDB file, read-only."""
        return self.root / "warehouse.duckdb"

    @property
    def building(self) -> Path:
        """The new DuckDB file, until it is published."""
        return self.root / "warehouse.building.duckdb"

    @property
    def versions(self) -> Path:
        """Published files of before, the latest few."""
        return self.root / "warehouse.versions"

    @property
    def in_lake(self) -> Path:
        """What the lake was last given, where the setting `lake` names one."""
        return self.root / ".in-lake"

    @property
    def at_url(self) -> Path:
        """Which published file was last brought to a URL, where the setting `published_url` names one."""
        return self.root / ".at-url"

    @property
    def dagster(self) -> Path:
        """Dagster's home: runs, events, schedules."""
        return self.root / "dagster"

    @property
    def inbox(self) -> Path:
        """Where people drop files that are to be taken in."""
        return self.root / "inbox"

    @property
    def export(self) -> Path:
        """Where the job `export` writes."""
        return self.root / "export"

    @property
    def feed(self) -> Path:
        """The Atom feed of what each published file changed."""
        return self.root / "changes.atom"

    @property
    def hold(self) -> Path:
        """A file that is there while a rolled back file stays published; it holds the reason."""
        return self.root / ".hold"

    @property
    def releases(self) -> Path:
        """Where `pithhouse release` writes."""
        return self.root / "releases"

    @property
    def lock_file(self) -> Path:
        """The file that a writer locks; it stays, the lock goes with the process."""
        return self.root / ".lock"

    @property
    def last_look(self) -> Path:
        """An empty file: it changed when a command last found nothing new, and so made no run (decision 0033)."""
        return self.root / ".last-look"

    @contextmanager
    def lock(self, wait_seconds: float = 0) -> Iterator[None]:
        """Hold the folder as its one writer.

        Args:
            wait_seconds: how long to wait for another writer.

        Raises:
            Locked: when another process still holds it then.
        """
        with lock_file(self.lock_file, wait_seconds, f"{self.root} is being written by"):
            yield

"""What goes past one machine: reading in processes against a Dask cluster, and publishing to a DuckLake.

Everything is real: the cluster is a scheduler and two workers on this machine, the lake has its catalog in a file. It
runs in the environment of `make scale`. `bench.__main__` calls `compare`.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from bench import pages
from pipelines.building.build import build
from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.workers.pool import ParsingWorkers
from pipelines.scaling.cluster.reading import read_on_cluster
from pipelines.scaling.lake.address import LakeAddress
from pipelines.scaling.lake.publish import InLake, publish_to_lake
from pipelines.warehouse.publish import publish
from pipelines.workspace import DataFolder

MISSING: Final = "the extra `scale` is not here; `make scale`, then `.venv-scale/bin/python -m bench --only scale`"

NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Scaled:
    """What was measured.

    Attributes:
        pages: how many pages were read each time.
        speeds: pages a second, by what read them.
        first, changed: the first publish to the lake, and that after 1% of the pages changed a row; with their seconds.
    """

    pages: int
    speeds: dict[str, float]
    first: tuple[InLake, float]
    changed: tuple[InLake, float]

    @property
    def ratio(self) -> float:
        """Pages a second of two workers of a cluster, as a share of those of two processes."""
        return self.speeds["2 Dask workers"] / self.speeds["2 processes"]

    @property
    def written(self) -> float:
        """Rows written to the lake after 1% of the pages changed, as a share of those written first."""
        return self.changed[0].rows_written / self.first[0].rows_written


def compare(count: int) -> Scaled | None:
    """Measure on so many pages; None where the extra `scale` is not installed."""
    if find_spec("distributed") is None or find_spec("duckdb_extension_ducklake") is None:
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = DataFolder(Path(name) / "data")
        _land(folder, range(count), 0)
        speeds = {
            f"{one} process{'es' * (one > 1)}": count / _seconds(lambda many=one: _in_processes(folder, many))  # type: ignore[misc]
            for one in (1, 2)
        }
        with _cluster(2) as address:
            _on_cluster(folder, address, 50)  # each worker has started its child then
            speeds["2 Dask workers"] = count / _seconds(lambda: _on_cluster(folder, address, 200))
        lake = LakeAddress(str(Path(name) / "catalog.ducklake"), f"{name}/files/")
        first = _published(folder, lake)
        _land(folder, range(max(1, count // 100)), 1)
        ReadingStore(folder.readings).read_new(RawStore(folder.raw))
        return Scaled(count, speeds, first, _published(folder, lake))


def _land(folder: DataFolder, numbers: range, edition: int) -> None:
    captures = folder.root.parent / f"captures{edition}"
    captures.mkdir()
    captured_at = (NOW + timedelta(days=edition)).timestamp()
    for number in numbers:
        page = captures / f"{pages.hub_id(number)}.html"
        page.write_bytes(pages.page(number, edition))
        os.utime(page, (captured_at, captured_at))
    landed_at = NOW + timedelta(days=edition, hours=1)
    RawStore(folder.raw).append(arrivals([captures], landed_at), landed_at)


def _seconds(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def _in_processes(folder: DataFolder, count: int) -> None:
    with tempfile.TemporaryDirectory() as readings, ParsingWorkers(count) as workers:
        ReadingStore(Path(readings)).read_new(RawStore(folder.raw), workers=workers)


def _on_cluster(folder: DataFolder, address: str, batch: int) -> None:
    """Read anew; the readings of the last call are those that the lake's file is built from."""
    for one in ReadingStore(folder.readings).folder.glob("*/*"):
        one.unlink()
    read_on_cluster(address, RawStore(folder.raw), ReadingStore(folder.readings), batch=batch)


@contextmanager
def _cluster(workers: int) -> Iterator[str]:
    import dask  # noqa: PLC0415 (of the extra `scale`)
    from distributed import LocalCluster  # noqa: PLC0415

    with (
        dask.config.set({"distributed.worker.daemon": False}),
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
    ):
        yield cluster.scheduler_address


def _published(folder: DataFolder, lake: LakeAddress) -> tuple[InLake, float]:
    build(folder, NOW + timedelta(days=2))
    publish(folder)
    started = time.monotonic()
    return publish_to_lake(folder.warehouse, lake), time.monotonic() - started

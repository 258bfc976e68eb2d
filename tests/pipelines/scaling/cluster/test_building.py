"""What a cluster builds by shards is what one process builds from the whole, whatever becomes of its workers."""

import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from pipelines.building import fingerprint
from pipelines.building.build import build
from pipelines.building.shards import phases
from pipelines.building.shards.phases import Bounds, Stage
from pipelines.building.shards.trials import Attempt
from pipelines.building.shards.whole import Each, Work
from pipelines.scaling.cluster.building import OnCluster
from pipelines.scaling.errors import ClusterLost, WorkerUnfit
from pipelines.settings import DEFAULTS
from pipelines.warehouse.beside import shards_folder
from pipelines.workspace import DataFolder
from schemas import ddl, registry
from tests.pipelines.building.support import NOW, store
from tests.pipelines.building.test_incremental import KEPT, difference, runs
from tests.pipelines.building.test_left_out import good, outcomes, poison
from tests.pipelines.scaling.cluster.support import Cluster, cluster_of
from tests.pipelines.scaling.support import needs_cluster

pytestmark = needs_cluster

COMPARED = [*map(ddl.address, (*registry.TABLES, *registry.SEARCH)), *KEPT]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster whose workers no test may harm."""
    with cluster_of(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A random world, landed and read, and built as a whole in `whole.duckdb`."""
    folder = DataFolder(tmp_path / "data")
    for number, pages in enumerate(runs(Random(1))):
        store(folder, pages, NOW + timedelta(hours=number))
    build(folder, NOW)
    folder.building.rename(folder.root / "whole.duckdb")
    return folder


def on(cluster: Cluster, folder: DataFolder) -> OnCluster[Bounds]:
    """What does the shards of a folder's build on a cluster."""
    return OnCluster(cluster.address, folder.root, fingerprint.recipe, Bounds)


def built_on(each: Each, folder: DataFolder, shards: int = 3) -> None:
    """Build by shards, and require the rows of the whole."""
    build(folder, NOW, settings=DEFAULTS.model_copy(update={"build_shards": shards}), each=each)
    assert difference(folder.building, folder.root / "whole.duckdb", COMPARED) == {}
    assert not shards_folder(folder.building).exists()


def test_two_workers_build_what_one_process_builds(cluster: Cluster, folder: DataFolder) -> None:
    built_on(on(cluster, folder), folder)


def slowly(stage: Stage, shard: int, bounds: Bounds) -> Path:
    """Fill the hubs of a shard, and take two seconds more over it."""
    made = phases.fill_by_hub(stage, shard, bounds)
    time.sleep(2)
    return made


@pytest.mark.deep
def test_the_shards_of_a_lost_worker_are_built_by_another(
    tmp_path: Path, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cluster_of(tmp_path / "cluster") as cluster:
        each, lost = on(cluster, folder), threading.Timer(1, cluster.workers[0].kill)
        monkeypatch.setattr(phases, "fill_by_hub", slowly)

        def losing(work: Work, shards: int) -> Iterable[Attempt]:
            if slowly in getattr(work, "args", ()):
                lost.start()
            return each(work, shards)

        built_on(losing, folder, 7)
        assert cluster.workers[0].poll() is not None


def killing(stage: Stage, shard: int, bounds: Bounds) -> Path:
    """Kill the worker that fills a shard."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


@pytest.mark.deep
def test_a_shard_that_loses_all_its_workers_ends_the_run_and_the_next_one_completes(
    tmp_path: Path, folder: DataFolder, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cluster_of(tmp_path / "cluster", is_nursed=True) as lost:
        with monkeypatch.context() as patch:
            patch.setattr(phases, "fill_by_hub", killing)
            with pytest.raises(ClusterLost, match="the published file is as it was"):
                built_on(on(lost, folder), folder)
        assert not folder.building.exists()
        assert not shards_folder(folder.building).exists()
    built_on(on(cluster, folder), folder)


@pytest.mark.deep
def test_captures_that_a_shard_fails_with_are_left_out(cluster: Cluster, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    _, bad, _ = store(folder, [good(1), poison(2), good(3)])
    settings = DEFAULTS.model_copy(update={"build_shards": 2})
    assert build(folder, NOW, settings=settings, each=on(cluster, folder)).left_out.keys() == {bad}
    assert outcomes(folder)[bad] == "build_failed"


def of_another_release() -> str:
    """A recipe that differs in every process."""
    return str(os.getpid())


def test_a_worker_that_would_build_something_else_is_named(cluster: Cluster, folder: DataFolder) -> None:
    with pytest.raises(WorkerUnfit, match="the same release"):
        built_on(OnCluster(cluster.address, folder.root, of_another_release, Bounds), folder)
    with pytest.raises(WorkerUnfit, match="mount the data folder"):
        built_on(OnCluster(cluster.address, folder.root / "none", fingerprint.recipe, Bounds), folder)

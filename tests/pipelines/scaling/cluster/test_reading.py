"""What a cluster reads is what processes of this machine read, whatever becomes of its workers and its scheduler."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.parsing.parse import read_capture
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.version import PARSER_VERSION
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import Reading
from pipelines.scaling.cluster import client
from pipelines.scaling.cluster.reading import read_new, read_on_cluster
from pipelines.scaling.cluster.task import Places, read_batch
from pipelines.scaling.errors import ClusterLost, WorkerUnfit
from pipelines.scaling.objects.readings import ReadingsAtUrl
from pipelines.scaling.objects.sync import is_pushed, pull
from pipelines.settings import DEFAULTS
from pipelines.workspace import DataFolder
from schemas import table
from schemas.registry import READINGS
from tests.pipelines.building.support import NOW, SAMPLE
from tests.pipelines.scaling.cluster.support import (
    BAD,
    Cluster,
    cluster_of,
    killing_itself,
    killing_worker,
    slow,
)
from tests.pipelines.scaling.objects.support import run, settings_at
from tests.pipelines.scaling.support import Bucket, file_digests, needs_cluster

pytestmark = needs_cluster


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster whose workers no test may harm."""
    with cluster_of(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture
def unread(loaded_world: DataFolder, tmp_path: Path) -> DataFolder:
    """The captures of the world, without any readings."""
    shutil.copytree(loaded_world.raw, tmp_path / "data" / "raw")
    return DataFolder(tmp_path / "data")


def rows(store: ReadingStore) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all readings, sorted."""
    found = {}
    for model in READINGS:
        frame = pl.concat([pl.read_parquet(one, glob=False) for one in store.files(model)])
        found[table.name(model)] = sorted(frame.rows(), key=repr)
    return found


def add_bad_page(folder: DataFolder) -> str:
    """Land a page that the tests' parsers take for a bad one."""
    page = folder.root / "captures" / "00000000-0000-4000-8000-ffffffffffff.html"
    page.parent.mkdir()
    page.write_bytes(BAD)
    os.utime(page, (NOW.timestamp() - 86_400,) * 2)
    [capture] = RawStore(folder.raw).append(arrivals([page.parent], NOW), NOW).captures
    return capture.capture_id


def read(
    folder: DataFolder,
    cluster: Cluster,
    parse: Callable[[bytes, CaptureContext], Reading] = read_capture,
    advance: Callable[[int, int], None] = lambda *_: None,
) -> ReadingStore:
    """Read what is unread on a cluster, twenty captures to a batch."""
    store = ReadingStore(folder.readings)
    read_on_cluster(cluster.address, RawStore(folder.raw), store, advance, batch=20, parse=parse)
    return store


def test_two_workers_read_what_processes_read(cluster: Cluster, unread: DataFolder, loaded_world: DataFolder) -> None:
    told: list[tuple[int, int]] = []
    store, raw = ReadingStore(unread.readings), RawStore(unread.raw)
    settings = DEFAULTS.model_copy(update={"cluster": cluster.address})
    report = read_new(settings, raw, store, lambda *one: told.append(one))
    assert rows(store) == rows(ReadingStore(loaded_world.readings))
    captures = list(raw.captures())
    assert report.read == len(captures) == told[-1][0] == told[-1][1]
    assert store.has_read(captures)
    assert not store.damaged()
    assert not store.changed()
    assert read_new(settings, raw, store).read == 0


@pytest.mark.deep
def test_batches_of_a_lost_worker_are_read_by_another(
    tmp_path: Path, unread: DataFolder, loaded_world: DataFolder
) -> None:
    with cluster_of(tmp_path / "cluster") as cluster:

        def lose(done: int, _total: int) -> None:
            if done == 20:
                cluster.workers[0].kill()

        store = read(unread, cluster, slow, lose)
        assert cluster.workers[0].poll() is not None
    assert rows(store) == rows(ReadingStore(loaded_world.readings))
    assert [one for one in store.folder.iterdir() if one.name.startswith(".")] == []


def test_a_page_that_kills_its_process_costs_only_itself(
    cluster: Cluster, unread: DataFolder, loaded_world: DataFolder
) -> None:
    bad = add_bad_page(unread)
    store = read(unread, cluster, killing_itself)
    require_quarantined(store, bad, loaded_world)


@pytest.mark.deep
def test_a_page_that_kills_its_worker_is_quarantined(
    tmp_path: Path, unread: DataFolder, loaded_world: DataFolder
) -> None:
    bad = add_bad_page(unread)
    with cluster_of(tmp_path / "cluster", is_nursed=True) as cluster:
        store = read(unread, cluster, killing_worker)
    require_quarantined(store, bad, loaded_world)


def require_quarantined(store: ReadingStore, bad: str, others: DataFolder) -> None:
    """Require that one capture is quarantined, and all others were read."""
    found, expected = rows(store), rows(ReadingStore(others.readings))
    outcomes = store.files(READINGS[0])
    frame = pl.concat([pl.read_parquet(one, columns=["capture_id", "outcome"], glob=False) for one in outcomes])
    assert dict(frame.rows())[bad] == "parser_failed"
    assert {name: [row for row in listed if bad not in row] for name, listed in found.items()} == expected
    assert [row for row in found["quarantine"] if bad in row] != []


@pytest.mark.deep
def test_a_scheduler_that_is_lost_ends_the_run_and_the_next_one_goes_on(
    tmp_path: Path, unread: DataFolder, loaded_world: DataFolder, cluster: Cluster
) -> None:
    with cluster_of(tmp_path / "cluster") as lost:
        first = threading.Event()

        def lose(*_: int) -> None:
            first.set()

        def kill() -> None:
            first.wait(120)
            assert lost.scheduler
            lost.scheduler.kill()

        killer = threading.Thread(target=kill)
        killer.start()
        started = time.monotonic()
        with pytest.raises(ClusterLost, match="what was read is kept"):
            read(unread, lost, slow, lose)
        killer.join()
        assert time.monotonic() - started < 180
    store = ReadingStore(unread.readings)
    assert 0 < len(store.capture_ids()) < len(list(RawStore(unread.raw).captures()))
    read(unread, cluster)
    assert rows(store) == rows(ReadingStore(loaded_world.readings))


def test_a_worker_that_does_not_see_the_folder_is_named(cluster: Cluster, unread: DataFolder) -> None:
    read(unread, cluster)
    other = unread.root.with_name("other")

    class Elsewhere(RawStore):
        """A raw store that lies elsewhere for workers."""

    raw = Elsewhere(unread.raw)
    captures = list(raw.captures())
    raw.captures = lambda: iter(captures)  # type: ignore[method-assign]
    raw.root = other
    with pytest.raises(WorkerUnfit, match="mount the data folder"):
        read_on_cluster(cluster.address, raw, ReadingStore(other / "readings"))


def test_a_scheduler_that_is_not_there_is_named(unread: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ANSWERS_WITHIN", 2.0)
    with pytest.raises(ClusterLost, match=r"127\.0\.0\.1:9"):
        read_on_cluster("tcp://127.0.0.1:9", RawStore(unread.raw), ReadingStore(unread.readings))


def test_workers_that_share_no_folder_read_what_is_at_urls(bucket: Bucket, sample: DataFolder, tmp_path: Path) -> None:
    """The cluster is started after the bucket, whose address is in its environment."""
    settings = settings_at(bucket.url("place").rstrip("/"))
    run(
        DataFolder(tmp_path / "first"), settings.model_copy(update={"readings_url": f"{settings.raw_url}/none"}), SAMPLE
    )
    folder = DataFolder(tmp_path / "data")
    with cluster_of(tmp_path / "cluster") as own:
        pull(folder, settings)
        raw, store = RawStore(folder.raw), ReadingStore(folder.readings)
        report = read_new(settings.model_copy(update={"cluster": own.address}), raw, store)
    assert report.read == len(store.capture_ids()) > 10
    assert not store.changed()
    assert is_pushed(folder, settings.model_copy(update={"published_url": ""}))
    assert run(folder, settings) == 0
    assert file_digests(folder.warehouse) == file_digests(sample.warehouse)
    assert [one for one in store.folder.iterdir() if one.is_dir() and one.name.startswith(".")] == []


def test_where_workers_read_at_urls_none_of_them_opens_the_folder(unread: DataFolder, tmp_path: Path) -> None:
    place, there = str(tmp_path / "place"), tmp_path / "moved"
    settings = settings_at(place, raw_copies_bytes=0)
    pull(unread, settings)
    raw, store = RawStore(unread.raw), ReadingStore(unread.readings)
    raw.append((), NOW)
    captures = list(raw.captures())
    unread.root.rename(there)
    places = Places(unread.raw, unread.readings, PARSER_VERSION, read_capture, settings.raw_url, settings.readings_url)
    staged, report = read_batch(places, captures[:20])
    assert report.read == 20
    assert not unread.root.exists()
    there.rename(unread.root)
    ReadingsAtUrl(store, settings.readings_url).accept(staged)
    assert store.capture_ids() == {one.capture_id for one in captures[:20]}

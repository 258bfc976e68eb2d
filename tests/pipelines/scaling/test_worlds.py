"""The sample and a world of 2,000 captures, refreshed in each place: the same checksum of every table and view.

The captures are landed once. Then `pithhouse refresh` reads, builds and publishes them with the settings of each place.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import pages
from cli.exits import Exit
from cli.main import ended
from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.objects.store import open_store
from pipelines.scaling.lake.address import lake_of
from pipelines.scaling.objects.captures import pull_captures, push_beside
from pipelines.scaling.objects.published import CURRENT
from pipelines.settings import settings_of
from pipelines.workspace import DataFolder
from tests.pipelines.building.support import NOW
from tests.pipelines.scaling.cluster.support import cluster_of
from tests.pipelines.scaling.objects.support import settings_at
from tests.pipelines.scaling.support import Bucket, Postgres, file_digests, lake_digests, needs_cluster, needs_lake
from tests.shared_samples import loaded_sample, made_once

pytestmark = [needs_cluster, needs_lake, pytest.mark.deep]

HUBS, EDITIONS = 500, 4
"""2,000 captures: four of each hub, in each of which one row of its page has changed."""

AT_URLS = ("raw", "readings", "published")

Digests = dict[str, tuple[int, int]]
Refreshed = Callable[..., DataFolder]


def land_world(root: Path) -> None:
    """Land the world, an edition a day."""
    folder = DataFolder(root)
    for edition in range(EDITIONS):
        captures = root.parent / f"world{edition}"
        captures.mkdir()
        for number in range(HUBS):
            page = captures / f"{pages.hub_id(number)}.html"
            page.write_bytes(pages.page(number, edition))
            os.utime(page, (NOW.timestamp() + 86_400 * (edition - 10),) * 2)
        RawStore(folder.raw).append(arrivals([captures], NOW), NOW)
        shutil.rmtree(captures)


@pytest.fixture(scope="module", params=["sample", "world"])
def landed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw folder with the captures of one of the two; nothing may write to it."""
    if request.param == "sample":
        return loaded_sample(tmp_path_factory).raw
    raw = DataFolder(made_once(tmp_path_factory, "world_of_2000", land_world)).raw
    assert len(list(RawStore(raw).captures())) == HUBS * EDITIONS
    return raw


@pytest.fixture
def refreshed(landed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Refreshed:
    """A function that refreshes a folder with the captures, or one without, by the command and some settings."""

    def refresh(folder: DataFolder | None = None, **settings: object) -> DataFolder:
        if folder is None:
            folder = DataFolder(tmp_path / "data")
            shutil.copytree(landed, folder.raw)
        for name, value in settings.items():
            monkeypatch.setenv(f"PITHHOUSE_{name.upper()}", str(value))
        assert ended(["refresh", "--data", str(folder.root)]) in {Exit.OK, Exit.PARTIAL}
        return folder

    return refresh


@pytest.fixture
def catalog(postgres: Postgres, tmp_path: Path) -> str:
    """A database of one test, as the setting `lake` names it."""
    postgres.sql(f"CREATE DATABASE {tmp_path.name}")
    return f"ducklake:postgres:host={postgres.folder} user=owner dbname={tmp_path.name}"


@pytest.fixture
def place(landed: Path, bucket: Bucket, tmp_path: Path) -> str:
    """A URL to which a machine, which is gone, brought the captures in several files."""
    found, first = bucket.url("place").rstrip("/"), DataFolder(tmp_path / "first")
    shutil.copytree(landed, first.raw)
    pull_captures(first, settings_at(found, raw_file_bytes=4 << 20))
    RawStore(first.raw).append((), NOW)
    push_beside(first)
    shutil.rmtree(first.root)
    return found


@pytest.fixture(scope="module")
def expected(landed: Path, tmp_path_factory: pytest.TempPathFactory) -> Digests:
    """The digests of the captures as they are read and built in folders, by processes of this machine."""
    folder = DataFolder(tmp_path_factory.mktemp("folders") / "data")
    shutil.copytree(landed, folder.raw)
    assert ended(["refresh", "--data", str(folder.root)]) in {Exit.OK, Exit.PARTIAL}
    found = file_digests(folder.warehouse)
    assert found["main.captures"][0] == len(list(RawStore(landed).captures()))
    assert found["main.hubs"][0] > 5
    assert len(found) > 25
    return of_data(found)


def of_data(found: Digests) -> Digests:
    """All digests but those of how many captures were read at a time, and when: of batches, and the fingerprint."""
    return {name: digest for name, digest in found.items() if name not in {"meta.batches", "meta.build"}}


def require_in_lake(folder: DataFolder) -> None:
    """Require that the lake of the settings has the tables of the published file."""
    lake = lake_of(folder, settings_of(folder.root))
    assert lake
    assert lake_digests(lake) == file_digests(folder.warehouse)


def test_in_a_lake_in_a_file(refreshed: Refreshed, expected: Digests) -> None:
    folder = refreshed(lake="ducklake:lake/catalog.ducklake")
    assert of_data(file_digests(folder.warehouse)) == expected
    require_in_lake(folder)


def test_in_a_folder_read_and_built_by_two_workers_into_a_lake_in_postgresql(
    refreshed: Refreshed, expected: Digests, catalog: str, tmp_path: Path
) -> None:
    with cluster_of(tmp_path / "cluster") as cluster:
        folder = refreshed(cluster=cluster.address, build_shards=3, lake=catalog, lake_data=tmp_path / "files")
    assert of_data(file_digests(folder.warehouse)) == expected
    require_in_lake(folder)


def test_in_a_bucket_read_by_two_workers_into_a_lake_in_postgresql(
    refreshed: Refreshed, expected: Digests, place: str, catalog: str, tmp_path: Path
) -> None:
    """A machine that has an empty folder and these settings reads, builds and publishes what is in the bucket."""
    folder, urls = DataFolder(tmp_path / "second"), {f"{one}_url": f"{place}/{one}" for one in AT_URLS}
    with cluster_of(tmp_path / "cluster") as cluster:
        there = {**urls, "raw_copies_bytes": 0, "cluster": cluster.address, "build_shards": 3}
        refreshed(folder, **there, lake=catalog, lake_data=f"{place}/lake/")
    assert list(folder.raw.glob("*.warc.gz")) == []
    assert of_data(file_digests(folder.warehouse)) == expected
    require_in_lake(folder)
    store = open_store(urls["published_url"])
    name = (store.read(CURRENT) or b"").decode()
    assert store.read(name) == folder.warehouse.read_bytes()

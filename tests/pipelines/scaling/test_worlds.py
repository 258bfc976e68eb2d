"""A world of 2,000 captures, built in each place that it can be built in: the same checksum of every table and view."""

import os
import shutil
from pathlib import Path

import pytest

from bench import pages
from pipelines.building import fingerprint
from pipelines.building.build import build
from pipelines.building.shards.phases import Bounds
from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.parsing.store.readings import ReadingStore
from pipelines.scaling.cluster.building import OnCluster
from pipelines.scaling.cluster.reading import read_on_cluster
from pipelines.scaling.lake.address import LakeAddress
from pipelines.scaling.lake.publish import publish_to_lake
from pipelines.settings import DEFAULTS
from pipelines.warehouse.publish import publish
from pipelines.workspace import DataFolder
from tests.pipelines.building.support import NOW
from tests.pipelines.scaling.cluster.support import cluster_of
from tests.pipelines.scaling.support import Postgres, file_digests, lake_digests, needs_cluster, needs_lake
from tests.shared_samples import made_once

pytestmark = [needs_cluster, needs_lake, pytest.mark.deep]

HUBS, EDITIONS = 500, 4
"""2,000 captures: four of each hub, in each of which one row of its page has changed."""

Digests = dict[str, tuple[int, int]]


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


@pytest.fixture
def landed(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> DataFolder:
    """A folder with the captures of the world alone."""
    raw = DataFolder(made_once(tmp_path_factory, "world_of_2000", land_world)).raw
    shutil.copytree(raw, tmp_path / "data" / "raw")
    folder = DataFolder(tmp_path / "data")
    assert len(list(RawStore(folder.raw).captures())) == HUBS * EDITIONS
    return folder


def in_folders(folder: DataFolder) -> None:
    """Read in processes, build the whole, publish."""
    ReadingStore(folder.readings).read_new(RawStore(folder.raw))
    build(folder, NOW)
    publish(folder)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Digests:
    """The digests of the world as it is built in folders."""
    landed = DataFolder(made_once(tmp_path_factory, "world_of_2000", land_world))
    folder = DataFolder(tmp_path_factory.mktemp("folders") / "data")
    shutil.copytree(landed.raw, folder.raw)
    in_folders(folder)
    found = file_digests(folder.warehouse)
    assert found["main.captures"][0] == HUBS * EDITIONS
    assert found["main.hubs"][0] == HUBS
    assert len(found) > 25
    return found


def without_batches(found: Digests) -> Digests:
    """All digests but those that depend on how many captures were read in a batch: of batches, and the fingerprint."""
    return {name: digest for name, digest in found.items() if name not in {"meta.batches", "meta.build"}}


def test_in_a_lake_in_a_file(landed: DataFolder, expected: Digests, tmp_path: Path) -> None:
    in_folders(landed)
    lake = LakeAddress(str(tmp_path / "catalog.ducklake"), f"{tmp_path / 'files'}/")
    publish_to_lake(landed.warehouse, lake)
    assert lake_digests(lake) == expected


def test_on_two_workers_by_shards_in_a_lake_in_postgresql(
    landed: DataFolder, expected: Digests, postgres: Postgres, tmp_path: Path
) -> None:
    settings = DEFAULTS.model_copy(update={"build_shards": 3})
    with cluster_of(tmp_path / "cluster") as cluster:
        read_on_cluster(cluster.address, RawStore(landed.raw), ReadingStore(landed.readings))
        each = OnCluster(cluster.address, landed.root, fingerprint.recipe, Bounds)
        build(landed, NOW, settings=settings, each=each)
    publish(landed)
    found = file_digests(landed.warehouse)
    assert without_batches(found) == without_batches(expected)
    postgres.sql("CREATE DATABASE world")
    lake = postgres.address("world", f"{tmp_path / 'files'}/")
    publish_to_lake(landed.warehouse, lake)
    assert lake_digests(lake) == found

"""Readings and whole runs at a URL: another machine takes what is whole, reads the rest, and builds the same tables."""

import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path

import polars as pl
import pytest

from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.objects.errors import StorageFailed
from pipelines.objects.store import ObjectStore, open_store
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.store.retry import forget
from pipelines.scaling.objects.readings import ReadingsAtUrl
from pipelines.scaling.objects.sync import is_pushed, pull
from pipelines.workspace import DataFolder
from schemas.readings.capture_readings import CaptureReadings
from tests.pipelines.building.support import NOW, SAMPLE
from tests.pipelines.scaling.objects.support import land, run, settings_at
from tests.pipelines.scaling.support import Bucket, file_digests
from tests.tiers import rest_deep


def test_the_same_tables_from_a_folder_a_url_and_a_machine_that_has_only_the_url(
    sample: DataFolder, place: str, tmp_path: Path
) -> None:
    settings, folder, fresh = settings_at(place), DataFolder(tmp_path / "data"), DataFolder(tmp_path / "fresh")
    assert run(folder, settings, SAMPLE) > 10
    assert is_pushed(folder, settings)
    assert run(fresh, settings) == 0
    assert list(fresh.raw.glob("*.warc.gz")) == []
    expected = file_digests(sample.warehouse)
    assert len(expected) > 30
    assert file_digests(folder.warehouse) == file_digests(fresh.warehouse) == expected


def test_captures_are_read_from_a_bucket_alone(sample: DataFolder, bucket: Bucket, tmp_path: Path) -> None:
    place, unread = bucket.url("place").rstrip("/"), DataFolder(tmp_path / "unread")
    land(DataFolder(tmp_path / "data"), place, arrivals([SAMPLE], NOW), raw_file_bytes=1 << 20)
    assert run(unread, settings_at(place)) > 10
    assert list(unread.raw.glob("*.warc.gz")) == []
    assert file_digests(unread.warehouse) == file_digests(sample.warehouse)


def test_a_bucket_that_goes_while_captures_are_read_costs_no_page(bucket: Bucket, tmp_path: Path) -> None:
    place, unread = bucket.url("place").rstrip("/"), DataFolder(tmp_path / "unread")
    land(DataFolder(tmp_path / "data"), place, arrivals([SAMPLE], NOW), raw_file_bytes=1 << 20)
    pull(unread, settings_at(place))
    store, raw = ReadingStore(unread.readings), RawStore(unread.raw)
    bucket.rename("gone")
    with pytest.raises(StorageFailed, match=r"s3://pithhouse/place/raw.*bucket does not exist"):
        store.read_new(raw)
    assert store.capture_ids() == set()
    bucket.rename("pithhouse")
    captures = list(raw.captures())
    store.read_new(raw)
    assert {"parser_failed", "corrupt"}.isdisjoint(store.outcomes(captures).values())
    assert store.has_read(captures)


@pytest.fixture(scope="session")
def read_twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample read in two batches that are at a URL; nothing may write to it."""
    root = tmp_path_factory.mktemp("read_twice")
    store, raw = ReadingStore(root / "data" / "readings"), RawStore(root / "data" / "raw")
    taken = list(arrivals([SAMPLE], NOW))
    for part in (taken[:20], taken[20:]):
        raw.append(part, NOW)
        store.read_new(raw)
    assert ReadingsAtUrl(store, str(root / "place")).push() == 2
    return root


@pytest.fixture
def two_batches(read_twice: Path, tmp_path: Path) -> tuple[DataFolder, ReadingsAtUrl]:
    """A copy of that."""
    for name in ("data", "place"):
        shutil.copytree(read_twice / name, tmp_path / name)
    folder = DataFolder(tmp_path / "data")
    at_url = ReadingsAtUrl(ReadingStore(folder.readings), f"file://{tmp_path / 'place'}")
    assert at_url.is_all_there()
    return folder, at_url


def other(tmp_path: Path, name: str = "other") -> ReadingsAtUrl:
    """The readings of another machine, with none yet."""
    return ReadingsAtUrl(ReadingStore(tmp_path / name), f"file://{tmp_path / 'place'}")


def objects(at_url: ReadingsAtUrl) -> list[str]:
    """The names of all objects."""
    return sorted(at_url.objects.sizes())


def cut(store: ObjectStore, name: str) -> None:
    """Leave half of an object."""
    store.put(name, (store.read(name) or b"")[:400])


def change(store: ObjectStore, name: str) -> None:
    """Change a byte of an object."""
    body = store.read(name) or b""
    store.put(name, body[:100] + bytes([body[100] ^ 1]) + body[101:])


def remove(store: ObjectStore, name: str) -> None:
    """Remove an object."""
    store.remove([name])


@pytest.mark.parametrize(
    ("harm", "what"),
    rest_deep(*product((change, cut, remove), ("/hub_readings.parquet", "/capture_readings.parquet", ".json"))),
)
def test_a_batch_that_is_not_what_was_sealed_is_not_taken_and_is_made_good(
    two_batches: tuple[DataFolder, ReadingsAtUrl], tmp_path: Path, harm: Callable[..., None], what: str
) -> None:
    folder, at_url = two_batches
    before = {name: at_url.objects.read(name) for name in objects(at_url)}
    harm(at_url.objects, next(name for name in before if name.endswith(what)))
    there = other(tmp_path)
    assert there.pull() == 1
    assert not there.store.damaged()
    assert [one for one in there.store.folder.iterdir() if one.is_dir() and one.name.startswith(".")] == []
    assert there.store.read_new(RawStore(folder.raw)).read > 0
    assert there.store.has_read(list(RawStore(folder.raw).captures()))
    assert there.push() == 1
    assert other(tmp_path, "third").pull() == 2
    assert {name: at_url.objects.read(name) for name in objects(at_url)} == before


def test_batches_of_two_machines_that_share_captures_give_each_reading_once(
    two_batches: tuple[DataFolder, ReadingsAtUrl], tmp_path: Path
) -> None:
    folder, _ = two_batches
    there = other(tmp_path)
    there.store.read_new(RawStore(folder.raw))  # all captures in one batch
    assert there.pull() == 0
    there.push()
    third = other(tmp_path, "third")
    third.pull()
    third.store.read_new(RawStore(folder.raw))
    ids = pl.read_parquet(third.store.files(CaptureReadings))["capture_id"]
    assert ids.is_unique().all()
    assert set(ids) == there.store.capture_ids()


def test_what_is_read_anew_replaces_what_was_there(
    two_batches: tuple[DataFolder, ReadingsAtUrl], tmp_path: Path
) -> None:
    folder, at_url = two_batches
    former = at_url.store.batches()
    forget(at_url.store)
    assert not at_url.is_all_there()
    assert at_url.pull() == 0
    at_url.store.read_new(RawStore(folder.raw))
    at_url.push()
    assert at_url.is_all_there()
    names = {name.split("/")[1].removesuffix(".json") for name in objects(at_url)}
    assert names == at_url.store.batches() != former


def test_a_push_that_was_interrupted_is_completed(bucket: Bucket, tmp_path: Path) -> None:
    folder, settings = DataFolder(tmp_path / "data"), settings_at(bucket.url("place").rstrip("/"))
    raw, store = RawStore(folder.raw), ReadingStore(folder.readings)
    raw.append(arrivals([SAMPLE], NOW), NOW)
    store.read_new(raw)
    bucket.rename("gone")
    with pytest.raises(StorageFailed, match=r"s3://pithhouse/place/readings.*bucket does not exist"):
        ReadingsAtUrl(store, settings.readings_url).push()
    bucket.rename("pithhouse")
    [batch] = store.batches()
    name = f"place/readings/{store.folder.name}/{batch}/hub_readings.parquet"
    bucket.client.put_object(Bucket=bucket.name, Key=name, Body=b"PAR1")  # half of it, and no seal
    fresh = ReadingsAtUrl(ReadingStore(tmp_path / "fresh"), settings.readings_url)
    assert fresh.pull() == 0
    assert ReadingsAtUrl(store, settings.readings_url).push() == 1
    assert fresh.pull() == 1
    assert not fresh.store.changed()


@pytest.mark.deep
def test_a_run_that_a_bucket_interrupts_anywhere_is_completed_by_the_next(
    bucket: Bucket, sample: DataFolder, tmp_path: Path
) -> None:
    place, folder = bucket.url("place").rstrip("/"), DataFolder(tmp_path / "data")
    for part in ("raw", "readings", "published"):
        broken = settings_at(place, **{f"{part}_url": "s3://no-such-bucket/place"})
        with pytest.raises(StorageFailed, match=r"s3://no-such-bucket/place.*does not exist"):
            run(folder, broken, SAMPLE)
        assert not is_pushed(folder, settings_at(place))
    run(folder, settings_at(place), SAMPLE)
    assert is_pushed(folder, settings_at(place))
    run(DataFolder(tmp_path / "fresh"), settings_at(place))
    assert file_digests(tmp_path / "fresh" / "warehouse.duckdb") == file_digests(sample.warehouse)


def test_a_manifest_of_nonsense_is_no_batch(tmp_path: Path) -> None:
    at_url = other(tmp_path)
    for name, body in (
        ("aaaaaaaaaaaaaaaa", b"[]"),
        ("bbbbbbbbbbbbbbbb", b"\xff"),
        ("../up", b"{}"),
        ("c", b'{"a": 1}'),
    ):
        open_store(at_url.objects.url).put(f"{at_url.store.folder.name}/{name}.json", body)
    assert at_url.pull() == 0

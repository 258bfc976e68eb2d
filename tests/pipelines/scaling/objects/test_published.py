"""The published file, exports and releases at a URL: readers see the former state or the new one, whatever happens.

The world of pages is loaded where the other tests of scaling need it as well.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from cli.exits import Exit
from cli.main import ended
from pipelines.objects.errors import StorageFailed
from pipelines.objects.store import open_store
from pipelines.releasing.to_url import export_to_url, release_to_url, releases_at
from pipelines.scaling.extensions import NO_DOWNLOADS, load
from pipelines.scaling.objects.published import CURRENT, KEPT, bring_file, bring_published, is_brought
from pipelines.scaling.storage import s3_secret
from pipelines.warehouse.publish import roll_back
from pipelines.workspace import DataFolder
from tests.pipelines.building.support import NOW
from tests.pipelines.scaling.objects.support import settings_at
from tests.pipelines.scaling.support import Bucket, file_digests, needs_lake


@needs_lake
def test_each_file_has_a_name_of_its_own_and_the_latest_few_stay(
    states: list[Path], place: str, tmp_path: Path
) -> None:
    store = open_store(place)
    names = [bring_file(store, one) for one in (*states, states[1], states[0])]
    assert len(set(names)) == len(states)
    assert (store.read(CURRENT) or b"").decode() == names[0] == names[-1]
    kept = {one for one in store.sizes() if one.endswith(".duckdb")}
    assert kept == set(names)
    assert len(kept) <= KEPT
    (tmp_path / "fetched.duckdb").write_bytes(store.read(names[1]) or b"")
    assert file_digests(tmp_path / "fetched.duckdb") == file_digests(states[1])


@needs_lake
def test_a_rolled_back_file_is_brought_as_well(loaded_world: DataFolder, place: str, tmp_path: Path) -> None:
    folder, settings = copy_of(loaded_world, tmp_path), settings_at(place)
    assert not is_brought(folder, settings)
    latest = bring_published(folder, settings)
    assert is_brought(folder, settings)
    assert bring_published(folder, settings) == latest
    assert not is_brought(folder, settings_at(f"{place}/elsewhere"))
    roll_back(folder)
    assert not is_brought(folder, settings)
    assert bring_published(folder, settings) != latest
    assert is_brought(folder, settings)


def copy_of(folder: DataFolder, to: Path) -> DataFolder:
    """A folder with the same published files, by other names of them."""
    copied = DataFolder(to / "data")
    copied.versions.mkdir(parents=True)
    for path in (folder.warehouse, *folder.versions.iterdir()):
        (copied.root / path.relative_to(folder.root)).hardlink_to(path)
    return copied


@needs_lake
def test_a_bucket_that_takes_nothing_leaves_the_former_file(states: list[Path], bucket: Bucket) -> None:
    store = open_store(bucket.url("published"))
    former = bring_file(store, states[0])
    bucket.rename("gone")
    with pytest.raises(StorageFailed, match=r"s3://pithhouse/published.*bucket does not exist"):
        bring_file(store, states[1])
    bucket.rename("pithhouse")
    assert (store.read(CURRENT) or b"").decode() == former
    assert former in store.sizes()
    bring_file(store, states[1])


@needs_lake
def test_a_file_that_was_changed_there_is_written_again(states: list[Path], place: str) -> None:
    store = open_store(place)
    name = bring_file(store, states[0])
    whole = store.read(name) or b""
    store.put(name, whole[:-1] + bytes([whole[-1] ^ 1]))
    bring_file(store, states[0])
    assert store.read(name) == whole


@needs_lake
def test_duckdb_attaches_the_file_in_the_bucket_and_goes_on_with_it_when_the_next_one_is_there(
    states: list[Path], bucket: Bucket
) -> None:
    store = open_store(bucket.url("published"))
    name = bring_file(store, states[0])
    with attached(f"{store.url}/{name}") as connection:
        [(before,)] = connection.execute("SELECT count(*) FROM published.citations").fetchall()
        bring_file(store, states[1])
        assert connection.execute("SELECT count(DISTINCT hub_id) FROM published.hubs").fetchall() == [(200,)]
        assert connection.execute("SELECT count(*) FROM published.citations").fetchall() == [(before,)]
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute("DELETE FROM published.hubs")
        [(current,)] = connection.execute(f"SELECT content FROM read_text('{store.url}/{CURRENT}')").fetchall()
        connection.execute(f"ATTACH '{store.url}/{current}' AS latest (READ_ONLY)")
        assert connection.execute("SELECT fingerprint FROM latest.meta.build").fetchall() == fingerprint(states[1])


def attached(url: str) -> duckdb.DuckDBPyConnection:
    """A connection to a file in the bucket."""
    connection = duckdb.connect(config={**NO_DOWNLOADS})
    load(connection, "httpfs")
    connection.execute(s3_secret())
    connection.execute(f"ATTACH '{url}' AS published (READ_ONLY)")
    return connection


def fingerprint(file: Path) -> list[tuple[str]]:
    """The fingerprint of a file, as a result."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute("SELECT fingerprint FROM meta.build").fetchall()


@needs_lake
def test_exports_follow_one_another(states: list[Path], place: str, tmp_path: Path) -> None:
    store = open_store(place)
    urls = []
    for number, file in enumerate(states):
        done, url = export_to_url(file, place, NOW + timedelta(days=number))
        assert f"{place}/{(store.read(CURRENT) or b'').decode()}" == url
        assert any(one.is_changed for one in done.changes) == (number > 0)
        urls.append(url)
    names = store.sizes()
    there = {one.partition("/")[0] for one in names} - {CURRENT}
    assert there == {url.rpartition("/")[2] for url in urls[-2:]}
    latest = next(one for one in names if one.startswith(urls[-1].rpartition("/")[2]) and one.endswith("/hubs.parquet"))
    (tmp_path / "hubs.parquet").write_bytes(store.read(latest) or b"")
    assert pl.read_parquet(tmp_path / "hubs.parquet").height == 200


@needs_lake
def test_an_export_that_a_bucket_refuses_leaves_the_former_one(states: list[Path], bucket: Bucket) -> None:
    place = bucket.url("export").rstrip("/")
    _, former = export_to_url(states[0], place, NOW)

    def gone(done: int, _total: int) -> None:
        if done == 1:
            bucket.rename("gone")

    with pytest.raises(StorageFailed, match=r"s3://pithhouse/export/export-2026.*bucket does not exist"):
        export_to_url(states[1], place, NOW + timedelta(days=1), advance=gone)
    bucket.rename("pithhouse")
    assert f"{place}/{(open_store(place).read(CURRENT) or b'').decode()}" == former


@needs_lake
@pytest.mark.deep
def test_releases_follow_one_another_and_one_that_was_interrupted_does_not_count(
    states: list[Path], place: str
) -> None:
    store = open_store(place)
    first, _ = release_to_url(states[0], place, NOW)
    assert first.is_new
    store.put("2026-11-23/half.parquet", b"PAR1")
    second, url = release_to_url(states[1], place, NOW + timedelta(days=1))
    assert second.former == first.folder.name
    assert any(one.changed or one.added for one in second.deltas)
    assert url == f"{place}/2026-11-23"
    assert releases_at(store.sizes()) == ["2026-11-22", "2026-11-23"]
    assert "2026-11-23/half.parquet" not in store.sizes()
    again, _ = release_to_url(states[1], place, NOW + timedelta(days=2))
    assert not again.is_new
    third, _ = release_to_url(states[2], place, NOW + timedelta(days=1))
    assert third.folder.name == "2026-11-23.2"


@pytest.fixture
def named(sample: DataFolder, tmp_path: Path) -> list[str]:
    """The arguments that name the sample and a URL."""
    return [f"file://{tmp_path / 'place'}", "--data", str(sample.root), "--json"]


def test_the_commands_take_a_url(named: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert ended(["export", *named, "--tables", "hubs"]) == Exit.OK
    told = json.loads(capfd.readouterr().out)
    assert told["folder"].startswith(f"{named[0]}/export-{datetime.now(UTC):%Y}")
    assert [one["path"] for one in told["files"]] == ["hubs.parquet"]
    assert ended(["export", "s3://me:secret@bucket/x", *named[1:]]) == Exit.ERROR
    assert "secret" not in capfd.readouterr().err


@pytest.mark.deep
def test_the_command_releases_to_a_url(named: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    for is_new in (True, False):
        assert ended(["release", *named]) == Exit.OK
        told = json.loads(capfd.readouterr().out)
        assert told["is_new"] is is_new
        assert told["folder"].startswith(f"{named[0]}/2")
    assert ended(["release", *named, "--list"]) == Exit.OK
    assert json.loads(capfd.readouterr().out) == [told["folder"].rpartition("/")[2]]

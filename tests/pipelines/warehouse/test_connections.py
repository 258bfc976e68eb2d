"""Opening the published file: only questions, only about this file (FAULTS F29 and F33)."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import duckdb
import psutil
import pytest

from pipelines.building.build import build
from pipelines.warehouse.connections import NotPublished, keeping_open, open_new, open_published
from pipelines.warehouse.damage import read_through
from pipelines.warehouse.publish import publish
from pipelines.workspace import DataFolder
from tests.pipelines.building.support import NOW


@pytest.fixture(scope="module")
def published(loaded_sample: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = DataFolder(shutil.copytree(loaded_sample.root, tmp_path_factory.mktemp("published") / "data"))
    (data.root / "secret.csv").write_text("a,b\n1,2\n")
    return data.warehouse


@pytest.fixture
def connection(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_published(published) as opened:
        yield opened


def test_threads_open_the_same_file_at_the_same_time(published: Path) -> None:
    """They share DuckDB's settings; each of the rounds begins with the file closed."""

    def ask(_number: int) -> list[Any]:
        start.wait(30)
        with open_published(published) as opened:
            return opened.execute("SELECT current_setting('lock_configuration')").fetchall()

    with ThreadPoolExecutor(8) as threads:
        for _ in range(20):
            start = Barrier(8)
            assert list(threads.map(ask, range(8))) == [[(True,)]] * 8


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE one (a INTEGER)",
        "DELETE FROM hubs",
        "UPDATE hubs SET title = 'x'",
        "INSERT INTO paper_aliases VALUES ('a', 'b', 'c')",
        "DROP TABLE hubs",
        "ALTER TABLE hubs DROP COLUMN title",
        "COMMENT ON TABLE hubs IS 'x'",
        "CREATE SCHEMA another",
    ],
)
def test_nothing_can_be_changed(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    with pytest.raises(duckdb.Error, match="read-only"):
        connection.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{folder}/secret.csv')",
        "SELECT * FROM '{folder}/secret.csv'",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_blob('{folder}/*')",
        "SELECT * FROM glob('{folder}/*')",
        "SELECT * FROM read_parquet('https://example.org/x.parquet')",
        "COPY hubs TO '{folder}/out.csv'",
        "COPY (SELECT 1) TO '{folder}/out.parquet'",
        "EXPORT DATABASE '{folder}/out'",
        "ATTACH '{folder}/other.duckdb' AS other",
        "INSTALL httpfs",
        "LOAD '{folder}/x.duckdb_extension'",
    ],
)
def test_no_file_and_no_address_is_reachable(
    connection: duckdb.DuckDBPyConnection, published: Path, statement: str
) -> None:
    with pytest.raises(duckdb.Error, match=r"[Pp]ermission|disabled|not allowed|read-only"):
        connection.execute(statement.format(folder=published.parent)).fetchall()
    assert {path.name for path in published.parent.iterdir()} == {"raw", "readings", "warehouse.duckdb", "secret.csv"}


@pytest.mark.parametrize(
    "statement",
    [
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET TimeZone = 'Asia/Tokyo'",
        "RESET enable_external_access",
        "PRAGMA enable_profiling = 'json'",
        "SET memory_limit = '1GB'",
    ],
)
def test_settings_are_locked(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    with pytest.raises(duckdb.Error, match=r"locked|cannot be changed|Cannot"):
        connection.execute(statement)


def test_times_are_utc(connection: duckdb.DuckDBPyConnection) -> None:
    statement = "SELECT current_setting('TimeZone'), max(captured_at)::VARCHAR FROM captures"
    assert connection.execute(statement).fetchall() == [("UTC", "2026-11-15 09:45:00+00")]


def test_a_file_can_be_opened_again_while_it_is_open(connection: duckdb.DuckDBPyConnection, published: Path) -> None:
    with open_published(published) as second:
        settings = "SELECT current_setting('TimeZone'), current_setting('enable_external_access')"
        assert second.execute(settings).fetchall() == [("UTC", False)]
        assert (
            second.execute("SELECT count(*) FROM hubs").fetchall()
            == connection.execute("SELECT count(*) FROM hubs").fetchall()
        )


def test_parameters_are_values_only(connection: duckdb.DuckDBPyConnection) -> None:
    statement = "SELECT count(*) FROM hubs WHERE title = ?"
    assert connection.execute(statement, ["a'; DROP TABLE hubs; --"]).fetchall() == [(0,)]


@pytest.mark.parametrize("length", [0, 1, 100, 4096, 12_288, 300_000, 0.5, -4096, -1])
def test_a_cut_file_is_refused_with_a_message(published: Path, tmp_path: Path, length: float) -> None:
    whole = published.read_bytes()
    end = int(length * len(whole)) if isinstance(length, float) else length
    path = tmp_path / "warehouse.duckdb"
    path.write_bytes(whole[:end])
    with pytest.raises(
        NotPublished, match=r"warehouse\.duckdb cannot be opened: .*`pithhouse doctor` names the repair"
    ):
        open_published(path)


def test_another_file_is_refused_with_a_message(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    path.write_bytes(b"These are words.\n" * 1000)
    with pytest.raises(NotPublished, match="cannot be opened"):
        open_published(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(NotPublished, match="cannot be opened"):
        open_published(path)


def test_a_flipped_bit_is_found_when_opening_or_when_reading_through(published: Path, tmp_path: Path) -> None:
    """DuckDB keeps a checksum of each block: headers are compared at once, the others when they are read."""
    whole = bytearray(published.read_bytes())
    path = tmp_path / "warehouse.duckdb"
    found = 0
    places = (100, 4200, 8300, 12_400, *range(20_000, len(whole), len(whole) // 12))
    for place in places:
        whole[place] ^= 8
        path.write_bytes(whole)
        whole[place] ^= 8
        try:
            read_through(path)
        except NotPublished as error:
            assert "`pithhouse doctor` names the repair" in str(error)  # noqa: PT017 (some flips are in unused bytes)
            found += 1
    assert found > len(places) // 2
    path.write_bytes(whole)
    read_through(path)


def test_other_versions_from_1_2_can_open_the_file(published: Path) -> None:
    with open_published(published) as connection:
        [(tags,)] = connection.execute(
            "SELECT tags['storage_version'] FROM duckdb_databases() WHERE path IS NOT NULL"
        ).fetchall()
    assert str(tags).startswith("v1.2.0")


def test_a_new_file_replaces_what_was_left_and_is_utc(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "new.duckdb"
    for _ in range(2):
        with open_new(path) as connection:
            connection.execute("CREATE TABLE one AS SELECT TIMESTAMPTZ '2026-01-01 00:00:00+01' AS moment")
            assert connection.execute("SELECT moment::VARCHAR FROM one").fetchall() == [("2025-12-31 23:00:00+00",)]


def test_a_damaged_published_file_is_replaced_by_the_next_run(published: Path, tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "data")
    shutil.copytree(published.parent, data.root)
    data.warehouse.unlink()
    data.warehouse.write_bytes(published.read_bytes()[:20_000])
    assert not build(data, NOW).is_unchanged
    read_through(publish(data))


def test_a_file_that_is_replaced_while_it_is_opened_is_opened_again(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB may then say that the file is damaged, which is true of neither of the two."""
    path, newer = tmp_path / "warehouse.duckdb", tmp_path / "newer.duckdb"
    path.write_bytes(b"damaged" * 10_000)
    shutil.copy(published, newer)
    connect = duckdb.connect

    def connect_and_publish(*given: Any, **named: Any) -> duckdb.DuckDBPyConnection:
        try:
            return connect(*given, **named)
        finally:
            if newer.exists():
                newer.replace(path)

    monkeypatch.setattr(duckdb, "connect", connect_and_publish)
    with open_published(path) as connection:
        assert connection.execute("SELECT count(*) FROM hubs").fetchall() == [(14,)]


def numbered(path: Path, number: int) -> Path:
    """A file that holds one number; what stood there is replaced, not written to."""
    new = path.with_name("new.duckdb")
    with open_new(new) as connection:
        connection.execute("CREATE TABLE numbers AS SELECT ? AS number", [number])
    return new.replace(path)


def number_in(path: Path) -> int:
    with open_published(path) as connection:
        [(number,)] = connection.execute("FROM numbers").fetchall()
        [(zone,)] = connection.execute("SELECT current_setting('TimeZone')").fetchall()
    assert zone == "UTC"
    return int(number)


def is_open(path: Path) -> bool:
    return str(path) in {one.path for one in psutil.Process().open_files()}


def test_a_file_that_is_kept_open_is_the_one_that_stands_there(tmp_path: Path) -> None:
    path = numbered(tmp_path / "one.duckdb", 1)
    with keeping_open():
        assert number_in(path) == number_in(path) == 1
        assert is_open(path)
        numbered(path, 2)
        assert number_in(path) == 2
        with open_new(path) as connection:
            connection.execute("CREATE TABLE numbers AS SELECT 3 AS number")
        assert number_in(path) == 3
        path.unlink()
        with pytest.raises(NotPublished, match="does not exist"):
            open_published(path)
    numbered(path, 4)
    with duckdb.connect(str(path)) as connection:  # no reader is left that would stand in the way
        connection.execute("UPDATE numbers SET number = 5")
    assert number_in(path) == 5


def test_a_run_that_reads_a_file_keeps_within_its_memory(tmp_path: Path) -> None:
    path = numbered(tmp_path / "one.duckdb", 1)
    limit = "SELECT current_setting('memory_limit')"
    with keeping_open(), open_published(path) as connection:
        assert connection.execute(limit).fetchall() == [("256.0 MiB",)]
        sort = "SELECT a FROM range(5_000_000) AS rows (a) ORDER BY hash(a), a::VARCHAR || '-' LIMIT 4_999_999"
        connection.execute(f"SELECT min(a) FROM ({sort})").fetchall()  # needs more: the rest is written beside the file
    assert [one.name for one in tmp_path.iterdir()] == ["one.duckdb"]
    with open_published(path) as connection:
        assert connection.execute(limit).fetchall() != [("256.0 MiB",)]


def test_only_what_is_opened_inside_is_kept(tmp_path: Path) -> None:
    path = numbered(tmp_path / "one.duckdb", 1)
    with keeping_open(), keeping_open():
        number_in(path)
    assert not is_open(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE numbers SET number = 2")
    assert number_in(path) == 2

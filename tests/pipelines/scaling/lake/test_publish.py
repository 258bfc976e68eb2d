"""The same tables in a lake as in the published file, whichever catalog it has; one snapshot, and only changed rows."""

import itertools
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from pipelines.locks import Locked
from pipelines.scaling.errors import LakeFailed, NotAQuestion
from pipelines.scaling.lake.address import LakeAddress
from pipelines.scaling.lake.connection import asking, committing, require_question
from pipelines.scaling.lake.publish import publish_to_lake
from pipelines.scaling.lake.versions import roll_back, versions
from pipelines.warehouse.connections import open_published
from pipelines.workspace import DataFolder
from tests.pipelines.scaling.support import Postgres, file_digests, lake_digests, needs_lake, postgres_server

pytestmark = needs_lake

REPO = Path(__file__).parents[4]

_numbers = itertools.count()

Lake = Callable[[], LakeAddress]


@pytest.fixture(params=["file", "postgres"])
def new_lake(request: pytest.FixtureRequest, tmp_path: Path) -> Lake:
    """A function that names a lake that does not exist yet, for each kind of catalog."""

    def name() -> LakeAddress:
        number = next(_numbers)
        data = f"{tmp_path / f'files{number}'}/"
        if request.param == "file":
            return LakeAddress(str(tmp_path / f"catalog{number}.ducklake"), data)
        server: Postgres = request.getfixturevalue("postgres")
        server.sql(f"CREATE DATABASE lake{number}")
        return server.address(f"lake{number}", data)

    return name


@pytest.fixture
def file_lake(tmp_path: Path) -> LakeAddress:
    """A lake with its catalog in a file."""
    return LakeAddress(str(tmp_path / "catalog.ducklake"), f"{tmp_path / 'files'}/")


def snapshots(address: LakeAddress) -> int:
    """How many snapshots a lake has, but for the empty one that it starts with."""
    return len(versions(address)) - 1


def test_the_sample_has_the_same_checksum_of_every_table_and_view(sample: DataFolder, new_lake: Lake) -> None:
    lake = new_lake()
    done = publish_to_lake(sample.warehouse, lake)
    expected = file_digests(sample.warehouse)
    assert lake_digests(lake) == expected
    assert len(expected) > 25
    assert done.rows == done.rows_written
    assert snapshots(lake) == 1


def test_a_change_writes_little_and_the_tables_are_those_of_the_file(states: list[Path], new_lake: Lake) -> None:
    lake = new_lake()
    first = publish_to_lake(states[0], lake)
    before, after = file_digests(states[0]), file_digests(states[1])
    assert lake_digests(lake) == before != after
    second = publish_to_lake(states[1], lake)
    assert lake_digests(lake) == after
    assert 0 < second.rows_written <= first.rows_written / 10
    assert snapshots(lake) == 2
    assert lake_digests(lake, str(first.version)) == before
    assert lake_digests(lake, versions(lake)[1].committed_at) == before


def test_the_same_file_twice_makes_no_second_snapshot(sample: DataFolder, new_lake: Lake) -> None:
    lake = new_lake()
    first = publish_to_lake(sample.warehouse, lake)
    again = publish_to_lake(sample.warehouse, lake)
    assert again.is_unchanged
    assert again.version == first.version
    assert lake_digests(lake) == file_digests(sample.warehouse)


@pytest.mark.deep
def test_a_former_version_comes_back_as_a_new_one(states: list[Path], new_lake: Lake) -> None:
    lake = new_lake()
    first = publish_to_lake(states[0], lake)
    before = lake_digests(lake)
    publish_to_lake(states[2], lake)
    back = roll_back(lake, first.version)
    assert lake_digests(lake) == before
    assert back.rows_written < first.rows_written / 10
    assert [one.note for one in versions(lake)][:3] == [
        f"rolled back to version {first.version}",
        "published",
        "published",
    ]
    publish_to_lake(states[1], lake)
    assert lake_digests(lake) == file_digests(states[1])


def test_macros_and_comments_come_along(sample: DataFolder, new_lake: Lake) -> None:
    lake = new_lake()
    publish_to_lake(sample.warehouse, lake)
    questions = [
        "SELECT id, score FROM search('language models') ORDER BY ALL",
        "FROM hubs_asof('2026-11-01') ORDER BY ALL",
        "FROM citations_asof('2026-11-01', '2026-12-01') ORDER BY ALL",
        "FROM changes_between('2026-01-01', '2026-12-01') ORDER BY ALL",
        "FROM learned_between('2026-01-01', '2026-12-01') ORDER BY ALL",
        "SELECT sql FROM meta.queries ORDER BY position",
    ]
    told = (
        "SELECT table_name, comment FROM duckdb_tables() "
        "WHERE database_name = current_database() AND comment IS NOT NULL "
        "UNION ALL SELECT view_name, comment FROM duckdb_views() "
        "WHERE database_name = current_database() AND NOT internal AND NOT starts_with(view_name, 'file_') "
        "UNION ALL SELECT table_name || '.' || column_name, columns.comment FROM duckdb_columns() AS columns "
        "SEMI JOIN duckdb_tables() AS those USING (database_name, schema_name, table_name) "
        "WHERE database_name = current_database() AND columns.comment IS NOT NULL ORDER BY ALL"
    )
    with open_published(sample.warehouse) as file, asking(lake) as connection:
        for question in [*questions, told]:
            expected = file.execute(question).fetchall()
            assert connection.execute(question).fetchall() == expected
            assert len(expected) > 2
        saved = file.execute("SELECT sql FROM meta.queries").fetchall()
        for (sql,) in saved:
            assert sorted(map(str, connection.execute(sql).fetchall())) == sorted(
                map(str, file.execute(sql).fetchall())
            )


@pytest.mark.deep
def test_another_shape_of_a_table_is_taken_over(states: list[Path], file_lake: LakeAddress, tmp_path: Path) -> None:
    publish_to_lake(states[0], file_lake)
    other = tmp_path / "other.duckdb"
    other.write_bytes(states[0].read_bytes())
    with duckdb.connect(str(other)) as connection:
        connection.execute("ALTER TABLE residue ADD COLUMN told VARCHAR DEFAULT 'so'")
        connection.execute("DROP TABLE fetches")
        connection.execute("CREATE TABLE added AS SELECT 1 AS one")
        connection.execute("UPDATE meta.build SET fingerprint = 'another', recipe = 'another'")
    publish_to_lake(other, file_lake)
    assert lake_digests(file_lake) == file_digests(other)


def test_an_analyst_can_ask_and_change_nothing(sample: DataFolder, new_lake: Lake, tmp_path: Path) -> None:
    lake = new_lake()
    publish_to_lake(sample.warehouse, lake)
    with asking(lake) as connection:
        for sql in (
            "DELETE FROM hubs",
            "CREATE TABLE more AS SELECT 1",
            f"SELECT * FROM read_text('{REPO / 'README.md'}')",
            f"ATTACH '{tmp_path / 'other.duckdb'}'",
            "SET enable_external_access = true",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(sql)
        for sql in (
            f"COPY hubs TO '{lake.data}hubs.csv'",
            "SELECT 1; DELETE FROM hubs",
            "FROM ducklake_cleanup_old_files('lake', cleanup_all => true)",
            "CALL \"ducklake_expire_snapshots\"('lake', versions => [1])",
        ):
            with pytest.raises(NotAQuestion):
                require_question(connection, sql)
        require_question(connection, "SELECT 1; FROM ducklake_snapshots('lake')")


def test_a_second_committer_is_told_who_writes(sample: DataFolder, new_lake: Lake) -> None:
    lake = new_lake()
    with committing(lake, 0):
        started = time.monotonic()
        with pytest.raises(Locked, match="is being written by"):
            publish_to_lake(sample.warehouse, lake, wait_seconds=0.3)
        assert 0.3 <= time.monotonic() - started < 10
    publish_to_lake(sample.warehouse, lake)


READER = """
import json, sys
from pathlib import Path
from pipelines.scaling.lake.address import LakeAddress
from pipelines.scaling.lake.connection import asking
lake, stop = LakeAddress(sys.argv[1], sys.argv[2]), Path(sys.argv[3])
seen, opened = set(), 0
print("ready", flush=True)
while not stop.exists() or opened < 3:
    with asking(lake, wait_seconds=60) as connection:
        seen.update(connection.execute(
            "SELECT (SELECT fingerprint FROM meta.build), (SELECT count(*) FROM history.citations), "
            "(SELECT count(*) FROM citations), (SELECT sum(hash(one)::HUGEINT)::VARCHAR FROM papers AS one)"
        ).fetchall())
    opened += 1
print(json.dumps([opened, sorted(seen)]))
"""


def test_a_reader_sees_the_former_state_or_the_new_one(states: list[Path], new_lake: Lake, tmp_path: Path) -> None:
    lake, stop = new_lake(), tmp_path / "stop"
    publish_to_lake(states[0], lake)
    with subprocess.Popen(
        [sys.executable, "-c", READER, lake.catalog, lake.data, str(stop)], cwd=REPO, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout
        assert reader.stdout.readline() == "ready\n"
        for state in states[1:]:
            publish_to_lake(state, lake)
        stop.touch()
        opened, seen = json.loads(reader.stdout.readline())
    assert opened >= 3
    whole = set(map(_state, states))
    assert len(whole) == 4
    assert {tuple(one) for one in seen} <= whole


def _state(file: Path) -> tuple[str, int, int, str]:
    with closing(duckdb.connect(str(file), read_only=True)) as connection:
        [found] = connection.execute(
            "SELECT (SELECT fingerprint FROM meta.build), (SELECT count(*) FROM history.citations), "
            "(SELECT count(*) FROM citations), (SELECT sum(hash(one)::HUGEINT)::VARCHAR FROM papers AS one)"
        ).fetchall()
    mark, history, citations, papers = found
    return mark, history, citations, papers


@pytest.mark.deep
def test_a_file_that_cannot_be_read_leaves_the_lake_as_it_was(
    states: list[Path], file_lake: LakeAddress, tmp_path: Path
) -> None:
    publish_to_lake(states[0], file_lake)
    before = lake_digests(file_lake)
    bad = tmp_path / "bad.duckdb"
    bad.write_bytes(states[1].read_bytes()[:100_000])
    with pytest.raises(LakeFailed, match="shows its former state"):
        publish_to_lake(bad, file_lake)
    assert lake_digests(file_lake) == before
    assert snapshots(file_lake) == 1


def test_a_lake_that_is_not_there_is_named(file_lake: LakeAddress) -> None:
    with pytest.raises(LakeFailed, match="does not exist yet"):
        versions(file_lake)


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A server that a test may stop."""
    with postgres_server() as server:
        yield server


@pytest.mark.deep
def test_a_catalog_that_stops_during_the_publish_leaves_the_former_state(
    own_postgres: Postgres, states: list[Path], tmp_path: Path
) -> None:
    own_postgres.sql("CREATE DATABASE lake")
    lake = own_postgres.address("lake", f"{tmp_path / 'files'}/")
    publish_to_lake(states[0], lake)
    before = lake_digests(lake)
    code = (
        "import sys; from pathlib import Path; from pipelines.scaling.lake import publish, rows\n"
        "from pipelines.scaling.lake.address import LakeAddress\n"
        "write = rows._write\n"
        "def told(connection, name, *others):\n"
        "    if name == 'main.papers': print('half', flush=True); sys.stdin.readline()\n"
        "    return write(connection, name, *others)\n"
        "rows._write = told\n"
        "publish.publish_to_lake(Path(sys.argv[1]), LakeAddress(sys.argv[2], sys.argv[3]))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(states[1]), lake.catalog, lake.data],
        cwd=REPO,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as publisher:
        assert publisher.stdout
        assert publisher.stdout.readline() == "half\n"
        own_postgres.stop()
        _, errors = publisher.communicate("go on\n", timeout=120)
    own_postgres.start()
    assert publisher.returncode == 1
    assert "LakeFailed" in errors
    assert lake_digests(lake) == before
    publish_to_lake(states[1], lake)
    assert lake_digests(lake) == file_digests(states[1])


def test_a_role_that_can_only_select_asks_and_cannot_publish(
    postgres: Postgres, sample: DataFolder, states: list[Path], tmp_path: Path
) -> None:
    postgres.sql("CREATE DATABASE shared")
    lake = postgres.address("shared", f"{tmp_path / 'files'}/")
    publish_to_lake(sample.warehouse, lake)
    postgres.sql("CREATE ROLE analyst LOGIN; GRANT pg_read_all_data TO analyst", "shared")
    analyst = postgres.address("shared", lake.data, user="analyst")
    assert lake_digests(analyst) == file_digests(sample.warehouse)
    with pytest.raises(LakeFailed, match="permission denied"):
        publish_to_lake(states[0], analyst)
    assert lake_digests(lake) == file_digests(sample.warehouse)

"""`rollback` and `diff`: former files, readers unharmed, and differences by file and by time."""

import os
import shutil
from pathlib import Path

import duckdb
import pytest

from cli.options import with_data
from pipelines.warehouse.connections import open_published
from pipelines.warehouse.publish import fingerprint_of, versions
from pipelines.workspace import DataFolder
from tests.cli.commands import SAMPLE, Pithhouse
from tests.pipelines.building.support import load

HUB = "863654b3-bf7f-5e8d-a08d-dc0167505f82"
PAGES = sorted(SAMPLE.glob(f"{HUB}*"))


@pytest.fixture(scope="module")
def published_twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = DataFolder(tmp_path_factory.mktemp("twice") / "data")
    for page in PAGES:
        load(folder, page)
    return folder.root


@pytest.fixture
def twice(published_twice: Path, empty: Pithhouse) -> Pithhouse:
    """A folder whose published file has one former file: with one capture of the hub less."""
    shutil.copytree(published_twice, empty.data)
    return empty


def test_rollback_publishes_the_former_file_at_once_and_back(twice: Pithhouse) -> None:
    folder = DataFolder(twice.data)
    newer, older = fingerprint_of(folder.warehouse), fingerprint_of(versions(folder)[0])
    with open_published(folder.warehouse) as reader:
        done = twice("rollback")
        assert done.code == 0
        assert "The next refresh builds anew" in done.err
        assert reader.execute("SELECT count(*) FROM captures").fetchall() == [(2,)]
    assert fingerprint_of(folder.warehouse) == older
    assert [fingerprint_of(one) for one in versions(folder)] == [newer]
    assert twice("query", "SELECT count(*) AS n FROM captures").out == "n\n1\n"
    assert os.access(folder.warehouse, os.R_OK)
    assert folder.warehouse.stat().st_mode & 0o777 == 0o444
    assert twice("rollback", "--to", "1").code == 0
    assert fingerprint_of(folder.warehouse) == newer
    assert len(versions(folder)) == 1
    assert twice("rollback").code == 0
    assert not load(folder).is_unchanged
    assert fingerprint_of(folder.warehouse) == newer


@pytest.mark.deep
def test_a_held_file_stays_published_until_it_is_released(twice: Pithhouse) -> None:
    folder = DataFolder(twice.data)
    newer, older = fingerprint_of(folder.warehouse), fingerprint_of(versions(folder)[0])
    done = twice("rollback", "--hold")
    assert done.code == 0
    assert "until `pithhouse rollback --release`" in done.err
    for _ in range(2):
        refreshed = twice("ingest", PAGES[0])
        assert refreshed.code in {0, 3}
        assert "not published: the published file is held since" in refreshed.err
        assert fingerprint_of(folder.warehouse) == older
    to_do = twice("status", "--json").json["to_do"]
    assert with_data("pithhouse rollback --release", folder.root) in [one["next"] for one in to_do]
    assert "give one of" in twice("rollback", "--hold", "--release").err
    assert "Released" in twice("rollback", "--release").err
    assert twice("ingest", PAGES[0]).code in {0, 3}
    assert fingerprint_of(folder.warehouse) == newer
    assert "Nothing was held" in twice("rollback", "--release").err


def test_the_list_names_every_file_and_changes_nothing(twice: Pithhouse) -> None:
    before = (twice.data / "warehouse.duckdb").stat().st_ino
    listed = twice("rollback", "--list", "--json").json
    assert [one["number"] for one in listed] == [0, 1]
    assert all(Path(one["file"]).exists() and len(one["fingerprint"]) == 12 for one in listed)
    assert "warehouse-" in twice("rollback", "--list").out
    assert (twice.data / "warehouse.duckdb").stat().st_ino == before


def test_what_cannot_be_rolled_back_is_said_and_changes_nothing(twice: Pithhouse) -> None:
    folder = DataFolder(twice.data)
    before = fingerprint_of(folder.warehouse)
    asked = twice("rollback", "--to", "7")
    assert asked.code == 1
    assert "there is no former file 7, only 1" in asked.err
    [former] = versions(folder)
    former.chmod(0o644)
    former.write_bytes(b"half a file")
    assert twice("rollback").code == 1
    assert fingerprint_of(folder.warehouse) == before


def test_a_published_file_that_was_lost_comes_back(twice: Pithhouse) -> None:
    (twice.data / "warehouse.duckdb").unlink()
    assert twice("rollback").code == 0
    assert twice("query", "SELECT count(*) AS n FROM hubs").out == "n\n1\n"


def test_two_files_are_compared_row_by_row(twice: Pithhouse) -> None:
    found = {one["table"]: one for one in twice("diff", "1", "0", "--json").json}
    assert (found["captures"]["added"], found["captures"]["removed"]) == (1, 0)
    assert found["hubs"]["changed"] == 1
    assert found["hubs"]["columns"]["citing_papers_printed"] == 1
    [example] = [one for one in found["hubs"]["examples"] if one["column"] == "citing_papers_printed"]
    assert example["key"] == {"hub_id": HUB}
    assert (example["before"], example["after"]) == ("1", "3")
    back = {one["table"]: one for one in twice("diff", "0", "1", "--json").json}
    assert (back["captures"]["added"], back["captures"]["removed"]) == (0, 1)
    shown = twice("diff", "1", "0")
    assert "citing_papers_printed: 1 → 3" in shown.out
    same = twice("diff", "0", "0")
    assert (same.code, same.out, same.err) == (0, "", "Nothing differs.\n")


def test_a_file_of_an_older_release_is_compared_by_what_both_have(twice: Pithhouse, tmp_path: Path) -> None:
    old = tmp_path / "old.duckdb"
    old.write_bytes((twice.data / "warehouse.duckdb").read_bytes())
    with duckdb.connect(str(old)) as connection:
        connection.execute("DROP TABLE claims; ALTER TABLE hubs DROP COLUMN label; DELETE FROM papers")
    found = {one["table"]: one for one in twice("diff", old, "0", "--json").json}
    assert "claims" not in found
    assert found["hubs"]["changed"] == 0
    assert found["papers"]["added"] > 0


def test_two_times_are_compared_by_history(asking: Pithhouse) -> None:
    found = {one["table"]: one for one in asking("diff", "2026-10-01", "2026-11-20", "--json").json}
    assert set(found) == {"history.hubs", "history.citations", "history.papers", "history.facet_counts"}
    changes = [
        (one["column"], one["before"], one["after"])
        for one in found["history.hubs"]["examples"]
        if one["key"] == {"hub_id": HUB}
    ]
    assert ("citing_papers_printed", "1", "3") in changes
    assert found["history.hubs"]["added"] > 0
    assert found["history.hubs"]["removed"] == 0


@pytest.mark.parametrize("sides", [("0", "2026-10-01"), ("nowhere", "0"), ("0", "9")])
def test_what_cannot_be_compared_is_wrong_usage(asking: Pithhouse, sides: tuple[str, str]) -> None:
    assert asking("diff", *sides).code == 2

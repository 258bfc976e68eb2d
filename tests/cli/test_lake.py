"""`pithhouse lake` and `query --lake`, and a refresh that brings the published file into the lake."""

import json
import shutil
from pathlib import Path

import pytest

from cli.dagster_home import instance
from cli.exits import Exit
from cli.main import ended
from pipelines.scaling.lake.address import LakeAddress, lake_of
from pipelines.settings import FILE, settings_of
from pipelines.workspace import DataFolder
from tests.live import worlds
from tests.live.site_server import SiteServer
from tests.pipelines.scaling.support import file_digests, lake_digests, needs_lake


def lake_in(data: Path) -> LakeAddress:
    """The lake that the settings of a data folder name."""
    found = lake_of(DataFolder(data), settings_of(data))
    assert found
    return found


@needs_lake
def test_a_refresh_brings_the_file_into_the_lake_and_makes_up_for_a_failure(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / FILE).write_text('lake = "ducklake:lake/catalog.ducklake"\n')
    (data / "lake").write_text("in the way of the folder")
    assert ended(["refresh", "--data", str(data)]) == Exit.ERROR
    assert DataFolder(data).warehouse.exists()
    (data / "lake").unlink()
    assert ended(["refresh", "--data", str(data)]) == Exit.OK
    published = file_digests(DataFolder(data).warehouse)
    assert lake_digests(lake_in(data)) == published
    capfd.readouterr()
    assert ended(["refresh", "--data", str(data), "--json"]) == Exit.OK
    assert json.loads(capfd.readouterr().out)["is_unchanged"] is True
    assert ended(["lake", "--data", str(data), "--json"]) == Exit.OK
    [latest, empty] = json.loads(capfd.readouterr().out)
    assert latest["note"] == "published"
    assert empty["fingerprint"] == ""
    for question in (["FROM hubs ORDER BY hub_id"], ["--saved", "most_cited"]):
        assert ended(["query", "--data", str(data), "--format", "csv", *question]) == Exit.OK
        expected = capfd.readouterr().out
        assert ended(["query", "--data", str(data), "--format", "csv", "--lake", *question]) == Exit.OK
        assert capfd.readouterr().out == expected
        assert expected.count("\n") > 5
    assert ended(["query", "--data", str(data), "--lake", "--at", "99", "FROM hubs"]) == Exit.USAGE
    assert ended(["query", "--data", str(data), "--lake", "COPY hubs TO 'hubs.csv'"]) == Exit.USAGE
    assert ended(["lake", "rollback", "--data", str(data), "--to", str(latest["number"])]) == Exit.OK
    assert ended(["lake", "maintain", "--data", str(data)]) == Exit.OK
    assert ended(["lake", "publish", "--data", str(data)]) == Exit.OK
    assert lake_digests(lake_in(data)) == published
    shutil.rmtree(data / "lake")


@needs_lake
def test_a_site_without_news_is_no_reason_to_leave_the_lake_behind(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    with SiteServer(worlds.many_hubs(2)) as site:
        asked = f'site = "http://{site.address}"\ntest_server = "{site.address}"\nseconds_between_requests = 0\n'
        assert ended(["add", *site.hubs, "--data", str(data)]) == Exit.OK
        (data / FILE).write_text(asked)
        assert ended(["refresh", "--data", str(data)]) == Exit.OK
        (data / FILE).write_text(asked + 'lake = "ducklake:lake/catalog.ducklake"\n')
        for _ in range(2):
            capfd.readouterr()
            assert ended(["refresh", "--data", str(data), "--json"]) == Exit.OK
            assert json.loads(capfd.readouterr().out)["is_unchanged"] is True
            with instance(DataFolder(data)) as opened:
                assert opened.get_runs_count() == 2, "one for the pages, one for the lake, and none after that"
    assert lake_digests(lake_in(data)) == file_digests(DataFolder(data).warehouse)


def test_without_a_lake_it_says_which_setting_names_one(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert ended(["lake", "--data", str(tmp_path)]) == Exit.USAGE
    assert "the setting `lake` names it" in " ".join(capfd.readouterr().err.split())
    assert ended(["query", "--lake", "SELECT 1", "--data", str(tmp_path)]) == Exit.USAGE
    assert ended(["query", "--at", "1", "SELECT 1", "--data", str(tmp_path)]) == Exit.USAGE
    assert ended(["lake", "rollback", "--data", str(tmp_path)]) == Exit.USAGE


@pytest.mark.parametrize(
    ("lake", "told"),
    [
        ("warehouse.duckdb", "ducklake:FILE"),
        ("ducklake:mysql:host=here", "ducklake:FILE"),
        ("ducklake:postgres:host=here password=secret123", "no password"),
        ("ducklake:postgres:postgresql://me:secret123@here/lake", "no password"),
        ("ducklake:postgres:dbname=lake", "lake_data"),
    ],
)
def test_a_setting_without_meaning_is_named_and_a_password_is_not(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], lake: str, told: str
) -> None:
    (tmp_path / FILE).write_text(f'lake = "{lake}"\n')
    assert ended(["lake", "--data", str(tmp_path)]) == Exit.USAGE
    errors = " ".join(capfd.readouterr().err.split())
    assert told in errors
    assert "secret123" not in errors

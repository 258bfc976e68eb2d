"""The commands with a bucket in their settings, from the first refresh to a bucket that is gone."""

import json
from pathlib import Path

import duckdb
import pytest

from cli.exits import Exit
from cli.main import ended
from tests.pipelines.scaling.support import Bucket, file_digests, needs_cluster

pytestmark = [needs_cluster, pytest.mark.deep]


@pytest.fixture
def settings(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> str:
    """A bucket in the settings of every data folder."""
    place = bucket.url("place").rstrip("/")
    for name in ("raw", "readings", "published"):
        monkeypatch.setenv(f"PITHHOUSE_{name.upper()}_URL", f"{place}/{name}")
    return place


def test_a_second_machine_goes_on_where_the_first_one_was(
    settings: str, bucket: Bucket, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first, second = (["--data", str(tmp_path / name)] for name in ("first", "second"))
    assert ended(["refresh", *first]) == Exit.OK
    assert {key.split("/")[1] for key in bucket.keys("place/")} == {"raw", "readings", "published"}
    capfd.readouterr()
    assert ended(["refresh", *first, "--json"]) == Exit.OK
    assert json.loads(capfd.readouterr().out)["is_unchanged"] is True
    assert ended(["refresh", *second]) == Exit.OK
    tables = [file_digests(tmp_path / name / "warehouse.duckdb") for name in ("first", "second")]
    assert {name for name in tables[0] if tables[0][name] != tables[1][name]} <= {"meta.build"}
    assert list((tmp_path / "second" / "raw").glob("*.warc.gz")) == []
    for command in (["doctor"], ["status"], ["why", "hubs", _hub(tmp_path), "title"], ["reparse", "--diff"]):
        assert ended([*command, *second]) == Exit.OK, command
    capfd.readouterr()
    bucket.rename("gone")
    for command in (["refresh"], ["refresh", "--verbose"]):
        assert ended([*command, *second]) == Exit.ERROR
        told = capfd.readouterr().err
        assert f"{settings}/raw" in told
        assert "bucket does not exist" in told
        assert bucket.secret not in told
    assert ended(["doctor", *second]) == Exit.ERROR
    assert "bucket does not exist" in " ".join(capfd.readouterr().out.split())
    files = [one for one in (tmp_path / "second").rglob("*") if one.is_file()]
    assert not any(bucket.secret.encode() in one.read_bytes() for one in files)
    bucket.rename("pithhouse")
    assert ended(["refresh", *second]) == Exit.OK


def _hub(tmp_path: Path) -> str:
    with duckdb.connect(str(tmp_path / "second" / "warehouse.duckdb"), read_only=True) as connection:
        [(hub,)] = connection.execute("SELECT hub_id::VARCHAR FROM hubs WHERE title IS NOT NULL LIMIT 1").fetchall()
    return str(hub)

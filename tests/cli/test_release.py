"""`pithhouse release`, as a person and as a program call it."""

import json
from pathlib import Path

from tests.cli.commands import Pithhouse


def test_a_release_is_written_once_and_listed(asking: Pithhouse, tmp_path: Path) -> None:
    place = tmp_path / "releases"
    first = asking("release", place, "--json").json
    assert (first["former"], first["is_new"]) == ("", True)
    [papers] = [one for one in first["tables"] if one["table"] == "papers"]
    [counted] = asking("query", "SELECT count(*) AS n FROM papers", "--json").json
    assert papers == {"table": "papers", "rows": counted["n"], "delta": "", "added": 0, "changed": 0, "removed": 0}
    again = asking("release", place)
    assert again.code == 0
    assert "Nothing new" in again.err
    name = Path(first["folder"]).name
    assert asking("release", place, "--list", "--json").json == [name]
    assert {one.name for one in place.iterdir()} == {name, ".lock"}


def test_a_damaged_release_is_named_and_its_successor_is_not_written(asking: Pithhouse, tmp_path: Path) -> None:
    place = tmp_path / "releases"
    folder = Path(asking("release", place, "--json").json["folder"])
    manifest = folder / "release.json"
    manifest.chmod(0o644)
    manifest.write_text(json.dumps({"name": "another"}))
    refused = asking("release", place)
    assert refused.code == 1
    assert f"{manifest} is not as it was released; restore the release from a copy" in refused.err
    assert [one.name for one in place.iterdir() if one.name[0] != "."] == [folder.name]


def test_a_folder_that_cannot_be_written_is_named(asking: Pithhouse, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = asking("release", tmp_path / "file" / "releases")
    assert refused.code == 1
    assert "the release could not be written; there is none" in refused.err
    assert "Traceback" not in refused.err


def test_without_a_published_file_there_is_nothing_to_release(empty: Pithhouse, tmp_path: Path) -> None:
    refused = empty("release", tmp_path / "releases")
    assert refused.code == 1
    assert "pithhouse refresh" in refused.err
    assert not (tmp_path / "releases").exists()

"""`pithhouse release`, as a person and as a program call it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.cli.commands import CHECKOUT, Pithhouse

HOLDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from pipelines.releasing.release import release

def wait(done, total):
    if done == 3:
        print("held", flush=True)
        sys.stdin.readline()

release(Path(sys.argv[1]), Path(sys.argv[2]), datetime.now(UTC), wait)
"""


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


def test_a_full_disk_leaves_no_release(asking: Pithhouse, tmp_path: Path, small_disk: Callable[[int], Path]) -> None:
    """FAULTS F27: refused in the copy of the file, and in what is written after it."""
    whole = sum(
        one.stat().st_size for one in Path(asking("release", tmp_path / "a", "--json").json["folder"]).iterdir()
    )
    disk = small_disk(2 * whole)
    for free in (whole // 2, whole - 300_000):
        filler = disk / "filler"
        space = os.statvfs(disk)
        filler.write_bytes(b"x" * (space.f_bsize * space.f_bavail - free))
        refused = asking("release", disk / "releases")
        assert refused.code == 1
        assert "the release could not be written; there is none" in refused.err
        assert "No space left on device" in refused.err
        assert [one.name for one in (disk / "releases").iterdir()] == [".lock"]
        filler.unlink()
    assert asking("release", disk / "releases").code == 0


def test_a_release_that_is_killed_leaves_none_and_another_one_waits_or_is_told(
    asking: Pithhouse, tmp_path: Path
) -> None:
    """FAULTS F26, F28."""
    place = tmp_path / "releases"
    command: list[str | Path] = [sys.executable, "-c", HOLDER, asking.data / "warehouse.duckdb", place]
    holder = subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    try:
        assert holder.stdout.readline() == "held\n"
        refused = asking("release", place, "--wait", "0")
        assert refused.code == 5
        assert f"{place} is being written by process {holder.pid}" in refused.err
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate(timeout=60)
    assert asking("release", place, "--list", "--json").json == []
    done = asking("release", place, "--json").json
    assert [one.name for one in sorted(place.iterdir())] == [".lock", Path(done["folder"]).name]

"""`export` beside another one, on a full disk, and after one that was killed: the export before stays whole."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.cli.commands import CHECKOUT, Pithhouse

HOLDER = """
import sys
from pathlib import Path
from pipelines.exporting.files import export
from schemas.hubs import Hubs
from schemas.papers import Papers

def wait(done, total):
    if done == 1:
        print("held", flush=True)
        sys.stdin.readline()

export(Path(sys.argv[1]), Path(sys.argv[2]), models=[Hubs, Papers], advance=wait)
"""


def contents(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def is_whole(folder: Path) -> bool:
    command = ["sha256sum", "-c", "--quiet", "checksums.sha256"]
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    named = {one["path"] for one in described["resources"]}
    others = {"datapackage.json", "croissant.json", "changes.json", "checksums.sha256", "sources.yml"}
    return {*contents(folder)} == named | others and not subprocess.run(command, cwd=folder, check=False).returncode


def test_of_two_at_once_one_waits_or_is_told_who_writes(asking: Pithhouse, tmp_path: Path) -> None:
    """FAULTS F28; a link to the folder is the folder, and what is written is the one or the other."""
    out = tmp_path / "out"
    asking("export", out, "--tables", "hubs")
    (tmp_path / "link").symlink_to(out)
    before = contents(out)
    command: list[str | Path] = [sys.executable, "-c", HOLDER, asking.data / "warehouse.duckdb", out]
    holder = subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdin
    assert holder.stdout
    try:
        assert holder.stdout.readline() == "held\n"
        refused = asking("export", tmp_path / "link", "--format", "csv", "--wait", "0")
        assert refused.code == 5
        assert f"{out} is being written by process {holder.pid}" in refused.err
        assert contents(out) == before
        assert asking("export", tmp_path / "other", "--tables", "hubs", "--wait", "0").code == 0
        holder.stdin.write("go on\n")
        holder.stdin.flush()
        waited = asking("export", tmp_path / "link", "--tables", "papers,citations", "--json").json
    finally:
        holder.communicate(timeout=60)
    assert holder.returncode == 0
    assert [(one["table"], one["is_new"]) for one in waited["changes"]] == [("papers", False), ("citations", True)]
    assert is_whole(out)
    assert {one.name for one in out.glob("*.*")} >= {"papers.parquet", "citations.parquet"}
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / ".out.lock").read_bytes() == b""


def test_a_full_disk_leaves_the_export_that_was_there(
    asking: Pithhouse, tmp_path: Path, small_disk: Callable[[int], Path]
) -> None:
    """FAULTS F27: refused in a table, and in what describes the tables."""
    tables = ("--tables", "hubs,papers,facet_counts,marts.reading_list")
    asking("export", tmp_path / "measured", *tables)
    pages = sum(-(-len(one) // 4096) for one in contents(tmp_path / "measured").values())
    disk = small_disk(4096 * 3 * pages)
    out = disk / "out"
    assert asking("export", out, *tables).code == 0
    before = contents(out)
    for free, refuses in ((0, "IO Error"), (2, "IO Error"), (pages - 2, "No space left")):
        filler = disk / "filler"
        space = os.statvfs(disk)
        filler.write_bytes(b"x" * (space.f_bsize * (space.f_bavail - free)))
        refused = asking("export", out, *tables)
        assert refused.code == 1
        assert f"{out}: the export could not be written; the previous one is unchanged" in refused.err
        assert f"({refuses}" in refused.err
        assert "No space left on device" in refused.err
        assert "run the command again" in refused.err
        assert contents(out) == before
        assert is_whole(out)
        assert {one.name for one in disk.iterdir()} == {"out", ".out.lock", "filler"}
        filler.unlink()
    assert asking("export", out, *tables).code == 0


def test_an_export_that_was_killed_as_it_changed_places_is_not_lost(asking: Pithhouse, tmp_path: Path) -> None:
    out = tmp_path / "out"
    asking("export", out, "--tables", "hubs")
    out.rename(tmp_path / ".out.old")
    (tmp_path / ".out.new").mkdir()
    (tmp_path / ".out.new/half.parquet").write_bytes(b"half")
    [told] = asking("export", out, "--tables", "hubs", "--json").json["changes"]
    assert told["is_new"] is False, "it was compared with the former one"
    assert is_whole(out)
    assert {one.name for one in tmp_path.iterdir()} == {"out", ".out.lock"}

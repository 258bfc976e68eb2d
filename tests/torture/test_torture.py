"""What the campaigns stand on, in seconds: the shim, the disk after a power cut, the mutators, their page of docs."""

import copy
import errno
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.warehouse.publish import publish, versions
from pipelines.workspace import DataFolder
from tests import shared_samples
from tests.pipelines.building.support import REPO, Page, store
from tests.torture import calls, checks, fuzz, pages, shim
from tests.torture.__main__ import CAMPAIGNS
from tests.torture.disk import Change, Disk, changes
from tests.torture.house import Case
from tests.torture.mutators import MUTATORS, mutated

SCRIPT = """
import sys
from pathlib import Path
from tests.torture import shim
shim.arm(shim.Arm(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[4]), int(sys.argv[5]),
                  log=sys.argv[6]))
if sys.argv[7] == "publish":
    from pipelines.warehouse.publish import publish
    from pipelines.workspace import DataFolder
    publish(DataFolder(Path(sys.argv[1])))
elif sys.argv[7] == "build":
    from pipelines.building.build import build
    from pipelines.workspace import DataFolder
    from tests.pipelines.building.support import NOW
    try:
        build(DataFolder(Path(sys.argv[1])), NOW)
    except OSError as error:
        print(error.errno, Path(error.filename).name, error.strerror)
elif sys.argv[7] == "roll back":
    from pipelines.warehouse.publish import roll_back
    from pipelines.workspace import DataFolder, remove_tree
    folder = DataFolder(Path(sys.argv[1]))
    try:
        with folder.lock(0):
            print("locked")
            roll_back(folder)
            print("rolled back")
    except Exception as error:
        print(error)
elif sys.argv[7] == "remove":
    from pipelines.workspace import remove_tree
    try:
        remove_tree(Path(sys.argv[1], "a"))
    except OSError as error:
        print(error.filename)
elif sys.argv[7] == "export":
    from pipelines.exporting.files import export
    from schemas.hubs import Hubs
    export(Path(sys.argv[1], "warehouse.duckdb"), Path(sys.argv[1], "out"), models=[Hubs])
else:
    for number in range(3):
        try:
            Path(sys.argv[1], f"file-{number}").write_bytes(b"x" * 100)
        except OSError as error:
            print(number, error.errno, Path(error.filename or "").name)
print(shim.seen())
"""


@pytest.fixture(scope="module")
def preload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        return shim.build(tmp_path_factory.mktemp("shim"))
    except shim.NoShim as why:
        pytest.skip(str(why))


def armed(preload: Path, root: Path, arm: shim.Arm, what: str) -> subprocess.CompletedProcess[str]:
    given = [root, arm.mode, int(arm.calls), arm.first, arm.error, arm.log, what]
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, *map(str, given)],
        cwd=REPO,
        env={**os.environ, "LD_PRELOAD": str(preload)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> DataFolder:
    """A published file of one page, and a new one of two beside it, to be written to."""
    return DataFolder(shutil.copytree(shared_samples.of_two_pages(tmp_path_factory).root, tmp_path / "data"))


def test_the_chosen_call_fails_and_no_other(preload: Path, tmp_path: Path) -> None:
    opened = shim.Arm(str(tmp_path), shim.Mode.FAIL, shim.Calls.OPEN, 2, error=errno.EMFILE)
    said = armed(preload, tmp_path, opened, "write").stdout.splitlines()
    assert said == [f"1 {errno.EMFILE} file-1", str(([3, 0, 0, 0, 3], f"open {tmp_path}/file-1"))]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file-0", "file-2"]
    written = shim.Arm(str(tmp_path), shim.Mode.FAIL, shim.Calls.WRITE, 3, error=errno.ENOSPC)
    assert armed(preload, tmp_path, written, "write").stdout.startswith(f"2 {errno.ENOSPC}")
    assert armed(preload, tmp_path, shim.Arm(str(tmp_path), shim.Mode.KILL, first=1), "write").returncode == -9


@pytest.mark.deep
def test_a_sync_that_fails_ends_a_build_with_the_file_and_the_cause(preload: Path, folder: DataFolder) -> None:
    store(folder, [Page(2)])
    failing = shim.Arm(str(folder.root), shim.Mode.FAIL, shim.Calls.SYNC, 1, error=errno.EIO)
    said = armed(preload, folder.root, failing, "build").stdout.splitlines()
    assert said[0].startswith(f"{errno.EIO} {folder.building.name} the new warehouse could not be written")
    assert os.strerror(errno.EIO) in said[0]
    assert folder.building.name in said[1]
    assert not folder.building.exists()


@pytest.mark.deep
def test_a_rollback_names_what_the_disk_refused_and_needs_no_space_for_its_lock(
    preload: Path, folder: DataFolder
) -> None:
    publish(folder)
    full = shim.Arm(str(folder.root), shim.Mode.FAIL, shim.Calls.WRITE, 1, error=errno.ENOSPC)
    assert armed(preload, folder.root, full, "roll back").stdout.splitlines()[:2] == ["locked", "rolled back"]
    failing = shim.Arm(str(folder.root), shim.Mode.FAIL, shim.Calls.SYNC, 1, error=errno.EIO)
    said = armed(preload, folder.root, failing, "roll back").stdout.splitlines()[1]
    assert said == f"[Errno {errno.EIO}] {os.strerror(errno.EIO)}: '{folder.root}'"


def test_a_folder_that_cannot_be_removed_is_named_with_its_whole_path(preload: Path, tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "file"
    file.parent.mkdir(parents=True)
    file.touch()
    failing = shim.Arm(str(tmp_path), shim.Mode.FAIL, shim.Calls.RENAME, 1, error=errno.EIO)
    assert armed(preload, tmp_path, failing, "remove").stdout.splitlines()[0] == str(file)


def test_a_power_cut_after_a_publish_leaves_the_new_file_and_the_former_one(
    preload: Path, folder: DataFolder, tmp_path: Path
) -> None:
    disk, new = Disk(folder.root), folder.building.read_bytes()
    former = folder.warehouse.read_bytes()
    log = tmp_path / "log"
    done = armed(preload, folder.root, shim.Arm(str(folder.root), shim.Mode.RECORD, log=str(log)), "publish")
    assert done.returncode == 0, done.stderr
    for one in changes(log.read_bytes()):
        disk.apply(one)
    for seed in range(20):
        after = DataFolder(tmp_path / f"after-{seed}")
        disk.write_after_cut(after.root, random.Random(seed))
        assert after.warehouse.read_bytes() == new
        assert [one.read_bytes() for one in versions(after)] == [former]


def test_a_power_cut_never_leaves_the_name_of_an_export_without_its_files(
    preload: Path, folder: DataFolder, tmp_path: Path
) -> None:
    before, log = Disk(folder.root), tmp_path / "log"
    done = armed(preload, folder.root, shim.Arm(str(folder.root), shim.Mode.RECORD, log=str(log)), "export")
    assert done.returncode == 0, done.stderr
    wanted = {one.name: one.read_bytes() for one in (folder.root / "out").iterdir()}
    found = list(changes(log.read_bytes()))
    last = len(found)
    for at in range(last - 6, last + 1):
        disk = copy.deepcopy(before)
        for one in found[:at]:
            disk.apply(one)
        for seed in range(20):
            out = tmp_path / f"after-{at}-{seed}" / "out"
            disk.write_after_cut(out.parent, random.Random(seed))
            if out.exists() or at == last:
                assert {one.name: one.read_bytes() for one in out.iterdir()} == wanted


def test_what_was_not_synced_may_be_lost(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    disk, file = Disk(root), f"{root}/file"

    def found() -> set[tuple[tuple[str, bytes], ...]]:
        seen = set()
        for seed in range(60):
            target = tmp_path / f"{len(list(tmp_path.iterdir()))}"
            disk.write_after_cut(target, random.Random(seed))
            seen.add(tuple(sorted((one.name, one.read_bytes()) for one in target.iterdir())))
        return seen

    disk.apply(Change("o", 1, file, "", 7, 0, 0, b""))
    disk.apply(Change("w", 0, file, "", 7, 0, 2, b"ab"))
    assert {(), (("file", b""),), (("file", b"ab"),), (("file", b"\0\0"),)} <= found()
    disk.apply(Change("s", 0, file, "", 7, 0, 0, b""))
    assert found() == {(("file", b"ab"),)}
    disk.apply(Change("r", 0, file, f"{root}/new", 7, 0, 0, b""))
    assert found() == {(("file", b"ab"),), (("new", b"ab"),)}
    disk.apply(Change("s", 0, f"{root}/", "", 0, 0, 0, b""))
    assert found() == {(("new", b"ab"),)}


def test_a_file_that_took_the_name_of_another_keeps_it_after_a_sync(tmp_path: Path) -> None:
    """What was done with the name before, unsynced, must not be done after it."""
    root = tmp_path / "disk"
    root.mkdir()
    disk, name, new = Disk(root), f"{root}/file.new", f"{root}/file"
    for inode, data in ((1, b"first"), (2, b"second")):
        disk.apply(Change("o", 1, name, "", inode, 0, 0, b""))
        disk.apply(Change("w", 0, name, "", inode, 0, len(data), data))
        if inode == 1:
            disk.apply(Change("u", 0, name, "", 0, 0, 0, b""))
    disk.apply(Change("s", 0, name, "", 2, 0, 0, b""))
    disk.apply(Change("r", 0, name, new, 2, 0, 0, b""))
    disk.apply(Change("s", 0, str(root), "", 9, 0, 0, b""))
    for seed in range(5):
        left = tmp_path / f"left {seed}"
        disk.write_after_cut(left, random.Random(seed))
        assert {one.name: one.read_bytes() for one in left.iterdir()} == {"file": b"second"}


def test_a_mutation_follows_from_its_seed() -> None:
    page = b"<ul><li>one 12</li><li>two 34</li></ul><p>some text</p>" * 5
    made = [mutated(page, lambda: page[::-1], random.Random(seed)) for seed in range(300)]
    assert made == [mutated(page, lambda: page[::-1], random.Random(seed)) for seed in range(300)]
    assert {name for _, names in made for name in names.split("+")} == set(MUTATORS)
    assert sum(body != page for body, _ in made) > 250


def test_the_first_pass_fails_every_call_once_and_all_passes_each_fault_once() -> None:
    cases = [
        Case(name, Path(), [name], [], Path(), calls=counts)
        for name, counts in (("export", (4, 3, 2, 1, 9)), ("ingest", (7, 0, 1, 2, 8)))
    ]
    faults = calls.all_faults(cases, 1)
    places = [(one.case.name, one.calls, one.at) for one in faults]
    assert len(set(places[:20])) == 20 == len(set(places))
    assert [name for name, *_ in places[:20]] == ["export"] * 10 + ["ingest"] * 10
    each = {(place, one.error, one.stays) for place, one in zip(places, faults, strict=True)}
    assert len(each) == len(faults) == 11 * 10 + 3 * 6 + 3 * 6 + 3 * 4
    assert calls.all_faults(cases, 1) != calls.all_faults(cases, 2)


def test_the_digest_of_a_case_is_of_names_and_bytes_but_not_of_dagster(tmp_path: Path) -> None:
    (tmp_path / "data" / "dagster").mkdir(parents=True)
    (tmp_path / "data" / "file").write_text("a")
    before = checks.digest(tmp_path)
    (tmp_path / "data" / "dagster" / "runs.db").write_text("b")
    assert checks.digest(tmp_path) == before
    (tmp_path / "data" / "file").rename(tmp_path / "data" / "other")
    renamed = checks.digest(tmp_path)
    (tmp_path / "data" / "other").write_text("b")
    assert len({before, renamed, checks.digest(tmp_path)}) == 3


@pytest.mark.deep
def test_what_atheris_is_given_is_read_and_judged_and_what_breaks_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzz, "FOUND", tmp_path)
    fuzz.seeds(tmp_path / "corpus")
    inputs = [one.read_bytes() for one in sorted((tmp_path / "corpus").iterdir())]
    one_input = fuzz.target(tmp_path / "told")
    for data in inputs[: fuzz.AT_ONCE]:
        one_input(data)
    told = json.loads((tmp_path / "told").read_text(encoding="utf-8"))
    assert set(told["counts"]) <= {"input, ok", "input, pending"}
    assert (sum(told["counts"].values()), told["problems"]) == (fuzz.AT_ONCE, [])
    assert told["texts"] > 1_000
    monkeypatch.setattr(pages, "MOST_SECONDS", 0.0)
    one_input(inputs[0])
    assert len([one for one in tmp_path.iterdir() if one.is_file()]) == 2


def test_the_page_of_the_campaigns_names_each() -> None:
    said = (REPO / "docs" / "reliability.md").read_text(encoding="utf-8")
    assert [name for name in CAMPAIGNS if f"| {name} |" not in said] == []

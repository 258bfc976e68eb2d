"""The swap: readers never wait and see whole files only, whatever happens beside them (FAULTS F26 to F28)."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipelines.building.build import build
from pipelines.locks import Locked
from pipelines.parsing.store.frames import frames
from pipelines.parsing.store.readings import ReadingStore
from pipelines.warehouse.beside import wal_of
from pipelines.warehouse.connections import NotPublished, open_published
from pipelines.warehouse.publish import NotBuilt, discard, fingerprint_of, publish, roll_back, versions
from pipelines.workspace import DataFolder
from tests import shared_samples
from tests.pipelines.building.support import NOW, REPO, SAMPLE, Page, all_tables, ask, load, store

FILES = sorted(path for path in SAMPLE.iterdir() if path.suffix in {".html", ".json", ".txt"})

READER = """
import json, sys
from pathlib import Path
from pipelines.warehouse.connections import open_published
path, stop = Path(sys.argv[1]), Path(sys.argv[2])
seen, opened = {}, 0
print("ready", flush=True)
while not stop.exists() or opened < 5:
    with open_published(path) as connection:
        [(mark, hubs)] = connection.execute(
            "SELECT (SELECT fingerprint FROM meta.build), (SELECT count(*) FROM hubs)"
        ).fetchall()
    seen.setdefault(mark, set()).add(hubs)
    opened += 1
print(json.dumps([opened, {mark: sorted(hubs) for mark, hubs in seen.items()}]))
"""

KILLED = """
import os, signal, sys
from pathlib import Path
from pipelines.workspace import DataFolder
from tests import shared_samples
from tests.pipelines.building.support import load

WATCHED = {"os.rename", "os.link", "os.remove", "os.chmod", "os.mkdir", "os.truncate"}
roots, paths = Path(sys.argv[1]), [Path(one) for one in sys.argv[2:]]

def run(root, last):
    seen = 0
    def hook(event, arguments):
        nonlocal seen
        if event in WATCHED or (event == "open" and str(arguments[0]).startswith(str(root))):
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    load(DataFolder(root), *paths)
    os._exit(0)

for root in sorted(roots.iterdir()):
    child = os.fork()
    if not child:
        run(root, int(root.name))
    print(root.name, os.waitpid(child, 0)[1], flush=True)
"""


def python(script: str, *arguments: object) -> list[str]:
    return [sys.executable, "-c", script, *map(str, arguments)]


@pytest.fixture(scope="module")
def of_one_page(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A new file of one page that is not published yet; read-only."""
    return shared_samples.of_one_page(tmp_path_factory)


def copied(folder: DataFolder, root: Path) -> DataFolder:
    return DataFolder(shutil.copytree(folder.root, root))


@pytest.fixture
def new(of_one_page: DataFolder, tmp_path: Path) -> DataFolder:
    """A copy of the new file, to be written to."""
    return copied(of_one_page, tmp_path / "data")


@pytest.fixture
def published(new: DataFolder) -> DataFolder:
    """A copy that is published."""
    publish(new)
    return new


@pytest.fixture
def renewed(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> DataFolder:
    """A copy of a published file of one page, and the new one of two beside it."""
    return copied(shared_samples.of_two_pages(tmp_path_factory), tmp_path / "data")


def test_the_published_file_is_read_only_and_alone(published: DataFolder) -> None:
    assert stat.S_IMODE(published.warehouse.stat().st_mode) == 0o444
    assert {path.name for path in published.root.iterdir()} == {"raw", "readings", "warehouse.duckdb"}


def test_without_a_new_file_nothing_is_published(published: DataFolder) -> None:
    before = published.warehouse.read_bytes()
    with pytest.raises(NotBuilt, match="pithhouse refresh"):
        publish(published)
    assert published.warehouse.read_bytes() == before


def test_a_new_file_that_was_not_closed_is_not_published(renewed: DataFolder) -> None:
    folder = renewed
    before = folder.warehouse.read_bytes()
    wal_of(folder.building).write_bytes(b"a log")
    with pytest.raises(NotBuilt, match="not closed"):
        publish(folder)
    discard(folder)
    with duckdb.connect(str(folder.building)) as connection:
        connection.execute("CREATE TABLE hubs (title VARCHAR)")
    with pytest.raises(NotBuilt, match="is incomplete"):
        publish(folder)
    assert folder.warehouse.read_bytes() == before
    discard(folder)
    assert not folder.building.exists()


def test_a_former_file_that_cannot_be_opened_is_named_with_the_reason(published: DataFolder) -> None:
    former = published.versions / "warehouse-1.duckdb"
    former.mkdir(parents=True)
    with pytest.raises(NotBuilt, match=r"warehouse-1.duckdb is incomplete \(.*directory") as told:
        roll_back(published)
    assert "--list" in str(told.value)


def test_the_name_that_a_killed_rollback_left_is_removed(published: DataFolder) -> None:
    (published.root / "warehouse.rolling.duckdb").hardlink_to(published.warehouse)
    discard(published)
    assert [one.name for one in published.root.glob("warehouse*")] == ["warehouse.duckdb"]


def test_a_stale_log_beside_the_published_name_is_removed(new: DataFolder) -> None:
    wal_of(new.warehouse).write_bytes(b"of another file")
    publish(new)
    assert not wal_of(new.warehouse).exists()
    assert ask(new, "SELECT count(*) FROM hubs") == [(1,)]


def test_the_latest_former_files_are_kept(new: DataFolder) -> None:
    folder, plain = new, new.building.read_bytes()
    marks = [f"{number:064x}" for number in range(5)]
    for mark in marks:
        folder.building.write_bytes(plain)
        with duckdb.connect(str(folder.building)) as connection:
            connection.execute("UPDATE meta.build SET fingerprint = ?", [mark])
        publish(folder, keep=2)
    assert fingerprint_of(folder.warehouse) == marks[-1]
    assert [fingerprint_of(one) for one in versions(folder)] == marks[-2:-4:-1]
    assert len(list(folder.versions.iterdir())) == 2


def test_the_published_file_is_no_former_one(renewed: DataFolder) -> None:
    """A swap killed between keeping the former file and the swap leaves the published file there under two names."""
    folder = renewed
    folder.versions.mkdir()
    (folder.versions / f"warehouse-{folder.warehouse.stat().st_mtime_ns:020d}.duckdb").hardlink_to(folder.warehouse)
    assert versions(folder) == []
    publish(folder)
    assert len(versions(folder)) == 1


def test_a_reader_of_the_former_file_keeps_it(renewed: DataFolder) -> None:
    reader = open_published(renewed.warehouse)
    publish(renewed)
    assert reader.execute("SELECT count(*) FROM hubs").fetchall() == [(1,)]
    reader.close()
    assert ask(renewed, "SELECT count(*) FROM hubs") == [(2,)]


def test_a_hammering_reader_sees_whole_files_only(
    loaded_sample: DataFolder, of_one_page: DataFolder, tmp_path: Path
) -> None:
    files = [(of_one_page.building, 1), (loaded_sample.warehouse, 14)]
    folder = DataFolder(tmp_path / "data")
    folder.root.mkdir()
    shutil.copy(of_one_page.building, folder.building)
    publish(folder)
    stop = tmp_path / "stop"
    reader = subprocess.Popen(python(READER, folder.warehouse, stop), cwd=REPO, stdout=subprocess.PIPE, text=True)
    assert reader.stdout is not None
    assert reader.stdout.readline() == "ready\n"
    for number in range(30):
        shutil.copy(files[number % 2][0], folder.building)
        publish(folder)
    stop.touch()
    said, _ = reader.communicate(timeout=60)
    opened, seen = json.loads(said)
    assert reader.returncode == 0
    assert opened >= 5
    assert seen.items() <= {str(fingerprint_of(path)): [hubs] for path, hubs in files}.items()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.deep  # `make torture` does it in .ci/run
@pytest.mark.parametrize("points", [(75, 84), (*range(8, 72, 21), *range(72, 90, 3))])
def test_a_run_that_is_killed_anywhere_leaves_the_published_file_and_the_next_completes(
    tmp_path: Path, points: tuple[int, ...]
) -> None:
    """kill -9 before every file that a run opens, makes, moves or removes in the data folder (FAULTS F26)."""
    before, after = FILES[:2], FILES[2:5]
    first, roots = DataFolder(tmp_path / "first"), tmp_path / "roots"
    load(first, *before)
    whole = DataFolder(shutil.copytree(first.root, tmp_path / "whole"))
    load(whole, *after)
    wanted, old = all_tables(whole.warehouse), first.warehouse.read_bytes()
    # Such a run touches about eighty files; the last ten are those of the build and the swap.
    for last in points:
        shutil.copytree(first.root, roots / f"{last:03d}")
    ran = subprocess.run(python(KILLED, roots, *after), cwd=REPO, capture_output=True, text=True, check=True)
    ends = {name: int(status) for name, status in map(str.split, ran.stdout.splitlines())}
    killed = [name for name, status in ends.items() if status == signal.SIGKILL]
    assert set(ends.values()) == {0, signal.SIGKILL}, ran.stderr
    assert len(killed) >= len(points) // 2
    published_new = 0
    for name in killed:
        folder = DataFolder(roots / name)
        if folder.warehouse.read_bytes() != old:
            published_new += 1
            assert all_tables(folder.warehouse) == wanted
        load(folder, *after)
        assert all_tables(folder.warehouse) == wanted
        assert not [path for path in folder.root.rglob("*") if "building" in path.name]
        assert not list(folder.readings.rglob(".*"))
    assert published_new < len(killed)


def test_a_run_that_is_killed_between_two_tables_is_completed_by_the_next(renewed: DataFolder) -> None:
    folder = renewed
    discard(folder)
    before = folder.warehouse.read_bytes()
    script = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom pipelines.workspace import DataFolder\n"
        "from pipelines.building.build import build\nfrom tests.pipelines.building.support import NOW\n"
        "def kill(done, total):\n    if done == int(sys.argv[2]): os.kill(os.getpid(), signal.SIGKILL)\n"
        "build(DataFolder(Path(sys.argv[1])), NOW, kill)\n"
    )
    for table in (6,):
        assert subprocess.run(python(script, folder.root, table), cwd=REPO, check=False).returncode == -signal.SIGKILL
        assert folder.warehouse.read_bytes() == before
        with pytest.raises(NotBuilt):
            publish(folder)
    build(folder, NOW)
    publish(folder)
    assert ask(folder, "SELECT count(*) FROM hubs") == [(2,)]


def test_a_full_disk_leaves_the_published_file_and_no_other(
    published: DataFolder, small_disk: Callable[[int], Path]
) -> None:
    """FAULTS F27."""
    size = sum(path.stat().st_size for path in published.root.rglob("*") if path.is_file())
    disk = small_disk(size + 600_000)
    folder = copied(published, disk / "data")
    before = folder.warehouse.read_bytes()
    pages = [Page(2, explorer=[{"title": f"{number:04d}", "title_raw": "T"} for number in range(50)])]
    store(folder, pages)
    with pytest.raises(OSError, match="the published one is as it was") as caught:
        build(folder, NOW)
    assert str(caught.value.filename) == str(folder.building)
    assert {path.name for path in folder.root.iterdir()} == {"raw", "readings", "warehouse.duckdb"}
    assert folder.warehouse.read_bytes() == before
    assert ask(folder, "SELECT count(*) FROM captures") == [(1,)]

    with (disk / "filler").open("wb", buffering=0) as filler:
        while shutil.disk_usage(disk).free:
            filler.write(b"x" * 4096)
    batches = set(ReadingStore(folder.readings).folder.iterdir())
    page = Page(3)
    with pytest.raises(OSError, match="No space left") as refused:
        ReadingStore(folder.readings).write(frames([page.reading("0" * 20)]))
    assert Path(refused.value.filename).is_relative_to(folder.readings)
    assert set(ReadingStore(folder.readings).folder.iterdir()) == batches


HOLDER = """
import sys, time
from pathlib import Path
from pipelines.workspace import DataFolder
with DataFolder(Path(sys.argv[1])).lock():
    print("held", flush=True)
    time.sleep(60)
"""


def test_one_of_two_runs_waits_or_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    """FAULTS F28; and the lock of a killed process is free."""
    folder = DataFolder(tmp_path / "data")
    holder = subprocess.Popen(python(HOLDER, folder.root), cwd=REPO, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    try:
        with pytest.raises(Locked, match=f"is being written by process {holder.pid}"), folder.lock():
            pytest.fail("two writers at once")
        with pytest.raises(Locked), folder.lock(wait_seconds=0.3):
            pytest.fail("two writers at once")
    finally:
        holder.kill()
        holder.wait()
    with folder.lock(wait_seconds=5), pytest.raises(Locked, match=f"process {os.getpid()}"), folder.lock():
        pytest.fail("two writers at once")
    with folder.lock():
        pass
    assert folder.lock_file.read_text() == ""


def test_a_missing_warehouse_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotPublished, match="does not exist yet; `pithhouse refresh` creates it"):
        open_published(tmp_path / "warehouse.duckdb")

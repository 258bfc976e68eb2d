"""Interrupted appends (FAULTS.md F26): a cut at any byte, a missing or broken index, a killed process, a full disk."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.landing.captures import Capture
from pipelines.landing.errors import CorruptRecord, RawStoreUnwritable
from pipelines.landing.raw_store import RawStore
from tests.pipelines.landing.samples import LANDED, REPO, arrival, assert_checked, numbered, replayed

WARC = "pithhouse-202611-00001.warc.gz"
INDEX = "pithhouse-202611-00001.cdxj"


def landed_folder(root: Path, count: int = 3) -> list[Capture]:
    """A raw folder with some captures in it."""
    return RawStore(root).append([numbered(n) for n in range(count)], LANDED).captures


def last_record(root: Path) -> tuple[int, int]:
    """Where the last record of a folder starts and ends."""
    return list(RawStore(root).captures())[-1].warc_offset, (root / WARC).stat().st_size


def test_a_cut_anywhere_in_the_last_record_is_repaired(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    landed_folder(whole)
    start, end = last_record(whole)
    content = (whole / WARC).read_bytes()
    for cut in sorted({*range(start + 1, end, 13), *range(start + 1, start + 15), *range(end - 12, end)}):
        root = tmp_path / str(cut)
        root.mkdir()
        (root / WARC).write_bytes(content[:cut])
        shutil.copy(whole / INDEX, root)
        messages = RawStore(root).repair()
        assert any(f"byte {start} was moved to torn/{WARC}-{start}.bin" in message for message in messages), messages
        assert (root / "torn" / f"{WARC}-{start}.bin").read_bytes() == content[start:cut]
        assert (root / WARC).read_bytes() == content[:start]
        assert RawStore(root).repair() == []
        if cut % 5 == 0 or cut in (start + 1, end - 1):
            again = RawStore(root).append([numbered(n) for n in range(3)], LANDED)
            assert (again.stored, again.already) == (1, 2)
            assert (root / WARC).read_bytes() == content
            assert (root / INDEX).read_bytes() == (whole / INDEX).read_bytes()


@pytest.mark.parametrize("cut", [0, 1, 10, 200, 400])
def test_a_cut_in_the_first_record_of_a_file(tmp_path: Path, cut: int) -> None:
    landed_folder(tmp_path, 1)
    content = (tmp_path / WARC).read_bytes()
    (tmp_path / WARC).write_bytes(content[:cut])
    (tmp_path / INDEX).unlink()
    landed_folder(tmp_path, 1)
    assert (tmp_path / WARC).read_bytes() == content
    assert_checked(tmp_path)


def test_repaired_before_the_next_append_and_told(tmp_path: Path) -> None:
    landed_folder(tmp_path)
    with (tmp_path / WARC).open("ab") as file:
        file.write(b"\x1f\x8b\x08 half a record")
    landed = RawStore(tmp_path).append([numbered(9)], LANDED)
    assert "interrupted" in landed.repaired[0]
    assert_checked(tmp_path)
    assert [body for _, _, body in replayed(tmp_path / WARC)] == [numbered(n).body for n in (0, 1, 2, 9)]


def test_two_tears_at_one_place_are_both_kept(tmp_path: Path) -> None:
    landed_folder(tmp_path)
    for tail in (b"one", b"two"):
        with (tmp_path / WARC).open("ab") as file:
            file.write(tail)
        RawStore(tmp_path).repair()
    assert sorted(path.read_bytes() for path in (tmp_path / "torn").iterdir()) == [b"one", b"two"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda lines: b"".join(lines[:1]),
        lambda lines: b"".join(lines)[:-10],
        lambda lines: lines[0] + b"no json\n" + lines[2],
        lambda lines: lines[0] + b'{"warc_end": 1}\n' + lines[2],
        lambda lines: b"".join(reversed(lines)),
        lambda lines: lines[0] + b"\x00" * 500,
    ],
)
def test_a_broken_index_is_made_again(tmp_path: Path, damage: object) -> None:
    captures = landed_folder(tmp_path)
    whole = (tmp_path / INDEX).read_bytes()
    (tmp_path / INDEX).write_bytes(damage(whole.splitlines(keepends=True)))  # type: ignore[operator]
    store = RawStore(tmp_path)
    assert list(store.captures()) == captures, "readable before the repair"
    assert any("indexed again" in message for message in store.repair())
    assert (tmp_path / INDEX).read_bytes() == whole
    assert store.repair() == []


def test_a_missing_index_is_made_again(tmp_path: Path) -> None:
    mixed = [
        numbered(1),
        arrival(b"", outcome="failed", reason="a reason — ö"),
        arrival(numbered(1).body, filters={"year": "2019"}, source_rendering=None),
    ]
    RawStore(tmp_path).append(mixed, LANDED)
    whole = (tmp_path / INDEX).read_bytes()
    (tmp_path / INDEX).unlink()
    assert "3 missing captures were indexed again" in RawStore(tmp_path).repair()[0]
    assert (tmp_path / INDEX).read_bytes() == whole


def test_an_index_ahead_of_its_warc_is_cut(tmp_path: Path) -> None:
    captures = landed_folder(tmp_path)
    (tmp_path / WARC).write_bytes((tmp_path / WARC).read_bytes()[: captures[2].warc_offset])
    assert "were not valid" in RawStore(tmp_path).repair()[0]
    assert list(RawStore(tmp_path).captures()) == captures[:2]


def test_an_index_without_its_warc_is_told(tmp_path: Path) -> None:
    landed_folder(tmp_path)
    (tmp_path / WARC).unlink()
    assert RawStore(tmp_path).repair() == [
        f"{INDEX} has no WARC beside it, so its captures are gone: restore the WARC, or remove the index"
    ]
    assert list(RawStore(tmp_path).captures()) == []


def test_damage_before_whole_records_cuts_nothing(tmp_path: Path) -> None:
    captures = landed_folder(tmp_path)
    content = bytearray((tmp_path / WARC).read_bytes())
    content[captures[1].warc_offset + 100] ^= 0x55
    (tmp_path / WARC).write_bytes(content)
    (tmp_path / INDEX).unlink()
    store = RawStore(tmp_path)
    messages = store.repair()
    assert any(f"byte {captures[1].warc_offset} is damaged" in message for message in messages), messages
    assert (tmp_path / WARC).read_bytes() == content
    assert list(store.captures()) == [captures[0], captures[2]]
    assert not (tmp_path / "torn").exists()
    assert store.append([numbered(1)], LANDED).stored == 1
    with pytest.raises(CorruptRecord):
        store.body(captures[1])


WRITER = """
import sys
from itertools import count
from pathlib import Path
from pipelines.landing.raw_store import RawStore
from tests.pipelines.landing.samples import LANDED, numbered

def arrivals():
    for number in count():
        print(number, flush=True)
        yield numbered(number)

RawStore(Path(sys.argv[1]), max_file_bytes=200_000).append(arrivals(), LANDED)
"""


@pytest.mark.parametrize("after", [3, 255, 257, 700])
def test_killed_in_the_middle(tmp_path: Path, after: int) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    with subprocess.Popen(command, cwd=REPO, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= after:
                time.sleep(0.002)
                process.send_signal(signal.SIGKILL)
                break
        process.wait(10)
    store = RawStore(tmp_path, max_file_bytes=200_000)
    store.repair()
    assert store.repair() == []
    survived = list(store.captures())
    assert len(survived) >= after // 256 * 256, "what was committed is there"
    assert [store.body(capture) for capture in survived] == [numbered(n).body for n in range(len(survived))]
    landed = store.append((numbered(n) for n in range(after + 5)), LANDED)
    assert landed.already == min(len(survived), after + 5)
    assert len(list(store.captures())) == max(len(survived), after + 5)
    assert_checked(tmp_path)


def test_a_disk_that_takes_no_more(tmp_path: Path) -> None:
    code = f"""
import resource
from pathlib import Path
from pipelines.landing.errors import RawStoreUnwritable
from pipelines.landing.raw_store import RawStore
from tests.pipelines.landing.samples import LANDED, arrival, numbered
import os
store = RawStore(Path({str(tmp_path)!r}))
store.append([numbered(0)], LANDED)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    store.append([numbered(1), arrival(os.urandom(100_000)), numbered(2)], LANDED)
except RawStoreUnwritable as error:
    print(error)
"""
    said = subprocess.run([sys.executable, "-c", code], cwd=REPO, capture_output=True, text=True, check=True)
    assert said.stderr == ""
    assert "File too large; what was landed before is kept" in said.stdout
    store = RawStore(tmp_path)
    assert "interrupted" in store.append([numbered(1), numbered(2)], LANDED).repaired[-1]
    assert [store.body(capture) for capture in store.captures()] == [numbered(n).body for n in range(3)]
    assert_checked(tmp_path)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RawStoreUnwritable, match="Not a directory"):
        RawStore(tmp_path / "file" / "raw").append([arrival()], LANDED)


def test_the_torn_folder_may_not_be_a_link(tmp_path: Path) -> None:
    root, outside = tmp_path / "raw", tmp_path / "outside"
    outside.mkdir()
    landed_folder(root)
    (root / "torn").symlink_to(outside)
    with (root / WARC).open("ab") as file:
        file.write(b"half")
    with pytest.raises(RawStoreUnwritable, match="torn"):
        RawStore(root).repair()
    assert list(outside.iterdir()) == []
    assert (root / WARC).read_bytes().endswith(b"half")


def test_no_file_is_left_open(tmp_path: Path) -> None:
    def open_files() -> int:
        return len(list(Path("/dev/fd").iterdir()))

    before = open_files()
    for number in range(20):
        RawStore(tmp_path).append([numbered(number)], LANDED)
        list(RawStore(tmp_path).captures())
    assert open_files() == before

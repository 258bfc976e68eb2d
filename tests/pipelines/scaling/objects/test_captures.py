"""Captures at a URL: closed WARC files, each whole, of one writer, found again by a machine that has only the URL."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.landing.captures import Arrival
from pipelines.landing.errors import CorruptRecord
from pipelines.landing.raw_store import RawStore
from pipelines.landing.segments.ranges import BLOCK, SegmentRanges
from pipelines.landing.segments.sync import is_all_there
from pipelines.objects.errors import StorageFailed
from pipelines.objects.store import open_store
from pipelines.scaling.moving import move_to
from pipelines.scaling.objects.captures import pull_captures, push_beside, require_claims
from pipelines.workspace import DataFolder
from tests.pipelines.building.support import NOW
from tests.pipelines.landing.samples import assert_checked, numbered
from tests.pipelines.scaling.objects.support import land, raw_at, seen_from, settings_at
from tests.pipelines.scaling.support import Bucket


def pages(*numbers: int) -> Iterator[Arrival]:
    """Made-up pages that do not compress."""
    return (replace(numbered(one), body=os.urandom(900)) for one in numbers)


def test_closed_files_are_at_the_url_and_each_page_is_read_from_there(place: str, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    taken = list(pages(*range(12)))
    land(folder, place, taken[:8])
    land(folder, place, taken)
    names = [one for one in raw_at(place).sizes() if one.endswith(".warc.gz")]
    assert len(names) >= 3
    assert max(raw_at(place).sizes().values()) < 8_000
    pull_captures(folder, settings_at(place, raw_copies_bytes=0))
    assert list(folder.raw.glob("*.warc.gz")) == []
    for raw, captures in ((RawStore(folder.raw), None), seen_from(tmp_path / "other", place)):
        found = captures or list(raw.captures())
        assert [raw.body(one) for one in found] == [one.body for one in taken]
        assert raw.find(found[3].capture_id) == found[3]
        assert raw.record(found[3]).block
        assert raw.captures_if_whole() == found
        assert raw.missing_files() == raw.repair() == []


def test_what_is_at_the_url_can_be_replayed_by_other_tools(tmp_path: Path) -> None:
    place = tmp_path / "place"
    land(DataFolder(tmp_path / "data"), str(place), pages(*range(6)))
    assert_checked(place / "raw")


def test_a_page_costs_a_request_and_its_neighbours_none(place: str, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    land(folder, place, pages(*range(40)), raw_file_bytes=1 << 20)
    store, asked = raw_at(place), []

    class Counting:
        """The storage, with a count of what is asked of it."""

        url = store.url

        def read(self, name: str) -> bytes | None:
            return store.read(name)

        def read_range(self, name: str, start: int, end: int) -> bytes:
            asked.append((name, start, end))
            return store.read_range(name, start, end)

    ranges = SegmentRanges(Counting())  # type: ignore[arg-type]
    captures = list(RawStore(folder.raw).captures())
    with ranges.open(captures[0].warc_file) as file:
        whole = file.read()
    assert len(whole) == raw_at(place).sizes()[captures[0].warc_file]
    assert len(asked) == len(whole) // BLOCK + 1


def test_two_writers_are_given_two_names_and_a_page_that_both_landed_is_there_once(place: str, tmp_path: Path) -> None:
    both = list(pages(1, 2, 3))
    own = {"one": list(pages(10, 11)), "other": list(pages(20, 21))}
    ready = threading.Barrier(2, timeout=60)

    def write(name: str) -> None:
        def taken() -> Iterator[Arrival]:
            ready.wait()
            yield from (*both, *own[name])

        land(DataFolder(tmp_path / name), place, taken())

    threads = [threading.Thread(target=write, args=(name,)) for name in own]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    files = {name: {one.name for one in (tmp_path / name / "raw").glob("*.seal.json")} for name in own}
    assert files["one"]
    assert files["other"]
    assert files["one"].isdisjoint(files["other"])
    raw, captures = seen_from(tmp_path / "third", place)
    assert sorted(raw.body(one) for one in captures) == sorted(one.body for one in (*both, *own["one"], *own["other"]))


def test_a_name_that_another_folder_wrote_is_never_written_again(place: str, tmp_path: Path) -> None:
    one, other = DataFolder(tmp_path / "one"), DataFolder(tmp_path / "other")
    RawStore(one.raw).append(pages(1, 2), NOW)
    RawStore(other.raw).append(pages(3, 4), NOW)
    land(one, place, ())
    before = {name: raw_at(place).read(name) for name in raw_at(place).sizes()}
    with pytest.raises(StorageFailed, match="belongs to another data folder"):
        land(other, place, ())
    assert {name: raw_at(place).read(name) for name in raw_at(place).sizes()} == before
    assert len(list(RawStore(other.raw).captures())) == 2
    copied = DataFolder(tmp_path / "copied")  # the same files, brought by two folders
    copied.raw.mkdir(parents=True)
    for path in one.raw.glob("pithhouse-*"):
        if path.suffix in {".gz", ".cdxj"}:
            (copied.raw / path.name).write_bytes(path.read_bytes())
    land(copied, place, ())
    assert is_all_there(copied.raw)


def landed_until_killed(root: Path, place: str) -> None:
    """Land pages; the process is killed as the sixth is taken."""

    def taken() -> Iterator[Arrival]:
        yield from (numbered(one) for one in range(5))
        os.kill(os.getpid(), signal.SIGKILL)

    land(DataFolder(root), place, taken(), raw_file_bytes=300)


def test_a_killed_writer_leaves_nothing_half_and_the_next_run_completes(tmp_path: Path) -> None:
    place = f"file://{tmp_path / 'place'}"
    child = multiprocessing.get_context("spawn").Process(target=landed_until_killed, args=(tmp_path / "data", place))
    child.start()
    child.join(120)
    assert child.exitcode == -signal.SIGKILL
    raw, captures = seen_from(tmp_path / "other", place)
    assert 0 < len(captures) < 5
    assert all(raw.body(one) for one in captures)
    land(DataFolder(tmp_path / "data"), place, (numbered(one) for one in range(8)))
    raw, captures = seen_from(tmp_path / "other", place)
    assert [raw.body(one) for one in captures] == [numbered(one).body for one in range(8)]


def test_half_an_upload_does_not_count_and_its_writer_completes_it(place: str, tmp_path: Path) -> None:
    folder, store = DataFolder(tmp_path / "data"), raw_at(place)
    pull_captures(folder, settings_at(place))
    with pytest.raises(KeyboardInterrupt):
        RawStore(folder.raw).append(interrupted(2), NOW)
    [name] = (one.name for one in folder.raw.glob("*.warc.gz"))
    store.put(name, (folder.raw / name).read_bytes()[:700])
    assert seen_from(tmp_path / "other", place)[1] == []
    assert not is_all_there(folder.raw)
    land(folder, place, ())
    assert store.read(name) == (folder.raw / name).read_bytes()
    raw, captures = seen_from(tmp_path / "other", place)
    assert [raw.body(one) for one in captures] == [numbered(one).body for one in range(2)]


def interrupted(number: int) -> Iterator[Arrival]:
    """So many pages, then a Ctrl-C."""
    yield from (numbered(one) for one in range(number))
    raise KeyboardInterrupt


def test_a_bucket_that_takes_nothing_is_named_and_the_next_run_completes(bucket: Bucket, tmp_path: Path) -> None:
    place, folder, taken = bucket.url("place").rstrip("/"), DataFolder(tmp_path / "data"), list(pages(*range(9)))
    land(folder, place, taken[:2])

    def gone_meanwhile() -> Iterator[Arrival]:
        yield from taken[2:6]
        bucket.rename("gone")
        yield taken[6]

    for arriving in (gone_meanwhile(), iter(taken[7:])):
        with pytest.raises(StorageFailed, match=r"s3://pithhouse/place/raw.*bucket does not exist") as refused:
            land(folder, place, arriving)
        assert bucket.secret not in str(refused.value)
    kept = len(list(RawStore(folder.raw).captures()))
    assert kept >= 6
    bucket.rename("pithhouse")
    land(folder, place, taken)
    raw, captures = seen_from(tmp_path / "other", place)
    assert [raw.body(one) for one in captures] == [one.body for one in taken]


def test_a_folder_that_takes_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / "place").write_text("in the way")
    folder = DataFolder(tmp_path / "data")
    with pytest.raises(StorageFailed, match=r"place/raw.*Not a directory"):
        land(folder, f"file://{tmp_path / 'place'}", pages(1))

    (tmp_path / "place").unlink()
    land(folder, f"file://{tmp_path / 'place'}", pages(1))


def changed_warc(place: str) -> None:
    """Change a byte of a WARC file."""
    [name] = (one for one in raw_at(place).sizes() if one.endswith(".warc.gz"))
    body = raw_at(place).read(name) or b""
    raw_at(place).put(name, body[:-600] + bytes([body[-600] ^ 1]) + body[-599:])


def cut_warc(place: str) -> None:
    """Cut a WARC file."""
    [name] = (one for one in raw_at(place).sizes() if one.endswith(".warc.gz"))
    raw_at(place).put(name, (raw_at(place).read(name) or b"")[:700])


def test_a_changed_page_is_never_read(place: str, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    land(folder, place, pages(*range(3)))
    changed_warc(place)
    raw, captures = seen_from(tmp_path / "other", place)
    with pytest.raises(CorruptRecord, match=captures[2].warc_file):
        raw.body(captures[2])
    assert raw.body(captures[0])
    assert RawStore(folder.raw).body(captures[2])  # the copy in the folder


def test_a_changed_copy_is_passed_over(place: str, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    land(folder, place, pages(*range(3)))
    raw = RawStore(folder.raw)
    captures = list(raw.captures())
    copy = folder.raw / captures[0].warc_file
    copy.write_bytes(copy.read_bytes()[:700])
    assert all(raw.body(one) for one in captures)
    assert raw.repair() == []
    assert list(RawStore(folder.raw).captures()) == captures


def test_a_sealed_file_that_is_not_whole_stops_the_run_and_is_named(place: str, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    land(folder, place, pages(*range(3)))
    cut_warc(place)
    for one in (folder, DataFolder(tmp_path / "other")):
        with pytest.raises(StorageFailed, match=r"00001\.warc\.gz has 700 bytes and was sealed with"):
            pull_captures(one, settings_at(place))


@pytest.mark.parametrize("harm", ["missing", "changed"])
def test_an_index_is_made_again_from_its_file(place: str, tmp_path: Path, harm: str) -> None:
    folder, store = DataFolder(tmp_path / "data"), raw_at(place)
    land(folder, place, pages(*range(5)), raw_file_bytes=1 << 20)
    [name] = (one for one in store.sizes() if one.endswith(".cdxj"))
    before = store.read(name)
    store.remove([name])
    if harm == "changed":
        store.put(name, b"{}\n")
    raw, captures = seen_from(tmp_path / "other", place)
    assert captures == list(RawStore(folder.raw).captures())
    assert all(raw.body(one) for one in captures)
    assert store.read(name) == before
    (folder.raw / name).write_bytes(b"{}\n")
    with pytest.raises(CorruptRecord, match="is damaged; `pithhouse refresh` fetches it again"):
        list(RawStore(folder.raw).captures())
    pull_captures(folder, settings_at(place))
    assert list(RawStore(folder.raw).captures()) == captures


def test_the_url_stays_that_of_the_captures_and_an_emptied_setting_brings_them_back(place: str, tmp_path: Path) -> None:
    folder, taken = DataFolder(tmp_path / "data"), list(pages(*range(9)))
    land(folder, place, taken[:8])
    with pytest.raises(StorageFailed, match="set it back"):
        pull_captures(folder, settings_at(f"{place}/elsewhere"))
    pull_captures(folder, settings_at(place, raw_copies_bytes=0))
    assert list(folder.raw.glob("*.warc.gz")) == []
    pull_captures(folder, settings_at(place, raw_url=""))
    assert len(list(folder.raw.glob("*.warc.gz"))) >= 3
    assert list(folder.raw.glob("*.seal.json")) == []
    raw = RawStore(folder.raw)
    assert raw.repair() == []
    assert raw.append(taken, NOW).stored == 1
    assert [raw.body(one) for one in raw.captures()] == [one.body for one in taken]


def test_receipts_and_the_list_of_hubs_are_there_as_well(place: str, tmp_path: Path) -> None:
    folder, other = DataFolder(tmp_path / "data"), DataFolder(tmp_path / "other")
    land(folder, place, pages(1))
    (folder.receipts / "20261129T000000Z-1.json").write_text("{}")
    folder.hubs_csv.write_text("url\n")
    push_beside(folder)
    pull_captures(other, settings_at(place))
    assert [one.name for one in other.receipts.iterdir()] == ["20261129T000000Z-1.json"]
    assert other.hubs_csv.read_text() == "url\n"
    other.hubs_csv.write_text("mine\n")
    pull_captures(other, settings_at(place))
    assert other.hubs_csv.read_text() == "mine\n"


def test_a_folder_whose_captures_are_at_a_url_is_not_moved(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    land(folder, str(tmp_path / "place"), pages(1))
    with pytest.raises(StorageFailed, match="copy that"):
        move_to(folder, f"file://{tmp_path / 'moved'}")


def test_a_storage_that_overwrites_what_it_should_create_is_refused(place: str) -> None:
    store = raw_at(place)

    class Older:
        """A storage that does not know conditional writes."""

        url = place

        def create(self, name: str, data: bytes) -> bool:
            store.put(name, data)
            return True

    with pytest.raises(StorageFailed, match="overwrites an object that it was asked to create"):
        require_claims(Older())  # type: ignore[arg-type]
    require_claims(store)
    require_claims(store)


def test_a_kind_of_storage_without_conditional_writes_is_refused() -> None:
    with pytest.raises(StorageFailed, match="use s3 or gs"):
        open_store("memory://place").create("name", b"")


LOADED = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from pipelines.landing.raw_store import RawStore
from pipelines.objects.marker import Place, set_place
from tests.pipelines.landing.samples import numbered
root, url = Path(sys.argv[1]), sys.argv[2]
if url:
    set_place(root, Place(url, 1 << 20))
RawStore(root).append([numbered(1)], datetime.now(UTC))
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


@pytest.mark.parametrize("url", [False, True])
def test_a_folder_loads_nothing_of_object_storage(tmp_path: Path, *, url: bool) -> None:
    arguments = [str(tmp_path / "raw"), f"file://{tmp_path / 'place'}" if url else ""]
    done = subprocess.run([sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, check=True)
    assert not {"s3fs", "botocore", "polars", "pydantic"} & set(json.loads(done.stdout))


@pytest.mark.parametrize(
    "harm",
    [lambda place: open_store(place.replace("//", "//me:secret@", 1)), lambda _: open_store("s3://a:b@bucket/x")],
)
def test_credentials_in_a_url_are_refused_and_not_shown(harm: Callable[[str], object]) -> None:
    with pytest.raises(StorageFailed, match="no credentials") as refused:
        harm("s3://bucket/prefix")
    assert "secret" not in str(refused.value)

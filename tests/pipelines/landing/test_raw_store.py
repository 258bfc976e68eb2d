"""The raw store from outside: what other WARC tools see, what comes back, what is written once."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from pipelines.landing.captures import OUTCOMES, Arrival, HttpHead
from pipelines.landing.errors import CorruptRecord, RawStoreBusy, RawStoreUnwritable
from pipelines.landing.raw_store import RawStore
from pipelines.landing.size_limits import MAX_READ_BYTES, MAX_STORED_BYTES
from tests.pipelines.landing.samples import (
    CAPTURED,
    HUB,
    LANDED,
    OTHER_HUB,
    PAGE,
    REPO,
    URL,
    arrival,
    assert_checked,
    numbered,
    replayed,
    warc_check,
    warcs,
)
from tests.tiers import examples

HTTP = HttpHead("200 OK", (("Content-Type", "text/html"), ("Content-Length", str(len(PAGE))), ("X-Kept", "ja")))


def mixed() -> list[Arrival]:
    """One arrival of each kind of record."""
    return [
        arrival(),
        arrival(b"FULL text, made up", source_rendering="full_text", media_type="text/plain"),
        arrival(b'{"work": {}}', source_rendering="json", media_type="application/json", filters={"year": "2019"}),
        arrival(b"<p>with headers", http=HTTP, http_status=200, declared_charset="utf-8"),
        arrival(captured_at=CAPTURED + timedelta(days=1)),
        arrival(b"<p>with headers", http=HTTP, http_status=200, captured_at=CAPTURED + timedelta(days=1)),
        arrival(b"", outcome="failed", reason="no\nluck\x00 — naïve \udcff", source="ü \udcff\r\nWARC-Type: x"),
        arrival(b"\x00\xff", hub_id=None, url="file:a%20b", source="a b", outcome="refused", reason="no hub"),
    ]


def test_other_tools_check_and_replay_our_files(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    landed = store.append(mixed(), LANDED)
    assert (landed.stored, landed.revisits, landed.already) == (6, 2, 0)

    checked = warc_check(*warcs(tmp_path))
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count("digest pass") == 7
    assert checked.stdout.count("not checked (revisit)") == 2
    assert checked.stderr == ""

    types = [kind for kind, _, _ in replayed(warcs(tmp_path)[0])]
    assert types == "resource conversion resource response revisit revisit resource resource".split()
    bodies = [body.rpartition(b"\r\n\r\n")[2] for _, _, body in replayed(warcs(tmp_path)[0])]
    expected = [one.body for one in mixed()]
    assert [bodies[n] for n in (0, 1, 2, 3, 6, 7)] == [expected[n] for n in (0, 1, 2, 3, 6, 7)]


def test_payload_digest_of_a_response_holds_for_fastwarc(tmp_path: Path) -> None:
    RawStore(tmp_path).append([arrival(http=HTTP)], LANDED)
    records = FastIterator(str(warcs(tmp_path)[0]), parse_http=True)
    verified = [record.verify_payload_digest() for record in records if record.is_http]
    assert verified == [True]


def test_warcio_replays_bodies_dates_and_headers(tmp_path: Path) -> None:
    RawStore(tmp_path).append([arrival(http=HTTP)], LANDED)
    with warcs(tmp_path)[0].open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response":
                assert record.content_stream().read() == PAGE
                assert record.rec_headers.get_header("WARC-Date") == "2026-03-01T12:30:15.250000Z"
                assert record.rec_headers.get_header("WARC-Payload-Digest").startswith("sha256:")
                assert record.http_headers.get_header("X-Kept") == "ja"
                return
    pytest.fail("no response record")


def test_captures_and_bodies_come_back(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    landed = store.append(mixed(), LANDED)
    captures = list(RawStore(tmp_path).captures())
    assert captures == landed.captures
    assert [store.body(capture) for capture in captures] == [one.body for one in mixed()]
    first = captures[0]
    assert (first.hub_id, first.url, first.captured_at, first.landed_at) == (HUB, URL, CAPTURED, LANDED)
    assert first.warc_file == "pithhouse-202611-00001.warc.gz"
    assert captures[6].reason == "no luck\\x00 — naïve \\udcff"
    assert captures[3].http_status == 200
    assert captures[3].declared_charset == "utf-8"
    assert {capture.outcome for capture in captures} <= set(OUTCOMES)


def test_same_bytes_are_stored_once(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    page = os.urandom(50_000)
    store.append([arrival(page)], LANDED)
    before = warcs(tmp_path)[0].stat().st_size
    later = [arrival(page, captured_at=CAPTURED + timedelta(days=n)) for n in range(1, 6)]
    elsewhere = arrival(page, hub_id=OTHER_HUB, url=f"https://www.pith.science/citations/{OTHER_HUB}")
    landed = store.append([*later, elsewhere], LANDED)
    assert (landed.stored, landed.revisits) == (0, 6)
    assert warcs(tmp_path)[0].stat().st_size - before < 6 * 1000
    assert all(store.body(capture) == page for capture in landed.captures)
    headers = _last_headers(warcs(tmp_path)[0])
    assert headers["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert headers["WARC-Refers-To-Target-URI"] == URL
    assert headers["WARC-Refers-To-Date"] == "2026-03-01T12:30:15.250000Z"


def _last_headers(warc: Path) -> dict[str, str]:
    with warc.open("rb") as file:
        found = [dict(record.rec_headers.headers) for record in ArchiveIterator(file)]
    return found[-1]


def test_revisits_reach_over_files_and_months(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    store.append([arrival()], datetime(2026, 12, 1, tzinfo=UTC))
    again = store.append([arrival(captured_at=CAPTURED + timedelta(days=1))], datetime(2026, 11, 1, tzinfo=UTC))
    assert [path.name for path in warcs(tmp_path)] == [
        "pithhouse-202611-00001.warc.gz",
        "pithhouse-202612-00001.warc.gz",
    ]
    assert again.revisits == 1
    third = RawStore(tmp_path).append([arrival(captured_at=CAPTURED + timedelta(days=2))], LANDED)
    assert third.revisits == 1
    assert [store.body(capture) for capture in store.captures()] == [PAGE] * 3


def test_landing_again_writes_nothing(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    store.append(mixed(), LANDED)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    again = RawStore(tmp_path).append(mixed() + mixed(), LANDED + timedelta(days=1))
    assert (again.stored, again.revisits, again.already, again.captures) == (0, 0, 16, [])
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_the_same_twice_in_one_call_is_landed_once(tmp_path: Path) -> None:
    landed = RawStore(tmp_path).append([arrival(), arrival()], LANDED)
    assert (landed.stored, landed.revisits, landed.already) == (1, 0, 1)


def test_same_input_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        RawStore(tmp_path / name).append(mixed(), LANDED)
    first, second = ({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("a", "b"))
    assert first == second


def test_a_new_file_when_one_is_full(tmp_path: Path) -> None:
    store = RawStore(tmp_path, max_file_bytes=3000)
    store.append((numbered(n) for n in range(10)), LANDED)
    store.append((numbered(n) for n in range(10, 20)), LANDED)
    files = warcs(tmp_path)
    assert len(files) > 3
    assert [path.name[-13:-8] for path in files] == [f"{n:05d}" for n in range(1, len(files) + 1)]
    assert all(path.stat().st_size < 3000 + 1500 for path in files)
    assert_checked(tmp_path)
    assert all(replayed(path) for path in files)
    assert [store.body(capture) for capture in store.captures()] == [numbered(n).body for n in range(20)]


@pytest.mark.parametrize(
    ("size", "kept"), [(MAX_READ_BYTES + 1, MAX_READ_BYTES + 1), (MAX_STORED_BYTES + 5, MAX_STORED_BYTES)]
)
def test_too_large(tmp_path: Path, size: int, kept: int) -> None:
    store = RawStore(tmp_path)
    capture = store.append([arrival(b"x" * size)], LANDED).captures[0]
    assert (capture.outcome, capture.body_bytes) == ("too_large", kept)
    assert "MiB" in capture.reason
    assert len(store.body(capture)) == kept
    assert (_last_headers(warcs(tmp_path)[0]).get("WARC-Truncated") == "length") == (kept < size)


def test_nothing_in_it(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    captures = store.append([arrival(b""), arrival(b"", hub_id=OTHER_HUB)], LANDED).captures
    assert [capture.outcome for capture in captures] == ["empty", "empty"]
    assert [store.body(capture) for capture in captures] == [b"", b""]
    assert_checked(tmp_path)


@pytest.mark.parametrize("place", [0.0, 0.3, 0.6, 0.9, 0.999])
def test_a_changed_byte_is_never_given(tmp_path: Path, place: float) -> None:
    store = RawStore(tmp_path)
    capture = store.append([arrival(os.urandom(5000)), numbered(1)], LANDED).captures[0]
    warc = warcs(tmp_path)[0]
    entry = json.loads((tmp_path / "pithhouse-202611-00001.cdxj").read_text().splitlines()[0])
    record = bytearray(warc.read_bytes())
    at = capture.warc_offset + int((entry["warc_end"] - 1 - capture.warc_offset) * place)
    record[at] ^= 0x10
    warc.write_bytes(record)
    with pytest.raises(CorruptRecord, match=f"{warc.name} at byte {capture.warc_offset}"):
        store.body(capture)


def test_a_wrong_digest_or_place_is_corrupt(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    first, second = store.append([numbered(1), numbered(2)], LANDED).captures
    with pytest.raises(CorruptRecord, match="sha256"):
        store.body(replace(first, warc_offset=second.warc_offset))
    with pytest.raises(CorruptRecord, match="byte 7"):
        store.body(replace(first, warc_offset=7))
    with pytest.raises(CorruptRecord, match="not a file of the raw folder"):
        store.body(replace(first, warc_file="../../etc/passwd"))
    with pytest.raises(CorruptRecord, match="No such file"):
        store.body(replace(first, warc_file="pithhouse-209901-00001.warc.gz"))


def test_a_revisit_of_a_damaged_record_is_corrupt(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    original, revisit = store.append([arrival(), arrival(captured_at=LANDED)], LANDED).captures
    warc = warcs(tmp_path)[0]
    content = bytearray(warc.read_bytes())
    content[original.warc_offset + 200] ^= 0x10
    warc.write_bytes(content)
    with pytest.raises(CorruptRecord, match=str(revisit.warc_offset)):
        store.body(revisit)


def test_links_are_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    captures = RawStore(elsewhere).append([arrival()], LANDED).captures
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / captures[0].warc_file).symlink_to(elsewhere / captures[0].warc_file)
    store = RawStore(raw)
    assert list(store.captures()) == []
    with pytest.raises(CorruptRecord):
        store.body(captures[0])
    assert "is a link" in store.repair()[0]
    before = (elsewhere / captures[0].warc_file).read_bytes()
    with pytest.raises(RawStoreUnwritable):
        store.append([numbered(1)], LANDED)
    assert (elsewhere / captures[0].warc_file).read_bytes() == before


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    store = RawStore(tmp_path / "none" / "yet")
    assert list(store.captures()) == []
    assert store.repair() == []
    assert store.append([], LANDED).captures == []


def test_a_failing_source_does_not_undo_what_came_before(tmp_path: Path) -> None:
    def broken() -> object:
        yield numbered(1)
        raise RuntimeError("the source broke")

    store = RawStore(tmp_path)
    with pytest.raises(RuntimeError, match="the source broke"):
        store.append(broken(), LANDED)  # type: ignore[arg-type]
    assert store.repair() == []
    assert [store.body(capture) for capture in store.captures()] == [numbered(1).body]


HOLDER = """
import sys, time
from pathlib import Path
from pipelines.landing.raw_files import one_writer
with one_writer(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(30)
"""


def test_two_writers(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, cwd=REPO, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(RawStoreBusy, match="another process"):
            RawStore(tmp_path).append([arrival()], LANDED)
        other.kill()
    assert RawStore(tmp_path).append([arrival()], LANDED).stored == 1


@examples(40)
@given(
    bodies=st.lists(st.binary(max_size=200) | st.text(max_size=50).map(str.encode), max_size=8),
    reason=st.text(max_size=60),
    source=st.text(max_size=60),
    rendering=st.sampled_from(["html", "json", "full_text", "list_text", None]),
    is_http=st.booleans(),
)
def test_any_bodies_come_back(
    tmp_path_factory: pytest.TempPathFactory,
    *,
    bodies: list[bytes],
    reason: str,
    source: str,
    rendering: str | None,
    is_http: bool,
) -> None:
    root = tmp_path_factory.mktemp("raw")
    store = RawStore(root)
    arrivals = [
        arrival(
            body,
            captured_at=CAPTURED + timedelta(seconds=number),
            reason=reason,
            source=source,
            source_rendering=rendering,
            http=HTTP if is_http else None,
        )
        for number, body in enumerate(bodies)
    ]
    landed = store.append(arrivals, LANDED)
    assert [store.body(capture) for capture in landed.captures] == bodies
    assert landed.stored == len({body for body in bodies if body}) + bodies.count(b"")
    for index in root.glob("*.cdxj"):
        index.unlink()
    assert list(store.captures()) == landed.captures

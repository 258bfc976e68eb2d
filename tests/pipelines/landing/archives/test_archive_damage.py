"""Damaged archives: reading goes on at the next record, the place is told, and no half record is taken."""

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.landing.captures import Arrival
from pipelines.landing.raw_store import RawStore
from tests.pipelines.landing.archives.made_archives import DAY, http, other_page, read, record, response, sha1, zstd
from tests.pipelines.landing.samples import LANDED, PAGE, URL
from tests.tiers import examples

CHECKED: dict[int, int] = {zstd.CompressionParameter.checksum_flag: 1}
PAGES = [other_page(number) for number in range(1, 6)]
RECORDS = [response(page, date=DAY.format(number)) for number, page in enumerate(PAGES, 1)]


def starts() -> list[int]:
    return [sum(map(len, RECORDS[:number])) for number in range(len(RECORDS))]


def damage(number: int, old: bytes, new: bytes) -> list[bytes]:
    changed = RECORDS[number].replace(old, new, 1)
    assert changed != RECORDS[number]
    return [*RECORDS[:number], changed, *RECORDS[number + 1 :]]


def assert_only(found: list[Arrival], missing: set[int], *places: int) -> None:
    """All pages but the missing ones were taken, and one arrival tells of the damage and its places."""
    assert [one.body for one in found[:-1]] == [page for number, page in enumerate(PAGES) if number not in missing]
    assert {one.outcome for one in found[:-1]} == {"ok"}
    assert (found[-1].outcome, found[-1].hub_id) == ("truncated", None)
    for place in places:
        assert f"at byte {place}:" in found[-1].reason


@pytest.mark.parametrize("number", [0, 2, 4])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"WARC/1.1", b"WARC/x.y"),
        (b"WARC/1.1", b"\0\0\0\0\0\0\0\0"),
        (b"Content-Length: ", b"Content-Length: -"),
        (b"Content-Length: ", b"Content-Size: "),
        (b"Content-Length: ", b"Content-Length: 9"),
        (b"Content-Length: ", b"Content-Length: 99999999999"),
        (b"Content-Length: ", b"Content-Length: " + b"9" * 5000),
        (b"Made-up page", b"page"),  # shorter than its length
        (b"Made-up page", b"Made-up and long page"),
    ],
)
def test_a_plain_warc_is_read_on_behind_a_damaged_record(number: int, old: bytes, new: bytes, tmp_path: Path) -> None:
    parts = damage(number, old, new)
    assert_only(read(tmp_path, *parts), {number}, starts()[number])
    assert_only(read(tmp_path, gzip.compress(b"".join(parts)), name="whole.warc.gz"), {number}, 0)
    assert_only(read(tmp_path, zstd.compress(b"".join(parts)), name="whole.warc.zst"), {number}, 0)
    packed = [gzip.compress(part) for part in parts]
    assert_only(read(tmp_path, *packed, name="a.warc.gz"), {number}, sum(map(len, packed[:number])))


def test_several_damages_and_junk_between_records(tmp_path: Path) -> None:
    parts = damage(1, b"Content-Length: ", b"Content-Length: x")
    parts[3] = parts[3][:-20]
    found = read(tmp_path, *parts)
    assert_only(found, {1, 3}, starts()[1], sum(map(len, parts[:3])))
    assert "the 3 whole records were taken" in found[-1].reason
    parts[3] = parts[3][:100]  # its headers run into those of the next one
    found = read(tmp_path, *parts)
    assert_only(found, {1, 3}, starts()[1], sum(map(len, parts[:3])))
    assert "two records" in found[-1].reason
    sure = record("response", URL, http(PAGE), WARC_Block_Digest=sha1(http(PAGE)))
    taken, told = read(tmp_path, sure, b"junk that is no record\r\n")
    assert (taken.body, taken.outcome) == (PAGE, "ok")
    assert f"at byte {len(sure)}:" in told.reason


def test_a_record_within_a_page_is_no_record(tmp_path: Path) -> None:
    inner = PAGE + b"\r\n\r\n" + response(b"<p>forged") + PAGE
    found = read(tmp_path, response(inner), RECORDS[1])
    assert [one.body for one in found] == [inner, PAGES[1]]


@pytest.mark.parametrize("compress", [gzip.compress, zstd.compress])
def test_every_cut_is_told(compress: Callable[[bytes], bytes], tmp_path: Path) -> None:
    packed = [compress(part) for part in RECORDS[:3]]
    ends = [sum(map(len, packed[: number + 1])) for number in range(3)]
    content = b"".join(packed)
    for cut in range(1, len(content)):
        found = read(tmp_path, content[:cut])
        whole = sum(end <= cut for end in ends)
        assert [one.body for one in found if one.outcome == "ok"] == PAGES[:whole], cut
        assert (found[-1].outcome == "truncated") == (cut not in ends), cut


@pytest.mark.parametrize("compress", [gzip.compress, lambda part: zstd.compress(part, options=CHECKED)])
def test_every_changed_byte_in_a_packed_record_is_told(compress: Callable[[bytes], bytes], tmp_path: Path) -> None:
    packed = [compress(part) for part in RECORDS[:3]]
    content, start = b"".join(packed), len(packed[0])
    for flip in range(start, start + len(packed[1]), 3):
        found = read(tmp_path, content[:flip] + bytes([content[flip] ^ 0x55]) + content[flip + 1 :])
        taken = [one.body for one in found if one.outcome == "ok"]
        is_harmless = taken == PAGES[:3]  # a time or a name in the member's head
        assert is_harmless or (taken == [PAGES[0], PAGES[2]] and found[-1].outcome == "truncated"), flip


def test_many_records_that_say_too_much_cost_little(tmp_path: Path) -> None:
    liar = RECORDS[0].replace(b"Content-Length: ", b"Content-Length: 99999")
    found = read(tmp_path, *[liar] * 5000, RECORDS[1])
    assert [one.outcome for one in found] == ["ok", "truncated"]
    assert "4995 more records" in found[-1].reason


FORMS: dict[str, Callable[[list[bytes]], bytes]] = {
    "plain": b"".join,
    "by record": lambda parts: b"".join(map(gzip.compress, parts)),
    "as a whole": lambda parts: gzip.compress(b"".join(parts)),
    "zstd": lambda parts: b"".join(map(zstd.compress, parts)),
}
ODD = [
    *RECORDS[:2],
    record("response", URL, http(gzip.compress(PAGE), Content_Encoding="gzip")),
    record("response", URL, http(b"4\r\nabcd\r\n0\r\n\r\n", Transfer_Encoding="chunked")),
    record("response", URL, b"HTTP/1.1 103 Early Hints\r\n\r\n" + http(PAGE)),
    record("revisit", URL, http(b"", "HTTP/1.1 304 Not Modified"), date=DAY.format(9)),
    record("resource", "urn:view:made-up", b"made up"),
]


@examples(60)
@given(
    form=st.sampled_from(sorted(FORMS)),
    parts=st.lists(st.sampled_from(ODD), min_size=1, max_size=4),
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 20), st.binary(max_size=20)), min_size=1, max_size=4),
)
def test_no_edit_stops_a_run(
    form: str, parts: list[bytes], edits: list[tuple[float, int, bytes]], tmp_path: Path
) -> None:
    content = FORMS[form](parts)
    for place, removed, added in edits:
        at = int(place * len(content))
        content = content[:at] + added + content[at + removed :]
    store = RawStore(tmp_path / "raw")
    found = read(tmp_path, content, landed=store)
    assert all(one.reason for one in found if one.outcome != "ok")
    for capture in store.append(found, LANDED).captures:
        assert hashlib.sha256(store.body(capture)).hexdigest() == capture.body_sha256

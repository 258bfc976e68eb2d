"""Revisit records: the order does not matter, what they refer to comes first, and nothing is guessed."""

import gzip
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from tests.pipelines.landing.archives.made_archives import (
    DAY,
    NOTHING,
    http,
    other_page,
    read,
    record,
    response,
    said,
    sha1,
    sha256,
)
from tests.pipelines.landing.samples import LANDED, OTHER_HUB, PAGE, URL, arrival, assert_checked

SAME = "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
SAME_1_1 = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
UNMODIFIED = "http://netpreserve.org/warc/1.0/revisit/server-not-modified"
UNMODIFIED_1_1 = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
ID = "<urn:uuid:00000000-0000-4000-8000-00000000000{}>"
HEAD = http(b"")
NOT_MODIFIED = http(b"", "HTTP/1.1 304 Not Modified", ETag='"a"')


def revisit(block: bytes = HEAD, /, profile: str = SAME_1_1, url: str = URL, day: int = 9, **fields: str) -> bytes:
    return record("revisit", url, block, date=DAY.format(day), WARC_Profile=profile, **fields)


def to(day: int, url: str = URL) -> dict[str, Any]:
    return {"WARC_Refers_To_Target_URI": url, "WARC_Refers_To_Date": DAY.format(day)}


@pytest.mark.parametrize("profile", [SAME, SAME_1_1])
@pytest.mark.parametrize(
    "fields",
    [
        to(1),
        {"WARC_Refers_To": ID.format(1)},
        {"WARC_Payload_Digest": sha1(PAGE)},
        {"WARC_Payload_Digest": sha1(PAGE), "WARC_Refers_To": ID.format(7)},
        {"WARC_Payload_Digest": sha1(PAGE).lower(), **to(5)},
        {"WARC_Refers_To": ID.format(1).strip("<>").upper()},
    ],
)
def test_a_revisit_is_resolved_wherever_its_original_stands(
    profile: str, fields: dict[str, Any], tmp_path: Path
) -> None:
    original = response(PAGE, WARC_Record_ID=ID.format(1), WARC_Payload_Digest=sha1(PAGE))
    other = response(other_page(1), date=DAY.format(2), WARC_Record_ID=ID.format(2))
    for order in permutations([(PAGE, original), (PAGE, revisit(profile=profile, **fields)), (other_page(1), other)]):
        found = read(tmp_path, *(packed for _, packed in order))
        assert said(found) == [("ok", body) for body, _ in order]


def test_files_in_any_order_and_folders(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(revisit(**to(1)))
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "late.warc.gz").write_bytes(gzip.compress(response(PAGE)))
    assert said(list(arrivals([tmp_path], LANDED))) == [("ok", PAGE)] * 2
    assert said(list(arrivals([tmp_path / "a.warc", tmp_path / "b"], LANDED))) == [("ok", PAGE)] * 2


@pytest.mark.parametrize("profile", [UNMODIFIED, UNMODIFIED_1_1])
@pytest.mark.parametrize("fields", [{"WARC_Refers_To": ID.format(3)}, to(3), {"WARC_Refers_To": ID.format(8), **to(3)}])
def test_what_a_revisit_refers_to_decides_and_never_the_digest_of_nothing(
    profile: str, fields: dict[str, Any], tmp_path: Path
) -> None:
    moved = record("response", "http://pith.science/", http(b"", "HTTP/1.1 301 Moved"), WARC_Payload_Digest=NOTHING)
    pages = [response(other_page(day), date=DAY.format(day), WARC_Record_ID=ID.format(day)) for day in (2, 3, 4)]
    found = read(tmp_path, moved, revisit(NOT_MODIFIED, profile, WARC_Payload_Digest=NOTHING, **fields), *pages)
    assert found[0].body == other_page(3)
    assert (found[0].outcome, found[0].http_status) == ("ok", 304)


def test_a_server_that_said_not_modified_means_the_last_page_before_of_the_same_address(tmp_path: Path) -> None:
    pages = [response(other_page(day), date=DAY.format(day)) for day in (2, 4, 3, 10)]
    failing = record("response", URL, http(b"busy", "HTTP/1.1 503 Busy"), date=DAY.format(5))
    twin = response(b"{}", f"{URL}.json", date=DAY.format(6))
    filtered = response(other_page(7), f"{URL}?year=2019", date=DAY.format(7))
    found = read(
        tmp_path, revisit(NOT_MODIFIED, UNMODIFIED, WARC_Payload_Digest=NOTHING), *pages, failing, twin, filtered
    )
    assert said(found)[0] == ("ok", other_page(4))
    bare = record("revisit", URL, NOT_MODIFIED, date=DAY.format(9))  # no profile: the status says so
    assert said(read(tmp_path, *pages, bare))[-1] == ("ok", other_page(4))


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ([revisit(NOT_MODIFIED, UNMODIFIED, WARC_Payload_Digest=NOTHING)], "not in these WARCs"),
        # another page of the address than the one that is meant
        ([revisit(NOT_MODIFIED, UNMODIFIED, **to(5)), response(PAGE)], "captured at 2026-11-05T06:00:00Z) is not"),
        ([revisit(NOT_MODIFIED, UNMODIFIED), record("response", URL, http(PAGE, ETag='"b"'))], "not in these WARCs"),
        ([revisit(NOT_MODIFIED, UNMODIFIED, day=1), response(PAGE, date=DAY.format(2))], "not in these WARCs"),
        # only an empty answer has the digest
        ([revisit(WARC_Payload_Digest=NOTHING), response(b"", WARC_Payload_Digest=NOTHING)], "not in these WARCs"),
        ([revisit(WARC_Payload_Digest=sha1(b"x"), **to(1)), response(PAGE)], "do not match its digest"),
        ([revisit(**to(1)), response(PAGE), response(other_page(1))], "several records"),
        ([revisit(NOT_MODIFIED, UNMODIFIED, **to(1)), record("response", URL, http(b"", "HTTP/1.1 301 Moved"))], "301"),
        ([revisit(**to(1)), response(PAGE, WARC_Payload_Digest=sha1(b"x"))], "corrupt"),
        ([revisit(WARC_Refers_To=ID.format(5), WARC_Record_ID=ID.format(5))], "only to revisits"),
    ],
)
def test_what_cannot_be_told_is_reported_with_its_place(parts: list[bytes], why: str, tmp_path: Path) -> None:
    found, *_ = read(tmp_path, *parts)
    assert (found.outcome, found.body) == ("failed", b"")
    assert why in found.reason
    assert "record at byte 0" in found.reason


def test_a_revisit_of_a_revisit_and_of_another_address(tmp_path: Path) -> None:
    page = response(PAGE, "https://pith.science/", WARC_Record_ID=ID.format(1))
    first = revisit(day=2, WARC_Refers_To=ID.format(1), WARC_Record_ID=ID.format(2))
    assert said(read(tmp_path, revisit(WARC_Refers_To=ID.format(2)), first, page)) == [("ok", PAGE)] * 2


def test_the_same_bytes_under_an_error_are_no_page(tmp_path: Path) -> None:
    soft = revisit(http(b"", "HTTP/1.1 404 Not Found"), WARC_Payload_Digest=sha1(PAGE), **to(1))
    _, found = read(tmp_path, response(PAGE), soft)
    assert (found.outcome, found.http_status) == ("failed", 404)
    assert "404 Not Found" in found.reason


def test_what_a_revisit_says_of_its_own_block_is_not_said_of_the_page(tmp_path: Path) -> None:
    late = revisit(WARC_Truncated="length", WARC_Block_Digest=sha1(http(PAGE)), **to(1))  # as wget writes it
    store = RawStore(tmp_path / "raw")
    captures = store.append(read(tmp_path, late, response(PAGE)), LANDED).captures
    assert [(one.outcome, store.body(one)) for one in captures] == [("ok", PAGE)] * 2
    late = revisit(WARC_Block_Digest=sha1(HEAD), **to(1))
    assert said(read(tmp_path, late, response(PAGE))) == [("ok", PAGE)] * 2
    altered, _ = read(tmp_path, late.replace(b"utf-8", b"utf-9"), response(PAGE))
    assert (altered.outcome, altered.body) == ("corrupt", b"")


def test_a_digest_is_that_of_the_body_as_sent_or_as_decoded(tmp_path: Path) -> None:
    sent = gzip.compress(PAGE, mtime=0)
    original = record("response", URL, http(sent, Content_Encoding="gzip"), WARC_Payload_Digest=sha256(PAGE))
    for digest in (sha256(PAGE), sha256(sent), sha1(sent), sha1(PAGE)):
        assert said(read(tmp_path, revisit(WARC_Payload_Digest=digest, **to(1)), original))[0] == ("ok", PAGE)


@pytest.mark.parametrize(
    ("late", "body"),
    [
        (revisit(**to(1)), PAGE),
        (revisit(WARC_Payload_Digest=sha1(PAGE)), PAGE),
        (revisit(NOT_MODIFIED, UNMODIFIED, WARC_Payload_Digest=NOTHING), other_page(2)),
        (revisit(NOT_MODIFIED, UNMODIFIED, day=2, WARC_Payload_Digest=NOTHING), PAGE),
    ],
)
def test_an_original_that_was_landed_before_is_found(late: bytes, body: bytes, tmp_path: Path) -> None:
    store = RawStore(tmp_path / "raw")
    (failed,) = store.append(read(tmp_path, late, landed=store), LANDED).captures
    assert (failed.outcome, failed.body_bytes) == ("failed", 0)
    store.append(read(tmp_path, response(PAGE), response(other_page(2), date=DAY.format(2))), LANDED)
    (mended,) = store.append(read(tmp_path, late, landed=store), LANDED).captures
    assert (mended.outcome, store.body(mended), mended.captured_at) == ("ok", body, failed.captured_at)


def test_other_pages_that_were_landed_before_are_not_taken(tmp_path: Path) -> None:
    store = RawStore(tmp_path / "raw")
    elsewhere = f"https://pith.science/citations/{OTHER_HUB}"
    store.append([arrival(PAGE), *read(tmp_path, response(PAGE, elsewhere))], LANDED)
    for late in (revisit(**to(5)), revisit(NOT_MODIFIED, UNMODIFIED, **to(5)), revisit(WARC_Payload_Digest=sha1(b"x"))):
        (found,) = read(tmp_path, late, landed=store)
        assert (found.outcome, found.body) == ("failed", b"")


@pytest.mark.parametrize(
    ("late", "body"),
    [
        (revisit(**to(1)), PAGE),
        (revisit(WARC_Payload_Digest=sha1(PAGE)), PAGE),
        (revisit(WARC_Refers_To=ID.format(1)), PAGE),
        (revisit(b"", WARC_Refers_To=ID.format(1)), PAGE),
        (revisit(NOT_MODIFIED, UNMODIFIED, WARC_Payload_Digest=NOTHING), other_page(2)),
        (revisit(NOT_MODIFIED, UNMODIFIED_1_1, WARC_Refers_To=ID.format(1), WARC_Payload_Digest=NOTHING), PAGE),
    ],
)
def test_an_original_that_comes_later_mends_its_revisit(late: bytes, body: bytes, tmp_path: Path) -> None:
    store = RawStore(tmp_path / "raw")
    (failed,) = store.append(read(tmp_path, late, landed=store), LANDED).captures
    assert failed.outcome == "failed"
    assert "ingest the WARC that holds it as well" in failed.reason
    elsewhere = response(other_page(3), f"https://pith.science/citations/{OTHER_HUB}")
    assert len(store.append(read(tmp_path, elsewhere, landed=store), LANDED).captures) == 1
    page = response(PAGE, WARC_Record_ID=ID.format(1), WARC_Payload_Digest=sha1(PAGE))
    pages = [page, response(other_page(2), date=DAY.format(2))]
    *_, mended = store.append(read(tmp_path, *pages, name="b.warc", landed=store), LANDED).captures
    assert (mended.outcome, store.body(mended), mended.source) == ("ok", body, "a.warc")
    assert (mended.captured_at, mended.url) == (failed.captured_at, failed.url)
    assert store.append(read(tmp_path, *pages, name="b.warc", landed=store), LANDED).captures == []
    assert store.append(read(tmp_path, late, *pages, landed=store), LANDED).captures == []
    assert_checked(store.root)


def test_a_revisit_still_waits_in_another_raw_folder(tmp_path: Path) -> None:
    first, second = RawStore(tmp_path / "first"), RawStore(tmp_path / "second")
    first.append(read(tmp_path, revisit(**to(1)), landed=first), LANDED)
    second.append(arrivals([first.root], LANDED, second), LANDED)
    _, mended = second.append(read(tmp_path, response(PAGE), landed=second), LANDED).captures
    assert (mended.outcome, second.body(mended)) == ("ok", PAGE)

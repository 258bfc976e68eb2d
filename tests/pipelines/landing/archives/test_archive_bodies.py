"""Bodies of records as crawlers store them: coded or not under a header that says so, in chunks, behind early hints."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.landing.raw_store import RawStore
from pipelines.landing.size_limits import MAX_STORED_BYTES
from pipelines.landing.warc.content_codings import undone
from tests.pipelines.landing.archives.made_archives import http, read, record, response, said, sha1, sha256, zstd
from tests.pipelines.landing.samples import LANDED, PAGE, URL, assert_checked

CODE: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda page: gzip.compress(page, mtime=0),
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}
LONG = b"".join(b"<p>Made-up paragraph %d of a made-up page.</p>\n" % number for number in range(3000))


def chunked(body: bytes, size: int = 50) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%X\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def one(folder: Path, block: bytes, **fields: str) -> tuple[str, str, bytes]:
    (found,) = read(folder, record("response", URL, block, **fields))
    return found.outcome, found.reason, found.body


@pytest.mark.parametrize("name", CODE)
@pytest.mark.parametrize("page", [PAGE, LONG, "\ufeff <!doctype html><p>made up".encode(), b'{"made": "up"}'])
def test_a_coded_body_and_a_decoded_one_under_the_same_header(name: str, page: bytes, tmp_path: Path) -> None:
    packed = CODE[name](page)
    for body in (packed, page):
        assert one(tmp_path, http(body, Content_Encoding=name)) == ("ok", "", page)
        assert one(tmp_path, http(body, content_encoding=name.upper(), Content_Length=str(len(packed)))) == (
            "ok",
            "",
            page,
        )
        assert one(tmp_path, http(chunked(body), Content_Encoding=name, Transfer_Encoding="chunked")) == (
            "ok",
            "",
            page,
        )
        assert one(tmp_path, http(chunked(body), Transfer_Encoding=f"{name}, chunked")) == ("ok", "", page)
    assert one(tmp_path, http(packed, Content_Encoding=name, Transfer_Encoding="chunked")) == ("ok", "", page)


@pytest.mark.parametrize("name", CODE)
def test_plain_text_under_the_header_of_a_coding(name: str, tmp_path: Path) -> None:
    text = "A made-up listing\n• Lamps for Moths, made up — naïve\n".encode()
    assert one(tmp_path, http(text, Content_Encoding=name, Content_Type="text/plain")) == ("ok", "", text)


@pytest.mark.parametrize("name", CODE)
def test_every_cut_of_a_coded_body_is_seen(name: str) -> None:
    packed = CODE[name](LONG[:4000])
    for cut in range(1, len(packed)):
        assert undone([name], packed[:cut]).outcome in ("truncated", "failed"), cut


@pytest.mark.parametrize("name", CODE)
def test_what_was_whole_before_a_cut_is_kept(name: str, tmp_path: Path) -> None:
    packed = CODE[name](bytes(range(256)) * 500 + LONG)
    outcome, reason, body = one(tmp_path, http(packed[:-3], Content_Encoding=name))
    assert outcome == "truncated"
    assert "record at byte 0" in reason
    assert (bytes(range(256)) * 500 + LONG).startswith(body)


@pytest.mark.parametrize("name", CODE)
@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_undone_given_back_as_text_or_refused(name: str, body: bytes) -> None:
    result = undone([name], body)
    if result.outcome == "ok" and not result.was_coded:
        assert body.lstrip(b"\xef\xbb\xbf \t\r\n\x0b\x0c")[:1] in (b"<", b"{") or body.decode().encode() == body
    elif result.outcome == "ok":
        assert undone([name], CODE[name](result.body)).body == result.body
    assert undone([name], CODE[name](body)) == (body, "ok", "", True)


@pytest.mark.parametrize(
    ("encoding", "body", "outcome"),
    [
        ("gzip", CODE["br"](LONG), "failed"),
        ("zstd", CODE["gzip"](LONG), "failed"),
        ("br", CODE["gzip"](LONG), "failed"),
        ("br", bytes(range(128, 256)), "failed"),
        ("gzip", CODE["gzip"](LONG) + b"and more", "failed"),
        ("zstd", CODE["zstd"](LONG) + b"and more", "failed"),
        ("br", CODE["br"](LONG) + b"and more", "truncated"),
        ("gzip", CODE["gzip"](PAGE) + CODE["gzip"](LONG)[:-9], "truncated"),
        ("zstd", CODE["zstd"](PAGE) + CODE["zstd"](LONG)[:-9], "truncated"),
        ("gzip, br", CODE["br"](CODE["gzip"](PAGE)), "failed"),
        ("compress", b"\x1f\x9d\x90\x01", "failed"),
        ("dcz", b"\x5e\x2a\x4d\x18\x20\x00\x00\x00", "failed"),
    ],
)
def test_what_is_no_such_coding_is_never_read(encoding: str, body: bytes, outcome: str, tmp_path: Path) -> None:
    assert one(tmp_path, http(body, Content_Encoding=encoding))[0] == outcome


def test_codings_in_codings_and_unknown_ones(tmp_path: Path) -> None:
    twice = CODE["gzip"](CODE["gzip"](PAGE))
    block = http(chunked(twice), Content_Encoding="gzip", Transfer_Encoding="gzip, chunked")
    assert one(tmp_path, block)[0] == "failed"
    lines = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: br\r\n\r\n"
    assert one(tmp_path, lines + CODE["br"](CODE["gzip"](PAGE)))[0] == "failed"
    for name in ("gzip, br", "utf-8", "none", "aws-chunked"):  # stored decoded, so nothing is to be undone
        assert one(tmp_path, http(PAGE, Content_Encoding=name)) == ("ok", "", PAGE)


def test_frames_of_zstd_are_joined_and_zeros_after_gzip_are_padding(tmp_path: Path) -> None:
    skipped = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc"
    packed = skipped + CODE["zstd"](PAGE) + CODE["zstd"](LONG)
    assert one(tmp_path, http(packed, Content_Encoding="zstd")) == ("ok", "", PAGE + LONG)
    assert one(tmp_path, http(CODE["gzip"](PAGE) + b"\0" * 9, Content_Encoding="gzip")) == ("ok", "", PAGE)


@pytest.mark.parametrize("name", CODE)
def test_a_bomb_is_cut_in_bounded_memory(name: str, tmp_path: Path) -> None:
    bomb = {"br": lambda page: brotli.compress(page, quality=3)}.get(name, CODE[name])(bytes(4 * MAX_STORED_BYTES))
    path = tmp_path / "a.warc"
    path.write_bytes(record("response", URL, http(bomb, Content_Encoding=name)))
    tracemalloc.start()
    result = undone([name], bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(result.body), result.outcome) == (MAX_STORED_BYTES + 1, "ok")
    assert peak < 3.5 * MAX_STORED_BYTES
    (capture,) = RawStore(tmp_path / "raw").append(read(tmp_path, path.read_bytes()), LANDED).captures
    assert (capture.outcome, capture.body_bytes) == ("too_large", MAX_STORED_BYTES)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (chunked(PAGE)[:-5], "truncated"),
        (chunked(PAGE).replace(b"\r\n", b"\n"), "ok"),
        (b"20;name=value\r\n" + b"x" * 32 + b"\r\n000\r\nTrailer: made-up\r\n\r\n", "ok"),
        (b"ffffffffffffffff\r\n" + PAGE, "truncated"),
        (b"3\r\nabcd\r\n0\r\n\r\n", "truncated"),
        (b"3\r\nabc\r\nno size\r\n", "truncated"),
    ],
)
def test_chunks(body: bytes, outcome: str, tmp_path: Path) -> None:
    found, _, taken = one(tmp_path, http(body, transfer_encoding="chunked"))
    assert found == outcome
    assert outcome != "ok" or taken in (PAGE, b"x" * 32)


HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"


@pytest.mark.parametrize(
    "before",
    [
        HINTS,
        HINTS * 3,
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 102 Processing\r\n\r\n" + HINTS,
        b"HTTP/2 103 \r\nlink: </a.css>\r\n\r\n",
        b"HTTP/1.1 200 Connection established\r\n\r\n",
    ],
)
def test_interim_responses_are_passed_over(before: bytes, tmp_path: Path) -> None:
    for page in (http(PAGE), http(CODE["br"](PAGE), Content_Encoding="br")):
        assert one(tmp_path, before + page) == ("ok", "", PAGE)
    assert one(tmp_path, before + http(PAGE), WARC_Payload_Digest=sha1(PAGE))[0] == "ok"
    assert (
        one(tmp_path, before + http(PAGE), WARC_Payload_Digest=sha1((before + http(PAGE)).partition(b"\r\n\r\n")[2]))[0]
        == "ok"
    )
    assert one(tmp_path, before + http(b"gone", "HTTP/1.1 404 Not Found"))[0] == "failed"


@pytest.mark.parametrize(
    "block",
    [
        "HTTP/1.1 200 Schön\r\nContent-Type: text/html\r\n\r\n".encode() + PAGE,
        "HTTP/1.1 200 OK\r\nGröße: 5\r\nX-Città: è\r\n\r\n".encode("latin-1") + PAGE,
        b"HTTP/1.1 200 OK\r\n\x00\x07: \xff\r\n:status: 200\r\nno colon\r\n\r\n" + PAGE,
        'HTTP/1.1 200 OK\r\nX-Made-Up: é="a"; b="ü"; ß\r\n\r\n'.encode() + PAGE,
        b"HTTP/1.1 200 OK\r\nContent-Length: " + b"0" * 5000 + b"\r\n\r\n" + PAGE,
    ],
)
def test_odd_heads_stop_nothing(block: bytes, tmp_path: Path) -> None:
    store = RawStore(tmp_path / "raw")
    (capture,) = store.append(read(tmp_path, record("response", URL, block)), LANDED).captures
    assert (capture.outcome, capture.http_status, store.body(capture)) == ("ok", 200, PAGE)
    assert_checked(store.root)


def test_an_interim_response_alone_is_no_page(tmp_path: Path) -> None:
    outcome, reason, _ = one(tmp_path, HINTS)
    assert (outcome, "103" in reason) == ("failed", True)


@pytest.mark.parametrize(
    "line", ["HTTP/2 200", "HTTP/2.0 200 OK", "HTTP/3 200 ", "HTTP/1.0 200 Fine", "HTTP/1.1 200", "http/1.1 200 OK"]
)
def test_status_lines(line: str, tmp_path: Path) -> None:
    (found,) = read(tmp_path, record("response", URL, http(PAGE, line), WARC_Protocol="h2"))
    assert (found.outcome, found.http_status, found.body) == ("ok", 200, PAGE)


@pytest.mark.parametrize("digest", [sha1, sha256, lambda content: sha1(content).lower()])
def test_a_payload_digest_is_of_the_body_as_sent_joined_or_decoded(
    digest: Callable[[bytes], str], tmp_path: Path
) -> None:
    packed = CODE["gzip"](PAGE)
    block = http(chunked(packed), Content_Encoding="gzip", Transfer_Encoding="chunked")
    for content in (chunked(packed), packed, PAGE):
        assert one(tmp_path, block, WARC_Payload_Digest=digest(content)) == ("ok", "", PAGE)


@pytest.mark.parametrize("digest", [sha1, sha256])
@pytest.mark.parametrize("name", ["WARC_Payload_Digest", "WARC_Block_Digest"])
@pytest.mark.parametrize("coding", ["gzip", "br", ""])
def test_another_digest_than_that_of_the_bytes_is_corrupt(
    digest: Callable[[bytes], str], name: str, coding: str, tmp_path: Path
) -> None:
    block = http(CODE[coding](PAGE), Content_Encoding=coding) if coding else http(PAGE)
    fields = {"WARC_Block_Digest": digest(block), "WARC_Payload_Digest": digest(PAGE)}
    assert one(tmp_path, block, **fields) == ("ok", "", PAGE)
    outcome, reason, _ = one(tmp_path, block, **(fields | {name: digest(b"other")}))
    assert outcome == "corrupt"
    assert name.replace("_", "-") in reason
    altered = response(PAGE.replace(b"made-up", b"mode-up"), WARC_Payload_Digest=digest(PAGE))
    assert said(read(tmp_path, altered))[0][0] == "corrupt"


def test_a_corrupt_record_is_stored_and_never_read(tmp_path: Path) -> None:
    store = RawStore(tmp_path / "raw")
    (capture,) = store.append(read(tmp_path, response(PAGE, WARC_Payload_Digest=sha1(b"other"))), LANDED).captures
    assert (capture.outcome, store.body(capture)) == ("corrupt", PAGE)

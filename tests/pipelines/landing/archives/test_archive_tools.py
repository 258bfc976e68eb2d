"""Archives that other tools made: wget through a proxy on loopback, warcio and its recompress, fastwarc."""

import io
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http import client
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO

import brotli
import fastwarc.stream_io
import fastwarc.warc
import pytest
from warcio.capture_http import capture_http
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.landing.archives.source import Tally
from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from tests.pipelines.landing.archives.made_archives import DAY, http, other_page, read, response, said
from tests.pipelines.landing.samples import HUB, LANDED, OTHER_HUB, PAGE, URL

HTML = PAGE + b'<link rel="stylesheet" href="/style.css"><img src="/a.png">'
WGET = shutil.which("wget")
needs_wget = pytest.mark.skipif(WGET is None, reason="wget is not installed")


class _Site(BaseHTTPRequestHandler):
    """A proxy that plays a made-up site: pages in chunks, a style sheet, an image, and nothing else."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("pith.science")[2] or self.path
        if path.startswith("/citations/"):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for piece in (HTML[:40], HTML[40:]):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")
            return
        kinds = {"/style.css": ("text/css", b"body{}"), "/a.png": ("image/png", b"\x89PNG")}
        kind, body = kinds.get(path, ("text/plain", b"nothing here"))
        self.send_response(200 if path in kinds else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def wget(folder: Path, proxy: str, *options: str) -> None:
    assert WGET is not None
    pages = [f"http://pith.science/citations/{hub}" for hub in (HUB, OTHER_HUB)]
    environment = os.environ | {"http_proxy": proxy, "no_proxy": ""}
    command = [
        WGET,
        "--no-config",
        "-q",
        "--tries=1",
        "--timeout=20",
        "-e",
        "robots=on",
        "--page-requisites",
        *options,
        *pages,
    ]
    subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True)


@needs_wget
@pytest.mark.parametrize(
    "options", [["--warc-file=a"], ["--warc-file=a", "--no-warc-compression"], ["--warc-file=a", "--warc-max-size=2k"]]
)
def test_wget(options: list[str], tmp_path: Path) -> None:
    with site() as proxy:
        wget(tmp_path, proxy, *options)
    warcs, tally = sorted(tmp_path.glob("*.warc*")), Tally()
    assert warcs
    found = list(arrivals(warcs, LANDED, tally=tally))
    assert said(found) == [("ok", HTML)] * 2
    assert [one.hub_id for one in found] == [HUB, OTHER_HUB]
    assert tally.other_records >= 8  # warcinfo, requests, style sheet, image, log


@needs_wget
def test_wget_that_was_told_what_it_had_before(tmp_path: Path) -> None:
    with site() as proxy:
        wget(tmp_path, proxy, "--warc-file=z-first", "--warc-cdx")
        wget(tmp_path, proxy, "--warc-file=a-second", "--warc-dedup=z-first.cdx")
    second = tmp_path / "a-second.warc.gz"
    kinds = [record.record_type for record in fastwarc.warc.ArchiveIterator(str(second), parse_http=False)]
    assert fastwarc.warc.WarcRecordType.revisit in kinds
    found = list(arrivals([second, tmp_path / "z-first.warc.gz"], LANDED))
    assert said(found) == [("ok", HTML)] * 4
    assert {one.outcome for one in RawStore(tmp_path / "raw").append(found, datetime.now(UTC)).captures} == {"ok"}


def made_by_warcio(path: Path, *, packed: bool) -> None:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        for number, (body, fields) in enumerate(
            [(PAGE, []), (brotli.compress(PAGE), [("Content-Encoding", "br")]), (b"body{}", [])], 1
        ):
            url = URL if number < 3 else "https://pith.science/style.css"
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *fields], protocol="HTTP/1.1")
            date = {"WARC-Date": DAY.format(number)}
            record = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=head, warc_headers_dict=date
            )
            writer.write_request_response_pair(_request(writer, url), record)


def _request(writer: WARCWriter, url: str) -> object:
    head = StatusAndHeaders("GET / HTTP/1.1", [("Host", "pith.science")], is_http_request=True)
    return writer.create_warc_record(url, "request", http_headers=head)


@pytest.mark.parametrize("packed", [True, False])
def test_warcio(packed: bool, tmp_path: Path) -> None:
    path, tally = tmp_path / "a.warc.gz", Tally()
    made_by_warcio(path, packed=packed)
    assert said(list(arrivals([path], LANDED, tally=tally))) == [("ok", PAGE)] * 2
    assert tally.other_records == 4


def test_warcio_recompress(tmp_path: Path) -> None:
    made_by_warcio(tmp_path / "a.warc", packed=False)
    command = [sys.executable, "-m", "warcio.cli", "recompress", str(tmp_path / "a.warc"), str(tmp_path / "b.warc.gz")]
    subprocess.run(command, check=True, capture_output=True)
    assert said(list(arrivals([tmp_path / "b.warc.gz"], LANDED))) == [("ok", PAGE)] * 2


def test_warcio_capturing_http(tmp_path: Path) -> None:
    """What `warcio.capture_http` keeps of a real exchange, with the address of a hub page in its place."""
    with site() as server:
        with capture_http(str(tmp_path / "a.warc.gz")):
            connection = client.HTTPConnection(server.removeprefix("http://"))
            connection.request("GET", f"/citations/{HUB}")
            assert connection.getresponse().read() == HTML
            connection.close()
        address = server.encode()
    with (tmp_path / "b.warc").open("wb") as file:
        for record in fastwarc.warc.ArchiveIterator(str(tmp_path / "a.warc.gz"), parse_http=False):
            block = record.reader.read()
            record.headers["WARC-Target-URI"] = record.headers["WARC-Target-URI"].replace(
                address.decode(), "http://pith.science"
            )
            record.set_bytes_content(block)
            record.write(file)
    found = list(arrivals([tmp_path / "b.warc"], LANDED))
    assert said(found) == [("ok", HTML)]


def zstd_writer(file: BinaryIO, *, packs_dictionary: bool) -> object:
    samples = [response(other_page(number)) for number in range(200)]
    trained = fastwarc.stream_io.zstd_train_dictionary_from_samples(samples, 4096)
    return fastwarc.stream_io.ZstdWriter(file, dictionary=trained, compress_dictionary_frame=packs_dictionary)


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("a.warc", None),
        ("a.warc.gz", fastwarc.stream_io.GzipWriter),
        ("a.warc.zst", fastwarc.stream_io.ZstdWriter),
        ("a.warc.zst", lambda file: zstd_writer(file, packs_dictionary=False)),
        ("a.warc.zst", lambda file: zstd_writer(file, packs_dictionary=True)),
        ("a.warc", fastwarc.stream_io.Lz4Writer),
    ],
    ids=["plain", "gzip", "zstd", "zstd with dictionary", "zstd with packed dictionary", "lz4"],
)
def test_fastwarc(name: str, packed: Callable[[object], Any] | None, tmp_path: Path) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        stream = packed(file) if packed else file
        for number in range(1, 4):
            record = fastwarc.warc.WarcRecord()
            record.init_headers(record_type=fastwarc.warc.WarcRecordType.response)
            record.headers["WARC-Target-URI"] = URL
            record.headers["WARC-Date"] = DAY.format(number)
            record.headers["Content-Type"] = "application/http; msgtype=response"
            record.set_bytes_content(http(other_page(number)))
            record.write(stream, checksum_data=True)
        if packed:
            stream.close()
    found = list(arrivals([path], LANDED))
    if packed is fastwarc.stream_io.Lz4Writer:  # not read, and not taken for something else
        assert [one.outcome for one in found] == ["truncated"]
        assert "no WARC record starts here" in found[0].reason
    else:
        assert said(found) == [("ok", other_page(number)) for number in range(1, 4)]


def test_records_of_browsertrix_and_pywb(tmp_path: Path) -> None:
    """Headers as these write them: other letter case, HTTP/2, JSON metadata, an address in brackets."""
    block = b"HTTP/1.1 200 \r\ncontent-type: text/html; charset=utf-8\r\nx-orig-content-encoding: br\r\n\r\n" + PAGE
    head = (
        "WARC/1.1\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\nWARC-Page-ID: made-up\r\n"
        'WARC-Protocol: h2\r\nWARC-Protocol: tls/1.3\r\nWARC-JSON-Metadata: {"ipType":"Public","cert":{"a":"b"}}\r\n'
        f"warc-target-uri: <{URL}>\r\nwarc-date: 2026-11-01T06:00:00.123Z\r\nwarc-type: response\r\n"
        "content-type: application/http; msgtype=response\r\nWARC-Resource-Type: document\r\n"
        f"content-length: {len(block)}\r\n\r\n"
    )
    (found,) = read(tmp_path, head.encode() + block + b"\r\n\r\n")
    assert (found.outcome, found.body, found.http_status, found.hub_id) == ("ok", PAGE, 200, HUB)
    assert found.captured_at.microsecond == 123000
    assert found.declared_charset == "utf-8"


def test_the_same_page_in_http_1_and_2_and_after_recapture(tmp_path: Path) -> None:
    parts = [response(other_page(number), date=DAY.format(number)) for number in (2, 1, 2)]
    assert said(read(tmp_path, *parts)) == [("ok", other_page(number)) for number in (2, 1, 2)]

"""WARCs in: of other tools (packed or not, encoded, chunked, with revisits), our own, and damaged ones."""

import gzip
import io
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.landing.captures import Arrival
from pipelines.landing.raw_store import RawStore
from pipelines.landing.size_limits import MAX_STORED_BYTES
from pipelines.landing.sources import arrivals
from tests.pipelines.landing.samples import (
    CAPTURED,
    HUB,
    LANDED,
    PAGE,
    URL,
    arrival,
    assert_checked,
    numbered,
    warcs,
)

DATE = "2026-01-31T12:00:00Z"
MOMENT = datetime(2026, 1, 31, 12, tzinfo=UTC)


class Foreign:
    """A WARC as another tool would write it."""

    def __init__(self, path: Path, *, packed: bool = True, version: str = "1.0") -> None:
        self.path = path
        self.file = path.open("wb")
        self.writer = WARCWriter(self.file, gzip=packed, warc_version=version)
        self.writer.write_record(self.writer.create_warcinfo_record(path.name, {"software": "another tool"}))

    def response(
        self, body: bytes, *fields: tuple[str, str], url: str = URL, status: str = "200 OK", **headers: str
    ) -> "Foreign":
        head = StatusAndHeaders(status, [("Content-Type", "text/html; charset=UTF-8"), *fields], protocol="HTTP/1.1")
        return self.record(url, "response", body, http_headers=head, **headers)

    def record(
        self, url: str, kind: str, body: bytes, media_type: str = "", http_headers: object = None, **headers: str
    ) -> "Foreign":
        names = {"WARC-Date": DATE} | {name.replace("_", "-"): value for name, value in headers.items()}
        record = self.writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            warc_content_type=media_type,
            warc_headers_dict=names,
            http_headers=http_headers,
        )
        self.writer.write_record(record)
        return self

    def revisit(self, body: bytes, *, http_headers: object = None, url: str = URL, date: str = DATE) -> "Foreign":
        digest = self.writer.create_warc_record(
            url, "resource", payload=io.BytesIO(body), length=len(body)
        ).rec_headers.get_header("WARC-Payload-Digest")
        record = self.writer.create_revisit_record(
            url, digest, URL, DATE, http_headers=http_headers, warc_headers_dict={"WARC-Date": date}
        )
        self.writer.write_record(record)
        return self

    def read(self) -> list[Arrival]:
        self.file.close()
        return list(arrivals([self.path], LANDED))


@pytest.fixture(params=[True, False], ids=["packed", "plain"])
def foreign(request: pytest.FixtureRequest, tmp_path: Path) -> Foreign:
    """A foreign WARC, with a gzip member a record or not packed at all."""
    return Foreign(tmp_path / ("a.warc.gz" if request.param else "a.warc"), packed=request.param)


def packed(body: bytes) -> bytes:
    """One gzip member, the same every time."""
    return gzip.compress(body, mtime=0)


def chunks(body: bytes, size: int) -> bytes:
    """The body in chunks (RFC 9112 section 7.1)."""
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;note=x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("fields", "encode"),
    [
        ([], lambda page: page),
        ([("Content-Encoding", "gzip")], packed),
        ([("Content-Encoding", "x-gzip")], packed),
        ([("Content-Encoding", "gzip")], lambda page: packed(page[:20]) + packed(page[20:])),
        ([("Content-Encoding", "gzip")], lambda page: packed(page) + b"\0" * 40),
        ([("Content-Encoding", "gzip")], lambda page: page),
        ([("Content-Encoding", "deflate")], zlib.compress),
        ([("Content-Encoding", "deflate")], lambda page: zlib.compress(page)[2:-4]),
        ([("Transfer-Encoding", "chunked")], lambda page: chunks(page, 13)),
        ([("Transfer-Encoding", "chunked")], lambda page: page),
        ([("Transfer-Encoding", "Chunked"), ("Content-Encoding", "GZIP")], lambda page: chunks(packed(page), 7)),
        ([("Content-Encoding", "identity")], lambda page: page),
        ([("Content-Length", str(len(PAGE)))], lambda page: page),
    ],
)
def test_encodings(
    foreign: Foreign, fields: list[tuple[str, str]], encode: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    (found,) = foreign.response(encode(PAGE), *fields).read()
    assert (found.outcome, found.reason, found.body) == ("ok", "", PAGE)
    assert (found.hub_id, found.url, found.captured_at) == (HUB, URL, MOMENT)
    assert (found.source_rendering, found.declared_charset, found.http_status) == ("html", "utf-8", 200)
    store = RawStore(tmp_path / "raw")
    (capture,) = store.append([found], LANDED).captures
    assert store.body(capture) == PAGE
    assert_checked(store.root)


@pytest.mark.parametrize(
    ("fields", "body", "outcome", "why"),
    [
        ([("Content-Encoding", "gzip")], packed(PAGE)[:-4], "truncated", "ends early"),
        ([("Content-Encoding", "gzip")], packed(PAGE)[:15], "truncated", "ends early"),
        ([("Content-Encoding", "gzip")], packed(PAGE)[:40] + b"\xff" * 50, "truncated", "ends early"),
        ([("Content-Encoding", "gzip, gzip")], packed(packed(PAGE)), "failed", "gzip, gzip"),
        ([("Content-Encoding", "br")], b"\x0b\x02", "failed", "br"),
        ([("Content-Encoding", "deflate")], b"\xff\xff\xff", "failed", "not deflate"),
        ([("Transfer-Encoding", "chunked")], chunks(PAGE, 10)[:-20], "truncated", "last chunk"),
        ([("Transfer-Encoding", "chunked")], chunks(PAGE, 10)[:-5] + b"zz\r\n", "truncated", "last chunk"),
        ([("Content-Length", "4000")], PAGE, "truncated", "Content-Length"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_broken_transfers(
    foreign: Foreign, *, fields: list[tuple[str, str]], body: bytes, outcome: str, why: str, tmp_path: Path
) -> None:
    broken, good = foreign.response(body, *fields).response(PAGE, WARC_Date="2026-02-01").read()
    assert broken.outcome == outcome
    assert why in broken.reason
    assert broken.hub_id == HUB
    assert good.body == PAGE
    store = RawStore(tmp_path / "raw")
    captures = store.append([broken, good], LANDED).captures
    assert [store.body(capture) for capture in captures] == [broken.body, PAGE]


def test_a_gzip_bomb_is_cut(tmp_path: Path) -> None:
    bomb = packed(b"\0" * (MAX_STORED_BYTES + 10_000_000))
    found = Foreign(tmp_path / "a.warc.gz").response(bomb, ("Content-Encoding", "gzip")).read()
    (capture,) = RawStore(tmp_path / "raw").append(found, LANDED).captures
    assert (capture.outcome, capture.body_bytes) == ("too_large", MAX_STORED_BYTES)


def test_secrets_are_dropped_and_headers_kept(tmp_path: Path) -> None:
    secret = [("Set-Cookie", "token=hunter2"), ("authorization", "Basic hunter2"), ("Proxy-Authorization", "hunter2")]
    found = (
        Foreign(tmp_path / "a.warc.gz")
        .response(packed(PAGE), ("Content-Encoding", "gzip"), *secret, ("ETag", '"kept"'))
        .read()
    )
    store = RawStore(tmp_path / "raw")
    store.append(found, LANDED)
    stored = gzip.decompress(warcs(store.root)[0].read_bytes())
    assert b"hunter2" not in stored
    assert b'ETag: "kept"' in stored
    assert b"X-Archive-Orig-Content-Encoding: gzip" in stored
    assert f"\r\nContent-Length: {len(PAGE)}\r\n".encode() in stored
    assert b"WARC-Type: response" in stored


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("200 OK", "ok"),
        ("404 Not Found", "failed"),
        ("503 Busy", "failed"),
        ("206 Partial", "truncated"),
        ("x", "failed"),
    ],
)
def test_statuses(foreign: Foreign, status: str, outcome: str) -> None:
    (found,) = foreign.response(PAGE, status=status).read()
    assert (found.outcome, found.hub_id) == (outcome, HUB)
    assert found.http_status == (int(status[:3]) if status != "x" else None)


def test_other_records(foreign: Foreign) -> None:
    foreign.record(f"{URL}.json", "resource", b"{}", "application/json")
    foreign.record(URL, "conversion", b"text", "text/plain")
    foreign.record(URL, "metadata", b"a: b", "application/warc-fields")
    foreign.record("https://pith.science/style.css", "resource", b"css", "text/css")
    foreign.record("dns:pith.science", "resource", b"dns", "text/dns")
    found = foreign.read()
    assert [(it.outcome, it.source_rendering, it.body) for it in found] == [
        ("ok", "json", b"{}"),
        ("ok", None, b"text"),
    ]


def test_revisits(foreign: Foreign) -> None:
    head = StatusAndHeaders(
        "200 OK", [("Content-Type", "text/html"), ("Content-Encoding", "gzip")], protocol="HTTP/1.1"
    )
    page = packed(PAGE)
    foreign.response(page, ("Content-Encoding", "gzip"))
    foreign.revisit(page, http_headers=head, date="2026-02-01T00:00:00Z")
    foreign.revisit(page, date="2026-02-02T00:00:00.123456789Z")
    foreign.revisit(page, url="https://pith.science/style.css")
    found = foreign.read()
    assert [it.outcome for it in found] == ["ok", "ok", "ok"]
    assert [it.body for it in found] == [PAGE] * 3
    assert found[2].captured_at == datetime(2026, 2, 2, 0, 0, 0, 123456, tzinfo=UTC)


def test_a_revisit_without_its_record(foreign: Foreign) -> None:
    record = foreign.writer.create_revisit_record(
        URL, "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", f"{URL}?x=1", DATE, warc_headers_dict={"WARC-Date": DATE}
    )
    foreign.writer.write_record(record)
    (found,) = foreign.read()
    assert (found.outcome, found.hub_id, found.body) == ("failed", HUB, b"")
    assert "not in these WARCs" in found.reason


def test_a_revisit_finds_its_record_in_another_file(tmp_path: Path) -> None:
    Foreign(tmp_path / "1.warc.gz").response(PAGE).file.close()
    Foreign(tmp_path / "2.warc").revisit(PAGE, date="2026-02-01T00:00:00Z").file.close()
    assert [it.body for it in arrivals([tmp_path], LANDED)] == [PAGE, PAGE]
    assert [it.body for it in arrivals(sorted(tmp_path.iterdir()), LANDED)] == [PAGE, PAGE]


def test_packed_as_a_whole(tmp_path: Path) -> None:
    foreign = Foreign(tmp_path / "a.warc", packed=False).response(PAGE).response(b"two").revisit(PAGE)
    foreign.file.close()
    whole = tmp_path / "whole.warc.gz"
    whole.write_bytes(packed(foreign.path.read_bytes()))
    assert [it.body for it in arrivals([whole], LANDED)] == [PAGE, b"two", PAGE]


def test_our_own_warcs_give_the_same_captures(tmp_path: Path) -> None:
    store = RawStore(tmp_path / "raw", max_file_bytes=2000)
    mixed = [
        numbered(1),
        arrival(
            b"text",
            source_rendering="list_text",
            media_type="text/plain",
            filters={"year": "2019"},
            url=f"{URL}?year=2019",
        ),
        arrival(
            b"row,broken",
            hub_id=None,
            url="file:captures.csv#row-3",
            outcome="refused",
            reason="row 3: broken",
            source="captures.csv",
            source_rendering=None,
            media_type="text/csv",
        ),
        arrival(b"", outcome="failed", reason="no permission"),
        arrival(b"any text", source_rendering=None, media_type="text/plain", declared_charset="latin-1"),
        arrival(numbered(1).body, captured_at=CAPTURED + timedelta(days=1)),
        arrival(b"y" * (MAX_STORED_BYTES + 1), captured_at=CAPTURED + timedelta(days=2)),
    ]
    landed = store.append(mixed, LANDED)
    other = RawStore(tmp_path / "other").append(arrivals([store.root], LANDED), LANDED)
    said = [
        [(it.capture_id, it.url, it.outcome, it.reason, it.source_rendering, it.declared_charset) for it in captures]
        for captures in (landed.captures, other.captures)
    ]
    assert said[0] == said[1]
    assert other.revisits == 1
    again = store.append(arrivals(warcs(store.root), LANDED), LANDED)
    assert (again.already, again.captures) == (7, [])


def test_a_cut_warc_gives_its_good_records(foreign: Foreign, tmp_path: Path) -> None:
    for number in range(4):
        foreign.response(numbered(number).body * 30)
    foreign.file.close()
    content = foreign.path.read_bytes()
    last = content.rfind(b"\x1f\x8b\x08") if foreign.path.suffix == ".gz" else content.rfind(b"WARC/1.0")
    for cut in range(last + 1, len(content) - 4, 97):
        path = tmp_path / f"cut{foreign.path.suffix}.warc"
        path.write_bytes(content[:cut])
        found = list(arrivals([path], LANDED))
        assert [it.outcome for it in found] == ["ok", "ok", "ok", "truncated"], cut
        assert f"byte {last}" in found[-1].reason
        assert "3 whole records" in found[-1].reason
        assert found[-1].hub_id is None


def test_a_damaged_record_between_good_ones(tmp_path: Path) -> None:
    foreign = Foreign(tmp_path / "a.warc.gz")
    places = []
    for number in range(4):
        places.append(foreign.file.tell())
        foreign.response(numbered(number).body * 30)
    foreign.file.close()
    content = bytearray(foreign.path.read_bytes())
    content[places[1] + 150] ^= 0xFF
    foreign.path.write_bytes(content)
    found = list(arrivals([foreign.path], LANDED))
    assert [it.body for it in found[:-1]] == [numbered(n).body * 30 for n in (0, 2, 3)]
    assert found[-1].outcome == "truncated"
    assert f"byte {places[1]}" in found[-1].reason


def test_a_changed_byte_in_a_plain_warc(tmp_path: Path) -> None:
    foreign = Foreign(tmp_path / "a.warc", packed=False).response(PAGE)
    foreign.file.close()
    foreign.path.write_bytes(foreign.path.read_bytes().replace(b"made-up", b"mode-up"))
    (found,) = arrivals([foreign.path], LANDED)
    assert found.outcome == "corrupt"
    assert "WARC-Block-Digest" in found.reason


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (b"", "empty"),
        (b"not a WARC at all", "truncated"),
        (b"\x1f\x8b\x08 not gzip", "truncated"),
        (b"x" * 40_000_000, "truncated"),
        (packed(b"hello"), "truncated"),
        (b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: -5\r\n\r\n", "truncated"),
        (b"WARC/1.0\r\nWARC-Type: resource\r\n\r\n", "truncated"),
        (b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 99999999999999\r\n\r\nx", "truncated"),
        (b"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 1\r\n\r\nx\r\n\r\n", "empty"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_warc(tmp_path: Path, content: bytes, outcome: str) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(content)
    (found,) = arrivals([path], LANDED)
    assert (found.outcome, found.source, found.url) == (outcome, "a.warc.gz", "file:a.warc.gz")
    assert found.reason


@pytest.mark.parametrize(
    ("headers", "outcome", "why"),
    [
        ({"WARC_Date": "yesterday"}, "failed", "WARC-Date"),
        ({"WARC_Truncated": "time"}, "truncated", "time"),
        ({"Pithhouse_Outcome": "splendid"}, "ok", ""),
    ],
)
def test_odd_headers(foreign: Foreign, headers: dict[str, str], outcome: str, why: str) -> None:
    (found,) = foreign.response(PAGE, **headers).read()
    assert found.outcome == outcome
    assert why in found.reason


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://pith.science/citations/../../etc/passwd",
        f"https://user:hunter2@pith.science/citations/{HUB}",
        f"{URL}%00",
        "https://pith.science/citations/" + "a" * 10_000,
    ],
)
def test_no_hub(foreign: Foreign, url: str, tmp_path: Path) -> None:
    (found,) = foreign.response(PAGE, url=url).read()
    assert (found.outcome, found.hub_id, found.body) == ("refused", None, PAGE)
    store = RawStore(tmp_path / "raw")
    (capture,) = store.append([found], LANDED).captures
    assert "hunter2" not in gzip.decompress(warcs(store.root)[0].read_bytes()).decode()
    assert store.body(capture) == PAGE
    assert_checked(store.root)


def test_dates_of_less_precision(tmp_path: Path) -> None:
    foreign = Foreign(tmp_path / "a.warc.gz", version="1.1")
    for date in ("2026", "2026-02", "2026-02-03", "2026-02-03T04:05Z"):
        foreign.response(PAGE, WARC_Date=date)
    assert [it.captured_at.isoformat()[:16] for it in foreign.read()] == [
        "2026-01-01T00:00",
        "2026-02-01T00:00",
        "2026-02-03T00:00",
        "2026-02-03T04:05",
    ]

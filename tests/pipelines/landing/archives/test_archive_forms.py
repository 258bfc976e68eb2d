"""The forms of web archives: WACZ, `.warc.zst` with and without a dictionary, ARC; and those refused by name."""

import gzip
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from pipelines.landing.sources import arrivals
from pipelines.landing.warc.wacz import Unreadable, archives_in
from tests.pipelines.landing.archives.made_archives import DAY, http, other_page, read, record, response, said, zstd
from tests.pipelines.landing.samples import HUB, LANDED, PAGE, URL

RECORDS = [response(other_page(number), date=DAY.format(number)) for number in range(1, 6)]
PAGES = [("ok", other_page(number)) for number in range(1, 6)]
REVISIT = record(
    "revisit",
    URL,
    http(b""),
    date=DAY.format(9),
    WARC_Profile="http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
    WARC_Refers_To_Target_URI=URL,
    WARC_Refers_To_Date=DAY.format(3),
)
STORED, DEFLATED, LZMA = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA


def wacz(path: Path, parts: dict[str, bytes], how: int = STORED) -> Path:
    """A WACZ as Browsertrix makes it, with its page list and index beside the WARCs."""
    with zipfile.ZipFile(path, "w", how) as made:
        for name, content in parts.items():
            made.writestr(name, content)
        made.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}\n')
        made.writestr("indexes/index.cdxj", "science,pith)/ 20261101 {}\n")
        made.writestr("datapackage.json", '{"profile": "data-package", "wacz_version": "1.1.1"}')
    return path


def packed(*parts: bytes) -> bytes:
    return b"".join(gzip.compress(part) for part in parts)


@pytest.mark.parametrize("how", [STORED, DEFLATED, LZMA])
def test_the_warcs_of_a_wacz_are_read_and_revisits_resolved_across_them(how: int, tmp_path: Path) -> None:
    parts = {
        "archive/a.warc.gz": packed(REVISIT, *RECORDS[:2]),
        "archive/b.warc": b"".join(RECORDS[2:4]),
        "archive/c.warc.zst": zstd.compress(RECORDS[4]),
    }
    path = wacz(tmp_path / "crawl.wacz", parts, how)
    for paths in ([path], [tmp_path]):
        found = list(arrivals(paths, LANDED))
        assert said(found) == [PAGES[2], *PAGES]
        assert {one.source for one in found} == {"crawl.wacz"}


def test_names_in_a_wacz_lead_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    parts = {"../../escaped.warc": RECORDS[0], "/etc/escaped.warc": RECORDS[1], "archive\\c.warc": RECORDS[2]}
    for how in (STORED, DEFLATED):
        found = list(arrivals([wacz(folder / "a.wacz", parts, how)], LANDED))
        assert said(found) == PAGES[:3]
        assert [one.name for one in tmp_path.rglob("*")] == ["inner", "a.wacz"]


@pytest.mark.parametrize("how", [STORED, DEFLATED])
def test_damage_in_a_wacz_is_told_with_its_part_and_the_rest_is_read(how: int, tmp_path: Path) -> None:
    broken = [RECORDS[0], RECORDS[1].replace(b"Content-Length: ", b"Content-Length: x"), RECORDS[2]]
    refused = response(PAGE, "https://pith.science/citations/no-uuid")
    path = wacz(
        tmp_path / "a.wacz", {"archive/a.warc": b"".join([*broken, refused]), "archive/b.warc": RECORDS[3]}, how
    )
    found = list(arrivals([path], LANDED))
    assert said(found) == [PAGES[0], PAGES[2], ("refused", PAGE), ("truncated", b""), PAGES[3]]
    assert f"(archive/a.warc, record at byte {sum(map(len, broken))})" in found[2].reason
    assert f"archive/a.warc: damaged at byte {len(broken[0])}:" in found[3].reason
    assert found[3].url == "file:a.wacz#archive/a.warc"


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({}, "holds no WARC"),
        ({"archive/inner.wacz": b"PK"}, "a WACZ inside a WACZ"),
        ({"archive/empty.warc": b""}, "holds no capture"),
        ({"archive/a.warc": b"no WARC"}, "no WARC record starts here"),
    ],
)
def test_a_wacz_without_captures(parts: dict[str, bytes], why: str, tmp_path: Path) -> None:
    (found,) = arrivals([wacz(tmp_path / "a.wacz", parts)], LANDED)
    assert found.outcome in ("failed", "empty", "truncated")
    assert why in found.reason


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 made up", packed(RECORDS[0]), b"x" * 5000])
def test_what_is_no_zip(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.wacz").write_bytes(content)
    (found,) = arrivals([tmp_path], LANDED)
    assert (found.outcome, found.source) == ("failed", "a.wacz")
    assert "not a complete zip file" in found.reason


def test_every_cut_of_a_wacz_is_told(tmp_path: Path) -> None:
    content = wacz(tmp_path / "a.wacz", {"archive/a.warc": RECORDS[0]}).read_bytes()
    for cut in range(0, len(content) - 1, 11):
        (tmp_path / "a.wacz").write_bytes(content[:cut])
        assert [one.outcome for one in arrivals([tmp_path / "a.wacz"], LANDED)] == ["failed"], cut


def test_an_encrypted_part_and_a_damaged_one_stop_no_other(tmp_path: Path) -> None:
    path = wacz(tmp_path / "a.wacz", {"archive/a.warc": RECORDS[0], "archive/b.warc": RECORDS[1]}, DEFLATED)
    content = bytearray(path.read_bytes())
    directory = content.find(b"PK\x01\x02")
    content[directory + 8] |= 1  # the flag of encryption, in the central directory
    path.write_bytes(content)
    found = list(arrivals([path], LANDED))
    assert said(found) == [("failed", b""), PAGES[1]]
    assert "archive/a.warc: it is encrypted" in found[0].reason
    content[directory + 8] &= 0xFE
    content[100] ^= 0xFF
    path.write_bytes(content)
    found = list(arrivals([path], LANDED))
    assert said(found) == [("failed", b""), PAGES[1]]
    assert "archive/a.warc: it cannot be unpacked" in found[0].reason


def test_a_changed_byte_in_a_wacz_is_told(tmp_path: Path) -> None:
    for name, part in (("archive/a.warc", RECORDS[0]), ("archive/a.warc.gz", packed(RECORDS[0]))):
        path = wacz(tmp_path / "a.wacz", {name: part, "archive/b.warc": RECORDS[1]})
        content = bytearray(path.read_bytes())
        content[30 + len(name) + len(part) // 2] ^= 0x01
        path.write_bytes(content)
        first, second = sorted(arrivals([path], LANDED), key=lambda one: one.outcome == "ok")
        assert first.outcome in ("failed", "truncated")
        assert name in first.reason
        assert said([second]) == [PAGES[1]]


def test_no_more_is_unpacked_than_the_cap(tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    bomb = wacz(tmp_path / "a.wacz", {"a.warc": RECORDS[0], "b.warc": bytes(30 << 20), "c.warc": RECORDS[2]}, DEFLATED)
    first, second, third = archives_in(bomb, folder, most_bytes=5 << 20)
    assert isinstance(second, Unreadable)
    assert "too large to be unpacked" in second.reason
    assert not isinstance(first, Unreadable)
    assert not isinstance(third, Unreadable)
    assert sum(one.stat().st_size for one in folder.iterdir()) < 10_000


def test_parts_that_overlap_are_not_read(tmp_path: Path) -> None:
    path = wacz(tmp_path / "a.wacz", {f"archive/{number}.warc": RECORDS[0] for number in range(9)})
    content = path.read_bytes()
    at, patched = content.find(b"PK\x01\x02"), bytearray(content)
    while at >= 0:  # each entry of the directory says that it is the first one, and all of the file
        patched[at + 20 : at + 28] = struct.pack("<II", len(RECORDS[0]) * 4, len(RECORDS[0]) * 4)
        patched[at + 42 : at + 46] = bytes(4)
        at = content.find(b"PK\x01\x02", at + 1)
    path.write_bytes(patched)
    (found,) = arrivals([path], LANDED)
    assert "overlap" in found.reason


def test_what_was_unpacked_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    path = wacz(tmp_path / "a.wacz", {"archive/a.warc": RECORDS[0]}, DEFLATED)
    taken = arrivals([path], LANDED)
    assert next(taken).outcome == "ok"
    assert list((tmp_path / "tmp").iterdir())
    assert list(taken) == []
    del taken
    assert not list((tmp_path / "tmp").iterdir())


def dictionary() -> "zstd.ZstdDict":
    return zstd.train_dict([response(other_page(number)) for number in range(200)], 4096)


@pytest.mark.parametrize("is_packed", [False, True])
def test_zstd_with_a_dictionary(is_packed: bool, tmp_path: Path) -> None:
    trained = dictionary()
    content = trained.dict_content
    content = zstd.compress(content) if is_packed else content
    head = b"\x5d\x2a\x4d\x18" + struct.pack("<I", len(content)) + content
    frames = [zstd.compress(part, zstd_dict=trained) for part in (REVISIT, *RECORDS)]
    assert said(read(tmp_path, head, *frames, name="a.warc.zst")) == [PAGES[2], *PAGES]
    frames[2] = frames[2][:40] + bytes(10) + frames[2][50:]
    found = read(tmp_path, head, *frames, name="a.warc.zst")
    assert said(found) == [PAGES[2], PAGES[0], *PAGES[2:], ("truncated", b"")]
    assert f"at byte {len(head) + sum(map(len, frames[:2]))}:" in found[-1].reason
    missing = read(tmp_path, *frames, name="a.warc.zst")  # nothing without its dictionary
    assert said(missing) == [("truncated", b"")]


def test_zstd_by_record_as_a_whole_and_with_skippable_frames(tmp_path: Path) -> None:
    frames = [zstd.compress(part) for part in RECORDS]
    skipped = b"\x5a\x2a\x4d\x18\x05\x00\x00\x00abcde"
    assert said(read(tmp_path, *frames, name="a.warc.zst")) == PAGES
    assert said(read(tmp_path, skipped, frames[0], skipped, *frames[1:], name="a.warc.zst")) == PAGES
    assert said(read(tmp_path, zstd.compress(b"".join(RECORDS)), name="a.warc.zst")) == PAGES
    assert said(read(tmp_path, *frames, name="named-wrongly.warc.gz")) == PAGES
    assert said(read(tmp_path, frames[0], skipped[:-2], name="a.warc.zst")) == [PAGES[0], ("truncated", b"")]


@pytest.mark.parametrize(
    "head",
    [
        b"\x5d\x2a\x4d\x18\xff\xff\xff\xff",
        b"\x5d\x2a\x4d\x18\x04\x00\x00\x00abcd",
        b"\x5d\x2a\x4d\x18\x40\x00",
        b"\x5d\x2a\x4d\x18\x28\x00\x00\x00\x37\xa4\x30\xec" + b"abcd" * 9,
        b"\x5d\x2a\x4d\x18\x09\x00\x00\x00\x28\xb5\x2f\xfdabcde",
    ],
)
def test_a_broken_dictionary(head: bytes, tmp_path: Path) -> None:
    (found,) = read(tmp_path, head, zstd.compress(RECORDS[0]), name="a.warc.zst")
    assert (found.outcome, found.body) == ("truncated", b"")
    assert "dictionary" in found.reason


def arc(url: str, block: bytes, time: str = "20261101060000", media_type: str = "text/html") -> bytes:
    """A record of ARC 1.0."""
    return f"{url} 192.0.2.1 {time} {media_type} {len(block)}\n".encode() + block + b"\n"


ARC_HEAD = arc(
    "filedesc://a.arc",
    b"1 0 Made-Up\nURL IP-address Archive-date Content-type Archive-length\n",
    media_type="text/plain",
)


@pytest.mark.parametrize("name", ["a.arc", "a.arc.gz"])
def test_arc(name: str, tmp_path: Path) -> None:
    parts = [
        ARC_HEAD,
        arc("dns:pith.science", b"20261101060000\npith.science. 1 IN A 192.0.2.1\n", media_type="text/dns"),
        arc(URL, http(other_page(1))),
        arc(f"{URL}?year=2019", http(gzip.compress(other_page(2)), Content_Encoding="gzip"), "20261102070809"),
        arc("https://pith.science/a.css", http(b"body{}", Content_Type="text/css")),
    ]
    found = read(tmp_path, *(gzip.compress(part) if name.endswith("gz") else part for part in parts), name=name)
    assert said(found) == PAGES[:2]
    assert [one.hub_id for one in found] == [HUB, HUB]
    assert found[1].filters == {"year": "2019"}
    assert f"{found[1].captured_at:%Y-%m-%dT%H:%M:%S%z}" == "2026-11-02T07:08:09+0000"


def test_a_damaged_arc_is_told(tmp_path: Path) -> None:
    whole = arc(URL, http(other_page(1)))
    for bad in (arc(URL, http(PAGE), "20269901060000"), arc(URL, http(PAGE))[:-40], b"no record at all\n"):
        found = read(tmp_path, ARC_HEAD, whole, bad, name="a.arc")
        assert said(found) == [PAGES[0], ("truncated", b"")], bad
        assert f"at byte {len(ARC_HEAD) + len(whole)}:" in found[-1].reason


def test_memory_stays_bounded_by_one_record(tmp_path: Path) -> None:
    """A crawl of 400 MB of images and one page is read holding no more than a few of its records."""
    image = record("response", "https://pith.science/a.png", http(bytes(8 << 20), Content_Type="image/png"))
    with (tmp_path / "a.warc.gz").open("wb") as file:
        one = gzip.compress(image, 1)
        for _ in range(50):
            file.write(one)
        file.write(packed(REVISIT, *RECORDS))
    tracemalloc.start()
    found = list(arrivals([tmp_path / "a.warc.gz"], LANDED))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert said(found) == [PAGES[2], *PAGES]
    assert peak < 40 << 20

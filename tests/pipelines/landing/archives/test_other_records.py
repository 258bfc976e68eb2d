"""What crawlers store besides hub pages is counted and no problem; what may be a page of ours is not passed over."""

from pathlib import Path

import pytest

from pipelines.landing.archives.source import Tally
from pipelines.landing.sources import arrivals
from tests.pipelines.landing.archives.made_archives import DAY, counted, http, other_page, record, response, said
from tests.pipelines.landing.samples import HUB, LANDED, PAGE, URL

SITE = "https://pith.science"


@pytest.mark.parametrize(
    "other",
    [
        # wget and wpull
        record("warcinfo", "", b"software: Wget/1.21.3 (linux-gnu)\r\n", Content_Type="application/warc-fields"),
        record("request", URL, b"GET / HTTP/1.1\r\n\r\n", Content_Type="application/http; msgtype=request"),
        record("resource", "metadata://gnu.org/software/wget/warc/wget.log", b"made up", Content_Type="text/plain"),
        record(
            "resource", "metadata://gnu.org/software/wget/warc/MANIFEST.txt", b"<urn:uuid:1>", Content_Type="text/plain"
        ),
        record("resource", "urn:X-wpull:log", b"made up", Content_Type="text/plain"),
        # Heritrix
        record("metadata", URL, b"via: https://pith.science/\r\n", Content_Type="application/warc-fields"),
        record("response", "dns:pith.science", b"20261101\npith.science. IN A 192.0.2.1\n", Content_Type="text/dns"),
        record("response", f"{SITE}/robots.txt", http(b"User-agent: *\n", Content_Type="text/plain")),
        record("resource", "whois://whois.example/pith.science", b"made up", Content_Type="text/plain"),
        # Browsertrix, pywb, warcprox
        record("resource", f"urn:view:{URL}", b"\x89PNG", Content_Type="image/png"),
        record("resource", f"urn:thumbnail:{URL}", b"\xff\xd8", Content_Type="image/jpeg"),
        record("resource", f"urn:text:{URL}", b"made up", Content_Type="text/plain"),
        record("resource", f"urn:pageinfo:{URL}", b"{}", Content_Type="application/json", WARC_JSON_Metadata="{}"),
        record("resource", f"screenshot:{URL}", b"\xff\xd8", Content_Type="image/jpeg"),
        # the site's other pages, its assets, and other people's
        response(PAGE, f"{SITE}/"),
        response(PAGE, f"{SITE}/paper/2501.00001"),
        response(PAGE, f"{SITE}/citations"),
        response(PAGE, f"{SITE}/citations/?page=2"),
        response(PAGE, f"<{SITE}/about>"),
        record("response", f"{SITE}/style.css", http(b"body{}", Content_Type="text/css")),
        record("response", f"{SITE}/citations/app.js", http(b"1", Content_Type="application/javascript")),
        record("response", f"{URL}/cover.png", http(b"\x89PNG", Content_Type="image/png")),
        record("response", f"{SITE}/missing", http(b"gone", "HTTP/1.1 404 Not Found")),
        response(PAGE, f"https://example.org/citations/{HUB}"),
        response(PAGE, f"https://stats.example/collect?page={URL}"),
        record("revisit", f"{SITE}/style.css", http(b"", "HTTP/1.1 304 Not Modified")),
        record("continuation", URL, b"more", WARC_Segment_Number="2"),
    ],
)
def test_other_records_are_counted_and_no_problem(other: bytes, tmp_path: Path) -> None:
    for parts in ([other, response(PAGE)], [response(PAGE), other]):
        found, others = counted(tmp_path, *parts)
        assert (said(found), others) == ([("ok", PAGE)], 1)


@pytest.mark.parametrize(
    ("part", "outcome"),
    [
        (record("response", URL, http(b"busy", "HTTP/1.1 503 Busy")), "failed"),
        (record("response", URL, http(b"", "HTTP/1.1 301 Moved", Location="https://example.org/")), "failed"),
        (record("response", URL, http(b"", "HTTP/1.1 302 Found", Location="/login")), "failed"),
        (record("response", URL, http(b"\x89PNG", Content_Type="image/png", Content_Encoding="x")), "failed"),
        (record("response", URL, http(PAGE), WARC_Truncated="time"), "truncated"),
        (record("response", URL, http(PAGE), WARC_Segment_Number="1"), "truncated"),
        (record("answer", URL, http(PAGE)), "refused"),
        (record("", URL, http(PAGE)), "refused"),
        (response(PAGE, ""), "refused"),
        (response(PAGE, "http://["), "refused"),
        (response(PAGE, f"{SITE}/citations/not-a-uuid"), "refused"),
        (response(PAGE, f"{SITE}/citations/{HUB}/"), "refused"),
        (response(PAGE, f"{SITE}/Citations/{HUB}%00"), "refused"),
        (response(PAGE, f"https://web.archive.org/web/20261101060000/{URL}"), "refused"),
        (
            response(PAGE, f"https://web.archive.org/web/20261101060000id_/http://pith.science:80/citations/{HUB}"),
            "refused",
        ),
    ],
)
def test_what_may_be_a_page_of_ours_is_reported_with_its_place(part: bytes, outcome: str, tmp_path: Path) -> None:
    before = response(other_page(1), date=DAY.format(2))
    found, others = counted(tmp_path, before, part)
    assert ([one.outcome for one in found], others) == (["ok", outcome], 0)
    assert f"record at byte {len(before)}" in found[1].reason


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
@pytest.mark.parametrize("location", [URL, f"/citations/{HUB}", f"//www.pith.science/citations/{HUB}"])
def test_a_redirect_to_a_page_that_is_there_is_no_problem(status: str, location: str, tmp_path: Path) -> None:
    start = f"http://pith.science/citations/{HUB}"
    moved = record("response", start, http(b"", f"HTTP/1.1 {status}", Location=location))
    target = start if location.startswith("/c") else f"http:{location}" if location.startswith("//") else URL
    found, others = counted(tmp_path, moved, response(PAGE, target, date=DAY.format(2)))
    assert (said(found), others) == ([("ok", PAGE)], 1)
    found, others = counted(tmp_path, moved)
    assert ([one.outcome for one in found], others) == (["failed"], 0)
    again = record("revisit", target, http(b""), date=DAY.format(3), WARC_Refers_To_Date=DAY.format(9))
    found, others = counted(tmp_path, moved, again)
    assert ([one.url for one in found], others) == ([target], 1)  # of the page itself, the revisit tells
    elsewhere = response(PAGE, f"{URL}?year=2019")
    found, _ = counted(tmp_path, moved, elsewhere)
    assert [one.outcome for one in found] == ["failed", "ok"]


def test_a_warc_of_other_records_alone_is_no_problem_and_an_empty_one_is(tmp_path: Path) -> None:
    css = record("response", f"{SITE}/style.css", http(b"body{}", Content_Type="text/css"))
    assert counted(tmp_path, css, css) == ([], 2)
    (found,), others = counted(tmp_path, record("warcinfo", "", b"software: made up\r\n"))
    assert (found.outcome, others) == ("empty", 1)


def test_the_count_is_of_all_files(tmp_path: Path) -> None:
    css = record("response", f"{SITE}/style.css", http(b"body{}", Content_Type="text/css"))
    for name in ("a.warc", "b.warc"):
        (tmp_path / name).write_bytes(css * 3)
    tally = Tally()
    assert list(arrivals([tmp_path], LANDED, tally=tally)) == []
    assert tally.other_records == 6


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("a.har", "HAR"),
        ("a.cdxj", "ingest the WARC itself"),
        ("A.CDX.GZ", "ingest the WARC itself"),
        ("page.mhtml", "MHTML"),
        ("page.mht", "MHTML"),
        (f"{HUB}.mhtml", "MHTML"),
        ("a.webarchive", "Safari"),
        ("a.warc.gz.open", "still writes"),
        ("a.warc.xz", "unpack it"),
    ],
)
def test_foreign_archives_are_refused_by_name_with_what_to_do(name: str, what: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"made up")
    for path in (tmp_path, tmp_path / name):
        (found,) = arrivals([path], LANDED)
        assert (found.outcome, found.source, found.body) == ("refused", name, b"made up")
        assert what in found.reason


def test_a_foreign_address_is_not_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, _ = counted(tmp_path, response(PAGE, f"{URL}?year=2019 \x1b[31mred"))
    assert [one.outcome for one in found] == ["refused"]
    assert capsys.readouterr() == ("", "")

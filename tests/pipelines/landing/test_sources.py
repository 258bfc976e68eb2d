"""Files and folders in: by captures.csv and by name, and every kind of bad input with its outcome and reason."""

import gzip
import os
import re
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.landing.captures import Arrival
from pipelines.landing.errors import SourceNotFound
from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from tests.pipelines.landing.samples import HUB, LANDED, OTHER_HUB, PAGE, REPO, URL, assert_checked

SHARED = REPO.parent / "shared" / "captures"
MODIFIED = datetime(2026, 2, 3, 4, 5, 6, 789_000, tzinfo=UTC)
HEADER = "file,url,captured_at\n"


def put(path: Path, content: bytes | str = PAGE) -> Path:
    """A file with a fixed modification time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    nanoseconds = int(MODIFIED.timestamp()) * 10**9 + 789_000_999
    os.utime(path, ns=(nanoseconds, nanoseconds))
    return path


def read(*paths: Path) -> list[Arrival]:
    """Everything that the paths give."""
    return list(arrivals(paths, LANDED))


def one(*paths: Path) -> Arrival:
    """The one arrival that the paths give."""
    (found,) = read(*paths)
    return found


@pytest.mark.parametrize(
    ("name", "url", "filters", "rendering", "media_type"),
    [
        (f"{HUB}.html", URL, {}, "html", "text/html"),
        (f"{HUB.upper()}.HTML", URL, {}, "html", "text/html"),
        (f"{HUB}.json", f"{URL}.json", {}, "json", "application/json"),
        (f"{HUB}.full.txt", URL, {}, "full_text", "text/plain"),
        (f"{HUB}.list.txt", URL, {}, "list_text", "text/plain"),
        (f"{HUB}.year-2019.full.txt", f"{URL}?year=2019", {"year": "2019"}, "full_text", "text/plain"),
        (f"{HUB}?year=2025.html", f"{URL}?year=2025", {"year": "2025"}, "html", "text/html"),
        (f"{HUB}@year=2025.html", f"{URL}?year=2025", {"year": "2025"}, "html", "text/html"),
        (f"{HUB}%3Fyear=2025.html", f"{URL}?year=2025", {"year": "2025"}, "html", "text/html"),
        (f"{HUB}?year=2025", f"{URL}?year=2025", {"year": "2025"}, None, "application/octet-stream"),
        (
            f"{HUB.upper()}?cat=cs.LG&role=method.htm",
            f"{URL}?cat=cs.LG&role=method",
            {"cat": "cs.LG", "role": "method"},
            "html",
            "text/html",
        ),
        (
            f"{HUB}%3fpolarity=use%20method%26cat=cs.LG.html",
            f"{URL}?polarity=use%20method&cat=cs.LG",
            {"cat": "cs.LG", "polarity": "use method"},
            "html",
            "text/html",
        ),
        (f"{HUB}?utm_source=x&page=2.html", f"{URL}?utm_source=x&page=2", {}, "html", "text/html"),
        (f"{HUB}.json?year=2025", f"{URL}.json?year=2025", {"year": "2025"}, None, "application/octet-stream"),
        (f"{HUB}.cat-cs.LG.html", f"{URL}?cat=cs.LG", {"cat": "cs.LG"}, "html", "text/html"),
        (
            f"{HUB}.role-use-method.json",
            f"{URL}.json?role=use-method",
            {"role": "use-method"},
            "json",
            "application/json",
        ),
    ],
)
def test_by_name(
    tmp_path: Path, *, name: str, url: str, filters: dict[str, str], rendering: str | None, media_type: str
) -> None:
    put(tmp_path / name)
    found = one(tmp_path)
    assert found == Arrival(
        hub_id=HUB,
        url=url,
        filters=filters,
        source_rendering=rendering,
        captured_at=MODIFIED,
        outcome="ok",
        reason="",
        body=PAGE,
        source=name,
        media_type=media_type,
    )
    assert one(tmp_path / name) == found


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        (f"{HUB}.html.gz", gzip.compress(PAGE), "it is gzip-compressed: unpack it"),
        ("saved.mhtml", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n", "it is MHTML: save"),
        (f"{HUB}.pdf", b"%PDF-1.7\n", "it is a PDF"),
        ("page.har", b'{"log": {"entries": []}}', "it is a HAR"),
        (f"{HUB}.md", PAGE, "not named <uuid>.html"),
    ],
)
def test_a_file_that_is_no_page_is_refused_by_the_name_of_its_form(
    tmp_path: Path, name: str, content: bytes, what: str
) -> None:
    put(tmp_path / name, content)
    found = one(tmp_path)
    assert (found.outcome, found.body) == ("refused", content)
    assert what in found.reason


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-01-31T12:00:00Z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31T12:00:00+02:00", datetime(2026, 1, 31, 10, tzinfo=UTC)),
        ("2026-01-31T12:00:00", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31T12:00:00.123456Z", datetime(2026, 1, 31, 12, 0, 0, 123456, tzinfo=UTC)),
        ("2026-01-31 12:00", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
    ],
)
def test_by_row(tmp_path: Path, written: str, moment: datetime) -> None:
    put(tmp_path / "any name.full.txt")
    put(
        tmp_path / "captures.csv",
        f"\ufeff{HEADER}any name.full.txt,http://www.pith.science/citations/{HUB}?year=2019,{written}\n",
    )
    found = one(tmp_path)
    assert (found.hub_id, found.filters, found.captured_at) == (HUB, {"year": "2019"}, moment)
    assert found.url == f"http://www.pith.science/citations/{HUB}?year=2019"
    assert (found.source_rendering, found.source, found.body) == ("full_text", "any name.full.txt", PAGE)
    assert one(tmp_path / "any name.full.txt") == found
    assert one(tmp_path / "captures.csv") == found


def test_columns_in_any_order_and_more_of_them(tmp_path: Path) -> None:
    put(tmp_path / "sub" / "a.html")
    put(tmp_path / "captures.csv", f'note,captured_at,URL,file\r\n"by hand, twice",2026-01-31,{URL},sub/a.html\r\n\r\n')
    found = one(tmp_path)
    assert (found.hub_id, found.outcome, found.source) == (HUB, "ok", "a.html")


def test_the_rest_of_a_folder(tmp_path: Path) -> None:
    """Rows first; files in no row by their name; furniture skipped; folders walked; all in a fixed order."""
    put(tmp_path / "a.html")
    put(tmp_path / f"{HUB}.list.txt", b"listed text")
    put(tmp_path / "notes.doc", b"notes")
    put(tmp_path / "README.md")
    put(tmp_path / "readme.txt")
    put(tmp_path / ".hidden.html")
    put(tmp_path / ".git" / f"{HUB}.html")
    put(tmp_path / "deep" / "er" / f"{OTHER_HUB}.html", b"deep")
    put(tmp_path / "captures.csv", f"{HEADER}a.html,{URL},2026-01-31\n")
    found = read(tmp_path)
    assert [(it.source, it.outcome) for it in found] == [
        ("a.html", "ok"),
        (f"{HUB}.list.txt", "ok"),
        ("notes.doc", "refused"),
        (f"{OTHER_HUB}.html", "ok"),
    ]
    assert found[2].body == b"notes"
    assert "in no row" in found[2].reason


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (f"a.html,{URL}", "row 3.*2 cells.*3"),
        (f"a.html,{URL},2026-01-31,more", "row 3.*4 cells"),
        (f"a.html,{URL}?cat=a,b,2026-01-31", "row 3.*4 cells.*quotes"),
        ("a.html,,2026-01-31", "row 3.*the column url is empty"),
        (f",{URL},2026-01-31", "row 3.*the column file is empty"),
        (f"a.html,{URL},yesterday", "row 3.*'yesterday'.*2026-01-31T12:00:00Z"),
        (f"a.html,{URL},2026-02-30", "row 3.*2026-02-30"),
        (f"a.html,{URL},0001-01-01T00:00:00+05:00", "row 3.*not a valid time"),
        (f"gone.html,{URL},2026-01-31", "row 3.*no file 'gone.html'"),
        (f"../outside.html,{URL},2026-01-31", "row 3.*outside"),
        (f"{'n' * 5000}.html,{URL},2026-01-31", "row 3.*no file 'nnn"),
        (f"/etc/passwd,{URL},2026-01-31", "row 3.*outside"),
        (f"link.html,{URL},2026-01-31", "row 3.*outside"),
        (f'"a.html,{URL},2026-01-31', "row 3.*not valid CSV"),
        (f"a\0.html,{URL},2026-01-31", "row 3.*NUL"),
        (f"a.html,{URL},{'9' * 70_000}", "row 3.*64 KiB"),
    ],
)
def test_a_broken_row_stops_no_other(tmp_path: Path, row: str, why: str) -> None:
    folder = tmp_path / "folder"
    put(tmp_path / "outside.html", b"secret")
    put(folder / "a.html", b"a")
    put(folder / "b.html", b"b")
    put(folder / "c.html", b"c")
    (folder / "link.html").symlink_to(tmp_path / "outside.html")
    put(folder / "captures.csv", f"{HEADER}b.html,{URL},2026-01-31\n{row}\nc.html,{URL},2026-02-01\n")
    found = [it for it in read(folder) if it.source not in ("a.html", "link.html")]
    assert [it.outcome for it in found] == ["ok", "refused", "ok"]
    refused = found[1]
    assert row.startswith(refused.body.decode())
    assert len(refused.body) == min(len(row), 65_536)
    assert (refused.hub_id, refused.media_type, refused.url) == (None, "text/csv", "file:captures.csv#row-3")
    assert re.search(why, refused.reason), refused.reason
    assert not any(it.body == b"secret" for it in read(folder))


def test_a_row_with_a_wrong_url_keeps_the_bytes(tmp_path: Path) -> None:
    put(tmp_path / "a.html", b"bytes")
    put(tmp_path / "captures.csv", f"{HEADER}a.html,https://pith.science/citations/../../etc/passwd,2026-01-31\n")
    found = one(tmp_path)
    assert (found.outcome, found.body, found.hub_id, found.url) == ("refused", b"bytes", None, "file:a.html#row-2")
    assert "row 2" in found.reason
    assert "/citations/<uuid>" in found.reason


def test_a_header_without_a_column(tmp_path: Path) -> None:
    put(tmp_path / f"{HUB}.html")
    put(tmp_path / "captures.csv", f"file,captured_at\n{HUB}.html,2026-01-31\n")
    refused, taken = read(tmp_path)
    assert (refused.outcome, refused.body) == ("refused", b"file,captured_at")
    assert "no column is named url" in refused.reason
    assert (taken.outcome, taken.captured_at) == ("ok", MODIFIED)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("not-a-uuid.html", "uuid"),
        (f"{HUB[:-1]}.html", "uuid"),
        (f"{HUB[:-1]}z.html", "uuid"),
        (f"{HUB}.xml", "not named"),
        (f"{HUB}.txt", "not named"),
        (f"{HUB}.copy.html", "filter"),
        (f"{HUB}.year-.html", "filter"),
        (f"{HUB}.9'-1.html", "plain word"),
        (f"{HUB}?year=2025&year=2026.html", "twice"),
        (f"{HUB}.backup-1.html", "no filter 'backup'"),
        (f"{HUB}.20261101T060000Z.html", "has '20261101T060000Z', which is no filter such as year-2019"),
        ("program.exe", "not named"),
        ("%00.html", "uuid"),
        (os.fsdecode(b"\xff\xfe.html"), "uuid"),
        ("a'; DROP TABLE hubs; --.html", "uuid"),
    ],
)
def test_a_wrong_name(tmp_path: Path, name: str, why: str) -> None:
    put(tmp_path / name, b"\x7fELF\x00 some bytes")
    put(tmp_path / f"{OTHER_HUB}.html")
    refused = next(it for it in read(tmp_path) if it.hub_id is None)
    assert (refused.outcome, refused.body) == ("refused", b"\x7fELF\x00 some bytes")
    assert why in refused.reason
    landed = RawStore(tmp_path / ".raw").append(read(tmp_path), LANDED)
    assert sorted(capture.outcome for capture in landed.captures) == ["ok", "refused"]
    assert_checked(tmp_path / ".raw")


def test_empty_and_too_large(tmp_path: Path) -> None:
    put(tmp_path / f"{HUB}.html", b"")
    put(tmp_path / f"{OTHER_HUB}.html", b"one line of " + b"x" * 40_000_000)
    captures = RawStore(tmp_path / ".raw").append(arrivals([tmp_path], LANDED), LANDED).captures
    assert [(it.hub_id, it.outcome, it.body_bytes) for it in captures] == [
        (HUB, "empty", 0),
        (OTHER_HUB, "too_large", 40_000_012),
    ]


def test_memory_stays_bounded(tmp_path: Path) -> None:
    """Eight files of 8 MB, each to be dropped before the next is read."""
    for number in range(8):
        put(tmp_path / f"0000000{number}-0000-4000-8000-000000000000.html", os.urandom(1000) * 8000)
    tracemalloc.start()
    RawStore(tmp_path / ".raw").append(arrivals([tmp_path], LANDED), LANDED)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40_000_000


AS_NOBODY = """
import os, sys
from pathlib import Path
from pipelines.landing.sources import arrivals
from tests.pipelines.landing.samples import LANDED
if os.geteuid() == 0:
    os.seteuid(65534)
for it in arrivals([Path(sys.argv[1])], LANDED):
    print(it.source, it.hub_id, it.outcome, it.reason, sep="|")
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may enter; pytest's own are for one user only."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
        for path in Path(name).iterdir():
            path.chmod(0o700)


def test_without_permission(open_folder: Path) -> None:
    put(open_folder / f"{HUB}.html").chmod(0o000)
    put(open_folder / f"{OTHER_HUB}.html").chmod(0o644)
    put(open_folder / "notes.doc").chmod(0o000)
    (open_folder / "closed").mkdir(mode=0o000)
    said = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(open_folder)], cwd=REPO, capture_output=True, text=True, check=True
    )
    lines = [line.split("|") for line in said.stdout.splitlines()]
    assert [(line[0], line[2]) for line in lines] == [
        (f"{HUB}.html", "failed"),
        (f"{OTHER_HUB}.html", "ok"),
        ("notes.doc", "failed"),
        ("closed", "failed"),
    ]
    assert lines[0][1] == HUB
    assert "Permission denied" in lines[0][3]
    assert "grant permission" in lines[3][3]


def test_links(tmp_path: Path) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    put(outside / f"{HUB}.html", b"outside")
    put(folder / f"{HUB}.html", b"inside")
    (folder / f"{HUB}.year-2019.html").symlink_to(folder / f"{HUB}.html")
    (folder / f"{OTHER_HUB}.html").symlink_to(outside / f"{HUB}.html")
    (folder / "round").symlink_to(folder)
    (folder / "away").symlink_to(outside)
    (folder / "loop").symlink_to(folder / "loop")
    os.mkfifo(folder / f"{OTHER_HUB}.json")
    found = {it.source: it for it in read(folder)}
    assert {name: it.outcome for name, it in found.items()} == {
        f"{HUB}.html": "ok",
        f"{HUB}.year-2019.html": "ok",
        f"{OTHER_HUB}.html": "refused",
        f"{OTHER_HUB}.json": "failed",
        "away": "refused",
        "loop": "refused",
    }
    assert "leads out" in found["away"].reason
    assert not any(it.body == b"outside" for it in found.values())
    assert one(outside / f"{HUB}.html").body == b"outside"


def test_a_link_to_nothing(tmp_path: Path) -> None:
    (tmp_path / f"{HUB}.html").symlink_to(tmp_path / "gone")
    found = one(tmp_path)
    assert (found.outcome, found.hub_id) == ("failed", HUB)
    assert "No such file" in found.reason


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    put(tmp_path / f"{HUB}.html")
    with pytest.raises(SourceNotFound, match="nowhere"):
        arrivals([tmp_path, tmp_path / "nowhere"], LANDED)


def test_the_order_of_paths_does_not_matter_to_what_is_landed(tmp_path: Path) -> None:
    first, second = put(tmp_path / f"{HUB}.html"), put(tmp_path / f"{HUB}.json", b"{}")
    there = RawStore(tmp_path / ".a").append(arrivals([first, second], LANDED), LANDED)
    back = RawStore(tmp_path / ".b").append(arrivals([second, first], LANDED), LANDED)
    assert {it.capture_id for it in there.captures} == {it.capture_id for it in back.captures}
    again = RawStore(tmp_path / ".a").append(arrivals([tmp_path, first], LANDED), LANDED)
    assert (again.already, again.captures) == (3, [])


@pytest.mark.skipif(not SHARED.is_dir(), reason="the two whole captures are not beside this repository")
def test_the_two_whole_captures(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    captures = store.append(arrivals([SHARED], LANDED), LANDED).captures
    assert [(it.source_rendering, it.filters, it.outcome) for it in captures] == [
        ("list_text", {}, "ok"),
        ("full_text", {"year": "2019"}, "ok"),
    ]
    files = sorted(SHARED.glob("*.txt"))
    assert [store.body(it) for it in captures] == [path.read_bytes() for path in files]
    singly = arrivals(list(reversed(files)), LANDED)
    assert store.append(singly, LANDED).already == 2
    assert_checked(tmp_path)

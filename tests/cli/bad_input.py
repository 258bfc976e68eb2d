"""A folder of every bad input that is known, among good pages; all of it made up. Called by test_bad_input.py."""

import shutil
from pathlib import Path

from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.workspace import DataFolder
from tests.cli.commands import PAGE, SAMPLE
from tests.pipelines.building.support import NOW

HUB = "0a0a0a0a-0000-4000-8000-00000000000"
GOOD = PAGE.name.partition(".")[0]
OTHER = "544ca351-5511-5168-a7c9-fb2dc1ca0bce"
URL = f"https://pith.science/citations/{OTHER}"

ROWS = {
    f"page.html,{URL},2026-10-24T06:00:00Z": "",
    f"nowhere.html,{URL},2026-10-24": "there is no file 'nowhere.html'",
    f"page.html,{URL}": "it has 2 cells, the header has 3",
    f'"page.html,{URL},2026-10-24': "it is not valid CSV",
    f"../outside.html,{URL},2026-10-24": "outside the folder",
    f"page.html,{URL},yesterday": "captured_at is not a valid time",
    f",{URL},2026-10-24": "the column file is empty",
    f"page.html,https://example.org/{OTHER},2026-10-24": "the host is not",
    "page.html,https://pith.science/citations/no-uuid,2026-10-24": "the path is not /citations/<uuid>",
}
"""Rows of captures.csv, each with a part of what must be said of it; the good one with nothing."""

OUTCOMES = {
    f"{HUB}1.html": "not_a_hub",
    f"{HUB}2.html": "empty",
    f"{HUB}3.html": "not_text",
    f"{HUB}4.html": "too_large",
    f"{HUB}5.html": "wrong_work",
    f"{HUB}6.json": "not_a_hub",
    f"{HUB}7.html": "refused",
    "in a folder named like a page.txt": "refused",
    "not-a-uuid.html": "refused",
    "ours-cut.warc.gz": "truncated",
    "foreign-cut.warc": "truncated",
    "empty.warc": "empty",
}
"""The outcome of each bad file; each of its kind stands in `bad_folder`."""

FOREIGN = (
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://pith.science/citations/{hub}\r\n"
    "WARC-Date: 2026-10-24T06:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
    "Content-Length: 5000\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>made up, and cut"
)


def bad_folder(root: Path) -> Path:
    """Two good pages among the bad inputs."""
    root.mkdir()
    shutil.copy(PAGE, root / f"{GOOD}.html")
    shutil.copy(next(SAMPLE.glob(f"{OTHER}*.html")), root / "page.html")
    (root / "captures.csv").write_text("\n".join(["file,url,captured_at", *ROWS]), encoding="utf-8")
    (root / f"{HUB}1.html").write_text("<p>A page about something else, made up.</p>", encoding="utf-8")
    (root / f"{HUB}2.html").write_bytes(b"")
    (root / f"{HUB}3.html").write_bytes(bytes(range(256)) * 40)
    (root / f"{HUB}4.html").write_bytes(b"x" * (40 << 20))
    shutil.copy(next(SAMPLE.glob("70cd446b*.html")), root / f"{HUB}5.html")
    (root / f"{HUB}6.json").write_text("{made up", encoding="utf-8")
    (root / f"{HUB}7.html").symlink_to("/etc/hostname")
    (root / f"{HUB}8.html").mkdir()
    (root / f"{HUB}8.html" / "in a folder named like a page.txt").write_text("made up", encoding="utf-8")
    (root / "not-a-uuid.html").write_text("made up", encoding="utf-8")
    _cut_warc(root / "ours-cut.warc.gz")
    (root / "foreign-cut.warc").write_bytes(FOREIGN.format(hub=f"{HUB}9").encode())
    (root / "empty.warc").write_bytes(b"")
    return root


def _cut_warc(path: Path) -> None:
    """A WARC of ours with one whole record (of a capture that is in the folder too) and half of another."""
    folder = DataFolder(path.parent.parent / "elsewhere")
    RawStore(folder.raw).append(arrivals([path.parent / "page.html", *sorted(SAMPLE.glob("86ebf162*.html"))], NOW), NOW)
    (warc,) = folder.raw.glob("*.warc.gz")
    path.write_bytes(warc.read_bytes()[:-100])

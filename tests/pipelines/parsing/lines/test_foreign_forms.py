"""Forms that are no page as the site serves it are refused by name, and what only looks like them is read (made up)."""

import base64
import gzip
import io
import json
import quopri
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

from pipelines.landing.files.foreign_forms import foreign_form
from pipelines.parsing.parse import read_capture
from pipelines.parsing.vocabulary.records import Reading
from schemas.refusals import RefusedBecause
from tests.pagewriter.markups import MARKUPS
from tests.pipelines.parsing.lines.test_characters import page
from tests.pipelines.parsing.support import HUB, source
from tests.pipelines.parsing.test_mutations import RECORD

HTML = page('<meta charset="utf-8">')
FULL = """pith. sign in
hub
A Made-Up Work
1 Pith paper cite this work. Polarity classification is still indexing.
1 Pith paper citing it
representative citing papers
Lamps for Moths
cs.LG · 2025-01-01 · accept · novelty 7.0
Shows in a made-up study that lamps draw moths at night.
"""
MHTML = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://pith.science/citations/x\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----B"\r\n\r\n------B\r\n'
    "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
)
CODED = quopri.encodestring(HTML.encode()).decode()


def zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "application/epub+zip" if name == "mimetype" else HTML)
    return made.getvalue()


def tarred() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.html"))
    return made.getvalue()


def read(body: bytes | str) -> Reading:
    return read_capture(body if isinstance(body, bytes) else body.encode(), source())


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (gzip.compress(HTML.encode()), "gzip-compressed"),
        (b"\x28\xb5\x2f\xfd\x04" + bytes(40), "Zstandard-compressed"),
        (zipped("a.html"), "a ZIP archive"),
        (zipped("mimetype", "a.xhtml"), "an EPUB"),
        (zipped("[Content_Types].xml", "word/document.xml"), "a Word document"),
        (zipped("archive/a.warc.gz", "datapackage.json"), "a WACZ"),
        (tarred(), "a tar archive"),
        (b"%PDF-1.7\n" + HTML.encode(), "a PDF"),
        (b"{\\rtf1\\ansi " + HTML.encode(), "RTF"),
        (b"bplist00\xd1" + HTML.encode(), "a Safari web archive"),
        (b"\x89PNG\r\n\x1a\n" + bytes(300), "a PNG picture"),
        (b"\xff\xd8\xff\xe0" + bytes(300), "a JPEG picture"),
        (b"SQLite format 3\0" + bytes(300), "an SQLite database"),
    ],
)
def test_binaries(body: bytes, name: str) -> None:
    reading = read(body)
    assert (reading.capture.outcome, reading.capture.rendering, reading.hub) == ("not_text", None, None)
    assert f"the body is {name}" in (reading.capture.reason or "")
    assert reading.quarantine[0].reason == reading.capture.reason


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (MHTML + CODED, "MHTML"),
        ("\ufeff" + MHTML.replace("\r\n", "\n") + HTML, "MHTML"),
        ("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n--B\n\n" + HTML, "MHTML"),
        (CODED, "quoted-printable"),
        ("From: a\nTo: b\nSubject: c\nDate: d\n\n" + FULL, "an e-mail"),
        ("Received: from x\n\tby y\nMIME-Version: 1.0\nContent-Type: text/html\n\n" + HTML, "an e-mail"),
        ("WARC/1.1\r\nWARC-Type: response\r\n\r\n" + HTML, "a WARC"),
        ("filedesc://a.arc 0.0.0.0 20260101000000 text/plain 76\n1 0 x\n\n" + HTML, "an ARC file"),
        ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + HTML, "an HTTP answer"),
        ("HTTP/2 200\r\ncontent-type: text/html\r\n\r\n" + HTML, "an HTTP answer"),
        (json.dumps({"log": {"version": "1.2", "entries": [HTML]}}), "a HAR"),
        (json.dumps({"log": {"version": "1.2", "entries": [HTML]}}, indent=2), "a HAR"),
        (json.dumps({"@context": "https://schema.org", "@type": "Thing", "name": HTML}), "JSON-LD"),
        (json.dumps({"work": {"id": HUB}}) + "\n" + json.dumps({"work": {"id": "x"}}) + "\n", "JSON Lines"),
        ('<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>', "an RSS feed"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>', "an Atom feed"),
        (
            '<?xml version="1.0"?><!-- a --><!DOCTYPE x [<!ENTITY a "b">]>\n<x:doc>39 Pith papers</x:doc>',
            "XML (<x:doc>)",
        ),
        ("<?xml version='1.0'?><urlset><url/></urlset>", "a sitemap"),
        (
            "<html><head><title>view-source:https://pith.science/citations/x</title></head><pre>" + HTML,
            "a view of a page",
        ),
        (f"<!DOCTYPE html><html><body id=viewsource><pre>{HTML.replace('<', '&lt;')}</pre>", "a view of a page"),
        (
            "<html><body><table><tr><td>1<td><span>&lt;<b>html</b></span>&gt;<tr><td>2<td>1 Pith paper</table>",
            "a view of a page",
        ),
        ("<!DOCTYPE html> <html data-sfz lang=en><head><title>x</title>" + "PK" * 30, "a packed SingleFile page"),
        (base64.b64encode(HTML.encode()).decode(), "base64 text"),
        ("file,url,captured_at\na.html,https://pith.science/citations/x,2026-01-01\n", "CSV"),
        ("title\tcategory\tdate\nLamps\tcs.LG\t2025-01-01\n", "TSV"),
    ],
)
def test_texts(body: str, name: str) -> None:
    reading = read(body)
    assert (reading.capture.outcome, reading.capture.rendering, reading.hub) == ("not_a_hub", None, None)
    assert f"the body is {name}" in (reading.capture.reason or "")
    assert reading.quarantine[0].refused_because == RefusedBecause.FOREIGN_FORM


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        (FULL.replace("A Made-Up", "# A Made-Up").replace("representative", "## representative"), "Markdown"),
        (FULL.replace("representative citing papers", "### Representative citing papers ###"), "Markdown"),
        (FULL.replace("representative citing papers", "**representative citing papers**"), "Markdown"),
        (FULL.replace("citing papers\n", "citing papers\n------------\n"), "Markdown"),
        (FULL.replace("Lamps for Moths", "[Lamps for Moths](https://pith.science/paper/2501.00001)"), "Markdown"),
        (FULL.replace("Lamps for Moths", '- [Lamps for Moths](/paper/2501.00001 "a title")'), "Markdown"),
        (FULL.replace("representative citing papers", "== representative citing papers =="), "wiki markup"),
        (
            FULL.replace("Lamps", "[3]Lamps").replace("pith. sign in", "[1]pith. [2]sign in")
            + "\nReferences\n\n   1. https://pith.science/\n   2. https://pith.science/login\n",
            "a text browser's dump",
        ),
    ],
)
def test_marks_of_other_tools(marked: str, name: str) -> None:
    reading = read(marked)
    assert (reading.capture.outcome, reading.hub) == ("not_a_hub", None)
    assert f"the body is {name}" in (reading.capture.reason or "")


@pytest.mark.parametrize(
    "body",
    [
        HTML,
        "<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: https://pith.science/x\n-->"
        + HTML[15:],
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">'
        + HTML[21:],
        page("", title="On &lt;html&gt; and &lt;!doctype html&gt;", paper="&lt;html&gt; for Moths"),
        page("", summary="Reads PDF, WARC/1.1 and =3D&quot;x=3D&quot; in a made-up study of lamps."),
        FULL,
        FULL.replace("Lamps for Moths", "C# and [Lamps] (for Moths) *at* night: a **bold** study, part #2"),
        FULL.replace("Shows in", "See [the code](https://example.org/code), which shows in"),
        FULL.replace("A Made-Up Work", "From: Lamps, To: Moths"),
    ],
)
def test_what_only_looks_foreign_is_read(body: str) -> None:
    reading = read(body)
    assert reading.capture.outcome == "ok"
    assert len(reading.citing_papers) == 1


def test_every_rendering_of_the_page_writer_is_ours() -> None:
    for name, write in MARKUPS.items():
        assert read_capture(write(RECORD, {}).encode(), source(RECORD.hub_id)).capture.outcome == "ok", name


@pytest.mark.parametrize(
    "body", [b"<" * 300_000, b"<!--" * 100_000, b"<!-- -->" * 40_000 + b"x", b"a: b\n" * 60_000, b"[" * 70_000]
)
def test_a_hostile_body_costs_little(body: bytes) -> None:
    assert foreign_form(body, body.decode()) is None


@pytest.mark.parametrize(
    "line",
    ["[" * 280_000, "[a](" * 70_000, '[a](b "' * 40_000, "# x" + " " * 280_000 + "y", "= x" + " " * 280_000 + "y"],
    ids=(
        "brackets",
        "links without an end",
        "titles without an end",
        "a heading of blanks",
        "a wiki heading of blanks",
    ),
)
def test_marks_without_an_end_are_told_at_once(line: str) -> None:
    """Each bracket or blank was tried as the start of a mark that went to the end of the line: minutes for each."""
    start = time.process_time()
    assert read(FULL.replace("Shows in", f"{line}\nShows in")).capture.rendering == "full_text"
    assert time.process_time() - start < 5


def test_the_cases(tmp_path: Path) -> None:
    """A folder, a captures.csv and a name that says nothing are told the same."""
    assert foreign_form(MHTML.encode(), MHTML) == ("MHTML", "save the page as HTML only, or as a WARC", False)

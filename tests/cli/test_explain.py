"""`explain`: on the terminal, as JSON, and as a page for the browser."""

import re
from html.parser import HTMLParser
from pathlib import Path

from tests.cli.commands import Pithhouse

STRANGE = """<html><body><p>hub</p><h1>A &lt;script&gt;alert(1)&lt;/script&gt; title \x1b[31mred</h1>
<p>3 Pith papers cite this work. Polarity classification is still indexing.</p><p>3 Pith papers citing it</p>
<p>1.2k external citations</p><p>hub tools</p><p>&lt;img src="https://example.org/beacon"&gt; stray</p>"""


def _first(pithhouse: Pithhouse, condition: str) -> str:
    sql = f"SELECT capture_id FROM captures WHERE {condition} ORDER BY capture_id LIMIT 1"
    return str(pithhouse("query", sql, "--json").json[0]["capture_id"])


def test_a_page_is_shown_line_by_line_with_marks(asking: Pithhouse) -> None:
    capture = _first(asking, "residue_lines > 3 AND rendering = 'html'")
    shown = asking("explain", capture[:12])
    assert shown.code == 0
    assert shown.err == ""
    assert "\x1b" not in shown.out
    assert re.search(r"^= +\d+ +\d+\+\d+ +hubs\.title_raw, title +\S", shown.out, re.MULTILINE)
    assert re.search(r"^\? +\d+ +\d+\+\d+ +residue +\S", shown.out, re.MULTILINE)
    assert re.search(r"^\? +\d+ +residue +no parser claimed it", shown.out, re.MULTILINE)


def test_json_has_every_line_with_its_bytes(asking: Pithhouse) -> None:
    capture = _first(asking, "rendering = 'list_text'")
    told = asking("explain", capture, "--json").json
    assert told["capture_id"] == capture
    assert told["counts"]["read"] == sum(one["state"] == "read" for one in told["lines"]) > 0
    assert all(one["byte_start"] < one["byte_end"] for one in told["lines"])


def test_an_id_that_is_none_or_several_is_told(asking: Pithhouse) -> None:
    nothing = asking("explain", "zzz")
    assert nothing.code == 2
    assert "no landed capture has an id that begins with 'zzz'" in nothing.err
    shortest = next(one for one in "0123456789abcdef" if "captures have an id" in asking("explain", one).err)
    assert "give more of it" in asking("explain", shortest).err
    assert asking("explain", "").code == 2


class _Page(HTMLParser):
    """Collects what a browser would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [name for name, _ in attrs if name in {"src", "href"} or name.startswith("on")]


def test_the_page_for_the_browser_runs_and_fetches_nothing(empty: Pithhouse, tmp_path: Path) -> None:
    name = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d.html"
    (tmp_path / name).write_text(STRANGE)
    empty("ingest", tmp_path / name)
    capture = _first(empty, "true")
    plain = empty("explain", capture)
    assert "\x1b" not in plain.out
    assert re.search(r"^! .*not an exact count", plain.out, re.MULTILINE)
    file = tmp_path / "page.html"
    written = empty("explain", capture, "--html", file)
    assert (written.code, written.out) == (0, "")
    assert str(file) in written.err
    page, parsed = file.read_text("utf-8"), _Page()
    parsed.feed(page)
    assert parsed.tags.isdisjoint({"script", "img", "link", "iframe", "a"})
    assert parsed.addresses == []
    assert "default-src 'none'" in page
    assert "\x1b" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<mark>1.2k external citations</mark>" in page
    assert "prefers-color-scheme:dark" in page

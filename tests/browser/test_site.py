"""The documentation's site as people see it: in Chromium, on a desk and on a phone, served from this machine.

Pictures are kept in `screenshots/` (not in git).
"""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.test_dagster_ui import browser, picture, see
from tests.browser.test_report import PHONE, overflow, watched
from tests.test_site import ROOT, build

pytestmark = pytest.mark.browser
chromium = browser
"""The module's own opening of Debian's Chromium."""

DESK = {"width": 1400, "height": 900}


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and writes no log."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name is the library's)
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site, built from today's pages."""
    folder = tmp_path_factory.mktemp("site")
    assert build(ROOT, folder).returncode == 0
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(("name", "size"), [("desk", DESK), ("phone", PHONE)])
def test_every_page_fits_and_fetches_nothing_from_elsewhere(
    chromium: Browser, address: str, name: str, size: dict[str, int]
) -> None:
    page, said, requested = watched(chromium, viewport=size)
    for source in (ROOT / "docs").glob("*.md"):
        page.goto(f"{address}/{'index' if source.name == 'README.md' else source.stem}.html")
        page.locator("h1").first.wait_for()
        assert overflow(page) <= 0, source
        if source.stem in {"README", "tutorial", "tables"}:
            picture(page, f"site-{name}-{source.stem.lower()}")
    assert said == []
    assert [one for one in requested if not one.startswith((address, "data:"))] == []
    page.close()


def test_the_search_finds_a_page(chromium: Browser, address: str) -> None:
    page, said, requested = watched(chromium, viewport=DESK)
    page.goto(f"{address}/index.html")
    page.get_by_placeholder("Search").click()
    see(page, "Type to start searching")  # before it says so, it hears no typing
    page.get_by_placeholder("Search").press_sequentially("quarantine")
    see(page, "matching documents")
    page.locator(".md-search-result__link", has_text="Glossary").first.wait_for()
    assert said == []
    assert [one for one in requested if not one.startswith((address, "blob:", "data:"))] == []
    page.close()

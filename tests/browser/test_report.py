"""The report and the notebook as people see them: in Chromium, in the light, in the dark, on a phone and on paper.

Each test looks for what must be visible, and keeps a picture in `screenshots/` (not in git); `docs/report.png` is a
copy of `screenshots/work-light.png`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from cli.main import ended
from tests.browser.serving import served
from tests.browser.test_dagster_ui import PICTURES, browser

pytestmark = pytest.mark.browser
chromium = browser
"""The module's own opening of Debian's Chromium."""

WORK = "Gradient Lanterns"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample, the report on it, and one on a single work."""
    root = tmp_path_factory.mktemp("report") / "data"
    assert ended(["refresh", "--data", str(root)]) == 0
    assert ended(["report", "--data", str(root), "--out", str(root / "report.html")]) == 0
    assert ended(["report", WORK, "--data", str(root), "--out", str(root / "work.html")]) == 0
    PICTURES.mkdir(exist_ok=True)
    return root


def watched(chromium: Browser, **options: Any) -> tuple[Page, list[str], list[str]]:
    """A page of its own, with what it says on the console, and what it asks for."""
    page = chromium.new_page(**options)
    said: list[str] = []
    requested: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("request", lambda request: requested.append(request.url))
    return page, said, requested


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def lightness(page: Page, element: str, part: str) -> float:
    """How light a colour of an element is, from 0 to 255."""
    css = page.locator(element).first.evaluate(f"one => getComputedStyle(one).{part}")
    channels = [float(one) for one in css[css.index("(") + 1 : -1].split(",")[:3]]
    return sum(channels) / 3


VIEWS: list[tuple[str, dict[str, Any]]] = [
    ("light", {"viewport": {"width": 1000, "height": 1400}, "color_scheme": "light"}),
    ("dark", {"viewport": {"width": 1000, "height": 1400}, "color_scheme": "dark"}),
    ("phone", {"viewport": PHONE, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}),
]


@pytest.mark.parametrize("report", ["report", "work"])
@pytest.mark.parametrize(("name", "options"), VIEWS, ids=[name for name, _ in VIEWS])
def test_the_report_is_whole_and_quiet(
    chromium: Browser, folder: Path, name: str, options: dict[str, Any], report: str
) -> None:
    page, said, requested = watched(chromium, **options)
    address = (folder / f"{report}.html").as_uri()
    page.goto(address)
    shown, hidden = ("narrow", "wide") if name == "phone" else ("wide", "narrow")
    assert page.locator(f".chart.{shown}").first.is_visible()
    assert not page.locator(f".chart.{hidden}").first.is_visible()
    page.screenshot(path=PICTURES / f"{report}-{name}.png")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert overflow(page) <= 0
    assert page.locator("pre").first.is_visible()
    assert (said, [one for one in requested if not one.startswith("data:")]) == ([], [address])
    paper, ink = lightness(page, "body", "backgroundColor"), lightness(page, "body", "color")
    bar = lightness(page, f'.chart.{shown} [aria-roledescription="bar"]', "fill")
    label = lightness(page, f".chart.{shown} text", "fill")
    sign = -1 if name == "dark" else 1
    assert min(sign * (paper - one) for one in (ink, bar, label)) > 70
    page.close()


def test_a_work_stands_first_and_the_contents_lead_to_its_parts(chromium: Browser, folder: Path) -> None:
    page, _, _ = watched(chromium, viewport=PHONE)
    page.goto((folder / "work.html").as_uri())
    box = page.get_by_role("heading", name=WORK).bounding_box()
    assert box is not None
    assert box["y"] < 150
    page.get_by_role("navigation").get_by_role("link", name="what to read first").click()
    heading = page.get_by_role("heading", name="What to read first").bounding_box()
    assert heading is not None
    assert 0 <= heading["y"] < PHONE["height"]
    page.close()


def test_on_paper_no_table_is_torn_and_no_heading_left_behind(chromium: Browser, folder: Path) -> None:
    page, _, _ = watched(chromium)
    page.goto((folder / "work.html").as_uri())
    page.emulate_media(media="print")
    breaks = "all => all.map(one => getComputedStyle(one).breakInside)"
    for kept in ("figure", ".kept", "tr", ".reading li", ".figures"):
        found = page.locator(kept).evaluate_all(breaks)
        assert found, kept
        assert set(found) == {"avoid"}, kept
    headings = page.locator("h1, h2, h3").evaluate_all("all => all.map(one => getComputedStyle(one).breakAfter)")
    assert set(headings) == {"avoid"}
    assert set(
        page.locator("thead:not(.heard)").evaluate_all("all => all.map(one => getComputedStyle(one).display)")
    ) == {"table-header-group"}
    page.close()


def test_a_click_selects_a_statement_whole(chromium: Browser, folder: Path) -> None:
    page, _, _ = watched(chromium)
    page.goto((folder / "report.html").as_uri())
    page.get_by_text("SQL", exact=True).first.click()
    statement = page.locator("pre").first
    statement.click()
    assert page.evaluate("getSelection().toString()").strip() == statement.inner_text().strip()
    page.close()


def test_on_paper_it_is_light_and_folded_parts_are_left_out(chromium: Browser, folder: Path, tmp_path: Path) -> None:
    page, _, _ = watched(chromium, viewport={"width": 690, "height": 1000}, color_scheme="dark")
    page.goto((folder / "report.html").as_uri())
    page.emulate_media(media="print")
    assert lightness(page, "h1", "color") < 60
    assert lightness(page, '.chart.wide [aria-roledescription="bar"]', "fill") < 120
    assert not page.get_by_text("SQL", exact=True).first.is_visible()
    assert overflow(page) <= 0
    page.screenshot(path=PICTURES / "report-print.png")
    page.pdf(path=PICTURES / "report.pdf", prefer_css_page_size=True)
    assert (PICTURES / "report.pdf").read_bytes().startswith(b"%PDF")
    page.close()


@pytest.fixture(scope="module")
def notebook(folder: Path) -> Iterator[str]:
    """The address of the notebook, served by the command on a free port."""
    with served("notebook", folder, "/health") as address:
        yield address


def test_the_notebook_shows_a_hub_and_asks_nobody_else(chromium: Browser, notebook: str) -> None:
    page, said, requested = watched(chromium, viewport={"width": 1100, "height": 1500})
    page.set_default_timeout(60_000)
    page.goto(notebook)
    for heading in ("By whom, and for what", "How it is cited over time", "What to read first", "SQL"):
        page.get_by_role("heading", name=heading).wait_for()
    page.get_by_text(WORK).first.wait_for()
    page.get_by_text("34 of 4,284 read, 0.8%").wait_for()
    page.get_by_text("of them read, 0.8%").wait_for()
    page.locator("marimo-vega canvas, marimo-vega svg, .vega-embed canvas, .vega-embed svg").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / "notebook.png", full_page=True)
    assert [one for one in said if one.startswith("error")] == []
    here = (notebook, notebook.replace("http", "ws"), "data:", "blob:")
    assert [one for one in requested if not one.startswith(here)] == []
    page.close()


def test_the_notebook_fits_a_phone(chromium: Browser, notebook: str) -> None:
    page, _, _ = watched(chromium, viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
    page.set_default_timeout(60_000)
    page.goto(notebook)
    page.get_by_text("34 of 4,284 read, 0.8%").wait_for()
    page.locator("marimo-vega canvas, marimo-vega svg, .vega-embed canvas, .vega-embed svg").first.wait_for()
    page.get_by_role("heading", name="SQL").wait_for()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / "notebook-phone.png", full_page=True)
    assert overflow(page) <= 0
    for part in ("marimo-dropdown button", "marimo-dropdown select", ".vega-embed"):
        boxes = [one.bounding_box() for one in page.locator(part).all() if one.is_visible()]
        assert boxes, part
        assert all(box is not None and box["x"] + box["width"] <= PHONE["width"] for box in boxes), part
    page.close()

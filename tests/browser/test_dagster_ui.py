"""The Dagster UI as a person sees it: `pithhouse dev` on a loaded folder, opened in Chromium.

Each test looks for words that must be visible, and keeps a picture in `screenshots/` (not in git).
"""

import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from schemas import table
from schemas.registry import TABLES
from tests.browser.serving import served
from tests.cli.commands import CHECKOUT, SAMPLE, process

pytestmark = pytest.mark.browser

PICTURES = CHECKOUT / "screenshots"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")  # .ci/run looks for the same
SWITCHES = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PATIENCE = 60_000
WAY = '+key:"main/hubs" or key:"marts/co_citation" or key:"warehouse"'
GROUPS = ",".join(f"global@global:{group}" for group in ("landing", "parsing", "tables", "marts", "publishing"))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What `pithhouse ingest` said of the sample and a page that is none."""
    root = tmp_path_factory.mktemp("ui")
    page = root / "0a0a0a0a-0000-4000-8000-000000000001.html"
    page.write_text("made up, and no page of a hub", encoding="utf-8")
    started = process("ingest", SAMPLE, page, "--data", root / "data", "--json")
    out, err = started.communicate(timeout=120)
    assert started.returncode == 3, err
    return {"data": str(root / "data"), **json.loads(out)}


@pytest.fixture(scope="module")
def url(loaded: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the real UI on a free port, started in a folder with a `duckdb.py` that nothing may import."""
    there = tmp_path_factory.mktemp("there")
    (there / "duckdb.py").write_text(f"open({str(there / 'imported')!r}, 'w')\nraise SystemExit(9)\n")
    with served("dev", Path(loaded["data"]), "/server_info", cwd=there) as address:
        yield address
    assert not (there / "imported").exists()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if program is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1600, "height": 1000}, base_url=url)
    opened.set_default_timeout(PATIENCE)
    yield opened
    opened.close()


def see(page: Page, *words: str) -> None:
    """Wait until each of the words stands somewhere on the page."""
    for word in words:
        page.get_by_text(word, exact=False).locator("visible=true").first.wait_for()


def picture(page: Page, name: str, clip: FloatRect | None = None) -> None:
    PICTURES.mkdir(exist_ok=True)
    page.wait_for_timeout(1500)  # the graph and the icons fade in
    page.screenshot(path=PICTURES / f"{name}.png", clip=clip)


def test_the_lineage_shows_every_step_and_table(page: Page) -> None:
    page.goto("/asset-groups")
    see(page, "landing", "parsing", "tables", "history", "marts", "publishing")
    page.locator("svg [data-tooltip=marts]").wait_for()  # the graph is drawn later than the list beside it
    picture(page, "groups")
    page.set_viewport_size({"width": 3000, "height": 3600})  # what lies outside the window is not drawn
    page.goto("/assets/warehouse?view=lineage&lineageScope=upstream&lineageDepth=1")
    see(page, "warehouse", *(table.name(model) for model in TABLES if table.place(model)[0] == "main"))
    picture(page, "graph")


def test_a_table_leads_back_to_the_site(page: Page) -> None:
    page.goto("/assets/main/hubs?view=lineage&lineageScope=upstream&lineageDepth=5")
    see(page, "site", "intake", "raw_pages", "capture_readings", "hub_readings", "hubs", "1 / 1 Passed")


def test_the_way_from_the_site_to_the_published_file_is_one_picture(page: Page) -> None:
    """`docs/lineage.png` is a copy of this picture: a table with what it was made from, one view, and the file."""
    page.set_viewport_size({"width": 1650, "height": 520})
    page.goto(f"/asset-groups~{quote(WAY, safe='')}/?expanded={quote(GROUPS)}")
    page.get_by_text("Hide navigation").click()
    page.reload()
    see(page, "site", "intake", "raw_pages", "capture_readings", "hub_readings", "hubs", "co_citation", "warehouse")
    page.get_by_text("Loading").first.wait_for(state="detached")
    picture(page, "lineage", clip={"x": 370, "y": 112, "width": 1280, "height": 408})


def test_the_way_that_the_tutorial_describes(page: Page) -> None:
    """Part 9 of docs/tutorial.md, click by click."""
    page.goto("/")
    page.get_by_role("link", name="Catalog").click()
    page.get_by_role("link", name="main / hubs").click()
    page.get_by_role("tab", name="Lineage").click()
    page.get_by_role("button", name="Upstream").click()
    see(page, "capture_readings", "hub_readings")
    page.get_by_role("tab", name="Checks").click()
    see(page, "keeps_its_contract", "rules broken")
    page.get_by_role("link", name="Runs").click()
    see(page, "Success")


def test_materialize_on_one_table_says_what_goes_with_it_and_what_comes_next(page: Page) -> None:
    page.goto("/assets/main/hubs?view=overview")
    see(page, "All tables are built together", "does not publish it", "Materialize all")
    page.get_by_role("button", name="Materialize").first.click()
    see(page, "Additional assets will be materialized", "main / citations", "marts / hub_overview")
    picture(page, "materialize_one")
    page.get_by_role("button", name="Cancel").click()


def test_an_asset_shows_its_columns_and_counts(page: Page, loaded: dict[str, dict[str, int]]) -> None:
    page.goto("/assets/main/hubs?view=overview")
    see(page, "One row per hub", "Row count", str(loaded["tables"]["hubs"]), "SELECT", "pithhouse", "DuckDB")
    see(page, "hub_id", "UUID", "non-nullable", "/citations/<uuid>", "verdict_sentence")
    picture(page, "asset")


def test_what_landing_did_is_in_numbers(page: Page) -> None:
    page.goto("/assets/raw_pages?view=overview")
    see(page, "new_captures", "33", "append-only", "warc")
    picture(page, "raw_pages")


def test_a_check_says_what_it_expected_and_found(page: Page) -> None:
    page.goto("/assets/main/hubs?view=checks")
    see(page, "keeps_its_contract", "blocking", "Passed", "rules broken")
    picture(page, "check")
    page.goto("/assets/main/captures?view=checks")
    see(page, "every_capture_is_read", "not_a_hub", "Warns of captures")
    picture(page, "check_that_warns")


def test_a_run_of_the_command_shows_its_steps(page: Page, loaded: dict[str, str]) -> None:
    page.goto(f"/runs/{loaded['run_id']}")
    see(page, "Success", "refresh", "readings", "contracts", "warehouse", "RUN_SUCCESS")
    picture(page, "run")
    page.goto("/runs")
    see(page, loaded["run_id"][:8])
    picture(page, "runs")


def test_timeline_and_jobs_show_the_run_of_a_command(page: Page, loaded: dict[str, str]) -> None:
    page.goto("/timeline")
    see(page, "pithhouse", "refresh")  # only jobs with runs are on it
    picture(page, "timeline")
    page.goto("/jobs")
    see(page, "refresh", "compare_parsers", "ago")
    picture(page, "jobs")
    page.goto("/locations/pithhouse/jobs/refresh/runs")
    see(page, loaded["run_id"][:8], "Success")
    picture(page, "runs_of_refresh")


def test_a_run_started_in_the_ui_uses_the_same_folder(page: Page, loaded: dict[str, str]) -> None:
    before = Path(loaded["warehouse"]).stat().st_mtime_ns
    page.goto("/asset-groups")
    page.get_by_role("button", name="Materialize all").click()
    see(page, "Launched run")
    page.goto("/runs")
    page.get_by_text("Success").nth(1).wait_for()
    page.goto("/assets/warehouse?view=overview")
    see(page, "is_unchanged", "true", loaded["warehouse"])
    assert Path(loaded["warehouse"]).stat().st_mtime_ns == before
    picture(page, "warehouse")


def test_it_listens_on_this_machine_only(url: str) -> None:
    host, _, port = url.removeprefix("http://").partition(":")
    assert host == "127.0.0.1"
    with socket.socket() as elsewhere, pytest.raises(OSError, match="refused"):
        elsewhere.connect(("127.0.0.2", int(port)))  # a server on all addresses would answer here

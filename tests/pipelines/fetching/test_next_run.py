"""What a later run makes of a site that changed: from the page over its reading to the published tables."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.live import worlds
from tests.live.answers import status
from tests.live.site_server import SiteServer, World
from tests.pipelines.fetching.support import Folder


@pytest.fixture
def folder_of(tmp_path: Path) -> Iterator[Any]:
    """Gives a data folder that lists all hubs of a site, and the site."""
    with ExitStack() as opened:

        def start(world: World, *listed: str) -> tuple[Folder, SiteServer]:
            site = opened.enter_context(SiteServer(world))
            folder = Folder(tmp_path, site)
            folder.list_hubs(*(listed or site.hubs))
            return folder, site

        yield start


def run(folder: Folder, **settings: Any) -> Any:
    fetched = folder.fetch(**settings)
    folder.load()
    return fetched


def test_only_what_changed_is_parsed_again(folder_of: Any) -> None:
    folder, site = folder_of(worlds.many_hubs(50))
    run(folder)
    changed = list(site.hubs)[25]
    site.hubs[changed] = worlds.small_hub(25, version=1)

    again = run(folder)

    assert again.receipt.outcomes == {"unchanged": 49, "ok": 1}
    [(read,)] = folder.ask("SELECT count(*) FILTER (WHERE read_as = capture_id) FROM captures")
    assert read == 51, "one reading for each page, and one more"
    assert len(folder.readings.batches()) == 2, "the first run's, and the one page of the second"
    seen_again = folder.ask("SELECT count(*) FROM hubs WHERE last_captured_at > first_captured_at")
    assert seen_again == [(50,)], "a page that did not change was seen again all the same"


def test_filtered_views_complete_a_hub(folder_of: Any) -> None:
    folder, _ = folder_of(worlds.large_site())
    run(folder)
    assert folder.ask("SELECT count(*), count(*) FILTER (WHERE is_current) FROM citations") == [(130, 130)]
    assert folder.ask("SELECT citing_papers_printed FROM hubs") == [(130,)]


@pytest.mark.deep
def test_a_hub_that_is_gone_keeps_what_was_known(folder_of: Any) -> None:
    folder, site = folder_of(worlds.many_hubs(3))
    run(folder)
    gone = next(iter(site.hubs))
    before = folder.ask("SELECT title, tier, abstract FROM hubs LEFT JOIN abstracts USING (hub_id) ORDER BY hub_id")
    del site.hubs[gone]
    run(folder)
    assert folder.ask("SELECT gone_at IS NOT NULL FROM hubs WHERE hub_id = ?", gone) == [(True,)]
    after = folder.ask("SELECT title, tier, abstract FROM hubs LEFT JOIN abstracts USING (hub_id) ORDER BY hub_id")
    assert after == before


def test_a_bad_answer_replaces_nothing(folder_of: Any) -> None:
    folder, site = folder_of(worlds.many_hubs(3))
    run(folder)
    kept = "SELECT hub_id, paper_id, occurrence, role, is_current FROM citations ORDER BY ALL"
    before = folder.ask(kept)
    site.route(f"/citations/{next(iter(site.hubs))}", status(500, b"down"))
    assert run(folder).receipt.outcomes["failed"] >= 1
    assert folder.ask(kept) == before
    assert folder.ask("SELECT DISTINCT outcome FROM captures WHERE is_problem") == [("failed",)]


@pytest.mark.deep
def test_discovery_takes_up_linked_hubs_within_its_depth(folder_of: Any) -> None:
    world = worlds.linked_site(15)
    folder, _ = folder_of(world, next(iter(world.hubs)))
    run(folder)
    assert folder.ask("SELECT count(*) FROM hubs") == [(1,)]
    run(folder, discovery_depth=2)
    assert folder.ask("SELECT depth, count(*) FROM sources GROUP BY ALL ORDER BY ALL") == [(0, 1), (1, 2), (2, 4)]


def test_the_books_of_fetching_are_tables(folder_of: Any) -> None:
    folder, site = folder_of(worlds.many_hubs(5))
    site.robots = "User-agent: *\nAllow: /citations/\n"
    run(folder)
    [(address, line, due, asked, reason, outcomes)] = folder.ask(
        "SELECT site, robots_line, hubs_due, hubs_asked, stop_reason, outcomes FROM fetches"
    )
    assert (address, due, asked, reason) == (f"http://{site.address}", 5, 5, None)
    assert line.startswith("line 2: Allow: /citations/ (")
    assert json.loads(outcomes)["ok"] >= 5
    known = "SELECT count(*) FROM sources WHERE last_outcome = 'ok' AND etag <> '' AND next_due_at > last_page_at"
    assert folder.ask(known) == [(5,)]

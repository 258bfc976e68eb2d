"""A hub that shows 50 of its 130 rows, over HTTP on loopback: one run completes it, the next asks for changes only."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.building.build import build
from pipelines.fetching.live_source import LiveSource
from pipelines.fetching.receipt import Receipt
from pipelines.fetching.run import fetch
from pipelines.landing.raw_store import Landed, RawStore
from pipelines.parsing.parse import read_capture
from pipelines.parsing.store.readings import ReadingStore
from pipelines.settings import Settings, settings_of
from pipelines.warehouse.publish import publish
from pipelines.workspace import DataFolder
from tests.live import worlds
from tests.live.site_server import SiteServer
from tests.pipelines.building.support import ask
from tests.pipelines.fetching.support import started_when_asked

BEGIN = datetime(2026, 11, 20, tzinfo=UTC)


@dataclass
class Runs:
    """Runs of fetching, reading and building in one data folder; the clock is moved on by the test."""

    folder: DataFolder
    server: SiteServer
    now: datetime = BEGIN
    given: dict[str, object] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        server = self.server.address
        fast = {"seconds_between_requests": 0, "site": f"http://{server}", "test_server": server}
        return settings_of(self.folder.root, **(fast | self.given))

    def lists(self, *rows: str) -> None:
        self.folder.root.mkdir(parents=True, exist_ok=True)
        self.folder.hubs_csv.write_text("\n".join(["url", *rows, ""]))

    def run(self) -> tuple[Landed, Receipt, bool]:
        """Fetch what is due, then read and build; tells what landed, the receipt, and whether there was news."""
        raw, readings = RawStore(self.folder.raw), ReadingStore(self.folder.readings)
        live = LiveSource(
            self.settings, raw, readings, self.folder.hubs_csv, started_when_asked(read_capture), lambda: self.now
        )
        landed = fetch(live, self.folder.receipts)
        readings.read_new(raw)
        done = build(self.folder, self.now, settings=self.settings)
        if not done.is_unchanged:
            publish(self.folder)
        return landed, live.receipt, not done.is_unchanged


def test_one_run_completes_a_hub_and_the_next_publishes_nothing(tmp_path: Path) -> None:
    with SiteServer(worlds.large_site()) as server:
        runs = Runs(DataFolder(tmp_path / "data"), server)
        [hub_id] = server.hubs
        runs.lists(server.hub_url(hub_id))

        landed, receipt, is_news = runs.run()
        assert is_news
        assert ask(runs.folder, "SELECT count(*), count(DISTINCT paper_id) FROM citations WHERE is_listed") == [
            (130, 130)
        ]
        assert ask(runs.folder, "SELECT n FROM (SELECT count(*) AS n FROM citations WHERE is_current)") == [(130,)]
        views = [one.filters for one in landed.captures if one.filters]
        assert views[:2] == [{"year": "2026"}, {"year": "2026", "cat": "cs.LG"}]
        assert len(views) == 6, views
        assert len(landed.captures) == len(views) + 2  # the page and its twin
        assert (receipt.requests, receipt.conditional_requests) == (len(landed.captures) + 1, 0)
        assert ask(runs.folder, "SELECT count(*) FROM captures WHERE is_problem") == [(0,)]

        runs.now += timedelta(days=1, minutes=1)
        before = len(server.hub_requests)
        landed, receipt, is_news = runs.run()
        asked = server.hub_requests[before:]
        assert not is_news
        assert all(one.is_conditional for one in asked)
        assert [one.path.removesuffix(".json") for one in asked] == [f"/citations/{hub_id}"] * 2
        assert [one.outcome for one in landed.captures] == ["unchanged"] * 2
        assert (receipt.requests, receipt.conditional_requests, receipt.not_modified) == (3, 2, 2)

        runs.now += timedelta(hours=1)
        assert runs.run()[0].captures == []  # it is not due


@pytest.mark.deep
def test_when_the_page_changed_its_views_are_asked_for_again_and_what_did_not_change_is_not_sent(
    tmp_path: Path,
) -> None:
    with SiteServer(worlds.large_site()) as server:
        runs = Runs(DataFolder(tmp_path / "data"), server)
        [hub_id] = server.hubs
        runs.lists(server.hub_url(hub_id))
        runs.run()
        server.hubs[hub_id] = worlds.large_hub(shown=45)
        runs.now += timedelta(days=2)
        landed, receipt, is_news = runs.run()
        assert is_news
        outcomes = {tuple(one.filters.values()): one.outcome for one in landed.captures if one.filters}
        assert outcomes["2026",] == "ok"  # it shows fewer rows now
        assert "unchanged" in outcomes.values()
        assert receipt.stop_reason == ""
        assert ask(runs.folder, "SELECT count(*) FROM citations WHERE is_current") == [(130,)]


def test_a_budget_of_views_is_kept(tmp_path: Path) -> None:
    with SiteServer(worlds.large_site()) as server:
        runs = Runs(DataFolder(tmp_path / "data"), server, given={"filtered_views_per_hub": 2})
        runs.lists(*(server.hub_url(one) for one in server.hubs))
        landed, _, _ = runs.run()
        assert sum(bool(one.filters) for one in landed.captures) == 2
        assert ask(runs.folder, "SELECT count(*) > 50 AND count(*) < 130 FROM citations") == [(True,)]


def test_bad_rows_of_the_list_are_refused_and_the_others_are_fetched(tmp_path: Path) -> None:
    with SiteServer(worlds.many_hubs(2)) as server:
        runs = Runs(DataFolder(tmp_path / "data"), server)
        first, second = map(server.hub_url, server.hubs)
        runs.lists(first, "../../etc/passwd", second, f"{second},more")
        landed, receipt, _ = runs.run()
        refused = [one for one in landed.captures if one.outcome == "refused"]
        assert [one.reason.partition(":")[0] for one in refused] == ["row 3 of hubs.csv", "row 5 of hubs.csv"]
        assert receipt.hubs_asked == 2
        problems = ask(runs.folder, "SELECT outcome, source_file FROM captures WHERE is_problem")
        assert problems == [("refused", "hubs.csv")] * 2
        assert ask(runs.folder, "SELECT count(*) FROM hubs") == [(2,)]
        runs.now += timedelta(days=2)
        assert [one.outcome for one in runs.run()[0].captures if one.hub_id is None] == []  # they are known


def test_hubs_that_are_discovered_are_fetched_in_the_same_run_and_listed_once(tmp_path: Path) -> None:
    with SiteServer(worlds.linked_site(7)) as server:
        runs = Runs(DataFolder(tmp_path / "data"), server, given={"discovery_depth": 1})
        root, *children = list(server.hubs)[:3]
        runs.lists(server.hub_url(root), server.hub_url(children[0]))
        _, receipt, _ = runs.run()
        assert receipt.hubs_asked == 5  # children of both that are listed; those of the discovered ones are too far
        found = ask(runs.folder, "SELECT hub_id::VARCHAR, found_on::VARCHAR, depth FROM sources ORDER BY depth")
        assert {one[0] for one in found if one[2] == 0} == {root, children[0]}
        assert len(found) == len({one[0] for one in found})

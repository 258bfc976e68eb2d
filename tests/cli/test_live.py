"""The commands against a site on loopback: the first refresh loads all, later ones ask only for what changed."""

import json
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.building.query import read_through
from tests.cli.commands import Ended, Pithhouse, process
from tests.live import worlds
from tests.live.answers import held, status
from tests.live.site_server import SiteServer

HUBS = 40


class Live:
    """`pithhouse` on a data folder whose site is a server on loopback."""

    def __init__(self, site: SiteServer, run: Pithhouse, patch: pytest.MonkeyPatch) -> None:
        self.site = site
        self.data = run.data
        self.run = run
        self._patch = patch
        self.set(site=f"http://{site.address}", test_server=site.address, seconds_between_requests=0)

    def set(self, **settings: object) -> None:
        for name, value in settings.items():
            self._patch.setenv(f"PITHHOUSE_{name.upper()}", str(value))

    def add_all(self) -> Ended:
        listed = self.data.parent / "hubs.txt"
        listed.write_text("\n".join(self.site.hubs), encoding="utf-8")
        return self.run("add", "--file", listed)

    def refresh(self, **expected: int) -> Any:
        ended = self.run("refresh", "--json")
        assert ended.code == expected.get("code", 0), ended.err
        return ended.json

    def make_due(self) -> None:
        """Let the pages that were had once be due again; what is gone is not."""
        self.set(soonest_revisit_days=1e-9)

    def ask(self, sql: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.run("query", sql, "--json").json
        return rows


@pytest.fixture
def live_of(empty: Pithhouse, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    opened: list[SiteServer] = []

    def start(world: Any) -> Live:
        site = SiteServer(world).__enter__()
        opened.append(site)
        return Live(site, empty, monkeypatch)

    yield start
    for site in opened:
        site.__exit__(None, None, None)


def test_a_second_refresh_asks_only_for_changes_and_publishes_nothing(live_of: Any) -> None:
    live = live_of(worlds.many_hubs(HUBS))
    assert live.add_all().code == 0
    first = live.refresh()
    assert first["tables"]["hubs"] == HUBS
    assert first["fetch"]["hubs_asked"] == HUBS
    published = (live.data / "warehouse.duckdb").stat()
    live.make_due()

    again = live.refresh()

    receipt = again["fetch"]
    assert again["is_unchanged"] is True
    assert (live.data / "warehouse.duckdb").stat().st_ino == published.st_ino
    pages = receipt["requests"] - 1  # robots.txt
    assert receipt["conditional_requests"] == receipt["not_modified"] == pages - receipt["outcomes"].get("gone", 0)
    assert receipt["outcomes"]["unchanged"] == HUBS + HUBS // 10, "every tenth hub has a twin"


def test_only_what_changed_is_parsed_again(live_of: Any) -> None:
    live = live_of(worlds.many_hubs(100))
    live.add_all()
    live.refresh()
    live.make_due()
    live.set(twins=False)
    changed = list(live.site.hubs)[50]
    live.site.hubs[changed] = worlds.small_hub(50, version=1)

    again = live.refresh()

    assert again["fetch"]["outcomes"] == {"unchanged": 99, "ok": 1}
    read = live.data.glob("readings/parser-*/[!.]*/capture_readings.parquet")
    counted = live.ask(
        "SELECT count(*) FILTER (WHERE read_as = capture_id) AS n FROM captures WHERE url NOT LIKE '%.json'"
    )
    assert counted == [{"n": 101}], "one reading for each page, and one more"
    assert len(list(read)) == 2, "two batches: the first run's, and the one page of the second"
    [row] = live.ask(
        f"SELECT last_captured_at > first_captured_at AS seen_again FROM hubs WHERE hub_id <> '{changed}' LIMIT 1"
    )
    assert row["seen_again"], "a page that did not change was seen again all the same"


def test_filtered_views_complete_a_hub(live_of: Any) -> None:
    live = live_of(worlds.large_site())
    live.add_all()
    live.refresh()
    [row] = live.ask("SELECT count(*) AS n, count(*) FILTER (WHERE is_current) AS now FROM citations")
    assert row == {"n": 130, "now": 130}
    [hub] = live.ask("SELECT citing_papers_printed AS n FROM hubs")
    assert hub["n"] == 130


def test_the_books_of_fetching_are_tables(live_of: Any) -> None:
    live = live_of(worlds.many_hubs(5))
    live.site.robots = "User-agent: *\nAllow: /citations/\n"
    live.add_all()
    live.refresh()
    [fetch] = live.ask("FROM fetches")
    assert fetch["site"] == f"http://{live.site.address}"
    assert fetch["robots_line"].startswith("line 2: Allow: /citations/ (")
    assert (fetch["hubs_due"], fetch["hubs_asked"], fetch["stop_reason"]) == (5, 5, None)
    assert json.loads(fetch["outcomes"])["ok"] >= 5
    sources = live.ask("FROM sources")
    assert {one["last_outcome"] for one in sources} == {"ok"}
    assert all(one["etag"] and one["next_due_at"] > one["last_page_at"] for one in sources)
    told = live.run("status", "--json").json["fetching"]
    assert (told["listed"], told["due"]) == (5, 0)


def test_a_budget_ends_the_run_and_the_next_goes_on(live_of: Any) -> None:
    live = live_of(worlds.many_hubs(9))
    live.add_all()
    live.set(run_requests=8)
    ended = live.run("refresh")
    assert ended.code == 3
    assert "the budget of 8 requests is used up" in ended.err
    live.set(run_requests=100)
    assert live.refresh()["tables"]["hubs"] == 9


def test_what_robots_does_not_allow_is_not_asked_for(live_of: Any) -> None:
    live = live_of(worlds.many_hubs(2))
    live.site.robots = "User-agent: *\nDisallow: /citations/\n"
    live.add_all()
    shown = live.run("refresh")
    assert shown.code == 3
    assert "blocked_by_robots" in shown.out
    assert "line 2: Disallow: /citations/" in shown.out
    assert live.site.hub_requests == []


def test_a_hub_that_is_gone_keeps_what_was_known(live_of: Any) -> None:
    live = live_of(worlds.many_hubs(3))
    live.add_all()
    live.refresh()
    gone = next(iter(live.site.hubs))
    before = live.ask(f"SELECT * EXCLUDE gone_at FROM hubs WHERE hub_id = '{gone}'")
    del live.site.hubs[gone]
    live.make_due()
    live.refresh()
    [after] = live.ask(f"SELECT gone_at FROM hubs WHERE hub_id = '{gone}'")
    assert after["gone_at"]
    assert live.ask(f"SELECT * EXCLUDE gone_at FROM hubs WHERE hub_id = '{gone}'") == before


def test_a_bad_answer_replaces_nothing(live_of: Any) -> None:
    live = live_of(worlds.many_hubs(3))
    live.add_all()
    live.refresh()
    tables = "SELECT * FROM citations ORDER BY ALL"
    before = live.ask(tables)
    hub = next(iter(live.site.hubs))
    live.site.route(f"/citations/{hub}", status(500, b"down"))
    live.make_due()
    shown = live.run("refresh", "--json")
    assert shown.code == 3
    assert [one["outcome"] for one in shown.json["problems"]] == ["failed"]
    kept = "SELECT hub_id, paper_id, occurrence, role, is_current FROM citations ORDER BY ALL"
    assert live.ask(kept) == [
        {name: one[name] for name in ("hub_id", "paper_id", "occurrence", "role", "is_current")} for one in before
    ]


def test_discovery_takes_up_linked_hubs_within_its_depth(live_of: Any) -> None:
    live = live_of(worlds.linked_site(15))
    root = next(iter(live.site.hubs))
    live.run("add", root)
    assert live.refresh()["tables"]["hubs"] == 1
    live.make_due()
    live.set(discovery_depth=2)
    assert live.refresh()["tables"]["hubs"] == 1 + 2 + 4
    depths = live.ask("SELECT depth, count(*) AS n FROM sources GROUP BY ALL ORDER BY ALL")
    assert depths == [{"depth": 0, "n": 1}, {"depth": 1, "n": 2}, {"depth": 2, "n": 4}]


def started(live: Live) -> tuple[subprocess.Popen[str], threading.Event]:
    """A refresh as a process of its own that waits for the third page, and what lets it have that."""
    live.add_all()
    surroundings = {
        "PITHHOUSE_SITE": f"http://{live.site.address}",
        "PITHHOUSE_TEST_SERVER": live.site.address,
        "PITHHOUSE_SECONDS_BETWEEN_REQUESTS": "0",
        "PITHHOUSE_TWINS": "false",
    }
    third = list(live.site.hubs)[2]
    gate = threading.Event()
    live.site.route(f"/citations/{third}", held(gate, live.site.as_usual))
    running = process("refresh", "--data", live.data, surroundings=surroundings)
    live.site.wait_for_requests(1, f"/citations/{third}", seconds=60)
    return running, gate


def test_ctrl_c_once_finishes_the_page_and_publishes(live_of: Any) -> None:
    live = live_of(worlds.many_hubs(20))
    running, gate = started(live)
    running.send_signal(signal.SIGINT)
    gate.set()
    out, err = running.communicate(timeout=120)
    assert running.returncode == 3, err
    assert "it was interrupted" in err
    assert "Traceback" not in err
    read_through(live.data / "warehouse.duckdb")
    [row] = live.ask("SELECT count(*) AS n FROM hubs")
    assert row["n"] == 3, out


def test_ctrl_c_twice_stops_at_once_and_the_next_run_completes(live_of: Any) -> None:
    live = live_of(worlds.many_hubs(20))
    running, gate = started(live)
    running.send_signal(signal.SIGINT)
    assert running.stderr
    while "once more" not in running.stderr.readline():
        assert running.poll() is None
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130, err
    assert "Traceback" not in err
    assert not (live.data / "warehouse.duckdb").exists()
    gate.set()
    assert live.refresh()["tables"]["hubs"] == 20
    shutil.rmtree(live.data)


def test_probe_shows_and_keeps_only_when_asked(live_of: Any, tmp_path: Path) -> None:
    live = live_of(worlds.many_hubs(1))
    [hub] = live.site.hubs
    url = live.site.hub_url(hub)
    shown = live.run("probe", url, "--save-case", tmp_path / "case")
    assert shown.code == 0, shown.err
    assert "hubs.title_raw" in shown.out
    assert not (live.data / "raw").exists()
    assert (tmp_path / "case" / "page.bin").read_bytes() == live.site.page_bytes(hub)
    kept = live.run("probe", url, "--keep", "--json")
    assert kept.json["page"]["counts"]["read"] > 0
    assert kept.json["receipt"]["requests"] == 2
    assert live.refresh()["tables"]["hubs"] == 1, "it was landed, and the refresh reads it"
    assert live.run("probe", url.replace(hub, "0a0a0a0a-0000-4000-8000-000000000001")).code == 3
    assert live.run("probe", "https://example.org/citations/" + hub).code == 2


def test_add_and_plan_say_what_they_did_not_understand(live_of: Any) -> None:
    live = live_of(worlds.many_hubs(2))
    added = live.run("add", "../../etc/passwd", *live.site.hubs, "--json")
    assert added.code == 3
    assert len(added.json["added"]) == 2
    assert added.json["refused"][0]["given"] == "../../etc/passwd"
    again = live.run("add", *live.site.hubs, "--json")
    assert (again.code, again.json["added"], again.json["already_listed"]) == (0, [], 2)
    plan = live.run("plan", "--json").json
    assert (plan["due"], [one["reason"] for one in plan["hubs"]]) == (2, ["it was never fetched"] * 2)
    assert live.site.requests == [], "a plan asks nobody"

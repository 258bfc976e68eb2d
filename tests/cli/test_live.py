"""The commands against a site on loopback: the first refresh loads all, later ones ask only for what changed."""

import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.landing.raw_store import RawStore
from pipelines.warehouse.damage import read_through
from tests.cli.commands import Ended, Pithhouse, process
from tests.live import worlds
from tests.live.answers import held
from tests.live.site_server import SiteServer

HUBS = 10


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


@pytest.mark.deep
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
    live.set(soonest_revisit_days=0.9)
    told = live.run("status", "--json").json["fetching"]
    assert (told["listed"], told["due"]) == (HUBS, 0)


@pytest.mark.deep
def test_a_budget_ends_the_run_and_the_plan_shows_the_rest(live_of: Any) -> None:
    live = live_of(worlds.many_hubs(9))
    live.add_all()
    live.set(run_requests=8)
    ended = live.run("refresh")
    assert ended.code == 3
    assert "the budget of 8 requests is used up" in ended.err
    assert 0 < live.run("plan", "--json").json["due"] < 9, "the next run goes on"


@pytest.mark.deep
def test_what_robots_does_not_allow_is_not_asked_for(live_of: Any) -> None:
    live = live_of(worlds.many_hubs(2))
    live.site.robots = "User-agent: *\nDisallow: /citations/\n"
    live.add_all()
    shown = live.run("refresh")
    assert shown.code == 3
    assert "blocked_by_robots" in shown.out
    assert "line 2: Disallow: /citations/" in shown.out
    assert live.site.hub_requests == []


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


@pytest.mark.deep
def test_the_run_after_one_that_was_stopped_at_once_completes(live_of: Any) -> None:
    live = live_of(worlds.many_hubs(20))
    running, gate = started(live)
    running.send_signal(signal.SIGINT)
    assert running.stderr
    while "once more" not in running.stderr.readline():
        assert running.poll() is None
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    gate.set()
    assert live.refresh()["tables"]["hubs"] == 20


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
    assert len(list(RawStore(live.data / "raw").captures())) == 1, "it was landed"
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

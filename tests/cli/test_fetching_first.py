"""`refresh` where a site is set: without news there is no run; with news the run reports what was fetched before it."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import dagster as dg
import pytest

from cli import fetching_first
from cli.dagster_home import instance
from cli.main import ended
from pipelines.landing.raw_files import one_writer
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.readings import ReadingStore
from pipelines.workspace import DataFolder
from tests.cli.commands import CHECKOUT, Pithhouse
from tests.cli.test_imports import HEAVY
from tests.cli.test_live import Live
from tests.cli.test_nothing_new import runs
from tests.live import worlds
from tests.live.site_server import SiteServer

HUBS = 4


@pytest.fixture(scope="module")
def site() -> Iterator[SiteServer]:
    with SiteServer(worlds.many_hubs(HUBS)) as opened:
        yield opened


@pytest.fixture(scope="module")
def fetched_once(site: SiteServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with all pages of the site; nobody writes to it."""
    data = tmp_path_factory.mktemp("once") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PITHHOUSE_DATA", str(data))
        asked = {"site": f"http://{site.address}", "test_server": site.address, "seconds_between_requests": 0}
        for name, value in asked.items():
            patch.setenv(f"PITHHOUSE_{name.upper()}", str(value))
        assert ended(["add", *site.hubs]) == 0
        assert ended(["refresh"]) == 0
    return data


@pytest.fixture
def live(site: SiteServer, fetched_once: Path, empty: Pithhouse, monkeypatch: pytest.MonkeyPatch) -> Live:
    shutil.copytree(fetched_once, empty.data, dirs_exist_ok=True)
    one = Live(site, empty, monkeypatch)
    one.make_due()
    return one


def test_without_news_there_is_no_run_and_the_answers_are_kept(live: Live) -> None:
    [only] = runs(live.data)
    looked, landed = live.run("status", "--json").json["looked_at"], len(list(RawStore(live.data / "raw").captures()))
    (live.data / ".last-look").unlink(missing_ok=True)
    again = live.refresh()
    assert (again["is_unchanged"], again["run_id"], again["problems"]) == (True, only, [])
    assert again["fetch"]["not_modified"] == again["captures"]["new"] >= HUBS
    assert runs(live.data) == [only]
    captures = list(RawStore(live.data / "raw").captures())
    assert [one.outcome for one in captures[landed:]] == ["unchanged"] * again["captures"]["new"]
    assert len(list((live.data / "raw" / "receipts").glob("*.json"))) == 2
    assert live.run("status", "--json").json["looked_at"] >= looked
    assert (live.data / ".last-look").exists()
    assert "not changed" in live.run("refresh").out


def test_what_is_printed_without_a_run_is_what_a_run_prints(live: Live) -> None:
    # Else a page that did not change is not due for a while; a twin that is gone would be news each time.
    live.set(latest_revisit_days=1e-9, twins="false")
    told = live.refresh()
    run = live.run("refresh", "--json", "--verbose").json
    assert len(runs(live.data)) == 2, "--verbose asks for a run"
    own = {"seconds", "run_id", "fetch"}
    assert {name: value for name, value in told.items() if name not in own} == {
        name: value for name, value in run.items() if name not in own
    }
    times = {"fetch_id", "started_at", "ended_at", "waited_seconds", "pause_seconds"}
    assert {name: value for name, value in told["fetch"].items() if name not in times} == {
        name: value for name, value in run["fetch"].items() if name not in times
    }


def test_nothing_heavy_is_loaded_without_news(live: Live) -> None:
    code = (
        "import json, sys\nfrom cli.main import ended\n"
        f"code = ended(['refresh', '--json', '--data', {str(live.data)!r}])\n"
        "print('\\n' + json.dumps([code, sorted({name.split('.')[0] for name in sys.modules})]))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    code, packages = json.loads(done.stdout.splitlines()[-1])
    assert code == 0, done.stderr
    assert (HEAVY - {"aiohttp"} | {"pebble"}).isdisjoint(packages)
    assert "aiohttp" in packages, "the site was asked"


def test_a_changed_page_is_a_run_that_reports_it(live: Live) -> None:
    former = set(runs(live.data))
    [new, *_], changed = live.site.hubs, worlds.small_hub(0, 1)
    assert changed.hub_id == new
    unchanged, live.site.hubs[new] = live.site.hubs[new], changed
    try:
        again = live.refresh()
    finally:
        live.site.hubs[new] = unchanged
    assert (again["is_unchanged"], again["fetch"]["outcomes"]["ok"]) == (False, 2), "its page and its twin"
    assert set(runs(live.data)) == {*former, again["run_id"]}
    with instance(DataFolder(live.data)) as opened:
        reported = {
            made.asset_key.path[-1]: made.metadata
            for record in opened.all_logs(again["run_id"], of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
            if record.dagster_event and (made := record.asset_materialization)
        }
    assert reported["intake"]["hubs_due"].value == HUBS
    assert reported["raw_pages"]["outcomes"].value == again["fetch"]["outcomes"]
    assert reported["raw_pages"]["receipt"].value == again["fetch"]
    assert reported["capture_readings"]["captures_read_on_arrival"].value == 2
    assert live.ask("SELECT count(*) AS n FROM fetches") == [{"n": 2}]


@pytest.mark.deep
def test_after_a_day_without_a_run_there_is_one(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching_first, "LONGEST_WITHOUT_RUN", timedelta(0))
    assert live.refresh()["is_unchanged"] is True
    assert len(runs(live.data)) == 2


@pytest.mark.deep
def test_what_was_landed_before_and_not_published_is_a_run(live: Live) -> None:
    shutil.rmtree(ReadingStore(live.data / "readings").folder)
    live.refresh()
    assert len(runs(live.data)) == 2
    assert ReadingStore(live.data / "readings").batches()


@pytest.mark.deep
def test_a_run_that_ended_early_is_in_the_record(live: Live) -> None:
    live.set(run_requests=2)
    again = live.refresh(code=3)
    assert "budget of 2 requests" in again["fetch"]["stop_reason"]
    assert len(runs(live.data)) == 2


def test_an_error_of_fetching_fails_a_run(live: Live) -> None:
    with one_writer(live.data / "raw"):
        failed = live.run("refresh")
    assert failed.code != 0
    assert "Traceback" not in failed.err
    with sqlite3.connect(live.data / "dagster" / "history" / "runs.db") as record:
        [(newest,)] = record.execute("SELECT status FROM runs ORDER BY id DESC LIMIT 1").fetchall()
    assert newest == "FAILURE"
    assert live.refresh()["is_unchanged"] is True
    assert len(runs(live.data)) == 3, "a run follows one that failed"

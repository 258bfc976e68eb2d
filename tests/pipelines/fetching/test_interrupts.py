"""Ctrl-C, two runs at once, a disk that refuses: the run ends, what was fetched is landed, the receipt says so.

Signals are sent for real, to a process of its own that fetches from a server which holds its answers back. Nothing
sleeps: the server tells when a request came.
"""

from __future__ import annotations

import errno
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines import disk
from pipelines.fetching.live_source import CUT_OFF
from pipelines.fetching.receipt import Receipt, kept
from pipelines.fetching.run import fetch
from pipelines.landing.captures import Capture
from pipelines.landing.errors import RawStoreBusy, RawStoreUnwritable
from pipelines.landing.warc_appender import WarcAppender
from tests.live import answers
from tests.live.site_server import SiteServer
from tests.live.worlds import many_hubs
from tests.pipelines.fetching.support import QUICK, Folder, Pair

REPO = Path(__file__).parents[3]
CHILD = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from pipelines.workspace import DataFolder
from pipelines.fetching.live_source import LiveSource
from functools import partial
from pipelines.fetching.run import fetch
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.parse import read_capture
from pipelines.parsing.store.readings import ReadingStore
from pipelines.settings import settings_of

root, given = Path(sys.argv[1]), json.loads(sys.argv[2])
house = DataFolder(root)
live = LiveSource(settings_of(root, **given), RawStore(house.raw), ReadingStore(house.readings), house.hubs_csv,
                  lambda *page: partial(read_capture, *page), lambda: datetime.now(UTC))
print("landed", len(fetch(live, house.receipts).captures))
"""


class Running:
    """A process that fetches; the server holds back every hub page until the gate is set."""

    def __init__(self, site: SiteServer, root: Path, count: int) -> None:
        self.site = site
        self.folder = Folder(root, site)
        self.folder.list_hubs(*list(site.hubs)[:count])
        self.process: subprocess.Popen[str] | None = None

    def start(self, **given: Any) -> None:
        settings = json.dumps(self.folder.given | QUICK | given)
        command = [sys.executable, "-c", CHILD, str(self.folder.folder.root), settings]
        self.process = subprocess.Popen(
            command, cwd=REPO, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )

    def signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def end(self) -> tuple[int, str, str]:
        assert self.process is not None
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err

    @property
    def receipt(self) -> Receipt:
        (only,) = kept(self.folder.folder.receipts)
        return only

    @property
    def captures(self) -> list[Capture]:
        return list(self.folder.raw.captures())


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with SiteServer(many_hubs(4)) as site:
        found = Running(site, tmp_path, 4)
        yield found
        if found.process is not None and found.process.poll() is None:
            found.process.kill()
            found.process.communicate()


def wait_until_told(process: subprocess.Popen[str]) -> None:
    """Wait until the process has taken the first signal: it then catches SIGTERM no longer."""
    while True:
        status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
        (caught,) = [line.split()[1] for line in status.splitlines() if line.startswith("SigCgt")]
        if not int(caught, 16) >> (signal.SIGTERM - 1) & 1:
            return


def test_once_finishes_the_page_and_ends_the_run(running: Running) -> None:
    first = next(iter(running.site.hubs))
    # The second request shows that the first page is landed; it is held back until the signal is there.
    running.site.route(f"/citations/{list(running.site.hubs)[1]}", hold(running))
    running.start()
    code, out, err = running.end()
    assert (code, out, err) == (0, "landed 2\n", "")
    assert [one.outcome for one in running.captures] == ["ok", "ok"]
    assert running.captures[0].hub_id == first
    found = running.receipt
    assert found.stop_reason == "it was interrupted"
    assert (found.hubs_due, found.requests, found.outcomes) == (4, 3, {"ok": 2})
    assert found.ended_at > found.started_at
    running.site.unroute(f"/citations/{list(running.site.hubs)[1]}")
    rest = running.folder.fetch(twins=False)
    assert {one.hub_id for one in rest.captures} >= set(running.site.hubs) - {one.hub_id for one in running.captures}


def hold(running: Running) -> Any:
    """The site's own answer, after the signal was sent and taken."""

    def act(exchange: Any) -> None:
        assert running.process is not None
        running.signal(signal.SIGINT)
        wait_until_told(running.process)
        running.site.as_usual(exchange)

    return act


def test_twice_stops_at_once(running: Running) -> None:
    second = f"/citations/{list(running.site.hubs)[1]}"

    def act(exchange: Any) -> None:
        assert running.process is not None
        running.signal(signal.SIGINT)
        wait_until_told(running.process)
        running.signal(signal.SIGINT)
        exchange.wait()  # this page never comes

    running.site.route(second, act)
    running.start(request_seconds=600)
    code, out, err = running.end()
    assert code != 0
    assert out == ""
    assert "KeyboardInterrupt" in err
    assert "never retrieved" not in err
    assert "was destroyed" not in err
    assert [one.outcome for one in running.captures] == ["ok"]  # what was there is landed
    assert running.receipt.stop_reason == CUT_OFF
    assert running.receipt.outcomes == {"ok": 1}
    running.site.unroute(second)
    assert len(running.folder.fetch().of(list(running.site.hubs)[1])) == 1


def test_once_in_a_pause_ends_the_pause(running: Running) -> None:
    def act(exchange: Any) -> None:
        answers.busy("250")(exchange)
        running.signal(signal.SIGTERM)

    running.site.route(f"/citations/{next(iter(running.site.hubs))}", act)
    running.start()
    code, out, _ = running.end()
    assert (code, out) == (0, "landed 1\n")
    (only,) = running.captures
    assert only.outcome == "retried"
    assert only.reason.endswith("; the run ended before it was tried again")
    assert running.receipt.waited_seconds < 60
    assert running.receipt.retries == 0


def test_two_runs_at_once(hubs: Pair) -> None:
    busy: list[str] = []

    def act(exchange: Any) -> None:
        other = hubs.folder.live()
        try:
            fetch(other, hubs.folder.folder.receipts)
        except RawStoreBusy as error:
            busy.append(str(error))
        assert other.receipt.requests == 0
        hubs.site.as_usual(exchange)

    fetched = hubs.fetch(act)
    assert len(busy) == 1
    assert "another process is landing captures" in busy[0]
    assert fetched.outcomes(hubs.bad) == ["ok"]
    assert len(list(kept(hubs.folder.folder.receipts))) == 1


def test_a_disk_that_is_full_ends_the_run_and_the_receipt_says_so(hubs: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    write = WarcAppender.write
    written: list[int] = []

    def full(self: WarcAppender, *args: Any) -> Any:
        if written:
            raise RawStoreUnwritable("no space left")
        written.append(1)
        return write(self, *args)

    monkeypatch.setattr(WarcAppender, "write", full)
    with pytest.raises(RawStoreUnwritable, match="no space left"):
        fetch(hubs.folder.live(), hubs.folder.folder.receipts)
    (found,) = kept(hubs.folder.folder.receipts)
    assert found.stop_reason == CUT_OFF
    assert found.ended_at > found.started_at
    assert len(list(hubs.folder.raw.captures())) == 1


def test_a_receipt_is_whole_or_absent(hubs: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = hubs.folder.folder.receipts

    def refuse(_: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(disk, "sync", refuse)
    with pytest.raises(RawStoreUnwritable, match="No space left on device; what was landed before is kept"):
        hubs.folder.fetch()
    assert list(folder.iterdir()) == []
    assert len(list(hubs.folder.raw.captures())) == 2


def test_receipts_that_cannot_be_read_are_passed_over(hubs: Pair) -> None:
    hubs.fetch()
    folder = hubs.folder.folder.receipts
    (sound,) = folder.glob("*.json")
    content = json.loads(sound.read_text("utf-8"))
    for name, changed in {"a": {"requests": "many"}, "b": {"outcomes": []}, "c": {"robots_line": None}}.items():
        (folder / f"{name}.json").write_text(json.dumps(content | changed), "utf-8")
    (folder / "d.json").write_text("[]", "utf-8")
    (folder / "e.json").write_bytes(b"\xff")
    (folder / "f.json").write_text('{"fetch_id": "x"}', "utf-8")
    assert [one.fetch_id for one in kept(folder)] == [content["fetch_id"]]
    hubs.folder.load()
    assert hubs.folder.ask("SELECT count(*) FROM fetches") == [(1,)]

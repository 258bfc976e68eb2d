"""The campaign `load`: many readers below many publishes, and a live source against a site that misbehaves.

A run is either 200 publishes below all readers, or 24 fetches of all hubs from a site whose answers the seed draws
(errors, wrong lengths, half bodies, slow ones, moved pages), followed by one fetch from the healed site. Nothing that
the site had may then be missing, and no answer but a good one may have shortened the pause. The short form does less
of both.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from unittest import mock

from pipelines.fetching.pace import Pace
from pipelines.warehouse.publish import fingerprint_of, publish
from pipelines.workspace import DataFolder
from tests.live import answers, broken_answers, worlds
from tests.live.exchange import Behaviour, Exchange
from tests.live.site_server import SiteServer
from tests.pipelines.building.support import load
from tests.pipelines.fetching.support import Folder, values_of
from tests.torture.house import FILES
from tests.torture.session import Session
from tests.torture.warm import CHECKOUT

READERS: Final = {True: (10, 5), False: (80, 20)}
"""Processes with one reader each, and readers in threads of one more process: short form and full form."""
PUBLISHES: Final = {True: 20, False: 200}
ROUND: Final = {True: 2, False: 12}
"""So many runs are one of publishes and the others fetches from a failing site: a thousand requests each in full."""
HUBS: Final = 20
BAD_ROUNDS: Final = {True: 8, False: 24}


def campaign(session: Session, _preload: Path | None) -> None:
    """Publish below readers and fetch from a site that misbehaves, in turn."""
    files = []
    for number, paths in enumerate((FILES[:3], FILES[3:9])):
        folder = DataFolder(session.scratch / f"made-{number}")
        load(folder, *paths)
        files.append(folder.warehouse)
    for number, draw in session.turns():
        place = session.scratch / f"run-{number}"
        if number % ROUND[session.is_short] == 0:
            problems, faults = _readers(session, place, files)
        else:
            problems, faults = _site(session, place, draw)
        session.judge(number, faults, problems)
        shutil.rmtree(place, ignore_errors=True)


def _readers(session: Session, place: Path, files: list[Path]) -> tuple[list[str], int]:
    folder = DataFolder(place / "data")
    folder.root.mkdir(parents=True)
    marks = {str(fingerprint_of(one)) for one in files}
    _publish(folder, files[0])
    stop = place / "stop"
    command = [sys.executable, "-m", "tests.torture.readers", folder.warehouse, stop, place, *READERS[session.is_short]]
    running = subprocess.Popen([*map(str, command)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
    if running.stdout is None or running.stdout.readline() != "ready\n":
        raise RuntimeError("readers could not start")
    publishes = PUBLISHES[session.is_short]
    for number in range(1, publishes + 1):
        _publish(folder, files[number % 2])
        time.sleep(0.05)
    stop.touch()
    out, _ = running.communicate(timeout=600)
    problems = [f"a reader ended with {status}" for status in json.loads(out) if status]
    seen: dict[str, set[str]] = {}
    for one in place.glob("reader-*"):
        said = json.loads(one.read_text("utf-8"))
        session.tally.counts["opened"] = session.tally.counts.get("opened", 0) + said["opened"]
        session.tally.cells_compared += 6 * said["opened"]
        problems += said["errors"]
        for mark, found in said["seen"].items():
            seen.setdefault(mark, set()).update(found)
    problems += [f"a file that was never published was seen: {mark}" for mark in seen.keys() - marks]
    problems += [f"torn reads: {sorted(found)}" for found in seen.values() if len(found) > 1 or "[False" in str(found)]
    session.tally.count("publishes below readers", publishes)
    return problems, publishes


def _publish(folder: DataFolder, file: Path) -> None:
    shutil.copy(file, folder.building)
    publish(folder)


def _page(site: SiteServer, hub_id: str) -> bytes:
    return site.page_bytes(hub_id)


FAULTS: Final[tuple[Callable[[SiteServer, str], Behaviour], ...]] = (
    lambda _site, _hub: answers.status(500),
    lambda _site, _hub: answers.status(503),
    lambda _site, _hub: answers.busy("0"),
    lambda _site, _hub: answers.busy("garbage", 503),
    lambda site, hub: broken_answers.early_close(_page(site, hub)),
    lambda site, hub: broken_answers.short_body(_page(site, hub)),
    lambda site, hub: broken_answers.lengths(_page(site, hub), "10"),
    lambda site, hub: broken_answers.lengths(_page(site, hub), "9999999"),
    lambda site, hub: broken_answers.no_last_chunk(_page(site, hub)),
    lambda site, hub: broken_answers.truncated_gzip(_page(site, hub)),
    lambda site, hub: broken_answers.wrong_crc_gzip(_page(site, hub)),
    lambda _site, _hub: broken_answers.garbage(),
    lambda _site, _hub: broken_answers.hang_up(),
    lambda _site, _hub: broken_answers.reset(),
    lambda site, _hub: answers.delayed(0.1, site.as_usual),
    lambda site, _hub: answers.closing(site.as_usual),
    lambda _site, hub: answers.redirect(f"/citations/{hub}?moved=1"),
    lambda _site, _hub: answers.redirect("http://elsewhere.example/"),
    lambda _site, _hub: answers.not_modified('"never seen"'),
    lambda site, hub: answers.page(_page(site, hub)[:700]),
)
"""What an answer can be. A new fault is one line here, with a behaviour of tests/live."""


def _site(session: Session, place: Path, draw: random.Random) -> tuple[list[str], int]:
    with SiteServer(worlds.many_hubs(HUBS)) as site:
        wanted = _fetched(site, place / "wanted")
        folder = Folder(place / "data", site)
        folder.list_hubs(*site.hubs)
        problems: list[str] = []
        before = len(site.requests)
        served: list[None] = []
        with _watched_pace(problems):
            for _ in range(BAD_ROUNDS[session.is_short]):
                for hub in site.hubs:
                    faults = draw.choices(FAULTS, k=draw.choice((0, 0, 1, 1, 2, 3)))
                    script = [_counted(one(site, hub), served) for one in faults]
                    site.route(f"/citations/{hub}", *script, site.as_usual)
                folder.fetch()
            for hub in site.hubs:
                site.unroute(f"/citations/{hub}")
            for _ in range(6):  # a run ends early after failures in a row, and the next one goes on
                if {one.outcome for one in folder.fetch().captures} <= {"ok", "unchanged"}:
                    break
        session.tally.counts["requests"] = session.tally.counts.get("requests", 0) + len(site.requests) - before
        folder.load()
        found = values_of(folder)
    cells = sum(len(row) for rows in wanted.values() for row in rows)
    lost = sum(len(row) for name, rows in wanted.items() for row in rows if row not in found[name])
    problems += [f"{name}: differs after the site healed" for name in wanted if wanted[name] != found[name]]
    session.tally.cells_compared += cells
    session.tally.cells_lost += lost
    session.tally.count("bad answers", len(served))
    return problems, len(served)


def _counted(behaviour: Behaviour, served: list[None]) -> Behaviour:
    def act(exchange: Exchange) -> None:
        served.append(None)
        behaviour(exchange)

    return act


def _fetched(site: SiteServer, root: Path) -> Any:
    folder = Folder(root, site)
    folder.list_hubs(*site.hubs)
    folder.fetch()
    folder.load()
    return values_of(folder)


@contextmanager
def _watched_pace(problems: list[str]) -> Iterator[None]:
    """Look at every change of the pause, while the real code makes it."""
    plain = Pace.ended

    def ended(self: Pace, seconds: float, *, is_good: bool, is_distress: bool) -> None:
        before = self.pause_seconds
        plain(self, seconds, is_good=is_good, is_distress=is_distress)
        if not is_good and self.pause_seconds < before:
            problems.append(f"the pause shrank from {before} to {self.pause_seconds} s after a bad answer")

    with mock.patch.object(Pace, "ended", ended):
        yield

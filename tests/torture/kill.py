"""The campaign `kill`: SIGKILL at a random call or moment, up to six times in a row, also while a run recovers."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from pathlib import Path
from typing import Final

from pipelines.workspace import DataFolder
from tests.torture import checks, house, shim
from tests.torture.house import Case, House
from tests.torture.session import Session

CASES: Final = ("ingest", "addition", "refresh", "reparse", "rollback", "export", "release")
MOST_KILLS: Final = 6
"""Kills in a row before a run may complete: the second and later ones hit runs that recover."""


def campaign(session: Session, preload: Path | None) -> None:
    """Kill commands."""
    if preload is None:
        session.tally.left_out = "kills at a chosen call: there is no C compiler; kills at a chosen time were made"
    place = session.house()
    chosen = ("ingest", "addition", "refresh", "export") if session.is_short else CASES
    cases = place.cases(*chosen)
    for number, draw in session.turns():
        case = cases[number % len(cases)]
        _kill(session, place, case, number, draw)


def _arm(place: House, root: Path, at: int = shim.MANY, *, skips: bool) -> shim.Arm | None:
    skipped = str(root / "data/dagster") if skips else ""
    mode = shim.Mode.COUNT if at == shim.MANY else shim.Mode.KILL
    return shim.Arm(str(root), mode, first=at, last=at, skip=skipped) if place.has_shim else None


def _kill(session: Session, place: House, case: Case, number: int, draw: random.Random) -> None:
    tally, problems, kills = session.tally, [], 0
    with place.copy(case, "killed") as root:
        folder = DataFolder(root / "data")
        acknowledged = checks.landed(folder)
        allowed = {folder.warehouse.read_bytes()} if folder.warehouse.exists() else set()
        for _ in range(draw.randint(1, MOST_KILLS)):
            if not _killed(place, case, root, draw):
                break
            kills += 1
            tally.count(case.name)
            problems += _after_a_kill(case, folder, allowed)
            acknowledged |= checks.landed(folder)
        problems += place.complete(case, root)
        cells, lost, wrong = house.judged(case, root, acknowledged)
        problems += wrong
        if number % 4 == 0 or checks.stray(root, case.wanted):
            problems += place.cleanup(case, root)
        problems += checks.stray(root, case.wanted)
        tally.cells_compared += cells
        tally.cells_lost += lost
    session.judge(number, kills, [f"{case.name}, {kills} kills: {one}" for one in problems])


def _killed(place: House, case: Case, root: Path, draw: random.Random) -> bool:
    """Start the command and kill it; return whether it was killed before its end."""
    how = draw.choice(("call", "own call", "own call", "time")) if place.has_shim else "time"
    if how == "time":
        running = place.start(case, root)
        time.sleep(draw.uniform(0, case.seconds))
        with contextlib.suppress(ProcessLookupError):
            os.kill(running.pid, signal.SIGKILL)
        return running.wait().code == -signal.SIGKILL
    skips = how == "own call"
    at = draw.randint(1, max(1, sum(case.calls[:4]) if skips else case.calls[4]))
    return place.run(case, case.command, root, _arm(place, root, at, skips=skips)).code == -signal.SIGKILL


def _after_a_kill(case: Case, folder: DataFolder, allowed: set[bytes]) -> list[str]:
    """The published file is one that was there before, or the new one, whole."""
    if not folder.warehouse.exists():
        return ["the published file is gone"] if allowed else []
    now = folder.warehouse.read_bytes()
    if now in allowed:
        return []
    allowed.add(now)
    if case.name == "rollback":
        return checks.published(folder)
    _, _, differing = checks.compared(case.wanted / "data/warehouse.duckdb", folder.warehouse, is_exact=case.is_exact)
    return [*checks.published(folder), *(f"after a kill, {one}" for one in differing)]

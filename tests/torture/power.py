"""The campaign `power`: the power goes at any point of a command, and what was not synced is lost.

A command is recorded once. Each run cuts the record somewhere, writes the folder as the disk may hold it then
(disk.py), and checks it: no capture whose index line was synced is lost, the published file is a former one or the new
one, and the next run completes. After the end of the command, its result must be there without another run, and so must
the former file that `rollback` would publish.
"""

from __future__ import annotations

import copy
import random
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.warehouse import publish
from pipelines.workspace import DataFolder
from tests.torture import checks, house, shim
from tests.torture.disk import Change, Disk, changes
from tests.torture.house import Case, House
from tests.torture.session import Session

CASES: Final = ("ingest", "addition", "export", "release", "rollback", "refresh", "reparse")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A case, the files before it, and all changes."""

    case: Case
    disk: Disk
    changes: list[Change]


def campaign(session: Session, preload: Path | None) -> None:
    """Cut the power in recorded commands."""
    if preload is None:
        session.tally.left_out = "there is no C compiler to build the shim"
        return
    place = session.house()
    recorded = []
    for case in place.cases(*(CASES[:2] if session.is_short else CASES)):
        one, wrong = _record(place, case)
        recorded.append(one)
        session.tally.findings += wrong
    for number, draw in session.turns():
        _cut(session, place, recorded[number % len(recorded)], number, draw)


def _record(place: House, case: Case) -> tuple[Recorded, list[str]]:
    """Run a case and record it; return also where a replay of all of it does not give the same files."""
    root = place.place / f"recorded-{case.name}"
    house.copied(case.start, root)
    before = Disk(root)
    log = place.place / f"{case.name}.log"
    ended = place.run(case, case.command, root, shim.Arm(str(root), shim.Mode.RECORD, log=str(log)))
    if ended.code not in house.DONE:
        raise RuntimeError(f"{case.name} without a fault ended with {ended.code}: {ended.err}")
    found = list(changes(log.read_bytes()))
    disk = copy.deepcopy(before)
    for one in found:
        disk.apply(one)
    wrong = [
        f"{case.name}: the record does not give {path.relative_to(root)}"
        for path in root.rglob("*")
        if path.is_file() and not path.name.endswith("-shm") and disk.content(str(path)) != path.read_bytes()
    ]
    shutil.rmtree(root)
    return Recorded(case, before, found), wrong


def _cut(session: Session, place: House, recorded: Recorded, number: int, draw: random.Random) -> None:
    """Cut the power once, and look at what is left."""
    case, tally = recorded.case, session.tally
    root = place.place / "cut"
    at = draw.choice((len(recorded.changes), draw.randint(0, len(recorded.changes)), _at_a_rename(recorded, draw)))
    acknowledged = _write(recorded, root, at, draw)
    folder = _data(root)
    problems = []
    before = case.start / "data/warehouse.duckdb"
    if before.exists() and not folder.warehouse.exists():
        problems.append("the published file is gone")
    elif folder.warehouse.exists() and (
        at == len(recorded.changes) or not before.exists() or folder.warehouse.read_bytes() != before.read_bytes()
    ):
        problems += _result(case, folder)
    if at == len(recorded.changes) and len(publish.versions(folder)) < len(publish.versions(_data(case.wanted))):
        problems.append("a former file is gone")
    problems += place.complete(case, root)
    cells, lost, wrong = house.judged(case, root, checks.landed(_data(case.start)))
    problems += wrong
    lines = b"".join(one.read_bytes() for one in folder.raw.glob("*.cdxj")).splitlines()
    if missing := acknowledged - set(lines):
        problems.append(f"{len(missing)} synced index lines are gone")
    if checks.stray(root, case.wanted):
        problems += place.cleanup(case, root)
    problems += checks.stray(root, case.wanted)
    tally.count(f"{case.name}{', after its end' if at == len(recorded.changes) else ''}")
    tally.cells_compared += cells
    tally.cells_lost += lost
    session.judge(number, 1, [f"{case.name}, cut after {at} changes: {one}" for one in problems])
    shutil.rmtree(root, ignore_errors=True)


def _write(recorded: Recorded, root: Path, at: int, draw: random.Random) -> set[bytes]:
    """Write the folder after the cut; return the lines of the raw index that were synced."""
    shutil.rmtree(root, ignore_errors=True)
    disk = copy.deepcopy(recorded.disk)
    for one in recorded.changes[:at]:
        disk.apply(one)
    disk.write_after_cut(root, draw)
    return {line for name in disk.names if name.endswith(".cdxj") for line in disk.synced(name).splitlines()}


def _data(root: Path) -> DataFolder:
    return DataFolder(root / "data")


def _at_a_rename(recorded: Recorded, draw: random.Random) -> int:
    places = [place for place, one in enumerate(recorded.changes, 1) if one.operation in "rls"]
    return draw.choice(places or [0])


def _result(case: Case, folder: DataFolder) -> list[str]:
    if case.name == "rollback":
        return checks.published(folder)
    _, _, differing = checks.compared(case.wanted / "data/warehouse.duckdb", folder.warehouse, is_exact=case.is_exact)
    return [*checks.published(folder), *(f"after the cut, {one}" for one in differing)]

"""The campaign `calls`: the n-th open, write, rename or fsync below the data folder fails, for every n of a small run.

A call fails once, or with every call of its class after it (a disk that stays full). What must hold: the message names
a path and the cause, the published file is as it was or the complete new one, and the next run completes. A command may
also do without the call (say, a note that only saves time); then its result must be that of an undisturbed run.

The first pass fails every call once, with one errno after the other, command by command; later passes fail it with the
others. Many faults leave the very same files: the next run from there is made once, and again for every 25th of them.
"""

from __future__ import annotations

import errno
import os
import random
import re
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from pipelines.workspace import DataFolder
from tests.torture import checks, house, shim
from tests.torture.house import Case, House
from tests.torture.session import Session

AGAIN: Final = 25
"""One in so many faults is followed by the next run even if that was made from the same files before."""
CASES: Final = ("rollback", "export", "release", "ingest", "addition", "reparse")
"""In the order in which a pass goes through them: the first three take a tenth of the time of the others."""
SHORT_CASES: Final = ("export", "release", "ingest")
SHORT: Final = 0
"""In place of an errno: half of the bytes are written, and what is not a write fails with ENOSPC."""
FAULTS: Final[dict[shim.Calls, tuple[int, ...]]] = {
    shim.Calls.OPEN: (errno.EACCES, errno.EMFILE, errno.EIO, errno.ENOSPC, errno.ENOMEM),
    shim.Calls.WRITE: (errno.ENOSPC, errno.EIO, SHORT),
    shim.Calls.RENAME: (errno.EACCES, errno.EIO, errno.ENOSPC),
    shim.Calls.SYNC: (errno.EIO, errno.ENOSPC),
}
"""How the calls of each class fail. A new errno is one word here; a new call is one function in shim.c."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: in which case, at which call of a class, with which errno, and whether the later ones fail too."""

    case: Case
    calls: shim.Calls
    at: int
    error: int
    stays: bool

    @property
    def name(self) -> str:
        """What it is, in words."""
        error = errno.errorcode.get(self.error, "half")
        return f"{self.calls.name or ''} {self.at}{' and later' if self.stays else ''}, {error}".lower()

    def arm(self, root: Path) -> shim.Arm:
        """Return what the shim has to do."""
        last = shim.MANY if self.stays else self.at
        mode = shim.Mode.SHORT if self.error == SHORT else shim.Mode.FAIL
        skipped = str(root / "data/dagster")
        return shim.Arm(str(root), mode, int(self.calls), self.at, last, self.error, skipped)


def campaign(session: Session, preload: Path | None) -> None:
    """Fail calls, in an order that the seed chooses, each fault once."""
    if preload is None:
        session.tally.left_out = "there is no C compiler to build the shim"
        return
    place = session.house()
    cases = place.cases(*(SHORT_CASES if session.is_short else CASES))
    faults = all_faults(cases, session.seed)
    if session.is_short:
        random.Random(session.seed).shuffle(faults)
    session.tally.total = len(faults)
    settled: set[str] = set()
    for number, _ in session.turns():
        if number >= len(faults):
            session.tally.runs = len(faults)
            return
        _fail(session, place, faults[number], number, settled)


def all_faults(cases: list[Case], seed: int) -> list[Fault]:
    """List every fault of every call that the commands make when nothing fails, in passes over all calls."""
    passes: dict[tuple[int, str], list[Fault]] = {}
    for case in cases:
        for (calls, errors), count in zip(FAULTS.items(), case.calls[:4], strict=True):
            kinds = [(error, stays) for error in errors for stays in (False, True)]
            for one, at in product(range(len(kinds)), range(1, count + 1)):
                fault = Fault(case, calls, at, *kinds[(at + one) % len(kinds)])
                passes.setdefault((one, case.name), []).append(fault)
    names = [case.name for case in cases]
    found = []
    for place in sorted(passes, key=lambda place: (place[0], names.index(place[1]))):
        random.Random(f"{seed} {place}").shuffle(passes[place])
        found += passes[place]
    return found


def _fail(session: Session, place: House, fault: Fault, number: int, settled: set[str]) -> None:
    case, tally = fault.case, session.tally
    with place.copy(case, "failed") as root:
        folder = DataFolder(root / "data")
        acknowledged = checks.landed(folder)
        before = folder.warehouse.read_bytes()
        ended = place.run(case, case.command, root, fault.arm(root))
        if not ended.hit:
            return
        tally.count(f"{case.name} {(fault.calls.name or '').lower()}")
        problems = []
        if ended.code in house.DONE:
            tally.counts["done without"] = tally.counts.get("done without", 0) + 1
        else:
            problems += _message(ended.err, fault, ended.hit, root)
        if folder.warehouse.read_bytes() != before or ended.code in house.DONE:
            problems += _as_undisturbed(case, folder)
        state = f"{case.name} {checks.digest(root)}"
        if state in settled and number % AGAIN:
            tally.counts["same files as before"] = tally.counts.get("same files as before", 0) + 1
        else:
            wrong = _completed(session, place, case, root, acknowledged)
            if not wrong:
                settled.add(state)
            problems += wrong
    hit = ended.hit.replace(f"{root}/", "")
    session.judge(number, 1, [f"{case.name}, {fault.name} ({hit}): {one}" for one in problems])


def _completed(session: Session, place: House, case: Case, root: Path, acknowledged: set[str]) -> list[str]:
    """Make the next run, and compare what is then there; return what is wrong."""
    acknowledged = acknowledged | checks.landed(DataFolder(root / "data"))
    problems = place.complete(case, root)
    cells, lost, wrong = house.judged(case, root, acknowledged)
    if checks.stray(root, case.wanted):
        problems += place.cleanup(case, root)
    session.tally.cells_compared += cells
    session.tally.cells_lost += lost
    return [*problems, *wrong, *checks.stray(root, case.wanted)]


def _message(said: str, fault: Fault, hit: str, root: Path) -> list[str]:
    """Say what the message lacks: a path that leads to the file, or the cause."""
    problems = []
    if "Traceback" in said:
        problems.append("a traceback was printed")
    _, _, path = hit.partition(" ")
    told = "".join(said.split())
    tail = "".join("/".join(Path(path).parts[-2:]).split())  # polars shortens long paths at their front
    path = re.sub(r"/\.out\.(new|old|lock)", "/out", path)  # they stand for the export, whose name the message has
    leads = [one for one in (Path(path), *Path(path).parents) if one.is_relative_to(root) and one != root]
    if tail not in told and not any("".join(str(one).split()) in told for one in leads):
        problems.append(f"the message names no file: {said.strip()[-300:]!r}")
    cause = os.strerror(fault.error or errno.ENOSPC)
    if fault.error != SHORT and "".join(cause.split()) not in told:
        problems.append(f"the message does not say {cause!r}: {said.strip()[-300:]!r}")
    return problems


def _as_undisturbed(case: Case, folder: DataFolder) -> list[str]:
    if case.name == "rollback":
        return checks.published(folder)
    _, _, differing = checks.compared(case.wanted / "data/warehouse.duckdb", folder.warehouse, is_exact=case.is_exact)
    return [f"right after the fault, {one}" for one in differing]

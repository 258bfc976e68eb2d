"""The cases of the campaigns: folders before a command, the command, what completes it, and the undisturbed result.

To add one, add a `Case` in `House.cases`: a start, a command, and the commands that complete it.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self

from pipelines.workspace import DataFolder
from tests.live import worlds
from tests.live.site_server import SiteServer
from tests.torture import checks, shim
from tests.torture.warm import CHECKOUT, Ended, Order, Running, Warm

SAMPLE: Final = CHECKOUT / "data" / "sample"
FILES: Final = sorted(path for path in SAMPLE.iterdir() if path.suffix in {".html", ".json", ".txt"})
EARLIER: Final = [one for one in FILES if one.name.split(".")[1] < "20261105"][:8]
LATEST: Final = next(one for one in FILES if one.name.split(".")[1] > "20261105")
NOW: Final = datetime(2026, 11, 22, 8, tzinfo=UTC)
LIVE_HUBS: Final = 4
DONE: Final = (0, 3)
"""Exit codes of a command that ran to its end; 3: it reports something to look at."""


@dataclass(frozen=True, slots=True)
class Case:
    """A command that is disturbed.

    Attributes:
        name: of the command.
        start: the folder before it; `data` in it is the data folder.
        command: its arguments; {case} is the folder.
        completes: the commands after a fault, of which each has to succeed.
        wanted: the folder after an undisturbed run.
        is_exact: whether all times agree as well.
        calls: how many calls of each class the command makes when nothing fails, and how many with those of Dagster's
            records; all 0 without the shim.
        seconds: how long it takes then.
    """

    name: str
    start: Path
    command: Sequence[str]
    completes: Sequence[Sequence[str]]
    wanted: Path
    is_exact: bool = True
    surroundings: dict[str, str] = field(default_factory=dict)
    calls: tuple[int, ...] = (0, 0, 0, 0, 0)
    seconds: float = 1.0


class House:
    """Makes the cases in a folder and runs commands in copies of them."""

    def __init__(self, place: Path, warm: Warm, site: SiteServer | None, preload: Path | None) -> None:
        self.place = place
        place.mkdir(parents=True, exist_ok=True)
        self.warm = warm
        self.has_shim = preload is not None
        self._site = site
        self._made: dict[str, Path] = {}
        self._measured: dict[str, tuple[tuple[int, ...], float]] = {}

    def cases(self, *chosen: str) -> list[Case]:
        """Return the cases of these names, made if need be."""
        made: list[Case] = [getattr(self, f"_{name}")() for name in chosen]
        return [replace(one, calls=calls, seconds=seconds) for one in made for calls, seconds in [self._of(one)]]

    def _of(self, case: Case) -> tuple[tuple[int, ...], float]:
        return self._measured[case.name if case.name in self._made else "whole"]

    def start(self, case: Case, root: Path, arm: shim.Arm | None = None, *, later: int = 1) -> Running:
        """Start a case's command in a folder."""
        return self.warm.start(self._order(case.command, root, case, arm, later))

    def run(
        self,
        case: Case,
        command: Sequence[str],
        root: Path,
        arm: shim.Arm | None = None,
        *,
        later: int = 1,
        zone: str = "UTC",
    ) -> Ended:
        """Run a command of a case to its end, so many days after the start, in a time zone."""
        order = self._order(command, root, case, arm, later)
        return self.warm.run(replace(order, surroundings={**order.surroundings, "TZ": zone}))

    def complete(self, case: Case, root: Path) -> list[str]:
        """Run what completes a case; return what failed."""
        problems = []
        for command in case.completes:
            ended = self.run(case, command, root)
            if ended.code not in DONE or "Traceback" in ended.err:
                problems.append(f"`{command[0]}` afterwards ended with {ended.code}: {ended.err.strip()[-400:]}")
        return problems

    def cleanup(self, case: Case, root: Path) -> list[str]:
        """Run the job `cleanup`; return what failed."""
        ended = self.run(case, ["--cleanup", str(root / "data")], root)
        return [] if ended.code == 0 else [f"cleanup ended with {ended.code}: {ended.err.strip()[-400:]}"]

    @contextlib.contextmanager
    def copy(self, case: Case, name: str) -> Iterator[Path]:
        """Copy the start of a case; the copy is removed afterwards."""
        root = self.place / name
        shutil.rmtree(root, ignore_errors=True)
        copied(case.start, root)
        try:
            yield root
        finally:
            shutil.rmtree(root, ignore_errors=True)

    def _order(self, command: Sequence[str], root: Path, case: Case | None, arm: shim.Arm | None, later: int) -> Order:
        arguments = [one.format(case=root) for one in command]
        if not arguments[0].startswith("--"):
            arguments += ["--data", str(root / "data")]
        moment = int((NOW + timedelta(days=later)).timestamp()) * 10**9
        is_timed = self.has_shim and (case is None or case.is_exact)
        return Order(arguments, case.surroundings if case else {}, arm, (moment, True) if is_timed else None)

    def _folder(
        self,
        name: str,
        start: Path | None,
        *commands: Sequence[str],
        later: int = 1,
        live: dict[str, str] | None = None,
    ) -> Path:
        """Make a folder by commands, once."""
        if name not in self._made:
            root = self.place / name
            shutil.rmtree(root, ignore_errors=True)
            if start is not None:
                copied(start, root)
            root.mkdir(parents=True, exist_ok=True)
            for command in commands:
                counting = None
                if self.has_shim:
                    counting = shim.Arm(str(root), shim.Mode.COUNT, skip=str(root / "data/dagster"))
                order = self._order(command, root, None, counting, later)
                if live:
                    order = Order(order.arguments, live, counting)
                begun = time.monotonic()
                ended = self.warm.run(replace(order, learns=True))
                self._measured[name] = tuple(ended.calls), time.monotonic() - begun
                if ended.code not in DONE:
                    raise RuntimeError(f"{command[0]} without a fault ended with {ended.code}: {ended.err}")
            self._made[name] = root
        return self._made[name]

    def _first(self) -> Path:
        return self._folder("first", None, ["ingest", *map(str, FILES[:2])], later=0)

    def _whole(self) -> Path:
        return self._folder("whole", self._first(), _INGEST)

    def _ingest(self) -> Case:
        return Case("ingest", self._first(), _INGEST, [_INGEST], self._whole())

    def _addition(self) -> Case:
        """A page that is newer than all others: the published file is patched (docs/decisions/0054)."""
        start = self._folder("earlier", None, ["ingest", *map(str, EARLIER)], later=0)
        wanted = self._folder("addition", start, _ADDITION)
        if not checks.carried(wanted / "data/warehouse.duckdb"):
            raise RuntimeError("the build of the addition was from scratch")
        return Case("addition", start, _ADDITION, [_ADDITION], wanted)

    def _reparse(self) -> Case:
        whole = self._whole()
        self._folder("reparse", whole, ["reparse"])
        return Case("reparse", whole, ["reparse"], [["reparse"]], whole)

    def _rollback(self) -> Case:
        whole = self._whole()
        self._folder("rollback", whole, ["rollback"])
        return Case("rollback", whole, ["rollback"], [_INGEST], whole)

    def _export(self) -> Case:
        start = self._folder("exported", self._whole(), ["export", "{case}/out", "--tables", "hubs"])
        wanted = self._folder("export", start, _EXPORT)
        return Case("export", start, _EXPORT, [_EXPORT], wanted)

    def _release(self) -> Case:
        wanted = self._folder("release", self._whole(), ["release"])
        return Case("release", self._whole(), ["release"], [["release"]], wanted)

    def _refresh(self) -> Case:
        if self._site is None:
            raise ValueError("this case needs a site")
        listed = self.place / "hubs.txt"
        listed.write_text("\n".join(list(self._site.hubs)), encoding="utf-8")
        live = {
            "PITHHOUSE_SITE": f"http://{self._site.address}",
            "PITHHOUSE_TEST_SERVER": self._site.address,
            "PITHHOUSE_SECONDS_BETWEEN_REQUESTS": "0",
        }
        start = self._folder("listed", None, ["add", "--file", str(listed)], live=live)
        wanted = self._folder("refresh", start, ["refresh"], live=live)
        return Case("refresh", start, ["refresh"], [["refresh"]], wanted, is_exact=False, surroundings=live)


_INGEST: Final = ["ingest", *map(str, FILES[2:6])]
_ADDITION: Final = ["ingest", str(LATEST)]
_EXPORT: Final = ["export", "{case}/out"]


class Opened:
    """A house with a site of made-up hubs, opened when it is first asked for; used as a context."""

    def __init__(self, scratch: Path, preload: Path | None) -> None:
        self.scratch = scratch
        self._preload = preload
        self._held = contextlib.ExitStack()
        self._house: House | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def house(self) -> House:
        """Return the house."""
        if self._house is None:
            site = self._held.enter_context(SiteServer(worlds.many_hubs(LIVE_HUBS)))
            warm = self._held.enter_context(Warm(self.scratch / "warm", self._preload))
            self._house = House(self.scratch / "cases", warm, site, self._preload)
        return self._house


def copied(source: Path, target: Path) -> None:
    """Copy a folder with its times and its files of two names."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def judged(case: Case, root: Path, acknowledged: set[str]) -> tuple[int, int, list[str]]:
    """Check a case that was completed.

    Returns:
        Cells compared, cells lost, and what is wrong.
    """
    folder = DataFolder(root / "data")
    problems = checks.published(folder)
    problems += checks.raw(folder, acknowledged)
    cells, lost, differing = checks.compared(
        case.wanted / "data/warehouse.duckdb", folder.warehouse, is_exact=case.is_exact
    )
    problems += differing
    for sums in (*root.glob("out/checksums.sha256"), *root.glob("data/releases/*/checksums.sha256")):
        command = ["sha256sum", "-c", "--quiet", sums.name]
        done = subprocess.run(command, cwd=sums.parent, capture_output=True, text=True, check=False)
        problems += [f"{sums.parent.name}: {done.stdout.strip()}"] if done.returncode else []
    return cells, lost, problems

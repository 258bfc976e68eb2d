"""What a campaign gets and gives: its runs, each with its own random numbers, and the count of what it found."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from tests.torture import shim
from tests.torture.house import House


@dataclass
class Tally:
    """The count of one campaign.

    Attributes:
        runs: runs that ended, over all parts.
        injected: faults that really happened: kills, failed calls, cut logs, mutated pages, publishes below readers.
        survived: those after which every check held.
        cells_compared, cells_lost: against an undisturbed run.
        seconds: time spent.
        total: how many runs there are, where their number is known; 0: as many as are wanted.
        counts: faults by kind.
        findings: what was wrong, with the number of the run that shows it again.
        left_out: why the campaign, or a part of it, was not run; empty: it was.
    """

    campaign: str
    runs: int = 0
    injected: int = 0
    survived: int = 0
    cells_compared: int = 0
    cells_lost: int = 0
    seconds: float = 0.0
    total: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    left_out: str = ""

    def count(self, kind: str, number: int = 1) -> None:
        """Count faults of a kind."""
        self.injected += number
        self.counts[kind] = self.counts.get(kind, 0) + number


class Shared(Protocol):
    """What all campaigns of one call share."""

    scratch: Path

    def house(self) -> House:
        """Return the house of cases, opened with the first call."""


class Session:
    """One part of a campaign.

    Attributes:
        seed: of all random numbers.
        is_short: whether this is the form of `.ci/run`.
        scratch: a folder for this part.
        house: gives the house of cases that all campaigns share.
        tally: what was counted, also by former parts with the same seed.
    """

    def __init__(self, tally: Tally, report: Report, shared: Shared, *, runs: int, seconds: float) -> None:
        self.tally = tally
        self.seed = report.seed
        self.is_short = report.is_short
        self.scratch = shared.scratch / tally.campaign
        self.house = shared.house
        self.runs = runs
        self._report = report
        self._seconds = seconds
        self._begun = self._last = time.monotonic()

    def turns(self) -> Iterator[tuple[int, random.Random]]:
        """Yield the runs to be done: their numbers, and random numbers that follow from the seed and the number."""
        self._begun = self._last = time.monotonic()
        for _ in range(self.runs):
            if self.is_over:
                return
            number = self.tally.runs
            yield number, random.Random(f"{self.seed} {self.tally.campaign} {number}")
            self.tally.runs = number + 1
            self.save()

    @property
    def is_over(self) -> bool:
        """Whether the time of this part is used up."""
        return time.monotonic() - self._begun >= self._seconds

    def judge(self, number: int, faults: int, problems: list[str]) -> None:
        """Count faults as survived, or the problems that they made."""
        if problems:
            self.tally.findings += [f"run {number}: {one}" for one in problems]
        else:
            self.tally.survived += faults

    def save(self) -> None:
        """Write the report, so that a later part goes on here."""
        now = time.monotonic()
        self.tally.seconds = round(self.tally.seconds + now - self._last, 2)
        self._last = now
        self._report.write()


@dataclass
class Report:
    """The JSON report of all campaigns; `place` is read where it is of the same seed, form and commit."""

    seed: int
    is_short: bool
    commit: str
    place: Path
    tallies: dict[str, Tally] = field(default_factory=dict)

    def resume(self) -> None:
        """Take up what former parts counted."""
        if not self.place.exists():
            return
        known: dict[str, Any] = json.loads(self.place.read_text("utf-8"))
        if (known["seed"], known["is_short"]) == (self.seed, self.is_short):
            self.tallies = {name: Tally(**one) for name, one in known["campaigns"].items()}

    def write(self) -> None:
        """Write the report in place of the former one."""
        said = {
            "seed": self.seed,
            "is_short": self.is_short,
            "commit": self.commit,
            "campaigns": {name: asdict(one) for name, one in self.tallies.items()},
        }
        self.place.parent.mkdir(parents=True, exist_ok=True)
        new = self.place.with_suffix(".new")
        new.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
        new.replace(self.place)

    def table(self) -> str:
        """Return the counts as a Markdown table."""
        names = ("campaign", "runs", "faults injected", "faults survived", "cells compared", "cells lost", "minutes")
        lines = [f"| {' | '.join(names)} |", f"| --- |{' ---: |' * (len(names) - 1)}"]
        for one in self.tallies.values():
            cells = (one.runs, one.injected, one.survived, one.cells_compared, one.cells_lost)
            shown = [*(f"{cell:,}" for cell in cells), f"{one.seconds / 60:.1f}"]
            lines.append(f"| {one.campaign} | {' | '.join(shown)} |" if one.runs else f"| {one.campaign} | not run |")
        return "\n".join(lines)


def preload(scratch: Path) -> tuple[Path | None, str]:
    """Return the shim; or None, and why there is none."""
    try:
        return shim.build(scratch), ""
    except shim.NoShim as why:
        return None, str(why)

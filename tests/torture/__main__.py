"""`make torture`: run the campaigns and count what was lost.

    make torture ARGS="--short"                          (two minutes at most: what .ci/run does)
    make torture ARGS="--only kill --runs 300 --seed 2"
    make torture ARGS="--only kill --runs 300 --seed 2 --report kill.json"   (again: goes on where that one ended)

Each run follows from the seed and its number. The report (JSON) is written after every run; a later call with the same
seed and report goes on. Exits with 1 when anything was lost or wrong.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.torture import calls, clock, fuzz, kill, load, pages, power
from tests.torture.house import Opened
from tests.torture.session import Report, Session, Tally, preload
from tests.torture.warm import CHECKOUT

CAMPAIGNS: Final[dict[str, tuple[Callable[[Session, Path | None], None], int, float]]] = {
    "kill": (kill.campaign, 300, 25),
    "calls": (calls.campaign, 100_000, 20),
    "load": (load.campaign, 12, 6),
    "pages": (pages.campaign, 10_000, 6),
    "power": (power.campaign, 400, 8),
    "clock": (clock.campaign, 60, 6),
    "fuzz": (fuzz.campaign, 60, 0),
}
"""What each does, how many runs its full form has, and how many seconds the short form."""
FOREVER: Final = 86_400.0


def main() -> int:
    """Run what was asked for and print the table."""
    options = argparse.ArgumentParser(
        prog="make torture", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--only", choices=CAMPAIGNS, action="append", help="one campaign; may be repeated")
    options.add_argument("--short", action="store_true", help="the form of two minutes")
    options.add_argument("--seed", type=int, default=1, help="of all random numbers (default 1)")
    options.add_argument("--runs", type=int, help="runs of each campaign (default: its full form)")
    options.add_argument("--minutes", type=float, help="end each campaign after so many minutes")
    options.add_argument("--report", type=Path, help="the JSON report (default build/torture.json)")
    options.add_argument("--scratch", type=Path, help="folder for the runs (default: a temporary one)")
    chosen = options.parse_args()
    report = Report(chosen.seed, chosen.short, _commit(), chosen.report or CHECKOUT / "build" / "torture.json", {})
    if not chosen.short:
        report.resume()
    with tempfile.TemporaryDirectory(prefix="torture-", dir=chosen.scratch) as scratch:
        shim, why = preload(Path(scratch))
        if why:
            print(f"Without the shim: {why}.")
        with Opened(Path(scratch), shim) as shared:
            for name in chosen.only or CAMPAIGNS:
                work, runs, seconds = CAMPAIGNS[name]
                limit = chosen.minutes * 60 if chosen.minutes else seconds if chosen.short else FOREVER
                session = Session(
                    report.tallies.setdefault(name, Tally(name)),
                    report,
                    shared,
                    runs=chosen.runs or runs,
                    seconds=limit,
                )
                session.scratch.mkdir()
                work(session, shim)
                session.save()
                _print(session.tally)
    return _end(report)


def _print(tally: Tally) -> None:
    """Say how a campaign ended."""
    kinds = ", ".join(f"{kind} {number:,}" for kind, number in sorted(tally.counts.items()))
    print(
        f"{tally.campaign}: {tally.runs:,} runs, {tally.injected:,} faults injected ({kinds}), {tally.survived:,} "
        f"survived; {tally.cells_compared:,} cells compared, {tally.cells_lost:,} lost; {tally.seconds:.0f} s"
    )
    if tally.left_out:
        print(f"  left out: {tally.left_out}")
    for one in tally.findings[:20]:
        print(f"  FOUND {one}")
    sys.stdout.flush()


def _end(report: Report) -> int:
    tallies = report.tallies.values()
    found = sum(len(one.findings) for one in tallies)
    print(f"\n{report.table()}\n\nseed {report.seed}, commit {report.commit}, report {report.place}")
    total = sum(one.injected for one in tallies)
    lost = sum(one.cells_lost for one in tallies)
    seconds = sum(one.seconds for one in tallies)
    print(f"== torture: {total:,} faults injected, {lost:,} cells lost, {found:,} findings in {seconds:.0f}s ==")
    return 1 if found or lost else 0


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main())

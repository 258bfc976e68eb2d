"""`make bench`: run every measurement and print it beside its bound.

Exits with 1 when a bound is broken.
"""

import argparse
import sys
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.building import Builds, compare_builds
from bench.parsing import Measured, compare

MOST_TIMES_THE_BARE_PARSER: Final = 6.0
MOST_GROWTH: Final = 1.2
"""Peak memory of many pages against few: flat but for noise."""


MOST_TIMES_STORING: Final = 8.0
"""Building the warehouse, with history and claims, against `CREATE TABLE AS` of the readings."""

MOST_GIB: Final = 6.0
"""Peak memory of a build from the readings of 100,000 captures."""

MEASUREMENTS: Final = ("parsing", "building")


def main() -> int:
    """Measure, print, and say whether the bounds hold."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--few", type=int, default=200, help="pages of the short run (default 200)")
    options.add_argument("--many", type=int, default=2000, help="pages of the long run (default 2000)")
    options.add_argument(
        "--captures", type=int, default=10_000, help="captures to build from (default 10,000; in full 100,000)"
    )
    options.add_argument("--only", choices=MEASUREMENTS, help="measure only this")
    chosen = options.parse_args()
    wanted = [chosen.only] if chosen.only else MEASUREMENTS
    console, holds = Console(), True
    if "parsing" in wanted:
        holds &= _parsing(console, *compare(chosen.few, chosen.many))
    if "building" in wanted:
        holds &= _building(console, compare_builds(chosen.captures))
    return 0 if holds else 1


def _parsing(console: Console, few: Measured, many: Measured) -> bool:
    shown = Table("pages", "rows", "bare parser", "into rows", "ratio", "µs a row", "checks", "peak MiB")
    for one in (few, many):
        seconds = (one.bare_seconds, one.rows_seconds, one.checked_seconds)
        bare, rows, checked = (f"{each:.2f} s" for each in seconds)
        shown.add_row(
            f"{one.pages:,}",
            f"{one.rows:,}",
            bare,
            rows,
            f"{one.ratio:.2f}",
            f"{1e6 * one.rows_seconds / one.rows:.0f}",
            checked,
            f"{one.peak_mib:.0f}",
        )
    console.print(shown)
    growth = many.peak_mib / few.peak_mib
    console.print(
        f"Into rows: {many.ratio:.2f} times the bare parser (bound {MOST_TIMES_THE_BARE_PARSER:.0f}). "
        f"Memory: {growth:.2f} times from {few.pages:,} to {many.pages:,} pages (bound {MOST_GROWTH})."
    )
    return many.ratio <= MOST_TIMES_THE_BARE_PARSER and growth <= MOST_GROWTH


def _building(console: Console, found: Builds) -> bool:
    shown = Table("", "seconds", "CPU seconds", "peak GiB", "rows stored", "MB")
    runs = {"CREATE TABLE AS": found.stored, "build": found.built, "build, 1% more captures": found.built_again}
    for name, one in runs.items():
        figures = (f"{each:.1f}" for each in (one.seconds, one.cpu_seconds, one.peak_gib))
        shown.add_row(name, *figures, f"{one.rows:,}", f"{one.megabytes:.0f}")
    console.print(shown)
    console.print(
        f"Build of {found.captures:,} captures with {found.citing_rows:,} citing rows: {found.ratio:.2f} times storing "
        f"them (bound {MOST_TIMES_STORING:.0f}), {found.built.peak_gib:.2f} GiB (bound {MOST_GIB:.0f}). "
        f"After 1% new captures: {found.again:.0%} of the build before; every build is from scratch, no bound yet."
    )
    return found.ratio <= MOST_TIMES_STORING and found.built.peak_gib <= MOST_GIB


if __name__ == "__main__":
    sys.exit(main())

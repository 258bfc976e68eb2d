"""`make bench`: run every measurement and print it beside its bound.

Exits with 1 when a bound is broken.
"""

import argparse
import sys
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.parsing import compare

MOST_TIMES_THE_BARE_PARSER: Final = 6.0
MOST_GROWTH: Final = 1.2
"""Peak memory of many pages against few: flat but for noise."""


def main() -> int:
    """Measure, print, and say whether the bounds hold."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--few", type=int, default=200, help="pages of the short run (default 200)")
    options.add_argument("--many", type=int, default=2000, help="pages of the long run (default 2000)")
    chosen = options.parse_args()
    few, many = compare(chosen.few, chosen.many)
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
    console = Console()
    console.print(shown)
    growth = many.peak_mib / few.peak_mib
    holds = many.ratio <= MOST_TIMES_THE_BARE_PARSER and growth <= MOST_GROWTH
    console.print(
        f"Into rows: {many.ratio:.2f} times the bare parser (bound {MOST_TIMES_THE_BARE_PARSER:.0f}). "
        f"Memory: {growth:.2f} times from {few.pages:,} to {many.pages:,} pages (bound {MOST_GROWTH})."
    )
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())

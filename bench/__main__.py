"""`make bench`: run every measurement, or one of them, and print it beside its bound.

    make bench ARGS="--only fetching --pages 500"

Exits with 1 when a bound is broken.
"""

import argparse
import sys
from collections.abc import Callable
from typing import Final

from rich.console import Console
from rich.table import Table

from bench import building, commands, counting, fetching, growth, job, machine, marts, pages, parsing, scale, site

MOST_TIMES_THE_BARE_PARSER: Final = 6.0
MOST_TIMES_THE_BARE_CLIENT: Final = 1.5
MOST_GROWTH: Final = 1.2
"""Peak memory of many pages against few: flat but for noise."""

console: Final = Console()

MOST_TIMES_STORING: Final = 8.0
"""Building the warehouse, with history and claims, against `CREATE TABLE AS` of the readings."""

IN_FULL: Final = 100_000
"""Captures of the build in full; of fewer, the second or two that any build takes are a larger share."""

MOST_AFTER_FEW: Final = 0.3
"""A build after 1% new captures, which touch a tenth of the hubs, as a share of the build from scratch before it."""

MOST_SECONDS_OF_A_VIEW: Final = 0.3
"""Each view of marts, read whole, and a search, on 1,000 hubs."""

MOST_TIME_A_ROW: Final = 1.3
"""Processor time a row of a build from four times as many captures."""

LEAST_OF_PROCESSES: Final = 0.8
"""Pages a second of two workers of a cluster, as a share of those of two processes."""

MOST_WRITTEN: Final = 0.1
"""Rows written to a lake after 1% of the pages changed, as a share of those of its first load."""

MOST_GIB: Final = 6.0
"""Peak memory of a build from the readings of 100,000 captures."""


def main() -> int:
    """Measure, print, and say whether the bounds hold."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", choices=PARTS, help="run this part alone")
    options.add_argument("--few", type=int, default=200, help="pages of the short run of parsing (default 200)")
    options.add_argument("--many", type=int, default=2000, help="pages of the long run of parsing (default 2000)")
    options.add_argument("--counted", type=int, default=20, help="twice so many pages are counted (default 20)")
    options.add_argument(
        "--pages", type=int, default=2000, help="pages of the job, and of a turn of fetching (memory: half, five times)"
    )
    options.add_argument("--repeat", type=int, default=3, help="how often the job and the commands are run (default 3)")
    options.add_argument(
        "--captures", type=int, default=10_000, help=f"captures to build from (default 10,000; in full {IN_FULL:,})"
    )
    options.add_argument(
        "--builds",
        type=int,
        nargs=2,
        default=[10_000, 40_000],
        help="captures of the two builds of scale (default 10,000 and 40,000; in full 100,000 and 400,000)",
    )
    options.add_argument(
        "--shards", type=int, default=0, help="shards of these builds (default: as many as are needed)"
    )
    options.add_argument("--hubs", type=int, default=1000, help="hubs of the warehouse whose marts are asked")
    chosen = options.parse_args()
    parts = [PARTS[chosen.only]] if chosen.only else list(PARTS.values())
    holds = [part(chosen) for part in parts]
    return 0 if all(holds) else 1


def measure_parsing(chosen: argparse.Namespace) -> bool:
    """Measure reading pages into rows against the bare HTML parser."""
    few, many = parsing.compare(chosen.few, chosen.many)
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
    counted = _show_parts(chosen)
    ratio, by = (counted.ratio, "instructions") if counted else (many.ratio, "CPU")
    growth = many.peak_mib / few.peak_mib
    console.print(
        f"Pages: {pages.SHAPE}. {machine.facts()}\n"
        f"Into rows: {ratio:.2f} times the {by} of the bare parser (bound {MOST_TIMES_THE_BARE_PARSER:.0f}). "
        f"Memory: {growth:.2f} times from {few.pages:,} to {many.pages:,} pages (bound {MOST_GROWTH})."
    )
    return ratio <= MOST_TIMES_THE_BARE_PARSER and growth <= MOST_GROWTH


def _show_parts(chosen: argparse.Namespace) -> counting.Counted | None:
    """Print what is counted of a page, and the multiples of the bare parser's CPU that each part takes."""
    counted = parsing.count_instructions(chosen.counted)
    if counted:
        console.print(
            f"Instructions a page, {counted.pages} pages: bare parser {counted.bare / 1e6:.2f} million, into rows "
            f"{counted.rows / 1e6:.2f} million."
        )
    else:
        console.print(f"Instructions are not counted: {counting.MISSING}.")
    parts = parsing.divide(chosen.few)
    shown = Table("part of reading", "times the bare parser, CPU")
    for part, times in parts.items():
        shown.add_row(part, f"{times:.2f}")
    shown.add_section()
    shown.add_row("in all", f"{sum(parts.values()):.2f}")
    console.print(shown)
    return counted


def measure_building(chosen: argparse.Namespace) -> bool:
    """Measure building the warehouse against storing its readings."""
    found = building.compare_builds(chosen.captures)
    shown = Table("", "seconds", "CPU seconds", "peak GiB", "rows stored", "MB")
    runs = {"CREATE TABLE AS": found.stored, "build": found.built, "build, 1% more captures": found.built_again}
    for name, one in runs.items():
        figures = (f"{each:.1f}" for each in (one.seconds, one.cpu_seconds, one.peak_gib))
        shown.add_row(name, *figures, f"{one.rows:,}", f"{one.megabytes:.0f}")
    console.print(shown)
    console.print(
        f"Build of {found.captures:,} captures with {found.citing_rows:,} citing rows: {found.ratio:.2f} times storing "
        f"them (bound {MOST_TIMES_STORING:.0f}), {found.built.peak_gib:.2f} GiB (bound {MOST_GIB:.0f}). "
        f"After 1% new captures: {found.again:.0%} of the build before (bound {MOST_AFTER_FEW:.0%} in full)."
    )
    is_light = found.ratio <= MOST_TIMES_STORING and found.built.peak_gib <= MOST_GIB
    return is_light and (found.again <= MOST_AFTER_FEW or found.captures < IN_FULL)


def measure_fetching(chosen: argparse.Namespace) -> bool:
    """Measure fetching against a bare client loop of the same library."""
    found = fetching.compare(chosen.pages, chosen.pages // 2, chosen.pages * 5)
    if found is None:
        console.print(f"Fetching is not measured: {site.MISSING}.")
        return True
    shown = Table("", "pages", "CPU", "ms a page", "pages a second", "peak MiB")
    for name, one in (("bare client", found.bare), ("fetching", found.ours), ("", found.few), ("", found.many)):
        milliseconds, speed = 1000 * one.cpu_seconds / one.pages, one.pages / one.seconds
        shown.add_row(
            name,
            f"{one.pages:,}",
            f"{one.cpu_seconds:.2f} s",
            f"{milliseconds:.3f}",
            f"{speed:,.0f}",
            f"{one.peak_mib:.0f}",
        )
    console.print(shown)
    few, many = found.few.pages, found.many.pages
    console.print(
        f"Fetching: {found.ratio:.2f} times the CPU of the bare client (bound {MOST_TIMES_THE_BARE_CLIENT}). "
        f"Memory: {found.growth:.2f} times from {few:,} to {many:,} pages (bound {MOST_GROWTH})."
    )
    return found.ratio <= MOST_TIMES_THE_BARE_CLIENT and found.growth <= MOST_GROWTH


def measure_marts(chosen: argparse.Namespace) -> bool:
    """Measure what an analyst waits for each view and a search."""
    found = marts.ask_marts(chosen.hubs)
    shown = Table("", "milliseconds", "times the scan")
    scan = found["scan of citations"]
    for what, seconds in found.items():
        shown.add_row(what, f"{1000 * seconds:.0f}", f"{seconds / scan:.1f}")
    console.print(shown)
    slowest = max(found, key=lambda what: found[what])
    console.print(
        f"{chosen.hubs:,} hubs: the slowest is {slowest}, {found[slowest]:.2f} s (bound {MOST_SECONDS_OF_A_VIEW})."
    )
    return found[slowest] <= MOST_SECONDS_OF_A_VIEW


def measure_job(chosen: argparse.Namespace) -> bool:
    """Measure the whole job beside the peers."""
    job.measure(chosen.pages, chosen.repeat, console)
    return True


def measure_commands(chosen: argparse.Namespace) -> bool:
    """Measure what each command costs on the sample."""
    found = commands.compare(chosen.repeat)
    base = found[commands.BASE].cpu_seconds
    shown = Table("", "CPU", "times the import", "seconds", "peak MiB")
    for what, one in found.items():
        cpu, times = f"{one.cpu_seconds:.2f} s", f"{one.cpu_seconds / base:.1f}"
        shown.add_row(what, cpu, times, f"{one.seconds:.2f}", f"{one.peak_mib:.0f}")
    console.print(shown)
    console.print(f"The bundled sample; compiled bytecode at hand; medians of {chosen.repeat}. {machine.facts()}")
    return True


def measure_scale(chosen: argparse.Namespace) -> bool:
    """Measure what goes past one machine: the growth of builds, a cluster, a lake."""
    return all((measure_growth(chosen), measure_cluster(chosen)))


def measure_growth(chosen: argparse.Namespace) -> bool:
    """Measure builds of few and of many captures."""
    few, many = chosen.builds
    found = growth.measure(few, many, chosen.shards, console)
    console.print(
        f"Builds from scratch: {growth.SHAPE}. {machine.facts()}\n"
        f"Time a row: {found.ratio:.2f} times as much from {found.many.captures:,} captures as from "
        f"{found.few.captures:,} (bound {MOST_TIME_A_ROW}); {found.peak_gib:.2f} GiB (bound {MOST_GIB:.0f})."
    )
    return found.ratio <= MOST_TIME_A_ROW and found.peak_gib <= MOST_GIB


def measure_cluster(chosen: argparse.Namespace) -> bool:
    """Measure reading on a cluster against processes, and what a small change costs in a lake."""
    if not chosen.pages:
        return True
    found = scale.compare(chosen.pages)
    if found is None:
        console.print(f"Scale is not measured: {scale.MISSING}.")
        return True
    shown = Table("reading", "pages a second")
    for what, speed in found.speeds.items():
        shown.add_row(what, f"{speed:,.0f}")
    console.print(shown)
    for what, (done, seconds) in (("first", found.first), ("1% changed", found.changed)):
        console.print(f"To the lake, {what}: {done.rows_written:,} of {done.rows:,} rows written, {seconds:.1f} s.")
    console.print(
        f"{found.pages:,} pages. {machine.facts()}\n"
        f"Two Dask workers: {found.ratio:.2f} of two processes (bound {LEAST_OF_PROCESSES}). "
        f"A change of 1%: {found.written:.1%} of the first load's rows (bound {MOST_WRITTEN:.0%})."
    )
    return found.ratio >= LEAST_OF_PROCESSES and found.written <= MOST_WRITTEN


PARTS: Final[dict[str, Callable[[argparse.Namespace], bool]]] = {
    "parsing": measure_parsing,
    "fetching": measure_fetching,
    "building": measure_building,
    "marts": measure_marts,
    "job": measure_job,
    "commands": measure_commands,
    "scale": measure_scale,
}

if __name__ == "__main__":
    sys.exit(main())

"""`make fidelity`: re-render made-up pages in foreign markups, and count exact, reported and silent ones.

    make fidelity ARGS="--pages 2000 --seed 1"
    make fidelity ARGS="--only 17"                       (a random page, by its seed)
    make fidelity ARGS="--only '17/container=dl; order=mts'"  (a page in a style)

Exits with 1 when a page is read wrongly in silence, or less than 90% of the fixed styles are exact.
"""

from __future__ import annotations

import argparse
import multiprocessing
import pprint
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.fidelity import report
from tests.fidelity.compare import compare, result_of
from tests.fidelity.measure import Measured, measure, page_of, read
from tests.fidelity.styles import fixed_styles, style_of, written

LEAST_EXACT: Final = 0.9
PROCESSES: Final = 2
_CHUNK: Final = 20


def main() -> int:
    """Measure, print, and say whether the bounds hold."""
    options = argparse.ArgumentParser(
        prog="make fidelity", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--pages", type=int, default=2000, help="random pages (default 2000)")
    options.add_argument("--seed", type=int, default=1, help="seed of the first random page (default 1)")
    options.add_argument("--show", type=int, default=40, help="smallest styles to list (default 40)")
    options.add_argument("--worst", type=int, default=40, help="choices of the table of the worst (default 40; 0: all)")
    options.add_argument(
        "--grep", default="", help="list only smallest styles that have these words in style or difference"
    )
    options.add_argument("--keep", type=Path, help="folder to write the pages to that are not exact")
    options.add_argument("--only", help="SEED, or SEED/STYLE: print one page, what it says, what was read")
    options.add_argument("--processes", type=int, default=PROCESSES, help="processes (default 2)")
    chosen = options.parse_args()
    if chosen.only is not None:
        return _show(chosen.only)
    fixed = measure_all([(place, written(style)) for place, style in enumerate(fixed_styles(), 1)], chosen.processes)
    drawn = measure_all([(chosen.seed + place, None) for place in range(chosen.pages)], chosen.processes)
    report.print_report(fixed, drawn, show=chosen.show, worst=chosen.worst or None, grep=chosen.grep)
    if chosen.keep:
        _keep([*fixed, *drawn], chosen.keep)
    exact = sum(one.result == "exact" for one in fixed) / len(fixed)
    silent = sum(one.result == "silent" for one in (*fixed, *drawn))
    return 1 if silent or exact < LEAST_EXACT else 0


def measure_all(jobs: Sequence[tuple[int, str | None]], processes: int) -> list[Measured]:
    """Measure pages in several processes; the order of the answers is that of the jobs."""
    found: list[Measured] = []
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes) as pool:
        for one in pool.imap(measure, jobs, chunksize=_CHUNK):
            found.append(one)
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{len(found)} of {len(jobs)} pages ")
    if sys.stderr.isatty():
        sys.stderr.write("\r" + " " * 40 + "\r")
    return found


def _show(only: str) -> int:
    seed, _, style = only.partition("/")
    page = page_of(int(seed), style_of(style) if style else None)
    reading = read(page)
    found = compare(page.said, reading)
    print(page.body.decode("windows-1252" if page.style["bytes"] == "windows_1252" else "utf-8"))
    print("\n== says")
    pprint.pp(page.said, width=160)
    print("\n== was read")
    pprint.pp(reading, width=160)
    print(f"\n== seed {seed}, {written(page.style)}: {result_of(found)}")
    for one in found:
        print(f"  {one}")
    return 1 if result_of(found) == "silent" else 0


def _keep(pages: Sequence[Measured], folder: Path) -> None:
    """Write the pages that are not exact, with their differences."""
    folder.mkdir(parents=True, exist_ok=True)
    for place, one in enumerate(pages):
        if one.result == "exact":
            continue
        page = page_of(one.seed, one.style)
        suffix = "html" if one.style["rendering"] == "html" else "txt"
        name = folder / f"{one.result}-{place:05d}.{suffix}"
        name.write_bytes(page.body)
        lines = [f"seed {one.seed}", written(one.style), *one.differences]
        name.with_suffix(".differences").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

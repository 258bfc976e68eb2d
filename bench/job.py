"""The whole job beside what others would do it with: pages of a site into DuckDB, then again when little has changed.

Each contender fetches the same pages from nginx on loopback, with its own stored ETags: all pages the first time, then
when nothing has changed, then when 1% of the pages has another row. They take turns, so that a busy machine disturbs
all alike, and after every step all must hold the very rows that the pages show. Pithhouse is its command line as it is
installed; it also takes in the same pages as files. Each is run once on a few pages before, so that bytecode is
compiled and files are in memory.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from bench import contenders, machine, pages
from bench.contenders import OURS, Contender, pithhouse
from bench.peers import environment
from bench.process_tree import Cost, median
from bench.site import MISSING, Site, served

STEPS: Final = ("first", "nothing changed", "1% changed")
INGEST: Final = "ingest of files"
AGAINST: Final = "dlt"
FEW: Final = 5
Costs = dict[tuple[str, str], list[Cost]]
"""What each run cost, by contender and step."""


def measure(count: int, repeat: int, console: Console) -> bool:
    """Measure the job on so many pages, so many times, and print the medians; False where rows differ.

    Raises:
        RuntimeError: a contender failed, or did not ask for every page.
    """
    with served() as site:
        if site is None:
            console.print(f"The job is not measured: {MISSING}.")
            return True
        field = [OURS, *_peers(console)]
        _put(site, range(count))
        for one in field:
            with _folder() as folder:
                one.run(folder, site.address, min(FEW, count), min(FEW, count))
        spent: Costs = {}
        for _ in range(repeat):
            _turn(site, field, count, spent)
        _ingest(count, repeat, spent)
    _show(console, {key: median(runs) for key, runs in spent.items()}, count, repeat)
    return True


def _peers(console: Console) -> list[Contender]:
    try:
        return contenders.peers(environment.python())
    except (subprocess.CalledProcessError, OSError) as error:
        console.print(f"The peers are not measured: {environment.PLACE.name} could not be made ({error}).")
        return []


def _turn(site: Site, field: list[Contender], count: int, spent: Costs) -> None:
    """Let each contender do the three steps, each in a folder of its own."""
    changed = range(0, count, 100)
    with _folder() as root:
        for step in STEPS:
            edition = int(step == STEPS[-1])
            fresh = {"first": range(count), "nothing changed": range(0), "1% changed": changed}[step]
            if edition:
                _put(site, changed, edition)
            for one in field:
                folder = root / one.name
                folder.mkdir(exist_ok=True)
                spent.setdefault((one.name, step), []).append(one.run(folder, site.address, count, len(fresh)))
            _compare(root, field, count, changed if edition else range(0))
    _put(site, changed)


def _compare(root: Path, field: list[Contender], count: int, changed: range) -> None:
    """See that every contender holds the rows that the pages show, no more and no others.

    Raises:
        RuntimeError: one does not.
    """
    shown = [row for number in range(count) for row in pages.rows(number, int(number in changed))]
    expected = contenders.as_frame(shown)
    for one in field:
        held = one.rows(root / one.name)
        if not held.equals(expected):
            differ = expected.join(held, on=expected.columns, how="anti", nulls_equal=True)
            raise RuntimeError(
                f"{one.name} holds {held.height:,} rows of {expected.height:,}; it lacks {differ.head(3)}"
            )


def _ingest(count: int, repeat: int, spent: Costs) -> None:
    with _folder() as root:
        pages.write_pages(root / "pages", count)
        for turn in range(repeat):
            done, _ = pithhouse("ingest", root / "pages", data=root / f"data {turn}")
            spent.setdefault((OURS.name, INGEST), []).append(done)


def _put(site: Site, numbers: range, edition: int = 0) -> None:
    for number in numbers:
        site.put(number, pages.page(number, edition), edition)


@contextmanager
def _folder() -> Iterator[Path]:
    root = Path(tempfile.mkdtemp(prefix="job-"))
    try:
        yield root
    finally:
        shutil.rmtree(root)


def _show(console: Console, medians: dict[tuple[str, str], Cost], count: int, repeat: int) -> None:
    last = list(medians)[-2][0]
    shown = Table("", "", "seconds", f"times {AGAINST}", "CPU", f"times {AGAINST}", "peak MiB", f"times {AGAINST}")
    for step, name in ((step, name) for step in (*STEPS, INGEST) for name, of in medians if of == step):
        one = medians[name, step]
        peer = medians.get((AGAINST, step))
        cells = []
        for figure, digits in (("seconds", 1), ("cpu_seconds", 1), ("peak_mib", 0)):
            value = getattr(one, figure)
            cells += [f"{value:,.{digits}f}", f"{value / getattr(peer, figure):.2f}" if peer else ""]
        shown.add_row(step, name, *cells, end_section=name == last)
    console.print(shown)
    console.print(
        f"{count:,} pages of {pages.SHAPE}; nginx on loopback, ETags, no pauses, no twins; medians of {repeat}. "
        f"CPU and memory are of all processes. All hold the same rows.\n{machine.facts()}"
    )

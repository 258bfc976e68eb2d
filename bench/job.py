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
from bench.contenders import OURS, Contender, first_refresh, pithhouse
from bench.peers import environment
from bench.process_tree import Cost, median
from bench.site import MISSING, Site, served

STEPS: Final = ("first", "nothing changed", "1% changed")
INGEST: Final = "ingest of files"
WITH_TWINS: Final = "first, with twins"
AGAINST: Final = "dlt"
FEW: Final = 5


class _Book:
    """What each run cost, by step and contender; each is printed as it ends, for all of them take long."""

    def __init__(self, console: Console) -> None:
        self.costs: dict[str, dict[str, list[Cost]]] = {}
        self._console = console

    def add(self, step: str, name: str, one: Cost) -> None:
        self.costs.setdefault(step, {}).setdefault(name, []).append(one)
        self._console.print(f"{step}, {name}: {one.seconds:.1f} s, CPU {one.cpu_seconds:.1f} s")


def measure(count: int, repeat: int, console: Console) -> None:
    """Measure the job on so many pages, so many times, and print the medians.

    Raises:
        RuntimeError: a contender failed, did not ask for every page, or holds other rows than the pages show.
    """
    with served() as site:
        if site is None:
            console.print(f"The job is not measured: {MISSING}.")
            return
        field = [OURS, *_peers(console)]
        _put(site, range(count))
        for one in field:
            with _folder() as folder:
                one.run(folder, site.address, min(FEW, count), min(FEW, count))
        book = _Book(console)
        for _ in range(repeat):
            _turn(site, field, count, book)
        _ingest(count, repeat, book)
        _first_with_twins(site, count, repeat, book)
    console.print(_table(book))
    console.print(
        f"{count:,} pages of {pages.SHAPE}; nginx on loopback, ETags, no pauses, no twins but in the last step; "
        f"medians of {repeat}. CPU and memory are of all processes. All hold the same rows.\n{machine.facts()}"
    )


def _peers(console: Console) -> list[Contender]:
    try:
        return contenders.peers(environment.python())
    except (subprocess.CalledProcessError, OSError) as error:
        console.print(f"The peers are not measured: {environment.PLACE.name} could not be made ({error}).")
        return []


def _turn(site: Site, field: list[Contender], count: int, book: _Book) -> None:
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
                book.add(step, one.name, one.run(folder, site.address, count, len(fresh)))
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


def _ingest(count: int, repeat: int, book: _Book) -> None:
    with _folder() as root:
        pages.write_pages(root / "pages", count)
        for turn in range(repeat):
            done, _ = pithhouse("ingest", root / "pages", data=root / f"data {turn}")
            book.add(INGEST, OURS.name, done)


def _first_with_twins(site: Site, count: int, repeat: int, book: _Book) -> None:
    for number in range(count):
        site.put(number, pages.twin(number), suffix=".json")
    for _ in range(repeat):
        with _folder() as root:
            book.add(WITH_TWINS, OURS.name, first_refresh(root / "data", site.address, count, twins=True))


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


def _table(book: _Book) -> Table:
    shown = Table("", "", "seconds", f"times {AGAINST}", "CPU", f"times {AGAINST}", "peak MiB", f"times {AGAINST}")
    for step, costs in book.costs.items():
        medians = {name: median(runs) for name, runs in costs.items()}
        peer = medians.get(AGAINST)
        for name, one in medians.items():
            cells = []
            for figure, digits in (("seconds", 1), ("cpu_seconds", 1), ("peak_mib", 0)):
                value = getattr(one, figure)
                cells += [f"{value:,.{digits}f}", f"{value / getattr(peer, figure):.2f}" if peer else ""]
            shown.add_row(step, name, *cells)
        shown.add_section()
    return shown

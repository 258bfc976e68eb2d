"""How many instructions it takes to read a page, which a busy machine does not change: counted by valgrind's callgrind.

The same work is done on the first n and on the first 3n pages, each in a process of its own; the difference, divided by
2n, is a page without the start, and no page is read twice. What takes long to import is not imported here: below
valgrind all is fifty times as slow. `bench.parsing` calls `count`.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from pipelines.parsing.parse import read_capture
from pipelines.parsing.vocabulary.capture_context import CaptureContext

MISSING: Final = "there is no valgrind (Debian and Ubuntu: apt-get install valgrind)"
CAPTURED_AT: Final = datetime(2026, 11, 1, tzinfo=UTC)
_COLLECTED: Final = re.compile(r"Collected : (\d+)")


class Counted(NamedTuple):
    """Instructions a page: of the bare HTML parser, and of reading into rows; the pages that were counted."""

    pages: int
    bare: float
    rows: float

    @property
    def ratio(self) -> float:
        """How many times the bare parser's instructions it takes to read into rows."""
        return self.rows / self.bare


def count(folder: Path, few: int) -> Counted | None:
    """Count on the pages of a folder, which has 3 `few`; None where there is no valgrind."""
    program = shutil.which("valgrind")
    if program is None:
        return None
    bare, rows = (
        (_collected(program, what, folder, 3 * few) - _collected(program, what, folder, few)) / (2 * few)
        for what in ("bare", "rows")
    )
    return Counted(2 * few, bare, rows)


def work(what: str, folder: str, pages: str) -> None:
    """Give pages to the bare parser, or read them: what is counted."""
    step: Callable[[Path], object] = {
        "bare": lambda path: LexborHTMLParser(path.read_bytes()),
        "rows": lambda path: read_capture(path.read_bytes(), source_of(path)),
    }[what]
    for path in sorted(Path(folder).iterdir())[: int(pages)]:
        step(path)


def source_of(path: Path) -> CaptureContext:
    """Give what the parser is told of a page that `bench.pages` wrote: its name is the hub's."""
    digits = path.stem.replace("-", "")[-20:]
    return CaptureContext(digits, path.stem, f"https://pith.science/citations/{path.stem}", CAPTURED_AT)


def _collected(program: str, what: str, folder: Path, pages: int) -> int:
    code = "import sys; from bench.counting import work; work(*sys.argv[1:])"
    command = [program, "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable, "-c", code]
    done = subprocess.run(
        [*command, what, str(folder), str(pages)],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONHASHSEED": "0"},
    )
    [found] = _COLLECTED.findall(done.stderr)
    return int(found)

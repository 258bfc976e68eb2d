"""How many instructions it takes to read a page, which a busy machine does not change: counted by valgrind's callgrind.

The same work is done on the first n and on the first 3n pages, each in a process of its own; the difference, divided by
2n, is a page without the start, and no page is read twice. `bench.parsing` calls `count`.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

MISSING: Final = "there is no valgrind (Debian and Ubuntu: apt-get install valgrind)"
_COLLECTED: Final = re.compile(r"Collected : (\d+)")


class Counted(NamedTuple):
    """Instructions a page: of the bare HTML parser, and of reading into rows; the pages that were counted."""

    pages: int
    bare: float
    rows: float


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


def _collected(program: str, what: str, folder: Path, pages: int) -> int:
    code = "import sys; from bench.parsing import work; work(*sys.argv[1:])"
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

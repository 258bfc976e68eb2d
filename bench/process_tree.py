"""What a command costs with all the processes that it starts: seconds by the clock, CPU seconds, peak memory.

Children of a fork server belong to nobody who would count them: the server is left behind when the command ends. So the
command runs below a watcher, a process that Linux gives such orphans to (`PR_SET_CHILD_SUBREAPER`); it waits for every
one of them and asks the system what they used in all. Elsewhere they are missed. Memory is the sum of PSS (shared pages
are divided among those that share them) or, where there is none, of RSS: looked at often at first, then once a second.
"""

import ctypes
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import psutil

CHECKOUT: Final = Path(__file__).resolve().parent.parent
_SUBREAPER: Final = 36
_SECONDS_BETWEEN_SAMPLES: Final = (0.1, 1.0)
"""At the start, and at the most: it grows by a tenth each time."""
_NOT_OURS: Final = ("PITHHOUSE", "PYTHONDONTWRITEBYTECODE", "DAGSTER", "SCRAPY", "VIRTUAL_ENV")


class Cost(NamedTuple):
    """Seconds by the clock, CPU seconds of all processes (user and system), peak memory of all in MiB."""

    seconds: float
    cpu_seconds: float
    peak_mib: float


def median(costs: Sequence[Cost]) -> Cost:
    """Give the median of each figure."""
    return Cost(*(statistics.median(figures) for figures in zip(*costs, strict=True)))


def cost(command: Sequence[str | Path], surroundings: Mapping[str, str] | None = None) -> tuple[Cost, str]:
    """Run a command and give what it cost, and what it printed on standard output.

    Args:
        command: the program and its arguments.
        surroundings: variables of the environment, beside those of this process that change no contender.

    Raises:
        RuntimeError: it ended with another code than 0; with the end of what it said.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_OURS)}
    environment = kept | {"PYTHONPATH": str(CHECKOUT)} | dict(surroundings or {})
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "out"
        watcher = [sys.executable, "-m", "bench.process_tree", name, *map(str, command)]
        done = subprocess.run(watcher, check=False, env=environment, capture_output=True, text=True)
        printed = out.read_text(errors="replace") if out.exists() else ""
        if done.returncode:
            raise RuntimeError(f"{' '.join(watcher[4:])} failed:\n{printed[-2000:]}\n{done.stderr[-4000:]}")
        return Cost(**json.loads((Path(name) / "cost").read_text())), printed


def main(folder: Path, command: list[str]) -> int:
    """Run a command below this process, write what it cost into the folder, and give its exit code."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    started = time.monotonic()
    with (folder / "out").open("wb") as out:
        running = subprocess.Popen(command, stdout=out)
    memory = _Memory()
    memory.start()
    code = running.wait()
    seconds = time.monotonic() - started
    with suppress(ChildProcessError):
        while True:
            os.wait()
    memory.has_ended.set()
    memory.join()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures = Cost(seconds, used.ru_utime + used.ru_stime, memory.peak / 2**20)
    (folder / "cost").write_text(json.dumps(figures._asdict()))
    return code


class _Memory(threading.Thread):
    """Looks at the memory of all processes below this one until it is told that they have ended."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.has_ended = threading.Event()
        self.peak = 0

    def run(self) -> None:
        this, (pause, longest) = psutil.Process(), _SECONDS_BETWEEN_SAMPLES
        while not self.has_ended.wait(pause):
            pause = min(longest, pause * 1.1)
            self.peak = max(self.peak, sum(map(_bytes_held, this.children(recursive=True))))


def _bytes_held(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        held = process.memory_full_info()
        return int(getattr(held, "pss", held.rss))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))

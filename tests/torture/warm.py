"""A process that has loaded `pithhouse` once and forks a child for every command: a run costs no second of imports.

    warm = Warm(folder, shim)
    running = warm.start(Order(["ingest", "page.html", "--data", "d"]))
    os.kill(running.pid, signal.SIGKILL)
    ended = running.wait()

Each child is a process of its own that does nothing but the command, as the script `pithhouse` does it. After a command
with `learns`, its modules are loaded for all later ones: imports are half of the work of a small command.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn, Self

from tests.torture import shim

CHECKOUT: Final = Path(__file__).resolve().parents[2]
LOADED: Final = ("cli.main", "cli.loading", "cli.unchanged", "cli.fetching_first", "cli.release", "cli.reparse")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code (negative: the signal), what it printed, and what `shim.seen` tells."""

    code: int
    out: str
    err: str
    calls: tuple[int, ...] = (0, 0, 0, 0, 0)
    hit: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A command for a child: its arguments and surroundings, and what the shim does there.

    Attributes:
        arguments: of `pithhouse`.
        surroundings: environment variables on top of ours.
        arm: what the shim does; None: nothing.
        clock: see `shim.set_clock`: nanoseconds, and whether it stands still; None: the true clock.
        learns: whether the process that forks loads the modules that this command loaded.
    """

    arguments: Sequence[str]
    surroundings: Mapping[str, str] = field(default_factory=dict)
    arm: shim.Arm | None = None
    clock: tuple[int, bool] | None = None
    learns: bool = False


class Running:
    """A command that was started."""

    def __init__(self, warm: Warm, pid: int) -> None:
        self.pid = pid
        self._warm = warm

    def wait(self) -> Ended:
        """Wait for the end."""
        return self._warm.ended()


class Warm:
    """The process that forks; used as a context. One command at a time.

    Args:
        folder: for what commands print.
        preload: the shim; None: none.
    """

    def __init__(self, folder: Path, preload: Path | None) -> None:
        self._place = folder
        folder.mkdir(parents=True, exist_ok=True)
        plain = {name: value for name, value in os.environ.items() if not name.startswith("PITHHOUSE")}
        plain |= {"PYTHONPATH": str(CHECKOUT), "PYTHONSAFEPATH": "1", "NO_COLOR": "1", "COLUMNS": "200"}
        if preload is not None:
            plain["LD_PRELOAD"] = str(preload)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.warm", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=CHECKOUT,
            env=plain,
        )
        self._said()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(60)

    def start(self, order: Order) -> Running:
        """Start a command."""
        if self._process.stdin is None:
            raise ValueError("the process was started without a pipe")
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()
        return Running(self, int(self._said()))

    def run(self, order: Order) -> Ended:
        """Run a command to its end."""
        return self.start(order).wait()

    def ended(self) -> Ended:
        """Wait for the command that was started."""
        code = int(self._said())
        result = self._place / "result"
        found = json.loads(result.read_text("utf-8")) if result.exists() else {}
        out, err = ((self._place / name).read_text("utf-8", errors="replace") for name in ("out", "err"))
        return Ended(code, out, err, **found)

    def _said(self) -> str:
        if self._process.stdout is None or not (line := self._process.stdout.readline()):
            raise RuntimeError("the warm process ended by itself")
        return line.strip()


def _serve(place: Path) -> None:
    _load(LOADED)
    _say("ready")
    for line in sys.stdin:
        (place / "result").unlink(missing_ok=True)
        order = json.loads(line)
        pid = os.fork()
        if not pid:
            _command(order, place)
        _say(str(pid))
        _, status = os.waitpid(pid, 0)
        if order["learns"]:
            _load((place / "modules").read_text("utf-8").split())
        _say(str(os.waitstatus_to_exitcode(status)))


def _load(names: Iterable[str]) -> None:
    """Load modules; those that cannot be loaded by their name alone are left to the commands."""
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # children neither look through what they share nor copy it


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _command(order: dict[str, Any], place: Path) -> NoReturn:
    """Be the command, in the child: leave without a way back."""
    for descriptor, name, flags in ((0, os.devnull, os.O_RDONLY), (1, "out", os.O_WRONLY), (2, "err", os.O_WRONLY)):
        opened = os.open(place / name, flags | (os.O_CREAT | os.O_TRUNC if descriptor else 0), 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.environ.update(order["surroundings"])
    time.tzset()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if order["clock"]:
        nanoseconds, is_frozen = order["clock"]
        shim.set_clock(nanoseconds, is_frozen=is_frozen)
    if order["arm"]:
        shim.arm(shim.Arm(**order["arm"]))
    code = 70
    try:
        code = _cleaned(order["arguments"][1]) if order["arguments"][0] == "--cleanup" else _ended(order["arguments"])
    finally:
        atexit._run_exitfuncs()
        calls, hit = shim.seen() if order["arm"] else ([0] * 5, "")
        (place / "result").write_text(json.dumps({"calls": calls, "hit": hit}), encoding="utf-8")
        if order["learns"]:
            (place / "modules").write_text("\n".join(sys.modules), encoding="utf-8")
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _ended(arguments: list[str]) -> int:
    return int(sys.modules["cli.main"].ended(arguments))


def _cleaned(data: str) -> int:
    """Run the job `cleanup` on a data folder, as its schedule does."""
    from assets.definitions import build_defs  # noqa: PLC0415 (the process that forks has loaded them)
    from assets.resources import FolderResource  # noqa: PLC0415
    from cli.dagster_home import instance  # noqa: PLC0415
    from pipelines.workspace import DataFolder  # noqa: PLC0415

    job = build_defs({"data_folder": FolderResource(path=data)}).resolve_job_def("cleanup")
    with instance(DataFolder(Path(data))) as opened:
        return 0 if job.execute_in_process(instance=opened).success else 1


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))

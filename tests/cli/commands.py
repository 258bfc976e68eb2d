"""Runs the command line: in this process where that is the same, as a process of its own where it is not."""

import json
import os
import pty
import subprocess
import sys
import termios
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.main import ended

CHECKOUT = Path(__file__).resolve().parent.parent.parent
SAMPLE = CHECKOUT / "data" / "sample"
PAGE = SAMPLE / "6c105973-2837-584c-ae67-88e220f57e30.20260925T060000Z.html"


@dataclass
class Ended:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Pithhouse:
    """`pithhouse` on one data folder, in this process (imports are paid once)."""

    def __init__(self, data: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.data = data
        self._capture = capture

    def __call__(self, command: str, *arguments: str | Path) -> Ended:
        self._capture.readouterr()
        code = ended([command, *map(str, arguments), "--data", str(self.data)])
        out, err = self._capture.readouterr()
        return Ended(code, out, err)


def process(
    *arguments: str | Path, surroundings: dict[str, str] | None = None, **options: Any
) -> subprocess.Popen[str]:
    """`pithhouse` as a process of its own, in the surroundings of this one without our variables, and those given."""
    return subprocess.Popen(
        _command(arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=_plain() | (surroundings or {}),
        **options,
    )


def on_a_terminal(
    *arguments: str | Path, shown: Collection[str] = ("stdout",), surroundings: dict[str, str] | None = None
) -> str:
    """What a person sees of a command that ends well: `shown` are a terminal of 100 columns, without colours where the
    surroundings do not ask for them; an output that is not shown is dropped.
    """
    ours, theirs = pty.openpty()
    out, err = (theirs if one in shown else subprocess.DEVNULL for one in ("stdout", "stderr"))
    environment = {name: value for name, value in _plain().items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    environment |= {"COLUMNS": "100", "TERM": "xterm", **({"NO_COLOR": "1"} if surroundings is None else surroundings)}
    seen = bytearray()
    with subprocess.Popen(_command(arguments), stdout=out, stderr=err, env=environment) as running:
        os.close(theirs)
        while piece := _read(ours):
            seen += piece
    os.close(ours)
    assert running.returncode == 0, seen.decode()
    return seen.decode().replace("\r\n", "\n")


class Screen:
    """A command on a terminal of 80 columns, stdout and stderr, that can be watched while it runs.

    Attributes:
        process: the command.
        longest_silence: the most seconds that passed without output, from the start on and until the end.
    """

    def __init__(self, *arguments: str | Path, folder: Path) -> None:
        self._terminal, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (24, 80))
        environment = {name: value for name, value in _plain().items() if name not in {"NO_COLOR", "COLUMNS"}}
        command = [sys.executable, "-m", "cli.entry", *map(str, arguments)]
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment | {"TERM": "xterm"}
        )
        os.close(theirs)
        self.longest_silence = 0.0
        self._last = time.monotonic()

    def until(self, words: bytes) -> bytes:
        """Read what is shown until it has these words."""
        seen = b""
        while words not in seen:
            piece = self._piece()
            assert piece, seen.decode()
            seen += piece
        return seen

    def seen(self) -> bytes:
        """Read to the end of the command."""
        seen = b""
        while piece := self._piece():
            seen += piece
        os.close(self._terminal)
        self.process.wait(timeout=60)
        return seen

    def _piece(self) -> bytes:
        piece = _read(self._terminal)
        now = time.monotonic()
        self.longest_silence, self._last = max(self.longest_silence, now - self._last), now
        return piece


def _command(arguments: Collection[str | Path]) -> list[str]:
    return [sys.executable, "-P", "-m", "cli.main", *map(str, arguments)]


def _plain() -> dict[str, str]:
    """The surroundings of this process, without our variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PITHHOUSE")}
    return kept | {"PYTHONPATH": str(CHECKOUT)}


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""

"""What a person sees of a run that goes on: bars on a terminal, nothing in a pipe."""

import os
import pty
import subprocess
import sys
from pathlib import Path

from tests.cli.commands import CHECKOUT, SAMPLE, process


def test_bars_are_drawn_while_the_run_goes_on(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    surroundings = os.environ | {"PYTHONPATH": str(CHECKOUT), "COLUMNS": "100", "TERM": "xterm", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "cli.main", "ingest", str(SAMPLE), "--data", str(tmp_path / "data")]
    seen = bytearray()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, env=surroundings) as running:
        os.close(theirs)
        while piece := _read(ours):
            seen += piece
    os.close(ours)
    assert running.returncode == 0
    text = seen.decode()
    assert text.count("taking in", 0, text.index("checking")) > 1, "the first was drawn anew before the last began"
    assert "32/32" in text


def test_a_pipe_gets_no_bars(tmp_path: Path) -> None:
    running = process("ingest", SAMPLE, "--data", tmp_path / "data")
    _, err = running.communicate(timeout=120)
    assert running.returncode == 0
    assert "taking in" not in err
    assert "\x1b" not in err


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # the other end is closed
        return b""

"""Runs the command line: in this process where that is the same, as a process of its own where it is not."""

import json
import os
import subprocess
import sys
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
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PITHHOUSE")}
    environment |= {"PYTHONPATH": str(CHECKOUT), **(surroundings or {})}
    command = [sys.executable, "-m", "cli.main", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, **options
    )

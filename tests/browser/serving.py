"""Starts a command that serves, waits until it answers, and ends it as a person would."""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from tests.cli.commands import process


@contextmanager
def served(command: str, data: Path, health: str, **options: Any) -> Iterator[str]:
    """The address of `pithhouse dev` or `notebook` on a free port, once the page at `health` is there."""
    server = process(command, "--data", data, "--port", "0", "--json", **options)
    try:
        assert server.stdout
        lines = ""
        while not lines.endswith("}\n"):
            line = server.stdout.readline()
            assert line, f"it ended before it said where it listens: {lines}"
            lines += line
        address = str(json.loads(lines)["url"])
        _wait(address + health)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        _, said = server.communicate(timeout=60)
    assert server.returncode == 0
    assert len(said.splitlines()) == 1, f"without --verbose it says where it listens, and nothing else: {said}"


def _wait(address: str) -> None:
    deadline = time.monotonic() + 90
    while True:
        try:
            with urlopen(address, timeout=5) as answer:
                assert answer.status == 200
                return
        except (URLError, ConnectionError, TimeoutError):
            assert time.monotonic() < deadline, f"nothing answers at {address}"
            time.sleep(0.2)

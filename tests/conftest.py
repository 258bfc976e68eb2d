"""What holds for every test, and what tests of several rooms need.

Ctrl-C reaches the processes that tests start, also where the run itself is deaf to it: a shell starts background jobs
with SIGINT ignored, and their children inherit that; a program that sets no handler of its own would not notice the
Ctrl-C that a test sends.
"""

import gc
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tiers import register_profiles

register_profiles()

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


gc.disable()  # none of what modules make is garbage


def pytest_collection_finish() -> None:
    """Keep what modules made out of every later search for garbage: half a million objects that live to the end."""
    gc.freeze()
    gc.enable()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A function that mounts a file system of so many bytes; skips where that is not allowed."""
    mounted: list[Path] = []

    def mount(size: int) -> Path:
        place = tmp_path / "disk"
        place.mkdir()
        program = shutil.which("mount")
        if program is None or os.geteuid() != 0:
            pytest.skip("mounting needs root")
        done = subprocess.run(
            [program, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("a file system cannot be mounted here")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", place], check=True)

"""The shim that counts, fails, cuts short, kills or records the calls of a process: shim.c, built and armed.

It needs a C compiler and Linux. `build` says why there is none; the campaigns that need it are then left out, and the
report has the reason.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from functools import cache
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).with_name("shim.c")
MANY: Final = 2**62


class NoShim(RuntimeError):  # noqa: N818 (what is there)
    """The shim cannot be built here; the message says why."""


class Calls(IntFlag):
    """The classes of calls: `open` with mkdir; `write` with truncate; `rename` with link and unlink; `fsync`."""

    OPEN = 1
    WRITE = 2
    RENAME = 4
    SYNC = 8
    ALL = 15


class Mode(IntEnum):
    """What happens at the chosen calls; `COUNT` only counts, by failing none."""

    COUNT = 1
    FAIL = 1
    SHORT = 2
    KILL = 3
    RECORD = 4


@dataclass(frozen=True, slots=True)
class Arm:
    """What the shim does in one process.

    Attributes:
        root: the folder whose paths count.
        mode: what happens.
        calls: the classes that count.
        first, last: the calls, from 1, at which it happens.
        error: the errno of `FAIL`.
        skip: a path below which nothing counts; empty: none.
        log: the file to which `RECORD` adds.
    """

    root: str
    mode: int
    calls: int = int(Calls.ALL)
    first: int = MANY
    last: int = MANY
    error: int = 0
    skip: str = ""
    log: str = ""


@cache
def build(folder: Path) -> Path:
    """Compile the shim into a folder and return it.

    Raises:
        NoShim: this is not Linux, there is no compiler, or it failed.
    """
    if sys.platform != "linux":
        raise NoShim("the shim needs Linux")
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise NoShim("no C compiler (cc) is installed")
    built = folder / "shim.so"
    command = [compiler, "-O2", "-shared", "-fPIC", "-Wall", "-o", str(built), str(SOURCE), "-ldl"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoShim(f"{compiler} could not build the shim: {done.stderr.strip().splitlines()[-1]}")
    return built


def arm(wanted: Arm) -> None:
    """Arm the shim that this process was started with."""
    log = os.open(wanted.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if wanted.log else -1
    _library().torture_arm(
        wanted.root.encode(),
        wanted.skip.encode(),
        wanted.calls,
        ctypes.c_long(wanted.first),
        ctypes.c_long(wanted.last),
        int(wanted.mode),
        wanted.error,
        log,
    )


def seen() -> tuple[list[int], str]:
    """Disarm the shim and return what it saw.

    Returns:
        How many calls of each class counted, and how many there were with those below `skip`; and the first at which
        something happened, as in `open /path`, or an empty text.
    """
    library = _library()
    library.torture_calls.restype = ctypes.c_long
    library.torture_hit.restype = ctypes.c_char_p
    counts, hit = [int(library.torture_calls(one)) for one in range(5)], library.torture_hit().decode()
    library.torture_arm(b"", b"", 0, ctypes.c_long(0), ctypes.c_long(0), 0, 0, -1)
    return counts, hit


def set_clock(nanoseconds: int, *, is_frozen: bool) -> None:
    """Let the clock of this process stand still at a time since 1970, or differ from the true one by so much."""
    _library().torture_clock(ctypes.c_longlong(nanoseconds), int(is_frozen))


def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None)  # what LD_PRELOAD loaded is in the process's own name space

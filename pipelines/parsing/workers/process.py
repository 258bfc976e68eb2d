"""How a worker process starts and what limits it: no Pebble and no parsing here.

Never by a plain fork: Dagster and polars run threads, and a fork of a process with threads may hang. A server process
(`forkserver`) loads the parser once and forks from there in milliseconds; without it, each worker starts from scratch.
"""

import fcntl
import multiprocessing
import os
import resource
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.context import BaseContext, ForkServerProcess, SpawnContext, SpawnProcess
from types import ModuleType
from typing import Any, Final

PRELOADED: Final = ("pipelines.parsing.workers.server",)
"""What the server process imports before the first worker is forked from it."""

MOST_WORKERS: Final = 8

BYTES_OF_A_WORKER: Final = 1 << 19
"""Bytes of pages that are read in the time that another worker takes to start."""


def available_cpus() -> int:
    """Return the number of processors that this process may use."""
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def default_count() -> int:
    """Return the default number of workers: one per processor, at most `MOST_WORKERS`."""
    return min(available_cpus(), MOST_WORKERS)


def count_for(body_bytes: int, pages: int) -> int:
    """Return how many workers some pages keep busy: one for each page, and each `BYTES_OF_A_WORKER` of bodies."""
    return max(1, min(default_count(), pages, -(-body_bytes // BYTES_OF_A_WORKER)))


def quiet_context() -> BaseContext:
    """Return the context in which workers start: a forking server if the system has one, else new processes."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return _SpawnContext()
    context = _ForkServerContext()
    context.set_forkserver_preload(list(PRELOADED))
    return context


@contextmanager
def _quiet_start() -> Iterator[None]:
    """Start a process that Ctrl-C does not reach, and that does not run the program's own script again.

    Python would import the parent's `__main__` in every worker: a second for the command line, and a second run of a
    script that is not written for it. During the start it is therefore replaced by a copy without the names that lead
    to its file.
    """
    main = sys.modules["__main__"]
    twin = ModuleType("__main__")
    twin.__dict__.update(main.__dict__, __spec__=None)
    twin.__dict__.pop("__file__", None)
    resource_tracker.ensure_running()  # first: starting it unblocks SIGINT again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    sys.modules["__main__"] = twin
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _ForkServerProcess(ForkServerProcess):
    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 (the name that multiprocessing calls)
        with _quiet_start():
            return ForkServerProcess._Popen(process_obj)  # noqa: SLF001


class _SpawnProcess(SpawnProcess):
    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802
        with _quiet_start():
            return SpawnProcess._Popen(process_obj)  # noqa: SLF001


class _ForkServerContext(multiprocessing.context.ForkServerContext):
    Process = _ForkServerProcess


class _SpawnContext(SpawnContext):
    Process = _SpawnProcess


def prepare(most_memory: int) -> None:
    """Limit this worker's memory, and end it with its parent.

    Args:
        most_memory: bytes of address space. macOS accepts the limit and does not enforce it.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # ends at once, also within a call into C
    with suppress(OSError, ValueError):  # if the system has no such limit, the time limit still applies
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (most_memory, most_memory))
    _end_with_parent()


def _end_with_parent() -> None:
    """Let the kernel end this process when its parent is gone, however that ended and whatever this one is doing.

    The parent holds the other end of a pipe. When it closes, the kernel sends SIGIO, which ends a process without a
    handler for it, also within a call into C, where no thread and no handler of Python would run.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(parent.sentinel, fcntl.F_GETFL)
    fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, flags | os.O_ASYNC)
    if select.select([parent.sentinel], [], [], 0)[0]:  # it ended while this process started: no signal will come
        os._exit(1)

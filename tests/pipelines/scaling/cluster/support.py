"""A Dask cluster for tests: a scheduler and workers as processes of their own; and parsers that harm workers."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.parsing.parse import read_capture
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import Reading

REPO = Path(__file__).parents[4]
FAILURES = 1
"""Workers that a task may lose before Dask gives it up (three, where nobody sets it)."""

BAD = b"<title>a page that harms"


class Cluster:
    """A scheduler and its workers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = ""
        self.scheduler: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []

    def start_scheduler(self, port: int = 0) -> None:
        """Start the scheduler, and wait until it says where it listens."""
        log = self.folder / f"scheduler{time.monotonic_ns()}.log"
        self.scheduler = self._start(log, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            for line in log.read_text().splitlines():
                if "Scheduler at:" in line:
                    self.address = line.split()[-1]
                    return
            time.sleep(0.1)
        raise TimeoutError(log.read_text())

    def start_worker(self, *, is_nursed: bool = False) -> None:
        """Start a worker with one thread; a nursed one is started again by Dask's nanny when it ends."""
        log = self.folder / f"worker{time.monotonic_ns()}.log"
        options = ["--nthreads", "1", "--host", "127.0.0.1", "--local-directory", str(self.folder), "--no-dashboard"]
        self.workers.append(self._start(log, "worker", self.address, *options, *(() if is_nursed else ("--no-nanny",))))

    def stop(self) -> None:
        """End all processes."""
        for one in (*self.workers, *filter(None, [self.scheduler])):
            one.kill()
        for one in (*self.workers, *filter(None, [self.scheduler])):
            one.wait()

    def _start(self, log: Path, what: str, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "PYTHONPATH": str(REPO),
            "DASK_DISTRIBUTED__WORKER__DAEMON": "False",
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(FAILURES),
            "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "60s",
        }
        with log.open("wb") as file:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", what, *arguments], stdout=file, stderr=file, cwd=REPO, env=environment
            )


@contextmanager
def cluster_of(folder: Path, workers: int = 2, *, is_nursed: bool = False) -> Iterator[Cluster]:
    """Start a cluster, and end all its processes."""
    folder.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(folder)
    try:
        cluster.start_scheduler()
        for _ in range(workers):
            cluster.start_worker(is_nursed=is_nursed)
        yield cluster
    finally:
        cluster.stop()


def killing_worker(body: bytes, source: CaptureContext) -> Reading:
    """Read a page; a bad one kills the worker of the cluster whose child this is."""
    if body.startswith(BAD):
        worker = multiprocessing.parent_process()
        assert worker
        assert worker.pid
        os.kill(worker.pid, signal.SIGKILL)
        time.sleep(60)
    return read_capture(body, source)


def killing_itself(body: bytes, source: CaptureContext) -> Reading:
    """Read a page; a bad one kills the process that reads it."""
    if body.startswith(BAD):
        os.kill(os.getpid(), signal.SIGKILL)
    return read_capture(body, source)


def slow(body: bytes, source: CaptureContext) -> Reading:
    """Read a page, and take a tenth of a second over it."""
    time.sleep(0.1)
    return read_capture(body, source)

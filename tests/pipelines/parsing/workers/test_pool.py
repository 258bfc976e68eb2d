"""Pages are read in processes that can be killed (FAULTS F15, F16): the bad one has its outcome, the others are read.

Everything here is real: the workers die, hang and run out of memory. Only what makes them is a parser of the tests.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import psutil
import pytest

from pipelines.landing.captures import Arrival
from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.parsing.parse import read_capture
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.workers import process, task
from pipelines.parsing.workers.pool import AHEAD, ParsingWorkers
from pipelines.parsing.workers.task import PageTask, landed_page, refused, run
from schemas.quarantine import Quarantine
from schemas.readings.capture_readings import CaptureReadings
from tests.pipelines.parsing.support import HUB, source
from tests.pipelines.parsing.workers.hostile_parsers import hostile

CHECKOUT = Path(__file__).parents[4]
SAMPLE = CHECKOUT / "data" / "sample"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
GOOD = b"<!doctype html><h1>A title</h1><p>3 Pith papers citing it</p>"
MEMORY = 256 << 20
SECONDS = 4.0
"""Long for a good page on a busy machine, short for a test that waits for it."""

FAULTS = {
    b"raise": ("parser_failed", "ZeroDivisionError: division by zero"),
    b"kill": ("parser_failed", "ended by SIGKILL"),
    b"abort": ("parser_failed", "ended by SIGABRT"),
    b"exit": ("timed_out", "not read within 4 seconds"),
    b"forever": ("timed_out", "not read within 4 seconds"),
    b"call": ("timed_out", "not read within 4 seconds"),
    b"hog": ("out_of_memory", "more than 256 MiB"),
    b"drawn": ("out_of_memory", "more than 256 MiB"),
}


@pytest.fixture(scope="module")
def workers() -> Iterator[ParsingWorkers]:
    with ParsingWorkers(2) as made:
        yield made


def page(body: bytes) -> PageTask:
    return PageTask(source(), body)


def gone(pids: list[int], seconds: float = 20) -> bool:
    """Wait until no such process lives."""
    deadline = time.monotonic() + seconds
    while any(map(_lives, pids)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_readings_are_those_of_this_process_in_order(workers: ParsingWorkers, tmp_path: Path) -> None:
    raw = RawStore(tmp_path / "raw")
    raw.append(arrivals([SAMPLE], NOW), NOW)
    pages = [landed_page(raw, capture) for capture in raw.captures()]
    here = [run(one) if isinstance(one, PageTask) else one for one in pages]
    assert len(here) == 32
    assert list(workers.read_all(pages)) == here


def test_one_page_is_read_from_bytes_or_from_what_gives_them(workers: ParsingWorkers, tmp_path: Path) -> None:
    file = tmp_path / "page"
    file.write_bytes(GOOD)
    there, here = workers.read(file.read_bytes, source()), workers.read(GOOD, source())
    assert there == here == run(page(GOOD))
    assert here.capture.outcome == "ok"


def test_pages_are_taken_as_readings_are(workers: ParsingWorkers) -> None:
    """So memory stays flat, however many there are."""
    taken = 0

    def many() -> Iterator[PageTask]:
        nonlocal taken
        for _ in range(300):
            taken += 1
            yield page(b"")

    most = 0
    for given, _ in enumerate(workers.read_all(many())):
        most = max(most, taken - given)
    assert taken == 300
    assert most <= workers.count * AHEAD + 1


def test_what_is_a_reading_keeps_its_place(workers: ParsingWorkers) -> None:
    ready = refused(source(), "empty", "zero bytes")
    readings = list(workers.read_all([page(GOOD), ready, page(GOOD)]))
    assert [one.capture.outcome for one in readings] == ["ok", "empty", "ok"]


def test_nothing_starts_before_the_first_page() -> None:
    before = set(psutil.Process().children(recursive=True))
    with ParsingWorkers(2) as workers:
        assert list(workers.read_all([])) == []
        assert set(psutil.Process().children(recursive=True)) <= before


def test_every_fault_is_an_outcome_of_its_page_and_the_others_are_read(tmp_path: Path) -> None:
    raw, store = RawStore(tmp_path / "raw"), ReadingStore(tmp_path / "readings")
    bodies = [body for fault in FAULTS for body in (fault + b" this page", GOOD + b"<!-- beside %b -->" % fault)]
    raw.append((_arrival(body, number) for number, body in enumerate(bodies)), NOW)
    with ParsingWorkers(2, seconds=SECONDS, memory=MEMORY, parse=hostile) as workers:
        report = store.read_new(raw, workers=workers)
        assert workers.read(GOOD, source()).capture.outcome == "ok", "the pool goes on"
        assert store.read_new(raw, workers=workers).read == 0, "a bad page is not read again"
    wanted = {outcome: sum(outcome == one for one, _ in FAULTS.values()) for outcome, _ in FAULTS.values()}
    assert report.outcomes == {**wanted, "ok": len(FAULTS)}
    [captures, quarantine] = (pl.read_parquet(store.files(one)) for one in (CaptureReadings, Quarantine))
    refusals = {row["capture_id"]: row for row in quarantine.to_dicts()}
    rows = {row["capture_id"]: row for row in captures.to_dicts()}
    for capture, fault in zip(list(raw.captures())[::2], FAULTS, strict=True):
        outcome, reason = FAULTS[fault]
        row, refusal = rows[capture.capture_id], refusals[capture.capture_id]
        assert (fault, row["outcome"]) == (fault, outcome)
        assert reason in row["reason"]
        assert "report it" in row["reason"]
        assert (refusal["reason"], refusal["text_raw"]) == (row["reason"], capture.url)


def _arrival(body: bytes, minute: int) -> Arrival:
    return Arrival(
        hub_id=HUB,
        url=source().url,
        filters={},
        source_rendering="html",
        captured_at=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=minute),
        outcome="ok",
        reason="",
        body=body,
        source="page.html",
    )


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"<div>" * 100_000, "too_complex"),
        (b"<div " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">", "too_complex"),
        (b"[" * 100_000, "too_complex"),
        (GOOD + b"<ul>" + b"<li>a sibling with some words</li>" * 950_000 + b"</ul>", "too_complex"),
    ],
    ids=["nested", "attributes", "json", "siblings"],
)
def test_real_hostile_pages(workers: ParsingWorkers, body: bytes, outcome: str) -> None:
    readings = list(workers.read_all([page(body), page(GOOD)]))
    assert [one.capture.outcome for one in readings] == [outcome, "ok"]


def test_pages_under_way_when_the_workers_are_lost_are_read_all_the_same() -> None:
    with ParsingWorkers(2, parse=hostile, seconds=SECONDS) as workers:
        readings = workers.read_all([page(GOOD), page(b"forever"), *[page(GOOD)] * 20])
        found = [next(readings)]
        workers.stop()
        found += readings
    outcomes = [one.capture.outcome for one in found]
    assert outcomes == ["ok", "timed_out", *["ok"] * 20]


def test_a_worker_that_died_between_two_pages_is_replaced() -> None:
    with ParsingWorkers(1) as workers:
        assert workers.read(GOOD, source()).capture.outcome == "ok"
        pids = [one.pid for one in multiprocessing.active_children() if one.pid]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        assert gone(pids)
        assert [one.capture.outcome for one in workers.read_all([page(GOOD)] * 9)] == ["ok"] * 9


def test_where_no_server_can_fork_each_worker_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    with ParsingWorkers(1, parse=hostile) as workers:
        outcomes = [one.capture.outcome for one in workers.read_all([page(GOOD), page(b"kill"), page(GOOD)])]
    assert outcomes == ["ok", "parser_failed", "ok"]


def test_rows_that_are_too_many_to_be_sent_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task, "MOST_PACKED", 100)
    reading = task.unpacked(task.run_packed(page(GOOD), read_capture))
    assert reading.capture.outcome == "too_complex"
    assert "more than 100" in reading.quarantine[0].reason


# The end of the parent

READS_FOREVER = """
import sys
from multiprocessing import active_children
from pipelines.parsing.workers.task import PageTask
from pipelines.parsing.workers.pool import ParsingWorkers
from tests.pipelines.parsing.workers.hostile_parsers import hostile
from tests.pipelines.parsing.support import source

print("script", flush=True)
with ParsingWorkers(2, parse=hostile) as workers:
    pages = [PageTask(source(), body) for body in (b"a good page", sys.argv[1].encode(), b"forever")]
    for reading in workers.read_all(pages + pages[:1] * 9):
        print(*(one.pid for one in active_children()), flush=True)
"""
"""A script that guards its work by no `if __name__ == "__main__"`, as people write them."""


@pytest.fixture
def reads_forever(tmp_path: Path) -> Iterator[Callable[[str], tuple[subprocess.Popen[str], list[int]]]]:
    """Starts a process that never ends its second page; gives it, and the ids of its workers."""
    script = tmp_path / "script.py"
    script.write_text(READS_FOREVER)
    started: list[subprocess.Popen[str]] = []

    def start(what: str) -> tuple[subprocess.Popen[str], list[int]]:
        running = subprocess.Popen(
            [sys.executable, str(script), what],
            env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(running)
        assert running.stdout
        assert running.stdout.readline() == "script\n"
        pids = [int(pid) for pid in running.stdout.readline().split()]
        assert len(pids) == 2
        return running, pids

    yield start
    for running in started:
        if running.poll() is None:
            running.kill()
        running.communicate()


@pytest.mark.parametrize("what", ["forever", "call"])
def test_no_worker_outlives_a_parent_that_was_killed(
    reads_forever: Callable[[str], tuple[subprocess.Popen[str], list[int]]], what: str
) -> None:
    running, pids = reads_forever(what)
    running.kill()
    assert gone(pids), "the kernel ends them, also within a call into C"
    out, err = running.communicate(timeout=20)
    assert (out, "Traceback" in err) == ("", False), "the script ran once, and no worker complains"


STARTS_LATE = """
import multiprocessing, os, time
from types import SimpleNamespace
from pipelines.parsing.workers.process import prepare

reads, writes = os.pipe()
os.close(writes)  # as the kernel does when the parent ends
multiprocessing.parent_process = lambda: SimpleNamespace(sentinel=reads)
prepare(1 << 40)
time.sleep(60)
"""


def test_a_worker_that_starts_after_its_parent_has_ended_ends_as_well() -> None:
    """The pipe of the parent is closed already: the kernel sends no signal for what happened before."""
    surroundings = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run([sys.executable, "-c", STARTS_LATE], env=surroundings, timeout=20, check=False)
    assert done.returncode == 1


def test_ctrl_c_ends_all_at_once_and_only_the_parent_says_so(
    reads_forever: Callable[[str], tuple[subprocess.Popen[str], list[int]]],
) -> None:
    running, pids = reads_forever("call")
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to all
    out, err = running.communicate(timeout=20)
    assert gone(pids)
    assert running.returncode == -signal.SIGINT
    assert (out, err.count("Traceback"), err.count("KeyboardInterrupt")) == ("", 1, 1)


@pytest.mark.parametrize(
    ("kilobytes", "pages", "count"), [(0, 0, 1), (1, 3, 1), (512, 30, 1), (513, 30, 2), (9000, 2, 2), (10**6, 10**4, 4)]
)
def test_workers_are_as_many_as_their_pages_keep_busy(
    monkeypatch: pytest.MonkeyPatch, kilobytes: int, pages: int, count: int
) -> None:
    monkeypatch.setattr(process, "default_count", lambda: 4)
    assert process.count_for(kilobytes * 1024, pages) == count

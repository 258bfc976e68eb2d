"""Two lanes of one database: both end before the block is left, whichever fails, and the first error is told."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.warehouse.connections import open_new
from pipelines.warehouse.lanes import beside

LONG = "SELECT count(*) FROM range(1_000_000_000_000) WHERE range % 7 = 3"
"""A query of hours."""

SECONDS = "SELECT count(*) FROM range(500_000_000) WHERE range % 7 = 3"
"""A query of seconds: an interrupt may have to wait for it (`pipelines.warehouse.lanes`)."""

Work = Callable[[duckdb.DuckDBPyConnection], None]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_new(tmp_path / "new.duckdb") as connection:
        yield connection


def lanes() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("lane")]


def one_query(lane: duckdb.DuckDBPyConnection) -> None:
    lane.execute(LONG)


def forever(lane: duckdb.DuckDBPyConnection) -> None:
    while True:
        lane.execute("SELECT 1").fetchall()


def failing(lane: duckdb.DuckDBPyConnection) -> None:
    lane.execute("SELECT 'no number'::INTEGER")


def test_both_work_at_a_time_in_one_file(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE TABLE before AS SELECT 1 AS n")
    both = threading.Barrier(2, timeout=60)

    def work(lane: duckdb.DuckDBPyConnection) -> object:
        both.wait()
        lane.execute("CREATE TABLE there AS FROM before; CREATE TEMP TABLE own AS FROM before")
        return lane.execute("SELECT current_setting('TimeZone')").fetchall()

    with beside(connection, work) as doing:
        both.wait()
        connection.execute("CREATE TABLE here AS FROM before; CREATE TEMP TABLE own AS FROM before")
    assert doing.result() == [("UTC",)]
    found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY ALL").fetchall()
    assert found == [("before",), ("here",), ("there",)]
    assert lanes() == []


@pytest.mark.parametrize("work", [one_query, forever])
def test_an_error_of_the_other_lane_ends_the_block(connection: duckdb.DuckDBPyConnection, work: Work) -> None:
    with pytest.raises(duckdb.ConversionException, match="no number"), beside(connection, failing):
        work(connection)
    assert connection.execute("SELECT 1").fetchall() == [(1,)]


@pytest.mark.parametrize("work", [one_query, forever])
def test_an_error_of_the_block_ends_the_other_lane(connection: duckdb.DuckDBPyConnection, work: Work) -> None:
    with pytest.raises(duckdb.ConversionException, match="no number"), beside(connection, work):
        failing(connection)
    assert lanes() == []


def test_an_error_after_the_block_is_told(connection: duckdb.DuckDBPyConnection) -> None:
    is_left = threading.Event()

    def late(lane: duckdb.DuckDBPyConnection) -> None:
        is_left.wait(60)
        failing(lane)

    with pytest.raises(duckdb.ConversionException), beside(connection, late):
        is_left.set()


INTERRUPTED = f"""
import duckdb
from pipelines.warehouse.lanes import beside

connection = duckdb.connect()
try:
    with beside(connection, lambda lane: lane.execute({SECONDS!r})):
        print("working", flush=True)
        connection.execute({SECONDS!r})
except (KeyboardInterrupt, RuntimeError) as error:  # the latter is DuckDB's, within a query
    print("ended", flush=True)
"""


def test_an_interrupt_ends_both() -> None:
    running = subprocess.Popen([sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, text=True)
    assert running.stdout
    with running, running.stdout as told:
        assert told.readline() == "working\n"
        until = time.monotonic() + 60
        while running.poll() is None and time.monotonic() < until:
            running.send_signal(signal.SIGINT)  # again, for one that comes between two calls of DuckDB's may be lost
            time.sleep(0.3)
        running.kill()
        assert told.readline() == "ended\n"


def test_an_interrupt_is_told_rather_than_an_error_of_the_other_lane(connection: duckdb.DuckDBPyConnection) -> None:
    has_failed = threading.Event()

    def fails(lane: duckdb.DuckDBPyConnection) -> None:
        try:
            failing(lane)
        finally:
            has_failed.set()

    def interrupted() -> None:
        has_failed.wait(60)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), beside(connection, fails):
        interrupted()

"""Two lanes: work in a second connection to a database, beside that in the first.

DuckDB gives a thread 122,880 rows, so most statements on fewer rows keep one core busy; two statements at a time keep
two. Each lane has temporary tables of its own, and sees what the other one has committed.

An interrupt ends both lanes, but may have to wait until a statement has ended: the thread of one lane may have a task
of the other's statement, and there DuckDB does not always notice. The statements of a build take seconds.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from typing import Final, TypeVar

import duckdb

T = TypeVar("T")

AGAIN: Final = 0.05
"""Seconds after which a lane is interrupted again: between two statements, DuckDB takes no notice of it."""


@contextmanager
def beside(
    connection: duckdb.DuckDBPyConnection, work: Callable[[duckdb.DuckDBPyConnection], T]
) -> Iterator[Future[T]]:
    """Do work in a second connection while the block works in the first one; it is done when the block ends.

    Args:
        connection: the one that the block works in.
        work: called in a thread, with a connection to the same database.

    Raises:
        Exception: the error of the lane that failed first. The other one is interrupted, and has ended as well.
    """
    has_failed, is_left = threading.Event(), threading.Event()

    def done(lane: duckdb.DuckDBPyConnection) -> T:
        try:
            return work(lane)
        except BaseException:
            if not is_left.is_set():
                has_failed.set()
                while not is_left.wait(AGAIN):
                    connection.interrupt()
            raise

    with closing(connection.cursor()) as lane, ThreadPoolExecutor(1, "lane") as thread:
        lane.execute("SET TimeZone = 'UTC'")  # a setting of each connection; limits are of the database
        doing = thread.submit(done, lane)
        try:
            yield doing
        except BaseException as error:
            is_first = not has_failed.is_set() or not isinstance(error, Exception)
            is_left.set()
            try:
                _end(lane, doing)
            finally:  # also if a second interrupt comes meanwhile
                _end(lane, doing)
            if is_first:
                raise
        is_left.set()
        doing.result()


def _end(lane: duckdb.DuckDBPyConnection, doing: Future[T]) -> None:
    while not doing.done():
        lane.interrupt()
        wait([doing], AGAIN)

"""Read pages in worker processes: one that hangs, crashes or eats memory costs a bounded time, and only its page.

Pebble manages the processes; this file decides what becomes of a page whose process died (FAULTS F15, F16).
`process` says how a worker starts, `task` what it does.
"""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import Reading
from pipelines.parsing.workers.process import default_count, prepare, quiet_context
from pipelines.parsing.workers.task import (
    NO_MEMORY,
    Body,
    PageTask,
    Parse,
    read_capture,
    refused,
    run_packed,
    unpacked,
)

MOST_SECONDS: Final = 60.0
"""Seconds that a page may take; typical ones take some milliseconds, 33 MB of siblings 15 s."""

MOST_MEMORY: Final = 2 << 30
"""Bytes of memory that a worker may use; 33 MB of siblings use 0.8 GB."""

AHEAD: Final = 4
"""Pages per worker that are requested before the first is taken: workers never idle, and memory stays bounded."""

STARTING: Final = 30.0
"""Seconds that workers may need to start, on a busy machine."""

WHAT_NEXT: Final = "look at the page, and report it if it is a hub page"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A page that was given to a pool; or a finished reading, which needs no waiting."""

    page: PageTask | Reading
    pool: ProcessPool | None = None
    future: ProcessFuture[bytes] | None = None


class _Lost(Exception):  # noqa: N818 (what happened)
    """All workers were lost, or do not answer, while they had this page among others."""

    def __init__(self, page: PageTask, what: str) -> None:
        super().__init__(what)
        self.page = page


class ParsingWorkers:
    """Reads pages in separate processes; use it in a `with`. They start with the first page, and stop on exit.

    The readings equal those of `task.run` in this process. A page that cannot be read is `timed_out`,
    `out_of_memory` or `parser_failed`, with a reason and a row in quarantine. Ctrl-C reaches only this process, which
    then stops the workers; if this process is killed, the system stops them.
    """

    def __init__(
        self,
        count: int | None = None,
        *,
        seconds: float = MOST_SECONDS,
        memory: int = MOST_MEMORY,
        parse: Parse = read_capture,
    ) -> None:
        """Set the limits; nothing starts yet.

        Args:
            count: how many processes; by default one per processor, at most 8.
            seconds: how long one page may take.
            memory: how many bytes of memory one process may take.
            parse: the parser, a function that workers can import.
        """
        self.count = count or default_count()
        self.seconds = seconds
        self.memory = memory
        self._parse = parse
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop all processes at once, whatever they are doing. The next page starts new ones."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call] # Pebble leaves this one without types
            pool.join()

    def read(self, body: Body, source: CaptureContext) -> Reading:
        """Read one page.

        Args:
            body: its bytes, or a picklable function that returns them, called in the worker.
            source: what is known of the capture.
        """
        return self.start(body, source)()

    def start(self, body: Body, source: CaptureContext) -> Callable[[], Reading]:
        """Start to read one page, and return what waits for its reading; takes what `read` takes."""
        asked = deque([self._ask(PageTask(source, body))])
        return lambda: self._next(asked)

    def read_all(self, pages: Iterable[PageTask | Reading]) -> Iterator[Reading]:
        """Read many pages, and yield their readings in the order of the pages.

        Args:
            pages: consumed a few at a time, as readings are consumed. A finished reading keeps its place.
        """
        asked: deque[_Asked] = deque()
        for page in pages:
            asked.append(self._ask(page))
            if len(asked) > self.count * AHEAD:
                yield self._next(asked)
        while asked:
            yield self._next(asked)

    def _ask(self, page: PageTask | Reading) -> _Asked:
        if isinstance(page, Reading):
            return _Asked(page)
        if self._pool is None or not self._pool.active:
            self.stop()
            self._pool = ProcessPool(self.count, initializer=prepare, initargs=(self.memory,), context=quiet_context())
        future = self._pool.schedule(run_packed, args=(page, self._parse), timeout=self.seconds)
        return _Asked(page, self._pool, future)

    def _next(self, asked: deque[_Asked]) -> Reading:
        """Return the reading of the page that was requested first."""
        try:
            return self._answer(asked.popleft())
        except _Lost as lost:
            alone = [lost.page, *(one.page for one in asked)]
            asked.clear()
            first, *others = (self._read_alone(page) for page in alone)
            asked.extend(_Asked(one) for one in others)
            return first

    def _read_alone(self, page: PageTask | Reading) -> Reading:
        """Read one page that was in progress when all workers were lost, alone, to find out which one caused it."""
        try:
            return self._answer(self._ask(page))
        except _Lost as lost:
            reason = f"the workers were lost while they read this page, please report it: {lost}"
            return refused(lost.page.source, "parser_failed", reason)

    def _answer(self, asked: _Asked) -> Reading:
        """Wait for a reading.

        Raises:
            _Lost: no reading will come, and which page is to blame is unknown. No worker is left.
        """
        page, future = asked.page, asked.future
        if isinstance(page, Reading):
            return page
        if future is None or (asked.pool is not self._pool and not future.done()):
            raise _Lost(page, "they were stopped")
        try:
            return unpacked(future.result(timeout=STARTING + self.seconds * (AHEAD + 1)))
        except TimeoutError:
            if not future.done():
                self.stop()
                raise _Lost(page, "they do not answer") from None
            reason = f"not read within {self.seconds:g} seconds, and given up: {WHAT_NEXT}"
            return refused(page.source, "timed_out", reason)
        except ProcessExpired as expired:
            return self._ended(page.source, expired.exitcode)
        except BrokenProcessPool as error:
            self.stop()
            raise _Lost(page, str(error)) from error
        except Exception as error:  # noqa: BLE001 (what a worker raises besides its page's own faults, FAULTS F16)
            reason = f"reading this page failed, please report it: {type(error).__name__}: {error}"
            return refused(page.source, "parser_failed", reason)

    def _ended(self, source: CaptureContext, code: int) -> Reading:
        """Return the reading of a page whose process ended while reading it."""
        if code == NO_MEMORY:
            reason = f"reading it took more than {self.memory >> 20:,} MiB of memory, and was given up: {WHAT_NEXT}"
            return refused(source, "out_of_memory", reason)
        how = f"with exit code {code}" if code >= 0 else f"by {_signal_name(-code)}"
        reason = f"the process that read this page was ended {how}, please report it, with the page"
        if code == -signal.SIGKILL:
            reason += " (or the machine ran out of memory: then delete the readings, and read again)"
        return refused(source, "parser_failed", reason)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"

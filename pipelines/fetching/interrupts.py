"""Ctrl-C while pages are fetched: once ends the run after the page that is under way, twice ends it at once.

Only the signals are here. `live_source` uses it; outside the main thread (a test's) signals stay as they are.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def unheard(message: str) -> None:
    """Tell nobody that the run will end."""


@contextmanager
def told_once(stop: Callable[[], object]) -> Iterator[None]:
    """Call `stop` at the first SIGINT or SIGTERM; a second SIGINT raises KeyboardInterrupt at once.

    A second SIGTERM is for whoever handled it before. No other error than KeyboardInterrupt would do: asyncio swallows
    what a handler raises while one of its callbacks runs, but for that one.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {one: signal.getsignal(one) for one in _SIGNALS}

    def give_back() -> None:
        for one, handler in before.items():
            signal.signal(one, handler)

    def at_once(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    def told(_number: int, _frame: FrameType | None) -> None:
        give_back()
        signal.signal(signal.SIGINT, at_once)
        stop()

    for one in _SIGNALS:
        signal.signal(one, told)
    try:
        yield
    finally:
        give_back()

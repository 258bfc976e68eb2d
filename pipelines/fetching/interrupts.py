"""Ctrl-C while fetching: the first ends the run after the current page, the second ends it at once.

Only signals are handled here; outside the main thread (a test's) they are left alone.
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

    A second SIGTERM goes to the previous handler. Only KeyboardInterrupt works here: asyncio swallows any other
    exception that a handler raises while one of its callbacks runs.
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

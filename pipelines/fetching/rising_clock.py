"""A clock for the captures of one run, whatever the clock of the system does."""

from collections.abc import Callable
from datetime import datetime, timedelta


class RisingClock:
    """Times that only go up, each once, whatever the system's clock does (FAULTS.md F25)."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._last: datetime | None = None

    def __call__(self) -> datetime:
        """Return the time in UTC."""
        moment = self._now()
        if self._last is not None and moment <= self._last:
            moment = self._last + timedelta(microseconds=1)
        self._last = moment
        return moment

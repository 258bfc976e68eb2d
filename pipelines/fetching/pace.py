"""How fast a host is requested: a minimum pause, longer while it is slow or fails, and what the host itself asks for.

The pause follows Scrapy's AutoThrottle: halfway towards the time that a good answer took; other answers never shorten
it, and one that indicates distress doubles it. The clock is monotonic, in seconds, and is passed in.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pipelines.settings import Settings


class Pace:
    """The pauses between requests to one host.

    Args:
        settings: the minimum and the maximum pause.
        clock: returns monotonic seconds.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._clock = clock
        self._least = settings.seconds_between_requests
        self._last = self._held_until = -float("inf")
        self.pause_seconds = self._least
        self.is_delay_capped = False

    def ask(self, crawl_delay_seconds: float) -> None:
        """Apply the crawl delay of robots.txt, up to the maximum pause."""
        longest = max(self._settings.longest_pause_seconds, self._settings.seconds_between_requests)
        self.is_delay_capped = crawl_delay_seconds > longest
        self._least = max(self._settings.seconds_between_requests, min(crawl_delay_seconds, longest))
        self.pause_seconds = max(self.pause_seconds, self._least)

    def seconds_to_wait(self) -> float:
        """Return how many seconds to wait until the next request."""
        return max(0.0, self._last + self.pause_seconds - self._clock(), self._held_until - self._clock())

    def started(self) -> None:
        """Record that a request starts now."""
        self._last = self._clock()

    def hold(self, seconds: float) -> None:
        """Allow no request for this many seconds from now."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    def ended(self, seconds: float, *, is_good: bool, is_distress: bool) -> None:
        """Adapt the pause to the result and duration of a request.

        Args:
            seconds: its duration.
            is_good: whether a page came, or the answer that it is unchanged.
            is_distress: whether the site is overloaded or broken. A missing page (404) is neither.
        """
        longest = max(self._settings.longest_pause_seconds, self._least)
        halfway = (self.pause_seconds + seconds) / 2
        wanted = halfway if is_good else max(self.pause_seconds, halfway)
        if is_distress:
            wanted = max(2 * self.pause_seconds, seconds)
        self.pause_seconds = min(max(wanted, self._least), longest)


def retry_after_seconds(field: str, now: datetime) -> float | None:
    """Read a Retry-After field (RFC 9110 section 10.2.3): seconds, or a date.

    Args:
        field: its value; empty if missing.
        now: aware.

    Returns:
        Seconds from now, 0 for the past; None if the field is missing or invalid.
    """
    text = field.strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return max(0.0, (moment - now).total_seconds())

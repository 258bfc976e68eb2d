"""The path that every request to the site takes: robots.txt, pauses, budgets, redirects within the site.

What an answer means and which views are requested is decided elsewhere. Everything is counted in the run's receipt.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

from pipelines.fetching import robots
from pipelines.fetching.judging import PASSING
from pipelines.fetching.pace import Pace, retry_after_seconds
from pipelines.fetching.receipt import Receipt
from pipelines.fetching.site import MOST_REDIRECTS, OutsideSite, Site, origin_of
from pipelines.fetching.transfer import NOT_MODIFIED, Answer, Transfer
from pipelines.landing.captures import REDIRECTS
from pipelines.landing.errors import InvalidHubURL
from pipelines.landing.hub_url import HubAddress, parse_hub_url, shown
from pipelines.settings import Settings

INTERRUPTED: Final = "it was interrupted"


class RunEnded(Exception):  # noqa: N818 (what happened)
    """No more requests are sent in this run; the message says why."""


class Access:
    """One run's access to the site.

    Args:
        settings: pauses, limits, budgets.
        receipt: where everything is counted.
        transfer: sends the requests.
        now: returns the time in UTC.
        stop: set to end the run after the current request.

    Attributes:
        end_reason: why no more requests are sent; empty while the run goes on.
    """

    def __init__(
        self, settings: Settings, receipt: Receipt, transfer: Transfer, now: Callable[[], datetime], stop: asyncio.Event
    ) -> None:
        self._settings = settings
        self._receipt = receipt
        self._transfer = transfer
        self._now = now
        self._stop = stop
        self._site = Site(settings.site)
        self._started = time.monotonic()
        self._robots: dict[str, robots.Robots] = {}
        self._paces: dict[str, Pace] = {}
        self.end_reason = ""

    async def view(self, url: str, address: HubAddress, fields: dict[str, str]) -> Answer:
        """Request a view of a hub if robots.txt allows it; redirects are followed only to the same view.

        Raises:
            Disallowed: robots.txt does not allow the URL, or a redirect's target.
            OutsideSite: a redirect leads elsewhere, or there are too many.
            RunEnded: no more requests are sent.
        """
        return await self._follow(url, fields, address)

    async def pause(self, seconds: float) -> None:
        """Wait, unless the run is to end.

        Raises:
            RunEnded: the run is to end.
        """
        if seconds > 0:
            started = time.monotonic()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), seconds)
            self._receipt.waited_seconds += time.monotonic() - started
        if self._stop.is_set():
            raise RunEnded(INTERRUPTED)

    async def _follow(self, url: str, fields: dict[str, str], address: HubAddress | None) -> Answer:
        target = self._site.checked(url)
        for _ in range(MOST_REDIRECTS + 1):
            if address is not None:
                await self._require_permission(target)
            answer = await self._send(target, fields)
            if answer.ended.fault or answer.status not in REDIRECTS:
                return answer
            target = self._site.redirected(target, answer.field("location"))
            if address is not None and not self._is_view(target, address):
                raise OutsideSite(f"it leads to another page than was asked for: {shown(target)}")
            self._receipt.redirects += 1
        raise OutsideSite(f"there were more than {MOST_REDIRECTS} redirects")

    def _is_view(self, url: str, address: HubAddress) -> bool:
        try:
            return parse_hub_url(url, self._site.hosts) == address
        except InvalidHubURL:
            return False

    async def _send(self, url: str, fields: dict[str, str]) -> Answer:
        """Send one request after its pause."""
        origin = origin_of(url)
        pace = self._paces.get(origin) or self._paces.setdefault(origin, Pace(self._settings, time.monotonic))
        self._require_budget()  # before a pause that would be for nothing, and after it
        await self.pause(pace.seconds_to_wait())
        self._require_budget()
        pace.started()
        answer = await self._transfer.get(url, fields)
        pace.ended(answer.seconds, is_good=_is_good(answer), is_distress=_is_distress(answer))
        self._obey_retry_after(answer, pace)
        receipt = self._receipt
        receipt.pause_seconds = pace.pause_seconds
        receipt.requests += max(answer.sent, 1)
        receipt.conditional_requests += bool(fields)
        receipt.not_modified += answer.status == NOT_MODIFIED
        receipt.bytes_received += answer.received
        receipt.bytes_decoded += len(answer.body)
        return answer

    def _obey_retry_after(self, answer: Answer, pace: Pace) -> None:
        """Wait as long as the site asks; if that is too long, end the run (FAULTS.md F6)."""
        asked = retry_after_seconds(answer.field("retry-after"), self._now())
        if asked is None:
            return
        longest = self._settings.longest_retry_after_seconds
        if asked > longest:
            self.end_reason = f"the site asks to wait {asked:,.0f} s, longer than the {longest:g} s that are waited"
        pace.hold(min(asked, longest))

    async def _require_permission(self, url: str) -> None:
        origin = origin_of(url)
        if origin not in self._robots:
            await self._read_robots(origin)
        rules = self._robots[origin]
        if rules.state == "unreachable":
            raise RunEnded(rules.reason)
        permission = rules.permission(url)
        self._receipt.permitted(permission.line)
        if not permission.is_allowed:
            raise robots.Disallowed(f"robots.txt does not allow it: {permission.line}")

    async def _read_robots(self, origin: str) -> None:
        """Fetch a host's robots.txt, with retries if the transfer fault may be temporary."""
        found = robots.unreachable("it was never asked for")
        for attempt in range(self._settings.attempts):
            self._receipt.retries += attempt > 0
            try:
                answer = await self._follow(f"{origin}/robots.txt", {}, None)
            except OutsideSite as error:
                found = robots.unreachable(str(error))
                break
            found = robots.robots_of(answer)
            if found.state != "unreachable" or not answer.ended.may_pass:
                break
        pace = self._paces[origin]
        pace.ask(found.crawl_delay_seconds)
        self._robots[origin] = found
        self._receipt.robots = found.reason
        self._receipt.crawl_delay_seconds = found.crawl_delay_seconds
        self._receipt.is_crawl_delay_capped = pace.is_delay_capped

    def _require_budget(self) -> None:
        """Check the budgets of the run.

        Raises:
            RunEnded: one of them is used up.
        """
        settings, receipt = self._settings, self._receipt
        if self.end_reason:  # the answer before this one, a redirect or robots.txt, asked to keep away
            raise RunEnded(self.end_reason)
        if receipt.requests >= settings.run_requests:
            raise RunEnded(f"the budget of {settings.run_requests:,} requests is used up")
        if receipt.bytes_received >= settings.run_bytes:
            raise RunEnded(f"the budget of {settings.run_bytes:,} bytes is used up")
        if time.monotonic() - self._started >= settings.run_seconds:
            raise RunEnded(f"the budget of {settings.run_seconds:,g} s is used up")


def _is_good(answer: Answer) -> bool:
    return not answer.ended.fault and (answer.status or 500) < 400


def _is_distress(answer: Answer) -> bool:
    """Return whether an answer indicates an overloaded or broken site."""
    status = answer.status or 0
    return answer.ended.may_pass or status >= 500 or status in PASSING

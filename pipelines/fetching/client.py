"""Requests one view at a time, retries faults that may be temporary, and makes an arrival of every attempt.

`access` enforces robots.txt, pauses and budgets, `judging` interprets answers; which views are requested is decided
elsewhere. `fetch` never raises for anything that a server does.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Final, NamedTuple, Self

from tenacity import AsyncRetrying, retry_if_result, stop_after_attempt, wait_exponential, wait_random

from pipelines.fetching.access import Access, RunEnded
from pipelines.fetching.addresses import Lookup
from pipelines.fetching.judging import ResponseOutcome, Wanted, arrival_of, response_outcome
from pipelines.fetching.receipt import Receipt
from pipelines.fetching.robots import Disallowed
from pipelines.fetching.site import OutsideSite
from pipelines.fetching.transfer import Answer, Transfer
from pipelines.landing.captures import Arrival
from pipelines.settings import Settings

TRIED_AGAIN: Final = "it was tried again"
NOT_TRIED_AGAIN: Final = "the run ended before it was tried again"
MOST_BEGUN: Final = 5
"""So many pages are asked for before the first of them was looked at: with fewer, workers wait after a short page."""


class _Attempt(NamedTuple):
    answer: Answer | None
    verdict: ResponseOutcome
    at: datetime


class SiteClient:
    """The site as one run uses it; an async context.

    Args:
        settings: pauses, limits, budgets.
        receipt: where everything is counted.
        now: returns the time in UTC.
        stop: set to end the run after the current request.
        lookup: resolves names; the system's by default.
    """

    def __init__(
        self,
        settings: Settings,
        receipt: Receipt,
        now: Callable[[], datetime],
        stop: asyncio.Event,
        lookup: Lookup | None = None,
    ) -> None:
        contact = settings.contact.get_secret_value()
        agent = f"{receipt.user_agent} (+{contact})" if contact else receipt.user_agent
        self._settings = settings
        self._receipt = receipt
        self._now = now
        self._transfer = Transfer(settings, agent, lookup)
        self._access = Access(settings, receipt, self._transfer, now, stop)
        self._failures = self._strangers = 0

    @property
    def end_reason(self) -> str:
        """Why no more requests are sent; empty while the run goes on."""
        return self._access.end_reason

    @property
    def most_begun(self) -> int:
        """How many pages may be asked for before the first of them was looked at.

        One while strangers come, and never more than would end the run.
        """
        return 1 if self._strangers else min(MOST_BEGUN, self._settings.failures_in_a_row)

    async def __aenter__(self) -> Self:
        """Open no connection yet."""
        await self._transfer.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self._transfer.__aexit__(kind, error, trace)

    async def fetch(self, wanted: Wanted) -> list[Arrival]:
        """Request one view until it arrives or is known to be unavailable.

        Returns:
            An arrival for each attempt, the last one with the outcome. If the run ends in between (see `end_reason`),
            only the attempts that were made.
        """
        made: list[_Attempt] = []
        is_ended = False
        try:
            made.append(await self._attempt(wanted))
            if made[0].verdict.may_pass:
                await self._try_again(wanted, made)
        except RunEnded as ended:
            is_ended = True
            self._access.end_reason = self.end_reason or str(ended)
        if not made:
            return []
        self._receipt.retries += len(made) - 1
        self._count_failures(made[-1].verdict)
        followed = [TRIED_AGAIN] * (len(made) - 1) + [NOT_TRIED_AGAIN if is_ended else ""]
        return [self._arrival(wanted, *one) for one in zip(made, followed, strict=True)]

    async def _try_again(self, wanted: Wanted, made: list[_Attempt]) -> None:
        """Retry until it succeeds or a retry is pointless; each attempt is appended to `made`.

        The pauses grow, with jitter. Retry-After and the pause between any two requests are kept in addition. Tenacity
        is used only here, after a failed attempt: it costs more than a request does.

        Raises:
            RunEnded: no more requests are sent.
        """
        looked_at = [made[0].verdict]

        async def once() -> ResponseOutcome:
            if not looked_at:
                made.append(await self._attempt(wanted))
                return made[-1].verdict
            return looked_at.pop()

        least, longest = self._settings.seconds_between_requests, self._settings.longest_pause_seconds
        retrying = AsyncRetrying(
            retry=retry_if_result(lambda verdict: verdict.may_pass and not self.end_reason),
            stop=stop_after_attempt(self._settings.attempts),
            wait=wait_exponential(multiplier=least, max=longest) + wait_random(0, least),
            sleep=self._access.pause,
            retry_error_callback=lambda _: None,
        )
        await retrying(once)

    async def _attempt(self, wanted: Wanted) -> _Attempt:
        conditions = wanted.conditions()
        try:
            answer = await self._access.view(wanted.url, wanted.address, conditions)
        except Disallowed as blocked:
            return _Attempt(None, ResponseOutcome("blocked_by_robots", str(blocked)), self._now())
        except OutsideSite as error:
            return _Attempt(None, ResponseOutcome("refused", f"a redirect was not followed: {error}"), self._now())
        verdict = response_outcome(answer, is_twin=wanted.address.is_twin, is_conditional=bool(conditions))
        return _Attempt(answer, verdict, self._now())

    def looked(self, outcome: str, *, is_page: bool) -> None:
        """Record the parsing outcome of a fetched page; the run ends after too many answers that are other pages."""
        self._strangers = 0 if is_page else self._strangers + 1
        if self._strangers >= self._settings.failures_in_a_row:
            why = f"{self._strangers} answers in a row were no pages of their hubs ({outcome}): it may ask for a login"
            self._access.end_reason = self.end_reason or why

    def _count_failures(self, verdict: ResponseOutcome) -> None:
        self._failures = self._failures + 1 if verdict.may_pass else 0
        if self._failures >= self._settings.failures_in_a_row:
            why = f"{self._failures} pages in a row could not be had; the last: {verdict.reason}"
            self._access.end_reason = self.end_reason or why

    def _arrival(self, wanted: Wanted, attempt: _Attempt, and_then: str) -> Arrival:
        arrival = arrival_of(wanted, attempt.answer, attempt.verdict, attempt.at, and_then)
        self._receipt.ended_with(arrival.outcome)
        return arrival

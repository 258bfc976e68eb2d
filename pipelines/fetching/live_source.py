"""One run of fetching: each due hub's page, its JSON twin, and the filtered views that complete it, as arrivals.

`plan` decides what is due, `client` requests each view; only the order of a run is here. Nothing is stored: the raw
store takes the arrivals one by one, so that whatever was fetched is landed however the run ends.
"""

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Final

from pipelines.fetching.addresses import Lookup
from pipelines.fetching.client import SiteClient
from pipelines.fetching.completion import Completion
from pipelines.fetching.hub_list import BadRow, ListedHub, add_hubs, read_hubs
from pipelines.fetching.interrupts import told_once
from pipelines.fetching.judging import Known, Wanted
from pipelines.fetching.page_summary import PageSummary, Reader, summarize_page
from pipelines.fetching.plan import planned, wants_twin
from pipelines.fetching.receipt import Receipt, new_receipt
from pipelines.fetching.robots import AGENT
from pipelines.fetching.schedule import ViewState, view_states
from pipelines.fetching.site import Site
from pipelines.landing.captures import WITH_PAGE, Arrival, Capture
from pipelines.landing.errors import CorruptRecord
from pipelines.landing.files.arrivals import modified_at, without_hub
from pipelines.landing.hub_url import HubAddress, hub_url
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.readings import ReadingStore
from pipelines.progress import ProgressCallback, no_progress
from pipelines.settings import Settings
from pipelines.workspace import HUBS_CSV

USER_AGENT: Final = f"{AGENT}/{version('pithhouse')}"
CUT_OFF: Final = "it was cut off: stopped at once, or what was fetched could not be stored"


ENDS_SOON: Final = "Ending after the page that is under way; Ctrl-C once more ends at once."


def unheard(message: str) -> None:
    """Discard a message."""


class RisingClock:
    """A clock whose times strictly increase, whatever the system's clock does (FAULTS.md F25)."""

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


@dataclass(slots=True)
class LiveSource:
    """One run of fetching.

    Attributes:
        settings: which site, how fast, how much.
        raw: what was captured before.
        readings: what was parsed of it.
        hubs_csv: the list of hubs; discovered hubs are added to it.
        read: parses a fetched page, to see whether it is complete.
        now: returns the time in UTC.
        advance: progress callback, in hubs.
        say: receives a message when an interrupted run will end early.
        lookup: resolves names; the system's by default.
        receipt: what this run asked for, and how it ended.
    """

    settings: Settings
    raw: RawStore
    readings: ReadingStore
    hubs_csv: Path
    read: Reader
    now: Callable[[], datetime]
    advance: ProgressCallback = no_progress
    say: Callable[[str], None] = unheard
    lookup: Lookup | None = None
    receipt: Receipt = field(init=False)
    _states: dict[HubAddress, ViewState] = field(init=False, default_factory=dict)
    _queue: deque[ListedHub] = field(init=False, default_factory=deque)

    def __post_init__(self) -> None:
        self.now = RisingClock(self.now)
        self.receipt = new_receipt(self.settings.site, USER_AGENT, self.now())

    def arrivals(self) -> Generator[Arrival]:
        """Fetch what is due, and yield every attempt as it comes.

        The first SIGINT or SIGTERM ends the run after the current page; `receipt.stop_reason` says so.

        Raises:
            OSError: the list of hubs, raw or readings cannot be read.
        """
        listed = read_hubs(self.hubs_csv, Site(self.settings.site).hosts)
        captures = list(self.raw.captures())
        self._states = view_states(captures, self.readings.outcomes(captures), self.now())
        plan = planned(listed.hubs, self._states, self.settings, self.now())
        self._queue.extend(one.hub for one in plan if one.is_due)
        self.receipt.hubs_due = len(self._queue)
        yield from (self._bad_row(one) for one in listed.problems)
        if not self._queue:
            return
        with asyncio.Runner() as runner:
            stop, loop = asyncio.Event(), runner.get_loop()
            client = SiteClient(self.settings, self.receipt, self.now, stop, self.lookup)

            def end_soon() -> None:
                stop.set()
                self.say(ENDS_SOON)

            with told_once(lambda: loop.call_soon_threadsafe(end_soon)):
                runner.run(client.__aenter__())
                cut_off = CUT_OFF
                try:
                    yield from self._hubs(_Asking(runner, client))
                    cut_off = ""
                finally:
                    runner.run(client.__aexit__(None, None, None))
                    self.receipt.close(self.now(), client.end_reason or cut_off)

    def _hubs(self, asking: "_Asking") -> Iterator[Arrival]:
        while self._queue and not asking.is_over:
            hub = self._queue.popleft()
            yield from self._hub(hub, asking)
            self.receipt.hubs_asked += not asking.is_over
            self.advance(self.receipt.hubs_asked, self.receipt.hubs_asked + len(self._queue))

    def _hub(self, hub: ListedHub, asking: "_Asking") -> Iterator[Arrival]:
        """Fetch one hub: its page and, if there is one, its JSON twin and the views that complete it."""
        page = HubAddress(hub.hub_id, (), is_twin=False)
        twin = HubAddress(hub.hub_id, (), is_twin=True)
        attempts = asking.ask(self._wanted(page))
        yield from attempts
        last = attempts[-1] if attempts else None
        if last is None or last.outcome not in WITH_PAGE:
            return
        if wants_twin(hub.hub_id, self._states, self.settings, last.captured_at):
            yield from asking.ask(self._wanted(twin))
        look = self._look(last.body, page, last.captured_at)
        asking.client.looked(look.outcome, is_page=look.is_page)
        self._discover(hub, look)
        yield from self._complete(hub.hub_id, look, self._same_since(page, last), asking)

    def _complete(self, hub_id: str, page: PageSummary, since: datetime, asking: "_Asking") -> Iterator[Arrival]:
        """Read the views that complete a hub: stored ones if they are as new as the page, else fetched ones."""
        completion = Completion(page)
        left = self.settings.filtered_views_per_hub
        while (view := completion.next_view()) is not None:
            address = HubAddress(hub_id, view, is_twin=False)
            state = self._states.get(address)
            if state and state.last_page and state.last_page.captured_at >= since and (known := self._known(state)):
                completion.take(view, self._look(known.body, address, known.capture.captured_at))
                continue
            if left <= 0 or asking.is_over:
                return
            left -= 1
            attempts = asking.ask(self._wanted(address))
            yield from attempts
            if attempts and attempts[-1].outcome in WITH_PAGE:
                completion.take(view, self._look(attempts[-1].body, address, attempts[-1].captured_at))

    def _discover(self, hub: ListedHub, look: PageSummary) -> None:
        """Queue the hubs that a page links to, within the limits of depth and number."""
        if hub.depth >= self.settings.discovery_depth or not (look.is_page and look.hub_links):
            return  # what a login page links to are no hubs
        hosts = Site(self.settings.site).hosts
        listed = read_hubs(self.hubs_csv, hosts).hubs
        room = self.settings.discovery_hubs - sum(one.depth > 0 for one in listed)
        known = {one.hub_id for one in listed}
        new = [ListedHub(one, hub.hub_id, hub.depth + 1) for one in look.hub_links if one not in known]
        self._queue.extend(add_hubs(self.hubs_csv, new[: max(0, room)], self.now(), hosts))

    # What is stored

    def _wanted(self, address: HubAddress) -> Wanted:
        state = self._states.get(address)
        known = self._known(state) if state and state.has_validators else None
        return Wanted(address, hub_url(address, self.settings.site), known)

    def _known(self, state: ViewState) -> Known | None:
        """Return the stored page; None if its bytes are damaged, so that it is fetched again."""
        if state.last_page is None:
            return None
        try:
            return Known(state.last_page, self.raw.body(state.last_page))
        except CorruptRecord:
            return None

    def _same_since(self, page: HubAddress, last: Arrival) -> datetime:
        """Return since when the page has been the same as now."""
        state = self._states.get(page)
        known: Capture | None = state.last_page if state else None
        is_same = last.outcome == "unchanged" or (known is not None and _digest(last) == known.body_sha256)
        return state.same_since if is_same and state and state.same_since else last.captured_at

    def _look(self, body: bytes, address: HubAddress, captured_at: datetime) -> PageSummary:
        return summarize_page(body, hub_url(address, self.settings.site), address, captured_at, self.read)

    def _bad_row(self, row: BadRow) -> Arrival:
        return without_hub(
            HUBS_CSV,
            "refused",
            f"row {row.number} of {HUBS_CSV}: {row.problem}; correct the row",
            modified_at(self.hubs_csv, self.now()),
            body=row.text,
            media_type="text/csv",
            part=f"row-{row.number}",
        )


@dataclass(frozen=True, slots=True)
class _Asking:
    """The client of this run, called from outside its event loop."""

    runner: asyncio.Runner
    client: SiteClient

    @property
    def is_over(self) -> bool:
        return bool(self.client.end_reason)

    def ask(self, wanted: Wanted) -> list[Arrival]:
        # Not `runner.run`: it swaps the handler of Ctrl-C for each page, and so prints the page before.
        return [] if self.is_over else self.runner.get_loop().run_until_complete(self.client.fetch(wanted))


def _digest(arrival: Arrival) -> str:
    return hashlib.sha256(arrival.body).hexdigest()

"""One run of fetching: each due hub's page, its JSON twin, and the filtered views that complete it, as arrivals.

What is due is planned by `plan`, each view is asked for by `client`, and what a page shows is known by `looking`; here
is only the order of a run. The raw store takes the arrivals one by one, so that what was fetched is landed however the
run ends. While a page is read, the next one is asked for.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from pipelines.fetching.addresses import Lookup
from pipelines.fetching.client import SiteClient
from pipelines.fetching.completion import Completion
from pipelines.fetching.hub_list import BadRow, ListedHub, add_hubs, read_hubs
from pipelines.fetching.interrupts import told_once, unheard
from pipelines.fetching.judging import Wanted
from pipelines.fetching.looking import Look, Looking, Start
from pipelines.fetching.page_summary import PageSummary, hub_links
from pipelines.fetching.plan import PlannedHub, ignore_plan, planned, wants_twin
from pipelines.fetching.receipt import Receipt, new_receipt
from pipelines.fetching.rising_clock import RisingClock
from pipelines.fetching.robots import AGENT
from pipelines.fetching.schedule import ViewState, view_states
from pipelines.fetching.site import Site
from pipelines.landing.captures import WITH_PAGE, Arrival, Capture, as_capture
from pipelines.landing.files.arrivals import modified_at, without_hub
from pipelines.landing.hub_url import HubAddress, hub_url
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.arriving import ArrivingReadings
from pipelines.parsing.store.readings import ReadingStore
from pipelines.progress import ProgressCallback, no_progress
from pipelines.settings import Settings
from pipelines.workspace import HUBS_CSV

USER_AGENT: Final = f"{AGENT}/{version('pithhouse')}"
CUT_OFF: Final = "it was cut off: stopped at once, or what was fetched could not be stored"
ENDS_SOON: Final = "Ending after the page that is under way; Ctrl-C once more ends at once."


@dataclass(slots=True)
class LiveSource:
    """One run of fetching.

    Attributes:
        settings: which site, how fast, how much.
        raw: what was captured before.
        readings: what was read in it.
        hubs_csv: the list of hubs; hubs that are discovered are added to it.
        start: starts to read a fetched page, to see whether it is whole.
        now: gives the time in UTC.
        advance: told of progress, in hubs.
        say: told that the run will end early, when it was interrupted; nobody by default.
        lookup: resolves names; the system's by default.
        arriving: takes the readings of new pages; None: they are dropped, and made again later.
        planned: told of every listed hub; `receipt`: what this run asked for, and how it ended.
    """

    settings: Settings
    raw: RawStore
    readings: ReadingStore
    hubs_csv: Path
    start: Start
    now: Callable[[], datetime]
    advance: ProgressCallback = no_progress
    say: Callable[[str], None] = unheard
    lookup: Lookup | None = None
    arriving: ArrivingReadings | None = None
    planned: Callable[[Sequence[PlannedHub]], None] = ignore_plan
    receipt: Receipt = field(init=False)
    _states: dict[HubAddress, ViewState] = field(init=False, default_factory=dict)
    _queue: deque[ListedHub] = field(init=False, default_factory=deque)
    _looking: Looking = field(init=False, repr=False)

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
        self._looking = Looking(self.raw, self.readings, self.start, self.arriving)
        self._states = view_states(self._looking.captures, self._looking.outcomes, self.now())
        plan = planned(listed.hubs, self._states, self.settings, self.now())
        self.planned(plan)
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
        """Fetch the hubs that are queued. While pages are read, those of the next ones are asked for."""
        begun: deque[_Begun] = deque()
        while begun or (self._queue and not asking.is_over):
            if self._queue and len(begun) < asking.client.most_begun and not asking.is_over:
                begun.append((yield from self._begin(self._queue.popleft(), asking)))
                continue
            is_asked = yield from self._finish(begun.popleft(), asking)
            self.receipt.hubs_asked += is_asked
            self.advance(self.receipt.hubs_asked, self.receipt.hubs_asked + len(self._queue) + len(begun))

    def _begin(self, hub: ListedHub, asking: "_Asking") -> Generator[Arrival, None, "_Begun"]:
        """Fetch the page of a hub and, where there is one, its twin; begin to read both."""
        page = HubAddress(hub.hub_id, (), is_twin=False)
        attempts = asking.ask(self._wanted(page))
        yield from attempts
        last = attempts[-1] if attempts else None
        if last is None or last.outcome not in WITH_PAGE:
            return _Begun(hub, page, is_cut=asking.is_over)
        capture = as_capture(last, last.captured_at)
        look = self._looking.begin(last, capture)
        twins: list[Arrival] = []
        if wants_twin(hub.hub_id, self._states, self.settings, last.captured_at):
            twins = asking.ask(self._wanted(HubAddress(hub.hub_id, (), is_twin=True)))
            yield from twins
        read_twin = self._looking.begin_twin(twins[-1]) if twins else None
        return _Begun(hub, page, last, capture, look, read_twin, is_cut=asking.is_over)

    def _finish(self, begun: "_Begun", asking: "_Asking") -> Generator[Arrival, None, bool]:
        """Look at the page of a hub, and fetch the views that complete it.

        Returns:
            Whether the run asked for all of it, before it ended.
        """
        if begun.last is None or begun.capture is None or begun.look is None:
            return not begun.is_cut
        was_over = asking.is_over
        look = begun.look()
        if begun.read_twin:
            begun.read_twin()
        asking.client.looked(look.outcome, is_page=look.is_page)
        self._discover(begun.hub, look, begun.last)
        since = self._same_since(begun.page, begun.capture)
        is_whole = yield from self._complete(begun.hub.hub_id, look, since, asking)
        return is_whole and not begun.is_cut and asking.is_over == was_over

    def _complete(
        self, hub_id: str, page: PageSummary, since: datetime, asking: "_Asking"
    ) -> Generator[Arrival, None, bool]:
        """Look at the views that complete a hub: stored ones if they are as new as the page, else fetched ones.

        Returns:
            Whether no view is left out because the run has ended.
        """
        completion = Completion(page)
        left = self.settings.filtered_views_per_hub
        while (view := completion.next_view()) is not None:
            address = HubAddress(hub_id, view, is_twin=False)
            state = self._states.get(address)
            known = state.last_page if state else None
            if known and known.captured_at >= since and self._looking.can_be_confirmed(known):
                completion.take(view, self._looking.stored(known))
                continue
            if left <= 0 or asking.is_over:
                return left <= 0
            left -= 1
            attempts = asking.ask(self._wanted(address))
            yield from attempts
            if attempts and attempts[-1].outcome in WITH_PAGE:
                completion.take(view, self._looking.begin(attempts[-1])())
        return True

    def _discover(self, hub: ListedHub, look: PageSummary, page: Arrival) -> None:
        """Take up the hubs that a page links to, within the limits of depth and number."""
        if hub.depth >= self.settings.discovery_depth or not look.is_page:
            return  # what a login page links to are no hubs
        linked = hub_links(self._looking.body(page), hub.hub_id)
        if not linked:
            return
        hosts = Site(self.settings.site).hosts
        listed = read_hubs(self.hubs_csv, hosts).hubs
        room = self.settings.discovery_hubs - sum(one.depth > 0 for one in listed)
        known = {one.hub_id for one in listed}
        new = [ListedHub(one, hub.hub_id, hub.depth + 1) for one in linked if one not in known]
        self._queue.extend(add_hubs(self.hubs_csv, new[: max(0, room)], self.now(), hosts))

    def _wanted(self, address: HubAddress) -> Wanted:
        state = self._states.get(address)
        known = state.last_page if state and state.has_validators else None
        is_there = known is not None and self._looking.can_be_confirmed(known)
        return Wanted(address, hub_url(address, self.settings.site), known if is_there else None)

    def _same_since(self, page: HubAddress, last: Capture) -> datetime:
        """Return since when the page has been the same as now."""
        state = self._states.get(page)
        if state is None or state.last_page is None or state.same_since is None:
            return last.captured_at
        return state.same_since if last.body_sha256 == state.last_page.body_sha256 else last.captured_at

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
class _Begun:
    """A hub whose page was asked for: what brought it, and its capture; `is_cut`: the run ended with it."""

    hub: ListedHub
    page: HubAddress
    last: Arrival | None = None
    capture: Capture | None = None
    look: Look | None = None
    read_twin: Callable[[], object] | None = None
    is_cut: bool = False


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

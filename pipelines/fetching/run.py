"""A run of fetching as a whole: its plan, and fetching into the raw store with a receipt.

Only the order of steps is here.
"""

import asyncio
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pipelines.fetching.client import SiteClient
from pipelines.fetching.hub_list import BadRow, read_hubs
from pipelines.fetching.judging import Wanted
from pipelines.fetching.live_source import USER_AGENT, LiveSource, RisingClock
from pipelines.fetching.plan import PlannedHub, planned
from pipelines.fetching.receipt import Receipt, keep, new_receipt
from pipelines.fetching.schedule import view_states
from pipelines.fetching.site import Site
from pipelines.landing.captures import Arrival
from pipelines.landing.hub_url import HubAddress, hub_url
from pipelines.landing.raw_store import Landed, RawStore
from pipelines.parsing.store.readings import ReadingStore
from pipelines.settings import Settings


def fetch(live: LiveSource, receipts: Path) -> Landed:
    """Fetch what is due and land it, attempt by attempt.

    The receipt is kept however the run ends, as long as the process lives; a run with nothing due has none.

    Raises:
        RawStoreBusy: another process is writing.
        RawStoreUnwritable: the disk refused; what was landed before is kept.
    """
    try:
        with closing(live.arrivals()) as arrivals:  # ended before the receipt is kept, also where landing fails
            return live.raw.append(arrivals, live.now)
    finally:
        if live.receipt.hubs_due:
            keep(live.receipt, receipts)


class Plan(NamedTuple):
    """Every listed hub, due ones first, and the rows of the list that name none."""

    hubs: list[PlannedHub]
    problems: list[BadRow]


def plan(settings: Settings, raw: RawStore, readings: ReadingStore, hubs_csv: Path, now: datetime) -> Plan:
    """Return for every listed hub whether it is due, and why; nothing is fetched.

    Raises:
        OSError: the list of hubs, raw or readings cannot be read.
    """
    captures = list(raw.captures())
    states = view_states(captures, readings.outcomes(captures), now)
    hosts = Site(settings.site).hosts if settings.site else ()
    listed = read_hubs(hubs_csv, hosts)
    return Plan(planned(listed.hubs, states, settings, now), listed.problems)


async def _fetched(client: SiteClient, wanted: Wanted) -> list[Arrival]:
    async with client:
        return await client.fetch(wanted)


def fetch_one(settings: Settings, address: HubAddress, now: Callable[[], datetime]) -> tuple[list[Arrival], Receipt]:
    """Request one view with the usual politeness, whether it is due or not; nothing is landed.

    Returns:
        An arrival for each attempt (none if the run ended before), and the receipt.
    """
    clock = RisingClock(now)
    made = new_receipt(settings.site, USER_AGENT, clock())
    client = SiteClient(settings, made, clock, asyncio.Event())
    attempts = asyncio.run(_fetched(client, Wanted(address, hub_url(address, settings.site))))
    made.close(clock(), client.end_reason)
    return attempts, made

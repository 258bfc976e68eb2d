"""A run of fetching as a whole: what would be fetched, and fetching it into the raw store with its receipt.

Only the order of things is here. `assets` and the commands `plan` and `probe` call it.
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

    The receipt is kept however the run ends, so far as the process lives; not for a run in which nothing was due.

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
    """Every listed hub, those that are due first; and the rows of the list that name none."""

    hubs: list[PlannedHub]
    problems: list[BadRow]


def plan(settings: Settings, raw: RawStore, readings: ReadingStore, hubs_csv: Path, now: datetime) -> Plan:
    """Say of every listed hub whether it is due, and why; nothing is fetched.

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
    """Ask for one view, as politely as ever, whether it is due or not; nothing is landed.

    Returns:
        An arrival for each attempt (none where the run ended before), and the receipt.
    """
    clock = RisingClock(now)
    made = new_receipt(settings.site, USER_AGENT, clock())
    client = SiteClient(settings, made, clock, asyncio.Event())
    attempts = asyncio.run(_fetched(client, Wanted(address, hub_url(address, settings.site))))
    made.close(clock(), client.end_reason)
    return attempts, made

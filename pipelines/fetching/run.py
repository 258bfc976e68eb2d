"""A run of fetching as a whole: into the raw store, with its receipt.

Only the order of things is here; what is due is said by `plan`. `assets` and the command `probe` call it.
"""

import asyncio
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from pipelines.fetching.client import SiteClient
from pipelines.fetching.judging import Wanted
from pipelines.fetching.live_source import USER_AGENT, LiveSource
from pipelines.fetching.receipt import Receipt, keep, new_receipt
from pipelines.fetching.rising_clock import RisingClock
from pipelines.landing.captures import Arrival
from pipelines.landing.hub_url import HubAddress, hub_url
from pipelines.landing.raw_store import Landed, tell_nobody
from pipelines.settings import Settings


def fetch(live: LiveSource, receipts: Path) -> Landed:
    """Fetch what is due and land it, attempt by attempt; then store what was read in it meanwhile.

    The receipt is kept however the run ends, as long as the process lives; a run with nothing due has none.

    Raises:
        RawStoreBusy: another process is writing.
        RawStoreUnwritable: the disk refused; what was landed before is kept.
        OSError: readings cannot be written; what was landed is kept, and is read by the next step.
    """
    arriving = live.arriving
    try:
        with closing(live.arrivals()) as arrivals:  # ended before the receipt is kept, also where landing fails
            landed = live.raw.append(arrivals, live.now, arriving.synced if arriving else tell_nobody)
        if arriving:
            arriving.finish()
        return landed
    finally:
        if live.receipt.hubs_due:
            keep(live.receipt, receipts)


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

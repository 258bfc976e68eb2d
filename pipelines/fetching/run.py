"""A run of fetching as a whole: what would be fetched, and fetching it into the raw store with its receipt.

Only the order of things is here. `assets` and the commands `plan` and `probe` call it.
"""

from contextlib import closing
from datetime import datetime
from pathlib import Path

from pipelines.fetching import receipt
from pipelines.fetching.hub_list import read_hubs
from pipelines.fetching.live_source import LiveSource
from pipelines.fetching.plan import PlannedHub, planned
from pipelines.fetching.schedule import view_states
from pipelines.fetching.site import Site
from pipelines.landing.raw_store import Landed, RawStore
from pipelines.parsing.reading_store import ReadingStore
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
            receipt.keep(live.receipt, receipts)


def plan(settings: Settings, raw: RawStore, readings: ReadingStore, hubs_csv: Path, now: datetime) -> list[PlannedHub]:
    """Say of every listed hub whether it is due, and why; nothing is fetched.

    Raises:
        OSError: the list of hubs, raw or readings cannot be read.
    """
    captures = list(raw.captures())
    states = view_states(captures, readings.outcomes(captures))
    hosts = Site(settings.site).hosts if settings.site else ()
    return planned(read_hubs(hubs_csv, hosts).hubs, states, settings, now)

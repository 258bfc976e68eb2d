"""A run of fetching as a whole: into the raw store, with its receipt.

Only the order of things is here; what is due is decided by `plan`. Nothing of the published file is known here.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from pipelines.fetching.client import SiteClient
from pipelines.fetching.interrupts import unheard
from pipelines.fetching.judging import Wanted
from pipelines.fetching.live_source import USER_AGENT, LiveSource
from pipelines.fetching.plan import PlannedHub, ignore_plan
from pipelines.fetching.receipt import Receipt, keep, new_receipt
from pipelines.fetching.rising_clock import RisingClock
from pipelines.landing.captures import Arrival
from pipelines.landing.hub_url import HubAddress, hub_url
from pipelines.landing.raw_store import Landed, RawStore, tell_nobody
from pipelines.parsing.store.arriving import ArrivingReadings
from pipelines.parsing.store.readings import ReadingStore, read_landed
from pipelines.parsing.store.report import ReadingReport
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import Reading
from pipelines.progress import ProgressCallback, no_progress
from pipelines.settings import Settings
from pipelines.workspace import DataFolder

if TYPE_CHECKING:
    from pipelines.parsing.workers.pool import ParsingWorkers


WORKERS_WITHOUT_PAUSES: Final = 2
"""So many processes read what a site sends that is asked without pauses: to read a page takes longer than to fetch it.

Where there are pauses, one has read a page long before the next one comes.
"""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one run of fetching did: what it landed, its receipt, and what was read of it on arrival."""

    landed: Landed
    receipt: Receipt
    read: ReadingReport

    @property
    def has_news(self) -> bool:
        """Whether anything but answers that nothing changed (304) was landed, or landing had to repair something."""
        return bool(self.landed.repaired) or any(one.outcome != "unchanged" for one in self.landed.captures)


def _ignore_news() -> None:
    """Ignore that something new arrived."""


def fetch_due(  # noqa: PLR0913 (three of them are callbacks)
    folder: DataFolder,
    settings: Settings,
    now: Callable[[], datetime],
    *,
    advance: ProgressCallback = no_progress,
    say: Callable[[str], None] = unheard,
    planned: Callable[[Sequence[PlannedHub]], None] = ignore_plan,
    news: Callable[[], None] = _ignore_news,
) -> Fetched:
    """Fetch the hubs that are due into the raw store of a data folder, and store what is read in their pages.

    Args:
        folder: the data folder, held by its lock.
        settings: which site, how fast, how much.
        now: gives the time in UTC.
        advance: told of progress, in hubs.
        say: told that the run will end early.
        planned: told once, before the first request, of every listed hub and whether it is due.
        news: called once, after the first arrival that is no answer 304.

    Raises:
        RawStoreBusy, RawStoreUnwritable, OSError: as `fetch` does.
    """
    raw, readings = RawStore(folder.raw), ReadingStore(folder.readings)
    with _LazyWorkers(1 if settings.seconds_between_requests else WORKERS_WITHOUT_PAUSES) as workers:
        live = LiveSource(
            settings,
            raw,
            readings,
            folder.hubs_csv,
            workers.start,
            now,
            advance,
            say,
            arriving=ArrivingReadings(readings, lambda captures: read_landed(raw, captures, workers.started())),
            planned=planned,
        )
        landed = fetch(live, folder.receipts, news)
    return Fetched(landed, live.receipt, live.arriving.report if live.arriving else ReadingReport())


class _LazyWorkers:
    """Parsing workers, loaded and started when the first page is to be read: a run of 304s needs none."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._workers: ParsingWorkers | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._workers:
            self._workers.stop()

    def started(self) -> "ParsingWorkers":
        if self._workers is None:
            from pipelines.parsing.workers.pool import ParsingWorkers  # noqa: PLC0415 (see the class)

            self._workers = ParsingWorkers(self._count)
        return self._workers

    def start(self, body: bytes, source: CaptureContext) -> Callable[[], Reading]:
        return self.started().start(body, source)


def fetch(live: LiveSource, receipts: Path, news: Callable[[], None] = _ignore_news) -> Landed:
    """Fetch what is due and land it, attempt by attempt; then store what was read in it meanwhile.

    The receipt is kept however the run ends, as long as the process lives; a run with nothing due has none.

    Args:
        live: the run.
        receipts: the folder of receipts.
        news: called once, after the first arrival that is no answer 304.

    Raises:
        RawStoreBusy: another process is writing.
        RawStoreUnwritable: the disk refused; what was landed before is kept.
        OSError: readings cannot be written; what was landed is kept, and is read by the next step.
    """
    arriving = live.arriving
    try:
        with closing(live.arrivals()) as arrivals:  # ended before the receipt is kept, also where landing fails
            synced = arriving.synced if arriving else tell_nobody
            landed = live.raw.append(_watched(arrivals, news), live.now, synced)
        if arriving:
            arriving.finish()
        return landed
    finally:
        if live.receipt.hubs_due:
            keep(live.receipt, receipts)


def _watched(arrivals: Iterable[Arrival], news: Callable[[], None]) -> Iterator[Arrival]:
    is_told = False
    for arrival in arrivals:
        if arrival.outcome != "unchanged" and not is_told:
            is_told = True
            news()
        yield arrival


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

"""What the tests of fetching share: a data folder that fetches from a server of the tests, and what came of it.

No rule of the fetcher may be here. Pages are fetched by the real `LiveSource` over real sockets, landed in a real raw
store, read and built as in a run of the pipeline.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from pipelines.building.build import build
from pipelines.fetching.live_source import LiveSource
from pipelines.fetching.looking import Start
from pipelines.fetching.receipt import Receipt
from pipelines.fetching.run import fetch
from pipelines.landing.captures import Capture
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.parse import read_capture
from pipelines.parsing.store.arriving import ArrivingReadings
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import Reading
from pipelines.settings import Settings, settings_of
from pipelines.warehouse.connections import open_published
from pipelines.warehouse.publish import publish
from pipelines.workspace import DataFolder
from tests.live.exchange import Behaviour
from tests.live.fault_server import FaultServer
from tests.live.site_server import SiteServer, World
from tests.live.worlds import small_hub, world_of

START = datetime(2026, 11, 24, 8, tzinfo=UTC)
LONG = 40.0
"""Days after which every view is due again."""

QUICK = {"seconds_between_requests": 0, "longest_pause_seconds": 0.02, "request_seconds": 20, "twins": False}


Reader = Callable[[bytes, CaptureContext], Reading]


def started_when_asked(read: Reader) -> Start:
    """Turn a reader in this process into one that is started: it reads when the reading is waited for."""
    return lambda body, source: partial(read, body, source)


@dataclass(frozen=True)
class Fetched:
    """What one run brought."""

    captures: list[Capture]
    receipt: Receipt

    def of(self, hub_id: str) -> list[Capture]:
        """The attempts for a hub, in their order."""
        return [one for one in self.captures if one.hub_id == hub_id]

    def outcomes(self, hub_id: str) -> list[str]:
        """Their outcomes."""
        return [one.outcome for one in self.of(hub_id)]

    def last(self, hub_id: str) -> Capture:
        """The last of them."""
        return self.of(hub_id)[-1]


class Folder:
    """A data folder whose site is a server of the tests.

    Each run is `LONG` after the one before, so that everything is due, unless it is told otherwise.
    """

    def __init__(self, root: Path, server: FaultServer, **settings: Any) -> None:
        self.folder = DataFolder(root)
        self.server = server
        self.given = {"site": f"http://{server.address}", "test_server": server.address, **QUICK, **settings}
        self.now = START
        self.raw = RawStore(self.folder.raw)
        self.readings = ReadingStore(self.folder.readings)

    def settings(self, **given: Any) -> Settings:
        return settings_of(self.folder.root, **self.given | given)

    def list_hubs(self, *hub_ids: str) -> None:
        """Write the list of hubs."""
        lines = ["url", *(f"https://pith.science/citations/{one}" for one in hub_ids)]
        self.folder.hubs_csv.parent.mkdir(parents=True, exist_ok=True)
        self.folder.hubs_csv.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def live(
        self, *, read: Reader = read_capture, lookup: Any = None, is_kept: bool = False, **settings: Any
    ) -> LiveSource:
        """One run to come; `is_kept`: what it reads is stored, as in a run of the pipeline."""
        moment = self.now
        found = self.settings(**settings)
        return LiveSource(
            found,
            self.raw,
            self.readings,
            self.folder.hubs_csv,
            started_when_asked(read),
            now=lambda: moment,
            lookup=lookup,
            arriving=ArrivingReadings(self.readings, self._read_again) if is_kept else None,
        )

    def _read_again(self, captures: Sequence[Capture]) -> Iterator[Reading]:
        return (read_capture(self.raw.body(one), CaptureContext.of(one)) for one in captures)

    def fetch(
        self,
        *,
        days: float = LONG,
        read: Reader = read_capture,
        lookup: Any = None,
        is_kept: bool = False,
        **given: Any,
    ) -> Fetched:
        """Run once; the next run is `days` later."""
        live = self.live(read=read, lookup=lookup, is_kept=is_kept, **given)
        try:
            landed = fetch(live, self.folder.receipts)
        finally:
            self.now += timedelta(days=days)
        counted = Counter(one.outcome for one in landed.captures if one.hub_id)
        assert counted == live.receipt.outcomes, "the receipt counts other attempts than were landed"
        return Fetched(landed.captures, live.receipt)

    def load(self) -> None:
        """Read, build and publish what was landed."""
        self.readings.read_new(self.raw)
        if not build(self.folder, self.now, settings=self.settings()).is_unchanged:
            publish(self.folder)

    def ask(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Ask the published file."""
        with open_published(self.folder.warehouse) as connection:
            return connection.execute(statement, list(parameters)).fetchall()

    def body(self, capture: Capture) -> bytes:
        return self.raw.body(capture)


@dataclass(frozen=True)
class Pair:
    """A site of two hubs, the first of which is asked first: what happens to it must not touch the second."""

    site: SiteServer
    folder: Folder
    bad: str
    good: str

    @property
    def path(self) -> str:
        return f"/citations/{self.bad}"

    def fetch(self, *script: Behaviour, **given: Any) -> Fetched:
        """Run once with this script for the first hub; the second is fetched whole in every case."""
        if script:
            self.site.route(self.path, *script)
        fetched = self.folder.fetch(**given)
        assert fetched.outcomes(self.good)[-1] in ("ok", "unchanged"), "the next page of the run was not fetched"
        return fetched

    def attempts(self) -> int:
        """How often the first hub was asked for."""
        return len(self.site.requests_to(self.path))


def pair(site: SiteServer, root: Path, **settings: Any) -> Pair:
    """Make the folder for a site of two hubs."""
    bad, good = site.hubs
    folder = Folder(root, site, **settings)
    folder.list_hubs(bad, good)
    return Pair(site, folder, bad, good)


def two_hubs() -> World:
    """Two small hubs without twins."""
    return world_of([small_hub(1), small_hub(2)])


def values_of(
    folder: Folder, tables: Iterable[str] = ("hubs", "papers", "citations", "summaries", "facet_counts")
) -> Any:
    """What the published tables say, without the columns that say when, where and whether it was seen again."""
    seen = {"capture_id", "first_captured_at", "last_captured_at", "gone_at"}
    found = {}
    for name in tables:
        columns = [one for (one, *_) in folder.ask(f"DESCRIBE {name}") if one not in seen]
        found[name] = folder.ask(f"SELECT {', '.join(columns)} FROM {name} ORDER BY ALL")
    return found

"""What the tests of storage by URL share: data folders with URLs, and what a run does with them."""

from collections.abc import Iterable
from pathlib import Path

from pipelines.building.build import build
from pipelines.landing.captures import Arrival, Capture
from pipelines.landing.raw_store import Landed, RawStore
from pipelines.landing.sources import arrivals
from pipelines.objects.store import ObjectStore, open_store
from pipelines.parsing.store.readings import ReadingStore
from pipelines.scaling.objects.captures import pull_captures, push_beside
from pipelines.scaling.objects.published import bring_published
from pipelines.scaling.objects.readings import ReadingsAtUrl
from pipelines.scaling.objects.sync import pull
from pipelines.settings import DEFAULTS, Settings
from pipelines.warehouse.publish import publish
from pipelines.workspace import DataFolder
from tests.pipelines.building.support import NOW

SMALL = 4_000
"""Bytes of a WARC file, so that a few made-up pages fill several."""


def settings_at(place: str, **more: object) -> Settings:
    """Settings whose data are all below one URL."""
    urls = {f"{name}_url": f"{place}/{name}" for name in ("raw", "readings", "published")}
    return DEFAULTS.model_copy(update=urls | more)


def raw_at(place: str) -> ObjectStore:
    """What is below the URL of captures."""
    return open_store(f"{place}/raw")


def land(folder: DataFolder, place: str, taken: Iterable[Arrival], **more: object) -> Landed:
    """Land arrivals as a run does, in small files; no copies are kept."""
    settings = settings_at(place, **({"raw_file_bytes": SMALL, "raw_copies_bytes": 0} | more))
    pull_captures(folder, settings)
    landed = RawStore(folder.raw).append(taken, NOW)
    push_beside(folder)
    return landed


def seen_from(root: Path, place: str) -> tuple[RawStore, list[Capture]]:
    """The captures as a machine sees them that has only the URL, with an empty data folder."""
    pull_captures(DataFolder(root), settings_at(place))
    raw = RawStore(DataFolder(root).raw)
    return raw, list(raw.captures())


def run(folder: DataFolder, settings: Settings, *paths: Path) -> int:
    """Do what a run does, but for its checks; return how many captures were read."""
    pull(folder, settings)
    raw, store = RawStore(folder.raw), ReadingStore(folder.readings)
    raw.append(arrivals(paths, NOW), NOW)
    push_beside(folder)
    report = store.read_new(raw)
    ReadingsAtUrl(store, settings.readings_url).push()
    if not build(folder, NOW, settings=settings).is_unchanged:
        publish(folder)
    bring_published(folder, settings)
    return report.read

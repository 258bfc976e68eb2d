"""The captures of a data folder and its URL: WARC files, receipts of fetching, the list of hubs.

WARC files go there while they are landed (`landing.segments`). Here a folder is given its URL, learns what others
brought there, and brings what lies beside the WARC files.
"""

import hashlib
from contextlib import suppress
from typing import Final

from pipelines.disk import whole, write_whole
from pipelines.landing.raw_files import one_writer
from pipelines.landing.segments.sealed import seal_name, seal_of, sealed_files
from pipelines.landing.segments.sync import SegmentSync
from pipelines.objects.errors import StorageFailed
from pipelines.objects.marker import MARKER, Place, place_of, set_place
from pipelines.objects.store import ObjectStore, fetch, open_store
from pipelines.settings import Settings
from pipelines.workspace import HUBS_CSV, DataFolder

RECEIPTS: Final = "receipts"
"""The folder of receipts, at the URL as in the raw folder."""

CLAIM_TEST: Final = "claims-are-exclusive"
"""The object by which a storage shows that it creates none twice."""


def pull_captures(folder: DataFolder, settings: Settings) -> list[str]:
    """Learn what is at the URL, before a run.

    Where the setting was emptied, everything comes back into the folder, which has no URL from then on.

    Args:
        folder: the data folder, held by its lock.
        settings: name the URL.

    Returns:
        The WARC files that others brought there.

    Raises:
        StorageFailed: the URL does not answer, is another one than that of the captures, or lacks what it had.
        RawStoreBusy: another process is landing captures.
        OSError: the disk refused.
    """
    former = place_of(folder.raw)
    if not settings.raw_url:
        if former:
            with one_writer(folder.raw):
                _take_back(folder)
        return []
    if former and former.url != settings.raw_url:
        raise StorageFailed(
            f"the captures of {folder.root} are at {former.url}, and raw_url is {settings.raw_url}: set it back; to "
            "move them, empty raw_url, run `pithhouse refresh`, which brings them back, and set the new one"
        )
    folder.raw.mkdir(parents=True, exist_ok=True)
    with one_writer(folder.raw):
        store = open_store(settings.raw_url)
        if not former:
            require_claims(store)  # a URL that does not do is not noted
        set_place(folder.raw, Place(settings.raw_url, settings.raw_file_bytes))
        segments = SegmentSync(folder.raw, Place(settings.raw_url, settings.raw_file_bytes))
        pulled = segments.pull(settings.raw_copies_bytes)
        folder.receipts.mkdir(exist_ok=True)
        for name in store.sizes(RECEIPTS):
            path = folder.raw / name
            if path.parent == folder.receipts and path.suffix == ".json" and not path.exists():
                write_whole(path, store.read(name) or b"")
        if not folder.hubs_csv.exists() and (listed := store.read(HUBS_CSV)) is not None:
            write_whole(folder.hubs_csv, listed)
    return pulled.files


def push_beside(folder: DataFolder) -> None:
    """Bring receipts and the list of hubs to the URL, after a landing; nothing where there is no URL.

    Raises:
        StorageFailed: the URL refused; what is there stays, and the next call brings the rest.
        OSError: the disk refused.
    """
    place = place_of(folder.raw)
    if place is None:
        return
    store = open_store(place.url)
    there = store.sizes(RECEIPTS)
    for path in sorted(folder.receipts.glob("[!.]*.json")):
        if f"{RECEIPTS}/{path.name}" not in there:
            store.put_file(f"{RECEIPTS}/{path.name}", path)
    if folder.hubs_csv.exists() and store.read(HUBS_CSV) != folder.hubs_csv.read_bytes():
        store.put_file(HUBS_CSV, folder.hubs_csv)


def require_claims(store: ObjectStore) -> None:
    """Require that the storage keeps two writers apart: that it never creates an object that is there.

    Raises:
        StorageFailed: it does not, or does not answer.
    """
    store.create(CLAIM_TEST, b"")
    if store.create(CLAIM_TEST, b""):
        raise StorageFailed(
            f"{store.url}: this storage overwrites an object that it was asked to create (If-None-Match), so that two "
            "writers could overwrite each other's captures; use another one, or a newer release of it"
        )


def _take_back(folder: DataFolder) -> None:
    """Fetch every WARC file that is at the URL alone; then forget the URL."""
    place = place_of(folder.raw)
    assert place
    store = open_store(place.url)
    files = sealed_files(folder.raw)
    for name in files:
        seal, path = seal_of(folder.raw, name), folder.raw / name
        if path.exists():
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() == seal.warc_sha256:
                    continue
        with whole(path) as part:
            if fetch(store, name, part, seal.warc_bytes) != seal.warc_sha256:
                raise StorageFailed(f"{place.url}/{name} is not what was sealed (sha256): restore it")
    (folder.raw / MARKER).unlink()
    for name in files:
        with suppress(FileNotFoundError):
            (folder.raw / seal_name(name)).unlink()

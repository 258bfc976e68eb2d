"""The published file at a URL: each under a name of its own, which never changes; `CURRENT` names the latest.

Readers see the former file or the new one: `CURRENT` is written when the new file is there whole. Whoever has the
former one open goes on reading it, for the latest few stay.
"""

import hashlib
from datetime import UTC
from pathlib import Path
from typing import Final

from pipelines.disk import write_whole
from pipelines.objects.errors import StorageFailed
from pipelines.objects.store import ObjectStore, digest_of, open_store
from pipelines.settings import Settings
from pipelines.warehouse import summary
from pipelines.warehouse.publish import fingerprint_of
from pipelines.workspace import DataFolder

CURRENT: Final = "CURRENT"
"""The object that holds the name of the latest file, and nothing else."""

KEPT: Final = 4
"""Files that stay at the URL: the latest, and as many former ones as a data folder keeps."""


def bring_published(folder: DataFolder, settings: Settings) -> str | None:
    """Bring the published file to the URL of the settings.

    Args:
        folder: the data folder, held by its lock.
        settings: name the URL.

    Returns:
        The name of the file there; None where the settings name no URL.

    Raises:
        StorageFailed: the URL refused, or did not give back what was written; its readers see the former file.
        NotPublished: there is no published file.
        OSError: the disk refused.
    """
    if not settings.published_url:
        return None
    if is_brought(folder, settings):
        return folder.at_url.read_text("utf-8").splitlines()[-1]
    name = bring_file(open_store(settings.published_url), folder.warehouse)
    write_whole(folder.at_url, f"{_mark(folder, settings)}\n{name}".encode())
    return name


def is_brought(folder: DataFolder, settings: Settings) -> bool:
    """Return whether the URL was last given the file that is published; it is not asked. True where there is none."""
    if not settings.published_url:
        return True
    return folder.at_url.exists() and folder.at_url.read_text("utf-8").startswith(f"{_mark(folder, settings)}\n")


def bring_file(store: ObjectStore, file: Path) -> str:
    """Bring a warehouse file to a URL, and name it there as the latest; see `bring_published`."""
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    name = f"warehouse-{summary.built_at(file).astimezone(UTC):%Y%m%dT%H%M%S}-{digest[:16]}.duckdb"
    size = file.stat().st_size
    there = store.sizes()
    if there.get(name) != size or digest_of(store, name, size) != digest:
        store.put_file(name, file)
        if digest_of(store, name, size) != digest:
            raise StorageFailed(f"{store.url}/{name} is not what was written (sha256); readers see the former file")
    store.put(CURRENT, name.encode())
    former = sorted(one for one in there if one.startswith("warehouse-") and "/" not in one and one != name)
    store.remove(former[: max(0, len(former) - KEPT + 1)])
    return name


def _mark(folder: DataFolder, settings: Settings) -> str:
    return f"{fingerprint_of(folder.warehouse)} {settings.published_url}"

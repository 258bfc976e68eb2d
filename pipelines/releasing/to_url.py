"""Exports and releases at a URL: written into a temporary folder as they always are, then brought there.

An export goes into a folder of its own, and `CURRENT` names the latest one; a release has its date as its name, and
counts when its manifest is there, which is written last. What is needed of a former one is fetched before.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pipelines.exporting.files import CHECKSUMS, Export, export
from pipelines.exporting.forms import Format
from pipelines.exporting.replacing import MARK
from pipelines.objects.store import open_store
from pipelines.progress import ProgressCallback, no_progress
from pipelines.releasing.release import MANIFEST, Release, in_order, release
from pipelines.scaling.objects.folders import bring_from, bring_to
from pipelines.scaling.objects.published import CURRENT
from schemas.table import Table

KEPT: Final = 2
"""Exports that stay at the URL: the latest, and the former one for those who read it meanwhile."""


def export_to_url(  # noqa: PLR0913 (as `export`)
    warehouse: Path,
    url: str,
    now: datetime,
    form: Format = Format.PARQUET,
    models: Sequence[type[Table]] = (),
    *,
    advance: ProgressCallback = no_progress,
) -> tuple[Export, str]:
    """Write an export to a URL.

    Args:
        warehouse: the published file; it is only read.
        url: where the exports are.
        now: names the folder of this one.
        form: the file format.
        models: which tables and views; all if empty.
        advance: progress callback, in tables.

    Returns:
        What was written, and its URL.

    Raises:
        NotPublished, DoesNotFit: see `export`.
        StorageFailed: the URL refused, or did not give back what was written; `CURRENT` names the former export.
        OSError: the disk refused.
    """
    store = open_store(url)
    names = store.sizes()
    former = (store.read(CURRENT) or b"").decode("utf-8", "replace").strip()
    with TemporaryDirectory(prefix="pithhouse-export-") as work:
        folder = Path(work) / "export"
        if f"{former}/{MARK}" in names:
            bring_from(store, former, folder, names)
        done = export(warehouse, folder, form, models, advance)
        digest = hashlib.sha256((folder / CHECKSUMS).read_bytes()).hexdigest()
        name = f"export-{now.astimezone(UTC):%Y%m%dT%H%M%S%f}-{digest[:8]}"
        bring_to(store, folder, name, last=MARK)
    store.put(CURRENT, name.encode())
    exports = {one.partition("/")[0] for one in names if one.startswith("export-")} - {name, former}
    old = set(sorted(exports)[: max(0, len(exports) + 2 - KEPT)])
    store.remove([one for one in names if one.partition("/")[0] in old])
    return replace(done, folder=Path(name)), f"{store.url}/{name}"


def release_to_url(
    warehouse: Path, url: str, now: datetime, advance: ProgressCallback = no_progress
) -> tuple[Release, str]:
    """Write a release to a URL, with the delta to the latest one there.

    Args:
        warehouse: the published file; it is only read.
        url: where the releases are.
        now: its date names the release (UTC).
        advance: progress callback, in tables.

    Returns:
        What was written, and its URL.

    Raises:
        NotPublished, ReleaseDamaged: see `release`.
        StorageFailed: the URL refused, or did not give back what was written; there is no new release.
        OSError: the disk refused.
    """
    store = open_store(url)
    sizes = store.sizes()
    with TemporaryDirectory(prefix="pithhouse-release-") as work:
        for former in releases_at(sizes)[-1:]:
            bring_from(store, former, Path(work) / former, sizes)
        done = release(warehouse, Path(work), now, advance)
        if done.is_new:
            bring_to(store, done.folder, done.folder.name, last=MANIFEST)
    return done, f"{store.url}/{done.folder.name}"


def releases_at(names: Sequence[str] | dict[str, int]) -> list[str]:
    """Return the releases among the names of objects, the oldest first: those whose manifest is there."""
    return in_order(one.removesuffix(f"/{MANIFEST}") for one in names if one.endswith(f"/{MANIFEST}"))

"""A data folder copied to object storage, or to another folder, and back: every file by its digest, and none removed.

What is copied is what cannot be made again, and what takes long: raw, the list of hubs, readings, the published file.
The manifest is written last, so that a copy that was interrupted has none, or the one of before. Settings stay where
they are: they may hold secrets.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from pipelines.disk import whole
from pipelines.objects.errors import StorageFailed
from pipelines.objects.marker import place_of
from pipelines.objects.store import ObjectStore, digest_of, fetch, open_store
from pipelines.progress import ProgressCallback, no_progress
from pipelines.warehouse.publish import READ_ONLY
from pipelines.workspace import DataFolder

MANIFEST: Final = "pithhouse-manifest.json"


@dataclass(frozen=True, slots=True)
class Moved:
    """What a call copied: files and their bytes; and how many files were there already."""

    files: int
    bytes: int
    already: int


def move_to(folder: DataFolder, url: str, advance: ProgressCallback = no_progress) -> Moved:
    """Copy a data folder to a URL, read back what was written, and compare it.

    Args:
        folder: held by its lock.
        url: `s3://bucket/prefix`, `gs://…`, `file:///…` or whatever fsspec knows.
        advance: told of progress, in files.

    Returns:
        What was copied. Files that the manifest there names with the same digest are not copied again.

    Raises:
        StorageFailed: the storage refused, or did not give back what was written; or the captures are at a URL of their
            own. The manifest there is as it was.
        ScaleMissing: fsspec, or what it needs for the URL, is not installed.
    """
    if place := place_of(folder.raw):
        raise StorageFailed(
            f"the captures of {folder.root} are at {place.url} (raw_url), and not all of them are here: copy that with "
            "the storage's own tools"
        )
    store, paths = open_store(url), sorted(_moved(folder))
    former, manifest, files, size = _manifest(store) or {}, dict[str, str](), 0, 0
    for done, path in enumerate(paths, 1):
        name = path.relative_to(folder.root).as_posix()
        manifest[name] = _digest(path)
        if former.get(name) != manifest[name]:
            store.put_file(name, path)
            length = path.stat().st_size
            _require_equal(name, digest_of(store, name, length), manifest[name])
            files, size = files + 1, size + length
        advance(done, len(paths))
    store.put(MANIFEST, json.dumps({"sha256": manifest}, indent=1, sort_keys=True).encode())
    return Moved(files, size, len(paths) - files)


def move_from(folder: DataFolder, url: str, advance: ProgressCallback = no_progress) -> Moved:
    """Copy what `move_to` left at a URL into a data folder.

    Args:
        folder: held by its lock; files in it that the manifest names have to be the same.
        url: as `move_to` takes it.
        advance: told of progress, in files.

    Raises:
        StorageFailed: there is no manifest, a file is not what it says, or the folder holds another one of its name.
        ScaleMissing: see `move_to`.
        OSError: the disk refused.
    """
    store = open_store(url)
    manifest = _manifest(store)
    if manifest is None:
        raise StorageFailed(f"{url} has no {MANIFEST}: nothing was moved there, or not to the end")
    sizes, files, size = store.sizes(), 0, 0
    for done, (name, digest) in enumerate(sorted(manifest.items()), 1):
        path = folder.root / _within(name)
        if path.exists():
            _require_equal(str(path), _digest(path), digest, "is another file than at the URL; move it away")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            with whole(path) as part:
                _require_equal(f"{url}/{name}", fetch(store, name, part, sizes.get(name, 0)), digest)
            files, size = files + 1, size + path.stat().st_size
        advance(done, len(manifest))
    if folder.warehouse.exists():
        folder.warehouse.chmod(READ_ONLY)
    return Moved(files, size, len(manifest) - files)


def _moved(folder: DataFolder) -> Iterator[Path]:
    """List the files that are copied; no link is followed."""
    for place in (folder.raw, folder.readings):
        for path in place.rglob("*"):
            hidden = any(part.startswith(".") for part in path.relative_to(place).parts)
            if path.is_file() and not path.is_symlink() and not hidden:
                yield path
    yield from (one for one in (folder.hubs_csv, folder.warehouse) if one.is_file())


def _manifest(store: ObjectStore) -> dict[str, str] | None:
    found = store.read(MANIFEST)
    return None if found is None else {str(name): str(one) for name, one in json.loads(found)["sha256"].items()}


def _within(name: str) -> PurePosixPath:
    """Return a name of the manifest as a path within the data folder.

    Raises:
        StorageFailed: it leads elsewhere.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise StorageFailed(f"the manifest names {name!r}, which is not within a data folder")
    return path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _require_equal(name: str, found: str, wanted: str, told: str = "was not copied as it is (sha256)") -> None:
    if found != wanted:
        raise StorageFailed(f"{name} {told}")

"""A data folder copied to object storage, or to another folder, and back: every file by its digest, and none removed.

What is copied is what cannot be made again, and what takes long: raw, the list of hubs, readings, the published file.
The manifest is written last, so that a copy that was interrupted has none, or the one of before. Settings stay where
they are: they may hold secrets.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import urlsplit

from pipelines.disk import sync
from pipelines.objects.errors import HOW
from pipelines.objects.marker import place_of
from pipelines.objects.store import require_no_credentials
from pipelines.progress import ProgressCallback, no_progress
from pipelines.scaling.errors import ScaleMissing, StorageFailed
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
    with _storage(url) as (storage, root):
        former = _manifest(storage, root) or {}
        paths = sorted(_moved(folder))
        manifest, files, size = dict[str, str](), 0, 0
        for done, path in enumerate(paths, 1):
            name = path.relative_to(folder.root).as_posix()
            with path.open("rb") as file:
                manifest[name] = _digest(file)
            if former.get(name) != manifest[name]:
                storage.put_file(str(path), f"{root}/{name}")
                with storage.open(f"{root}/{name}", "rb") as copied:
                    _require_equal(name, _digest(copied), manifest[name])
                files, size = files + 1, size + path.stat().st_size
            advance(done, len(paths))
        storage.pipe_file(f"{root}/{MANIFEST}", json.dumps({"sha256": manifest}, indent=1, sort_keys=True).encode())
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
    with _storage(url) as (storage, root):
        manifest = _manifest(storage, root)
        if manifest is None:
            raise StorageFailed(f"{url} has no {MANIFEST}: nothing was moved there, or not to the end")
        files = size = 0
        for done, (name, digest) in enumerate(sorted(manifest.items()), 1):
            path = folder.root / _within(name)
            if path.exists():
                with path.open("rb") as file:
                    _require_equal(str(path), _digest(file), digest, "is another file than at the URL; move it away")
            else:
                _fetch(storage, f"{root}/{name}", path, digest)
                files, size = files + 1, size + path.stat().st_size
            advance(done, len(manifest))
        if folder.warehouse.exists():
            folder.warehouse.chmod(READ_ONLY)
    return Moved(files, size, len(manifest) - files)


def _fetch(storage: Any, source: str, path: Path, digest: str) -> None:
    """Copy one file; it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        storage.get_file(source, str(part))
        with part.open("rb") as file:
            _require_equal(source, _digest(file), digest)
        sync(part)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    sync(path.parent)


def _moved(folder: DataFolder) -> Iterator[Path]:
    """List the files that are copied; no link is followed."""
    for place in (folder.raw, folder.readings):
        for path in place.rglob("*"):
            hidden = any(part.startswith(".") for part in path.relative_to(place).parts)
            if path.is_file() and not path.is_symlink() and not hidden:
                yield path
    yield from (one for one in (folder.hubs_csv, folder.warehouse) if one.is_file())


def _manifest(storage: Any, root: str) -> dict[str, str] | None:
    if not storage.exists(f"{root}/{MANIFEST}"):
        return None
    found = json.loads(storage.cat_file(f"{root}/{MANIFEST}"))
    return {str(name): str(digest) for name, digest in found["sha256"].items()}


def _within(name: str) -> PurePosixPath:
    """Return a name of the manifest as a path within the data folder.

    Raises:
        StorageFailed: it leads elsewhere.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise StorageFailed(f"the manifest names {name!r}, which is not within a data folder")
    return path


def _digest(file: BufferedReader) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()


def _require_equal(name: str, found: str, wanted: str, told: str = "was not copied as it is (sha256)") -> None:
    if found != wanted:
        raise StorageFailed(f"{name} {told}")


@contextmanager
def _storage(url: str) -> Iterator[tuple[Any, str]]:
    """Return fsspec's file system of a URL, and the path in it; its errors are named without credentials."""
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 (of the extra `scale`)
    except ImportError as error:
        raise ScaleMissing(f"fsspec is not installed; {HOW}") from error
    require_no_credentials(url)
    try:
        options = {"auto_mkdir": True} if urlsplit(url).scheme in {"", "file"} else {}
        storage, root = url_to_fs(url, skip_instance_cache=True, **options)
        yield storage, root.rstrip("/")
    except ImportError as error:
        raise ScaleMissing(f"{error}; {HOW}") from error
    except StorageFailed:
        raise
    except Exception as error:  # each storage has errors of its own
        if isinstance(error, OSError) and error.filename:
            raise
        raise StorageFailed(f"{url}: {error}; nothing was removed: run it again") from error

"""A folder of finished files brought to a URL and back: one of its files, written last, says that all are there."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from pipelines.objects.errors import StorageFailed
from pipelines.objects.store import ObjectStore, digest_of, fetch


def bring_to(store: ObjectStore, folder: Path, name: str, last: str) -> None:
    """Copy the files of a folder to a URL, read each back, and write one of them when all others are there.

    Args:
        store: the URL.
        folder: what to copy.
        name: the folder there.
        last: the file by which readers know that all is there.

    Raises:
        StorageFailed: the URL refused, did not give back what was written, or has that file already.
        OSError: a file cannot be read.
    """
    paths = {
        f"{name}/{path.relative_to(folder).as_posix()}": path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / last
    }
    for key, path in paths.items():
        store.put_file(key, path)
    store.remove(set(below(name, store.sizes(name))) - {*paths, f"{name}/{last}"})  # of a call that was interrupted
    for key, path in paths.items():
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest_of(store, key, path.stat().st_size) != digest:
            raise StorageFailed(f"{store.url}/{key} is not what was written (sha256); run it again")
    if not store.create(f"{name}/{last}", (folder / last).read_bytes()):
        raise StorageFailed(f"{store.url}/{name} was written by somebody else meanwhile; look at it, then run it again")


def bring_from(store: ObjectStore, name: str, folder: Path, sizes: dict[str, int]) -> None:
    """Copy a folder from a URL.

    Raises:
        StorageFailed: a file of it cannot be read.
        OSError: the disk refused.
    """
    for key in below(name, sizes):
        path = folder / key.removeprefix(f"{name}/")
        if folder.resolve() not in path.resolve().parents:
            raise StorageFailed(f"{store.url} has a name that leads elsewhere: {key!r}")
        path.parent.mkdir(parents=True, exist_ok=True)
        fetch(store, key, path, sizes[key])


def below(name: str, sizes: Iterable[str]) -> list[str]:
    """Return the sorted names of what is in a folder at a URL."""
    return sorted(one for one in sizes if one.startswith(f"{name}/"))

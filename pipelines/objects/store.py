"""What is asked of storage, whatever it is: list, read, write whole objects, create one that must not be there yet.

A name is relative to the URL, with `/` between its parts. An object is there whole or not at all, and under a new
name readers see it only when it is whole.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from pipelines.objects.errors import StorageFailed

PIECE: Final = 8 << 20
"""Bytes that are read at a time where a whole object is read."""


class ObjectStore(Protocol):
    """Objects below one URL. Every method raises `StorageFailed` where the storage refuses; it names the URL."""

    url: str

    def sizes(self, folder: str = "") -> dict[str, int]:
        """Return the size in bytes of every object below a folder, at any depth, by name."""

    def create(self, name: str, data: bytes) -> bool:
        """Write an object that must not be there yet, atomically; return whether this call created it."""

    def put(self, name: str, data: bytes) -> None:
        """Write an object, or replace it."""

    def put_file(self, name: str, path: Path) -> None:
        """Write an object from a file, or replace it."""

    def read(self, name: str) -> bytes | None:
        """Return an object; None where there is none."""

    def read_range(self, name: str, start: int, end: int) -> bytes:
        """Return the bytes of an object from `start` up to `end`, which may lie behind its end."""

    def remove(self, names: Iterable[str]) -> None:
        """Remove objects, in this order; one that is not there is passed over."""


def open_store(url: str) -> ObjectStore:
    """Return the storage at a URL or an absolute path. Nothing is read or written yet.

    Raises:
        ScaleMissing: fsspec, or what it needs for this kind of URL, is not installed.
        StorageFailed: the URL has credentials in it, or names nothing.
    """
    require_no_credentials(url)
    parts = urlsplit(url)
    if parts.scheme in {"", "file"}:
        from pipelines.objects.folder import FolderStore  # noqa: PLC0415 (one of the two is needed)

        return FolderStore(url, Path(unquote(parts.path)))
    from pipelines.objects.remote import RemoteStore  # noqa: PLC0415 (as above)

    return RemoteStore(url)


def require_no_credentials(url: str) -> None:
    """Refuse a URL with a user or a password in it, before anybody logs it.

    Raises:
        StorageFailed: it has one.
    """
    if "@" in urlsplit(url).netloc:
        raise StorageFailed("give no credentials in the URL: the storage's own tools say where they are kept")


def is_url(text: str) -> bool:
    """Return whether a text names a place by URL, rather than a path."""
    return "://" in text


def digest_of(store: ObjectStore, name: str, size: int) -> str:
    """Return the sha256 of an object in hex, read piece by piece.

    Raises:
        StorageFailed: it cannot be read, or is shorter than `size` bytes.
    """
    found = hashlib.sha256()
    for start in range(0, size, PIECE):
        found.update(store.read_range(name, start, min(start + PIECE, size)))
    return found.hexdigest()


def fetch(store: ObjectStore, name: str, path: Path, size: int) -> str:
    """Copy an object into a new file, piece by piece; return the sha256 of what was copied.

    Raises:
        StorageFailed: it cannot be read, or is shorter than `size` bytes.
        OSError: the disk refused.
    """
    found = hashlib.sha256()
    with path.open("xb") as file:
        for start in range(0, size, PIECE):
            piece = store.read_range(name, start, min(start + PIECE, size))
            found.update(piece)
            file.write(piece)
    return found.hexdigest()

"""Objects in object storage, through fsspec: `s3://`, `gs://` and whatever else it knows.

Credentials are those that the storage's own tools use: environment, `~/.aws`, the role of the machine. An upload in
parts that fails is aborted by the file system of fsspec, so that nothing of it is kept.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pipelines.objects.errors import HOW, ScaleMissing, StorageFailed

_EXCLUSIVE: Final = frozenset(("s3", "s3a", "gs", "gcs"))
"""Storages whose file system of fsspec can create an object that must not be there yet."""


class RemoteStore:
    """The objects below a URL."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        scheme, _, self._root = self.url.partition("://")
        self._is_exclusive = scheme in _EXCLUSIVE
        with self._refusals():
            self._storage = _connected(scheme, os.getpid(), frozenset(os.environ.items()))

    def sizes(self, folder: str = "") -> dict[str, int]:
        """See `ObjectStore`."""
        place = f"{self._root}/{folder}".rstrip("/")
        with self._refusals(folder):
            try:
                found = self._storage.find(place, detail=True)
            except FileNotFoundError as error:
                _require_bucket(error)
                return {}
        return {name[len(self._root) + 1 :]: int(about["size"]) for name, about in found.items()}

    def create(self, name: str, data: bytes) -> bool:
        """See `ObjectStore`: a conditional write (S3: `If-None-Match: *`)."""
        if not self._is_exclusive:
            raise StorageFailed(
                f"{self.url}: such a storage cannot be asked to create and never overwrite; use s3 or gs"
            )
        with self._refusals(name):
            try:
                self._storage.pipe_file(f"{self._root}/{name}", data, mode="create")
            except FileExistsError:
                return False
            except OSError as error:
                if _is_taken(error):
                    return False
                raise
        return True

    def put(self, name: str, data: bytes) -> None:
        """See `ObjectStore`."""
        with self._refusals(name):
            self._storage.pipe_file(f"{self._root}/{name}", data)

    def put_file(self, name: str, path: Path) -> None:
        """See `ObjectStore`."""
        with self._refusals(name):
            self._storage.put_file(str(path), f"{self._root}/{name}")

    def read(self, name: str) -> bytes | None:
        """See `ObjectStore`."""
        with self._refusals(name):
            try:
                return bytes(self._storage.cat_file(f"{self._root}/{name}"))
            except FileNotFoundError as error:
                _require_bucket(error)
                return None

    def read_range(self, name: str, start: int, end: int) -> bytes:
        """See `ObjectStore`."""
        with self._refusals(name):
            return bytes(self._storage.cat_file(f"{self._root}/{name}", start=start, end=end))

    def remove(self, names: Iterable[str]) -> None:
        """See `ObjectStore`."""
        for name in names:
            with self._refusals(name):
                try:
                    self._storage.rm_file(f"{self._root}/{name}")
                except FileNotFoundError as error:
                    _require_bucket(error)

    @contextmanager
    def _refusals(self, name: str = "") -> Iterator[None]:
        """Name the URL and the cause of whatever the storage raises; each storage has errors of its own."""
        try:
            yield
        except ImportError as error:
            raise ScaleMissing(f"{error}; {HOW}") from error
        except Exception as error:
            what = f"{self.url}/{name}".rstrip("/")
            why = str(error) or type(error).__name__
            raise StorageFailed(f"{what}: {why}; nothing is lost: correct that and run it again") from error


@lru_cache(maxsize=4)
def _connected(scheme: str, _process: int, _environment: frozenset[tuple[str, str]]) -> Any:
    """Return fsspec's file system; it takes half a second to make, and holds the credentials of the environment.

    Raises:
        ImportError: a package is not installed.
        ValueError: fsspec knows no such scheme.
    """
    from fsspec import filesystem  # noqa: PLC0415 (of the extra `scale`)

    return filesystem(scheme, skip_instance_cache=True, use_listings_cache=False)


def _is_taken(error: OSError) -> bool:
    """Tell whether the storage refused because the object is there, or is being created by somebody else."""
    return _answer(error).get("ResponseMetadata", {}).get("HTTPStatusCode") in {409, 412}


def _require_bucket(error: OSError) -> None:
    """Raise an error again that says that the bucket is not there; of a missing object it says nothing."""
    if _answer(error).get("Error", {}).get("Code") == "NoSuchBucket":
        raise error


def _answer(error: OSError) -> dict[str, Any]:
    """Return what S3 answered where s3fs raised an error."""
    answer: dict[str, Any] = getattr(error.__cause__, "response", None) or {}
    return answer

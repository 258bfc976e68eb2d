"""Readings at a URL: each batch as its Parquet files and then a seal, which makes it one of the store there.

The folder has all batches as well, for a build reads them all; what is at the URL spares another machine the reading
of captures. A batch is named by what it holds, so that one of the same name is the same, whoever wrote it.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import rmtree
from typing import Any, Final
from uuid import uuid4

import polars as pl

from pipelines.disk import sync, write_whole
from pipelines.objects.errors import StorageFailed
from pipelines.objects.store import ObjectStore, fetch, open_store
from pipelines.parsing.store.readings import ReadingStore, Staged, is_named_by_content
from pipelines.progress import ProgressCallback, no_progress
from pipelines.settings import Settings
from schemas import table
from schemas.readings.capture_readings import CaptureReadings
from schemas.registry import READINGS

KNOWN: Final = ".at-url.json"
"""The file in a store's folder that names the batches which are at the URL."""

AT_ONCE: Final = 8
"""Files of a batch that are copied at the same time."""

_SEAL: Final = ".json"
_SEALED: Final = re.compile(r"([0-9a-f]{16})\.json")
_FILES: Final = tuple(f"{table.name(model)}.parquet" for model in READINGS)
_FIRST: Final = f"{table.name(CaptureReadings)}.parquet"


class ReadingsAtUrl:
    """The batches of one store, and of its URL."""

    def __init__(self, store: ReadingStore, url: str) -> None:
        self.store = store
        self.objects: ObjectStore = open_store(url)
        self._prefix = store.folder.name
        self._known_file = store.folder / KNOWN

    def pull(self, advance: ProgressCallback = no_progress) -> int:
        """Take the batches that others brought to the URL; return how many.

        A batch is not taken that is not whole, is not what its seal says, or holds a capture that is read already: its
        other captures are then read again here.

        Raises:
            StorageFailed: the URL does not answer.
            OSError: the disk refused; what was taken before stays.
        """
        self.store.folder.mkdir(parents=True, exist_ok=True)
        self.store.remove_unfinished()
        sizes = self.objects.sizes(self._prefix)
        there = {found[1] for one in sizes if (found := _SEALED.fullmatch(one.removeprefix(f"{self._prefix}/")))}
        here = self.store.batches()
        self._note(there & (self._known() | here))
        wanted = sorted(there - here - self._known())
        read = self.store.capture_ids() if wanted else set()
        taken = 0
        for done, name in enumerate(wanted, 1):
            if ids := self._take(name, sizes, read):
                read |= ids
                taken += 1
                self._note(self._known() | {name})
            advance(done, len(wanted))
        return taken

    def push(self, advance: ProgressCallback = no_progress) -> int:
        """Bring batches to the URL that are not there, and remove those that are no longer here; return how many.

        Raises:
            StorageFailed: the URL refused; what is sealed there stays.
            OSError: the disk refused.
        """
        here, known = self.store.batches(), self._known()
        for name in sorted(known - here):
            self.objects.remove([self._seal_name(name), *(self._object(name, one) for one in _FILES)])
            self._note(self._known() - {name})
        wanted = sorted(here - known)
        for done, name in enumerate(wanted, 1):
            self.put(name, name)
            self.seal(name)
            self._note(self._known() | {name})
            advance(done, len(wanted))
        return len(wanted)

    def is_all_there(self) -> bool:
        """Return whether the URL was last left with the batches that are here; it is not asked."""
        return self.store.batches() == self._known()

    def put(self, folder: str, name: str) -> None:
        """Copy the files of a folder of the store to the URL, where they count only when they are sealed.

        Raises:
            StorageFailed: the URL refused.
        """
        with ThreadPoolExecutor(AT_ONCE) as pool:
            paths = [self.store.folder / folder / one for one in _FILES]
            list(pool.map(lambda path: self.objects.put_file(self._object(name, path.name), path), paths))

    def seal(self, name: str) -> None:
        """Make a batch that is here, and whose files are at the URL, one of the store there.

        Raises:
            StorageFailed: the URL refused.
        """
        files = {one: _size_and_digest(self.store.folder / name / one) for one in _FILES}
        self.objects.put(self._seal_name(name), json.dumps(files, indent=1).encode())

    def accept(self, staged: Staged) -> None:
        """Take a batch that a worker put at the URL, and seal it there.

        Raises:
            StorageFailed: it is not there whole.
            OSError: the disk refused.
        """
        folder = self.store.folder / f".{staged.name}-{uuid4().hex}"
        folder.mkdir(parents=True)
        try:
            self._fetch(staged.name, folder, _FILES, self.objects.sizes(f"{self._prefix}/{staged.name}"))
            if not is_named_by_content(folder, staged.name):
                raise StorageFailed(f"{self.objects.url}/{self._prefix}/{staged.name} is not what a worker wrote")
            self._give_name(folder, staged.name)
        finally:
            rmtree(folder, ignore_errors=True)
        self.seal(staged.name)
        self._note(self._known() | {staged.name})

    def _take(self, name: str, sizes: dict[str, int], read: set[str]) -> set[str]:
        """Take one batch; return the captures that it holds, none where it was not taken."""
        seal = self._sealed(name)
        if any(sizes.get(self._object(name, one)) != seal.get(one, (-1,))[0] for one in _FILES):
            return set()
        folder = self.store.folder / f".{name}-{uuid4().hex}"
        folder.mkdir()
        try:
            digests = self._fetch(name, folder, (_FIRST,), sizes)
            if digests[_FIRST] != seal[_FIRST][1]:
                return set()
            ids = set(pl.read_parquet(folder / _FIRST, columns=["capture_id"], glob=False)["capture_id"])
            if not ids.isdisjoint(read):
                return set()
            digests |= self._fetch(name, folder, [one for one in _FILES if one != _FIRST], sizes)
            if any(digests[one] != seal[one][1] for one in _FILES):
                return set()
            self._give_name(folder, name)
        finally:
            rmtree(folder, ignore_errors=True)
        return ids

    def _give_name(self, folder: Path, name: str) -> None:
        for one in (*folder.iterdir(), folder):
            sync(one)
        folder.rename(self.store.folder / name)
        sync(self.store.folder)

    def _fetch(self, name: str, folder: Path, files: Iterable[str], sizes: dict[str, int]) -> dict[str, str]:
        def one(file: str) -> tuple[str, str]:
            key = self._object(name, file)
            return file, fetch(self.objects, key, folder / file, sizes.get(key, 0))

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return dict(pool.map(one, files))

    def _sealed(self, name: str) -> dict[str, tuple[int, str]]:
        try:
            found: dict[str, Any] = json.loads(self.objects.read(self._seal_name(name)) or b"{}")
            return {str(file): (int(size), str(digest)) for file, (size, digest) in found.items()}
        except (ValueError, TypeError, AttributeError):
            return {}

    def _known(self) -> set[str]:
        try:
            return set(json.loads(self._known_file.read_text("utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return set()

    def _note(self, names: set[str]) -> None:
        if names != self._known():
            write_whole(self._known_file, json.dumps(sorted(names)).encode())

    def _object(self, name: str, file: str) -> str:
        return f"{self._prefix}/{name}/{file}"

    def _seal_name(self, name: str) -> str:
        return f"{self._prefix}/{name}{_SEAL}"


def readings_at_url(store: ReadingStore, settings: Settings) -> ReadingsAtUrl | None:
    """Return the readings at the URL of the settings; None where they name none.

    Raises:
        ScaleMissing: see `open_store`.
    """
    if not settings.readings_url:
        return None
    return ReadingsAtUrl(store, settings.readings_url)


def _size_and_digest(path: Path) -> tuple[int, str]:
    data = path.read_bytes()
    return len(data), hashlib.sha256(data).hexdigest()

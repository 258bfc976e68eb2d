"""Bring closed WARC files to the URL of a raw folder, and learn of those that others brought there.

A name is claimed before a file of that name is begun, by creating an object that must not be there yet: so no two
writers ever write the same name. A file goes there when it is closed, is read back, then its index, then its seal;
only what is sealed counts. Nothing at the URL is ever changed after that, and nothing is removed.
"""

import hashlib
import io
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Self
from uuid import uuid4

from pipelines.disk import sync, write_whole
from pipelines.landing.index import Entry, line_of, scanned
from pipelines.landing.raw_files import (
    WARC_SUFFIX,
    index_name,
    is_warc_name,
    open_file,
    warc_name,
)
from pipelines.landing.segments.sealed import (
    SEAL_SUFFIX,
    Seal,
    claim_name,
    has_sealed_index,
    own_files,
    seal_name,
    seal_of,
    sealed_files,
)
from pipelines.objects.errors import StorageFailed
from pipelines.objects.marker import Place, place_of
from pipelines.objects.store import ObjectStore, digest_of, fetch, open_store


class Pulled(NamedTuple):
    """What a pull did: files that others brought to the URL, and copies that were removed from the folder."""

    files: list[str]
    removed_copies: list[str]


class SegmentSync:
    """The WARC files of a raw folder and of its URL. The caller holds the folder as its one writer."""

    def __init__(self, root: Path, place: Place) -> None:
        self.root = root
        self.place = place
        self.store: ObjectStore = open_store(place.url)
        self._names: set[str] | None = None

    @classmethod
    def of(cls, root: Path) -> Self | None:
        """Return that of a folder; None where it has no URL."""
        place = place_of(root)
        return cls(root, place) if place else None

    def claim(self, landed_at: datetime) -> str:
        """Claim the name of a new WARC file, which nobody else will be given.

        Raises:
            StorageFailed: the URL takes nothing.
            OSError: the disk refused; a number is left out then.
        """
        if self._names is None:
            self._names = set(self.store.sizes())
        stems = {name.partition(".")[0] for name in (*self._names, *(one.name for one in self.root.iterdir()))}
        number = 1
        while True:
            name = warc_name(landed_at, number)
            if name.removesuffix(WARC_SUFFIX) not in stems and self._claim(name):
                return name
            number += 1

    def push(self) -> list[str]:
        """Bring every WARC file to the URL that is not there yet; return their names. Each is closed from then on.

        Raises:
            StorageFailed: the URL refused, did not give back what was written, or has another file of a name.
            OSError: the disk refused. Files that were sealed before stay sealed; the others stay as they were.
        """
        pushed = own_files(self.root)
        for name in pushed:
            self._push(name)
        return pushed

    def pull(self, keep_bytes: int) -> Pulled:
        """Fetch seals and indexes of the files that others brought to the URL, and remove copies that are not needed.

        Args:
            keep_bytes: so many bytes of copies of sealed files stay in the folder, the newest.

        Raises:
            StorageFailed: the URL does not answer, or a sealed file there is not whole any more.
            OSError: the disk refused.
        """
        sizes = self.store.sizes()
        self._names = set(sizes)
        known, new = set(sealed_files(self.root)), []
        there = sorted(name for name in sizes if name.endswith(SEAL_SUFFIX))
        for warc_file in (name.removesuffix(SEAL_SUFFIX) + WARC_SUFFIX for name in there):
            if is_warc_name(warc_file) and warc_file not in known:
                self._pull(warc_file, sizes)
                new.append(warc_file)
        for warc_file in known:
            if not has_sealed_index(self.root, warc_file):
                self._pull(warc_file, sizes)
            self._require_whole(warc_file, seal_of(self.root, warc_file), sizes)
        return Pulled(new, self._remove_copies(keep_bytes))

    def _claim(self, warc_file: str) -> bool:
        token = uuid4().hex.encode()
        if not self.store.create(claim_name(warc_file), token):
            return False
        write_whole(self.root / claim_name(warc_file), token)
        return True

    def _push(self, warc_file: str) -> None:
        warc, index = self.root / warc_file, (self.root / index_name(warc_file)).read_bytes()
        with open_file(warc, "rb") as file:
            digest = hashlib.file_digest(io.BufferedReader(file), "sha256").hexdigest()
        seal = Seal(warc.stat().st_size, digest, len(index), hashlib.sha256(index).hexdigest())
        there = self.store.read(seal_name(warc_file))
        if there is None:
            self._require_own(warc_file)
            self.store.put_file(warc_file, warc)
            if digest_of(self.store, warc_file, seal.warc_bytes) != digest:
                raise StorageFailed(f"{self._named(warc_file)} is not what was written (sha256); run it again")
            self.store.put(index_name(warc_file), index)
            self.store.put(seal_name(warc_file), seal.as_bytes())
        elif _read(there, self._named(seal_name(warc_file))).warc_sha256 != digest:
            raise self._is_another(warc_file)
        write_whole(self.root / seal_name(warc_file), seal.as_bytes())
        (self.root / claim_name(warc_file)).unlink(missing_ok=True)
        sync(self.root)

    def _require_own(self, warc_file: str) -> None:
        """Require that this folder has claimed a name, or claim it."""
        try:
            token = (self.root / claim_name(warc_file)).read_bytes()
        except FileNotFoundError:
            is_own = self._claim(warc_file)
        else:
            is_own = self.store.read(claim_name(warc_file)) == token
        if not is_own:
            raise self._is_another(warc_file)

    def _pull(self, warc_file: str, sizes: dict[str, int]) -> None:
        named = self._named(seal_name(warc_file))
        seal = _read(self.store.read(seal_name(warc_file)) or b"", named)
        self._require_whole(warc_file, seal, sizes)
        copy = self.root / warc_file
        if copy.exists() and not (self.root / seal_name(warc_file)).exists():
            with open_file(copy, "rb") as file:
                if hashlib.file_digest(io.BufferedReader(file), "sha256").hexdigest() != seal.warc_sha256:
                    raise self._is_another(warc_file)
        index = self.store.read(index_name(warc_file))
        if index is None or not seal.names_index(index):
            index = self._indexed_again(warc_file, seal)
            seal = Seal(seal.warc_bytes, seal.warc_sha256, len(index), hashlib.sha256(index).hexdigest())
        write_whole(self.root / index_name(warc_file), index)
        write_whole(self.root / seal_name(warc_file), seal.as_bytes())
        (self.root / claim_name(warc_file)).unlink(missing_ok=True)
        sync(self.root)

    def _indexed_again(self, warc_file: str, seal: Seal) -> bytes:
        """Make the index of a file at the URL from its records; put it there where it is the one that was sealed."""
        part = self.root / f".{warc_file}.part"
        part.unlink(missing_ok=True)
        try:
            if fetch(self.store, warc_file, part, seal.warc_bytes) != seal.warc_sha256:
                raise StorageFailed(f"{self._named(warc_file)} is not what was sealed (sha256); restore it")
            with open_file(part, "rb") as file:
                found = list(scanned(file, warc_file, 0, seal.warc_bytes))
        finally:
            part.unlink(missing_ok=True)
        index = b"".join(line_of(one) for one in found if isinstance(one, Entry))
        if seal.names_index(index):
            self.store.put(index_name(warc_file), index)
        return index

    def _require_whole(self, warc_file: str, seal: Seal, sizes: dict[str, int]) -> None:
        if sizes.get(warc_file) != seal.warc_bytes:
            raise StorageFailed(
                f"{self._named(warc_file)} has {sizes.get(warc_file, 0):,} bytes and was sealed with "
                f"{seal.warc_bytes:,}: restore it from a former version or a copy, then run it again"
            )

    def _remove_copies(self, keep_bytes: int) -> list[str]:
        """Remove the oldest copies of sealed files beyond so many bytes."""
        kept, removed = 0, []
        for warc_file in reversed(sealed_files(self.root)):
            copy = self.root / warc_file
            if copy.exists():
                kept += copy.stat().st_size
                if kept > keep_bytes:
                    copy.unlink()
                    removed.append(warc_file)
        return removed

    def _is_another(self, warc_file: str) -> StorageFailed:
        return StorageFailed(
            f"{self._named(warc_file)} belongs to another data folder than {self.root}: "
            "give this one a URL of its own; nothing was changed"
        )

    def _named(self, name: str) -> str:
        return f"{self.place.url.rstrip('/')}/{name}"


def is_all_there(root: Path) -> bool:
    """Return whether every WARC file of a folder is at its URL; the URL is not asked. True where it has none."""
    return place_of(root) is None or not own_files(root)


def _read(data: bytes, named: str) -> Seal:
    try:
        return Seal.of(data)
    except ValueError as error:
        raise StorageFailed(
            f"{named} is damaged; restore it, or remove it where its writer still has the file"
        ) from error

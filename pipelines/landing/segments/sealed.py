"""What the raw folder knows of the WARC files at its URL: a seal and an index for each, and perhaps a copy of it.

A sealed file never changes. Its captures are those of its index, which has to be the one that the seal names; its bytes
are read from the copy in the folder or, by ranges, from the URL. Nothing is asked of the URL here.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

from pipelines.landing.errors import CorruptRecord
from pipelines.landing.index import Entry, entry_of
from pipelines.landing.raw_files import INDEX_SUFFIX, WARC_SUFFIX, files_named, index_name
from pipelines.objects.marker import MARKER

SEAL_SUFFIX: Final = ".seal.json"
CLAIM_SUFFIX: Final = ".claim"


@dataclass(frozen=True, slots=True)
class Seal:
    """What a WARC file and its index are: their sizes in bytes and their sha256 in hex."""

    warc_bytes: int
    warc_sha256: str
    index_bytes: int
    index_sha256: str

    @classmethod
    def of(cls, data: bytes) -> Self:
        """Read a seal.

        Raises:
            ValueError: it is none.
        """
        try:
            found = json.loads(data)
            sizes = int(found["warc_bytes"]), int(found["index_bytes"])
            return cls(sizes[0], str(found["warc_sha256"]), sizes[1], str(found["index_sha256"]))
        except (KeyError, TypeError) as error:
            raise ValueError("a seal lacks a field") from error

    def as_bytes(self) -> bytes:
        """Return the seal as it is written."""
        return json.dumps(asdict(self), indent=1).encode() + b"\n"

    def names_index(self, data: bytes) -> bool:
        """Return whether this is the index that the seal names."""
        return len(data) == self.index_bytes and hashlib.sha256(data).hexdigest() == self.index_sha256


def seal_name(warc_file: str) -> str:
    """Return the name of the seal of a WARC file."""
    return warc_file.removesuffix(WARC_SUFFIX) + SEAL_SUFFIX


def claim_name(warc_file: str) -> str:
    """Return the name of the object that claims the name of a WARC file."""
    return warc_file.removesuffix(WARC_SUFFIX) + CLAIM_SUFFIX


def sealed_files(root: Path) -> list[str]:
    """Return the sorted names of the WARC files that are at the folder's URL; none where it has no URL."""
    if not (root / MARKER).exists():
        return []
    return [name.removesuffix(SEAL_SUFFIX) + WARC_SUFFIX for name in files_named(root, SEAL_SUFFIX)]


def own_files(root: Path) -> list[str]:
    """Return the sorted names of the WARC files that are in the folder alone."""
    sealed = set(sealed_files(root))
    return [name for name in files_named(root, WARC_SUFFIX) if name not in sealed]


def own_indexes(root: Path) -> list[str]:
    """Return the sorted names of the indexes of files that are in the folder alone."""
    sealed = set(map(index_name, sealed_files(root)))
    return [name for name in files_named(root, INDEX_SUFFIX) if name not in sealed]


def seal_of(root: Path, warc_file: str) -> Seal:
    """Return the seal of a WARC file at the URL.

    Raises:
        CorruptRecord: it is damaged.
        OSError: it cannot be read.
    """
    path = root / seal_name(warc_file)
    try:
        return Seal.of(path.read_bytes())
    except ValueError as error:
        raise CorruptRecord(f"{path} is damaged; `pithhouse refresh` fetches it again") from error


def has_sealed_index(root: Path, warc_file: str) -> bool:
    """Return whether the seal of a WARC file and its index are in the folder as they were sealed.

    Raises:
        OSError: they cannot be read.
    """
    try:
        return seal_of(root, warc_file).names_index((root / index_name(warc_file)).read_bytes())
    except (CorruptRecord, FileNotFoundError):
        return False


def sealed_entries(root: Path, warc_file: str) -> Iterator[Entry]:
    """Yield the captures of a WARC file at the URL, in order, from its index in the folder.

    Raises:
        CorruptRecord: the index is not the one that the seal names, or is that of another file.
        OSError: it cannot be read.
    """
    data = (root / index_name(warc_file)).read_bytes()
    if not seal_of(root, warc_file).names_index(data):
        path = root / index_name(warc_file)
        raise CorruptRecord(f"{path} is damaged; `pithhouse refresh` fetches it again")
    for entry in map(entry_of, data.splitlines(keepends=True)):
        if entry.capture.warc_file != warc_file:
            raise CorruptRecord(f"{root / index_name(warc_file)} is the index of another file")
        yield entry

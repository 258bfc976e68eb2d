"""The bytes of landed captures, verified: from the WARC files of the raw folder, or from those at its URL."""

import hashlib
import io
from contextlib import suppress
from pathlib import Path

from pipelines.landing.captures import Capture
from pipelines.landing.errors import CorruptRecord, DamagedRecord
from pipelines.landing.header_text import one_line
from pipelines.landing.raw_files import is_warc_name, open_file
from pipelines.landing.record_body import stored_body, stored_record
from pipelines.landing.segments.ranges import SegmentRanges
from pipelines.landing.segments.sealed import seal_of, sealed_files
from pipelines.landing.warc.archive_record import WarcRecord
from pipelines.objects.marker import place_of
from pipelines.objects.store import open_store


class StoredBodies:
    """What the WARC files hold, by the place of a capture."""

    def __init__(self, root: Path, url: str = "") -> None:
        """Prepare to read; nothing is opened yet.

        Args:
            root: the raw folder.
            url: where files are read that are not in it; by default the folder's own URL, where it has one.
        """
        self._root = root
        self._url = url
        self._ranges: SegmentRanges | None = None
        self._sealed_files: frozenset[str] = frozenset()

    def body(self, capture: Capture) -> bytes:
        """Return the bytes of a capture, through its revisit if it is one, verified (FAULTS.md F29).

        Raises:
            CorruptRecord: they are not the bytes that were landed; names file and offset.
            StorageFailed: they are at a URL that does not answer.
        """
        place = f"{capture.warc_file} at byte {capture.warc_offset}"
        if not is_warc_name(capture.warc_file):
            raise CorruptRecord(f"{one_line(place)}: not a file of the raw folder; build the index again")
        try:
            return _verified(stored_body(self._opened, capture.warc_file, capture.warc_offset), capture)
        except (DamagedRecord, OSError) as error:
            if ranges := self._at_url(capture.warc_file):  # a copy in the folder that was changed
                with suppress(DamagedRecord):
                    return _verified(stored_body(ranges.open, capture.warc_file, capture.warc_offset), capture)
            raise CorruptRecord(
                f"{place}: {error}; restore the file from a backup, or land the capture in a new folder"
            ) from error

    def is_at_url(self, capture: Capture) -> bool:
        """Return whether the record of a capture is at a URL, so that reading it may ask the storage."""
        return bool(self._url) or capture.warc_file in self._sealed()

    def record(self, capture: Capture) -> WarcRecord:
        """Return the record of a capture as it is in its file.

        Raises:
            DamagedRecord: it is damaged or missing.
            OSError: the file cannot be read.
            StorageFailed: it is at a URL that does not answer.
        """
        if not is_warc_name(capture.warc_file):
            raise DamagedRecord(f"{one_line(capture.warc_file)}: not a file of the raw folder")
        return stored_record(self._opened, capture.warc_file, capture.warc_offset)

    def _opened(self, warc_file: str) -> io.RawIOBase:
        """Open a WARC file: that of the folder, or where there is none that of the URL."""
        try:
            return open_file(self._root / warc_file, "rb")
        except FileNotFoundError:
            if ranges := self._at_url(warc_file):
                return ranges.open(warc_file)
            raise

    def _at_url(self, warc_file: str) -> SegmentRanges | None:
        """Return what reads the files at the URL; None where it has no such file."""
        if self._url:
            self._ranges = self._ranges or SegmentRanges(open_store(self._url))
        elif (place := place_of(self._root)) and warc_file in self._sealed():
            self._ranges = self._ranges or SegmentRanges(open_store(place.url), self._size_of)
        else:
            return None
        return self._ranges

    def _sealed(self) -> frozenset[str]:
        """Return the names of the files at the folder's URL; they are looked up once, unless there are none."""
        if not self._sealed_files:
            self._sealed_files = frozenset(sealed_files(self._root))
        return self._sealed_files

    def __reduce__(self) -> tuple[type["StoredBodies"], tuple[Path, str]]:
        """Leave connections behind where this is sent to another process."""
        return StoredBodies, (self._root, self._url)

    def _size_of(self, warc_file: str) -> int:
        return seal_of(self._root, warc_file).warc_bytes


def _verified(body: bytes, capture: Capture) -> bytes:
    """Return the bytes of a capture if they are those that were landed.

    Raises:
        DamagedRecord: they are not.
    """
    if hashlib.sha256(body).hexdigest() != capture.body_sha256:
        raise DamagedRecord("the bytes are not those that were landed (sha256)")
    return body

"""The raw store: every capture landed once, as WARC/1.1, append-only (DESIGN.md section 1).

It is the only thing that cannot be rebuilt, so nothing here edits or removes a record, and no page is parsed.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.landing.capture_times import timely
from pipelines.landing.captures import Arrival, Capture, as_capture
from pipelines.landing.errors import NoSuchCapture
from pipelines.landing.header_text import one_line
from pipelines.landing.index import Entry, indexed, scanned
from pipelines.landing.known import Known
from pipelines.landing.raw_files import (
    INDEX_SUFFIX,
    WARC_SUFFIX,
    index_name,
    one_writer,
    open_file,
    refusals_named,
)
from pipelines.landing.repair import entries_if_whole, repair_folder
from pipelines.landing.segments.sealed import own_files, own_indexes, sealed_entries, sealed_files
from pipelines.landing.segments.sync import SegmentSync
from pipelines.landing.size_limits import limited
from pipelines.landing.stored_bodies import StoredBodies
from pipelines.landing.warc.archive_record import WarcRecord
from pipelines.landing.warc_appender import WarcAppender
from pipelines.objects.marker import place_of

GIBIBYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Landed:
    """What one append did.

    `stored` captures were landed with their bytes, `revisits` with a reference to the same bytes landed before,
    `already` were there; `captures` are the first two, in order; `repaired` holds the messages of the repair before it.
    """

    stored: int
    revisits: int
    already: int
    captures: list[Capture]
    repaired: list[str]


def tell_nobody(_captures: Sequence[Capture]) -> None:
    """Ignore which captures are safe on disk."""


class RawStore:
    """The WARC files of one folder and the indexes beside them; and those at its URL, where it has one (0050)."""

    def __init__(self, root: Path, max_file_bytes: int = GIBIBYTE, url: str = "") -> None:
        """Prepare to read and write; nothing is opened yet.

        Args:
            root: the raw folder.
            max_file_bytes: a WARC file of this size is closed; where the folder has a URL, its marker says the size.
            url: where bodies are read that are not in the folder; by default the folder's own URL.
        """
        self.root = root
        self.max_file_bytes = max_file_bytes
        self._bodies = StoredBodies(root, url)

    def append(
        self,
        arrivals: Iterable[Arrival],
        landed_at: datetime | Callable[[], datetime],
        synced: Callable[[Sequence[Capture]], None] = tell_nobody,
    ) -> Landed:
        """Land arrivals: repair first, then a record for each that is not there yet.

        Args:
            arrivals: taken one at a time; if taking one fails, those before it are landed all the same.
            landed_at: aware; the time of this landing, for all of them, or what gives it for each as it is taken.
            synced: called with new captures once they are safe on disk; not after an error.

        Returns:
            Counts, the new captures, and the messages of the repair.

        Raises:
            RawStoreBusy: another process is writing.
            RawStoreUnwritable: the disk refused; what was written before is kept.
            StorageFailed: the folder's URL did; what was landed before is kept, and goes there with the next call.
            ValueError: a time has no timezone, or no record holds the bytes that an arrival refers to.
        """
        with refusals_named(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
        now = landed_at if callable(landed_at) else lambda: landed_at
        known, landed = Known(), Landed(0, 0, 0, [], [])
        stored = revisits = already = 0
        with one_writer(self.root):
            with refusals_named(self.root):
                repaired = repair_folder(self.root, known.add)
                segments = SegmentSync.of(self.root)
                most = segments.place.file_bytes if segments else self.max_file_bytes
                if segments:
                    segments.push()
            with WarcAppender(self.root, now(), most, segments) as appender:
                for arrival in arrivals:
                    entry = known.land(arrival, now(), appender)
                    already += entry is None
                    if entry is not None:
                        stored += entry.holds_body
                        revisits += not entry.holds_body
                        landed.captures.append(entry.capture)
                    if safe := appender.take_synced():
                        synced(safe)
            if safe := appender.take_synced():
                synced(safe)
            if segments:
                with refusals_named(self.root):
                    segments.push()
        return Landed(stored, revisits, already, landed.captures, repaired)

    def captures(self) -> Iterator[Capture]:
        """Every landed capture, by file and place; see `entries`.

        Raises:
            OSError: a file cannot be read.
        """
        return (entry.capture for entry in self.entries())

    def entries(self) -> Iterator[Entry]:
        """Every landed capture and its record, by file and place.

        They are read from the indexes, and from the records where an index is missing or outdated; nothing is
        written, so a read-only folder will do.

        Raises:
            OSError: a file cannot be read.
        """
        found = self._entries()
        return _first_of_each(found) if place_of(self.root) else found

    def _entries(self) -> Iterator[Entry]:
        for warc_file in sealed_files(self.root):
            yield from sealed_entries(self.root, warc_file)
        for warc_file in own_files(self.root):
            with open_file(self.root / warc_file, "rb") as warc:
                end = 0
                for entry, _ in indexed(self.root / index_name(warc_file), warc, warc_file):
                    end = entry.warc_end
                    yield entry
                found = scanned(warc, warc_file, end, os.fstat(warc.fileno()).st_size)
                yield from (entry for entry in found if isinstance(entry, Entry))

    def captures_if_whole(self) -> list[Capture] | None:
        """Return every landed capture; None where `append` would put something right, or say something, first.

        Raises:
            OSError: a file cannot be read.
        """
        entries = entries_if_whole(self.root)
        return None if entries is None else [entry.capture for entry in _first_of_each(entries)]

    def count_landed(self, arrivals: Iterable[Arrival], captures: Iterable[Capture], now: datetime) -> int | None:
        """Count arrivals of which none is new; None from the first one that is, and no more are taken then.

        Args:
            arrivals: what would be landed.
            captures: what is.
            now: aware; when it would be landed.
        """
        known, count = {one.capture_id for one in captures}, 0
        for count, arrival in enumerate(arrivals, 1):  # noqa: B007 (returned below)
            if as_capture(timely(limited(arrival), now), now).capture_id not in known:
                return None
        return count

    def missing_files(self) -> list[str]:
        """Return the names of the WARC files that are gone while their index is still there (FAULTS F29)."""
        if not self.root.is_dir():
            return []
        there = set(map(index_name, own_files(self.root)))
        gone = (name for name in own_indexes(self.root) if name not in there)
        return [name.removesuffix(INDEX_SUFFIX) + WARC_SUFFIX for name in gone]

    def find(self, beginning: str) -> Capture:
        """Return the one capture whose id is this, or begins with this.

        Raises:
            NoSuchCapture: none does, or several do; the message names some of them.
        """
        found = [one for one in self.captures() if one.capture_id.startswith(beginning)] if beginning else []
        if len(found) == 1:
            return found[0]
        if not found:
            raise NoSuchCapture(
                f"no landed capture has an id that begins with {one_line(beginning)!r}; "
                '`pithhouse query "SELECT capture_id, url, captured_at FROM captures"` lists them'
            )
        named = ", ".join(one.capture_id for one in found[:5])
        raise NoSuchCapture(
            f"{len(found)} captures have an id that begins with {beginning!r}: {named}; give more of it"
        )

    def body(self, capture: Capture) -> bytes:
        """Return the bytes of a capture, verified: see `StoredBodies.body`."""
        return self._bodies.body(capture)

    def is_at_url(self, capture: Capture) -> bool:
        """Return whether the record of a capture is at a URL, so that reading it may ask the storage."""
        return self._bodies.is_at_url(capture)

    def record(self, capture: Capture) -> WarcRecord:
        """Return the record of a capture as it is in its file: see `StoredBodies.record`."""
        return self._bodies.record(capture)

    def repair(self) -> list[str]:
        """Repair what an interrupted append left; return a message for each thing done or left to a person.

        Raises:
            RawStoreBusy: another process is writing.
            RawStoreUnwritable: the disk refused.
        """
        if not self.root.is_dir():
            return []
        with one_writer(self.root), refusals_named(self.root):
            return repair_folder(self.root, lambda _: None)


def _first_of_each(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Leave out a capture that was there before: two writers to one URL may have landed it."""
    seen: set[str] = set()
    for entry in entries:
        if entry.capture.capture_id not in seen:
            seen.add(entry.capture.capture_id)
            yield entry

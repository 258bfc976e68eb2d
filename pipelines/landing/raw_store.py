"""The raw store: every capture landed once, as WARC/1.1, append-only (DESIGN.md section 1).

It is the only thing that cannot be rebuilt, so nothing here edits or removes a record, and no page is parsed.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pipelines.landing.capture_times import timely
from pipelines.landing.captures import Arrival, Capture, as_capture
from pipelines.landing.errors import CorruptRecord, DamagedRecord, NoSuchCapture
from pipelines.landing.header_text import one_line
from pipelines.landing.index import Entry, indexed, scanned
from pipelines.landing.raw_files import (
    INDEX_SUFFIX,
    WARC_SUFFIX,
    files_named,
    index_name,
    is_warc_name,
    one_writer,
    open_file,
    refusals_named,
)
from pipelines.landing.record_body import stored_body, stored_record
from pipelines.landing.repair import entries_if_whole, repair_folder
from pipelines.landing.size_limits import limited
from pipelines.landing.warc.archive_record import WarcRecord
from pipelines.landing.warc.records import Original
from pipelines.landing.warc_appender import WarcAppender

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


class _Known:
    """What is already landed: the ids, and which record holds which bytes."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.originals: dict[str, Original] = {}

    def add(self, entry: Entry) -> None:
        capture = entry.capture
        self.ids.add(capture.capture_id)
        if entry.holds_body and capture.body_bytes > 0:
            self.originals.setdefault(
                capture.body_sha256,
                Original(capture.capture_id, capture.url, capture.captured_at, capture.warc_file, capture.warc_offset),
            )


def tell_nobody(_captures: Sequence[Capture]) -> None:
    """Ignore which captures are safe on disk."""


class RawStore:
    """The WARC files of one folder and the indexes beside them."""

    def __init__(self, root: Path, max_file_bytes: int = GIBIBYTE) -> None:
        self.root = root
        self.max_file_bytes = max_file_bytes

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
            ValueError: a time has no timezone, or no record holds the bytes that an arrival refers to.
        """
        with refusals_named(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
        now = landed_at if callable(landed_at) else lambda: landed_at
        known, landed = _Known(), Landed(0, 0, 0, [], [])
        stored = revisits = already = 0
        with one_writer(self.root):
            with refusals_named(self.root):
                repaired = repair_folder(self.root, known.add)
            with WarcAppender(self.root, now(), self.max_file_bytes) as appender:
                for arrival in arrivals:
                    moment = now()
                    entry = _land(timely(limited(arrival), moment), moment, known, appender)
                    already += entry is None
                    if entry is not None:
                        stored += entry.holds_body
                        revisits += not entry.holds_body
                        landed.captures.append(entry.capture)
                    if safe := appender.take_synced():
                        synced(safe)
            if safe := appender.take_synced():
                synced(safe)
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
        for warc_file in files_named(self.root, WARC_SUFFIX):
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
        return None if entries is None else [entry.capture for entry in entries]

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
        there = set(map(index_name, files_named(self.root, WARC_SUFFIX)))
        gone = (name for name in files_named(self.root, INDEX_SUFFIX) if name not in there)
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
        """Return the bytes of a capture, through its revisit if it is one, verified (FAULTS.md F29).

        Raises:
            CorruptRecord: they are not the bytes that were landed; names file and offset.
        """
        place = f"{capture.warc_file} at byte {capture.warc_offset}"
        if not is_warc_name(capture.warc_file):
            raise CorruptRecord(f"{one_line(place)}: not a file of the raw folder; build the index again")
        try:
            body = stored_body(self.root, capture.warc_file, capture.warc_offset)
        except (DamagedRecord, OSError) as error:
            raise CorruptRecord(
                f"{place}: {error}; restore the file from a backup, or land the capture in a new folder"
            ) from error
        if hashlib.sha256(body).hexdigest() != capture.body_sha256:
            raise CorruptRecord(
                f"{place}: the bytes are not those that were landed (sha256); restore the file from a backup"
            )
        return body

    def record(self, capture: Capture) -> WarcRecord:
        """Return the record of a capture as it is in its file.

        Raises:
            DamagedRecord: it is damaged or missing.
            OSError: the file cannot be read.
        """
        if not is_warc_name(capture.warc_file):
            raise DamagedRecord(f"{one_line(capture.warc_file)}: not a file of the raw folder")
        return stored_record(self.root, capture.warc_file, capture.warc_offset)

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


def _land(arrival: Arrival, landed_at: datetime, known: _Known, appender: WarcAppender) -> Entry | None:
    """Write one arrival; return None if it is already landed."""
    unplaced = as_capture(arrival, landed_at)
    if unplaced.capture_id in known.ids:
        return None
    original = known.originals.get(unplaced.body_sha256)
    if arrival.same_as and original is None:
        raise ValueError(f"no record holds the bytes that {arrival.url} is said to have still")
    warc_file, warc_offset = appender.next_place()
    capture = replace(unplaced, warc_file=warc_file, warc_offset=warc_offset)
    entry = appender.write(capture, arrival, original)
    known.add(entry)
    return entry

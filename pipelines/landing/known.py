"""What is already landed, and what becomes of one arrival beside it."""

from dataclasses import replace
from datetime import datetime

from pipelines.landing.capture_times import timely
from pipelines.landing.captures import Arrival, as_capture
from pipelines.landing.index import Entry
from pipelines.landing.size_limits import limited
from pipelines.landing.warc.records import Original
from pipelines.landing.warc_appender import WarcAppender


class Known:
    """The ids of what is landed, and which record holds which bytes."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.originals: dict[str, Original] = {}

    def add(self, entry: Entry) -> None:
        """Take one more entry."""
        capture = entry.capture
        self.ids.add(capture.capture_id)
        if entry.holds_body and capture.body_bytes > 0:
            self.originals.setdefault(
                capture.body_sha256,
                Original(capture.capture_id, capture.url, capture.captured_at, capture.warc_file, capture.warc_offset),
            )

    def land(self, arrival: Arrival, landed_at: datetime, appender: WarcAppender) -> Entry | None:
        """Write one arrival; return None if it is already landed.

        Raises:
            RawStoreUnwritable, StorageFailed: see `WarcAppender`.
            ValueError: no record holds the bytes that the arrival refers to.
        """
        arrival = timely(limited(arrival), landed_at)
        unplaced = as_capture(arrival, landed_at)
        if unplaced.capture_id in self.ids:
            return None
        original = self.originals.get(unplaced.body_sha256)
        if arrival.same_as and original is None:
            raise ValueError(f"no record holds the bytes that {arrival.url} is said to have still")
        warc_file, warc_offset = appender.next_place()
        capture = replace(unplaced, warc_file=warc_file, warc_offset=warc_offset)
        entry = appender.write(capture, arrival, original)
        self.add(entry)
        return entry

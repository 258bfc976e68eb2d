"""How a run of fetching comes to know what a page shows: by its stored reading, else by reading it, once.

A page that did not change is judged by the columns that are stored of it, whether the site said so (304) or its bytes
do. A new page is read by the parser, beside whatever the run does next, and the reading is kept for the store.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from pipelines.fetching.page_summary import PageSummary, summarize
from pipelines.landing.captures import Arrival, Capture, as_capture
from pipelines.landing.errors import CorruptRecord
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.arriving import ArrivingReadings
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.store.stored_pages import StoredPages
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import Reading

Start = Callable[[bytes, CaptureContext], Callable[[], Reading]]
"""Starts to read one page, and gives what waits for its reading, as `ParsingWorkers.start` does."""

Look = Callable[[], PageSummary]
"""Waits for what a page shows."""


class Looking:
    """What the pages of one run show."""

    def __init__(
        self, raw: RawStore, readings: ReadingStore, start: Start, arriving: ArrivingReadings | None = None
    ) -> None:
        """Prepare for a run.

        Args:
            raw: what was captured before.
            readings: what was read in it.
            start: starts to read a page.
            arriving: takes the readings of new pages; None: they are dropped, and made again later.

        Raises:
            OSError: raw cannot be read.
        """
        self._raw = raw
        self._start = start
        self._arriving = arriving
        entries = list(raw.entries())
        self.captures = [one.capture for one in entries]
        self._stored = StoredPages(readings, self.captures)
        self.outcomes = self._stored.outcomes
        self._held = {one.capture.body_sha256 for one in entries if one.holds_body}

    def can_be_confirmed(self, page: Capture) -> bool:
        """Tell whether to ask only for changes of a landed page: its bytes are there, and it is read or can be."""
        if page.body_sha256 not in self._held:
            return False
        return self._stored.is_read(page) or self._body(page) is not None

    def begin(self, arrival: Arrival, page: Capture | None = None) -> Look:
        """Begin to look at a page that arrived.

        Args:
            arrival: a page, with an outcome of `WITH_PAGE`.
            page: the capture that it becomes, where that is known already.
        """
        page = page or as_capture(arrival, arrival.captured_at)
        canonical = self._stored.canonical(page)
        if self._stored.is_read(page):
            return lambda: self.stored(page)
        is_new = canonical == page.capture_id
        body = self._body(arrival.same_as) if arrival.same_as else arrival.body
        source = replace(CaptureContext.of(page), capture_id=canonical)
        return partial(self._read, self._start(body or b"", source), is_kept=is_new, is_filtered=bool(page.filters))

    def begin_twin(self, arrival: Arrival) -> Callable[[], object]:
        """Begin to read a twin, where its reading is kept: nothing in it decides what is asked for."""
        if self._arriving is None or arrival.outcome != "ok":
            return lambda: None
        return self.begin(arrival)

    def stored(self, page: Capture) -> PageSummary:
        """Return what a page shows that did not change, by its stored reading, else by reading its stored bytes."""
        found = self._stored.reading(page, with_rows=False)
        if found and (page.filters or not found.capture.is_complete):  # of a complete page nothing is missing
            found = self._stored.reading(page, with_rows=True)
        if found:
            return summarize(found)
        return self._read(
            self._start(self._body(page) or b"", CaptureContext.of(page)), is_kept=False, is_filtered=bool(page.filters)
        )

    def body(self, arrival: Arrival) -> bytes:
        """Return the bytes of a page that arrived; none where it did not change and its bytes are damaged."""
        return (self._body(arrival.same_as) if arrival.same_as else arrival.body) or b""

    def _read(self, waited: Callable[[], Reading], *, is_kept: bool, is_filtered: bool) -> PageSummary:
        """Wait for a reading; of a page that the parser fails on, say that it does (FAULTS.md F16)."""
        try:
            reading = waited()
        except Exception:  # noqa: BLE001 (it fails again when the landed page is read, and is reported there)
            return PageSummary("parser_failed")
        if is_kept and self._arriving:
            self._arriving.take(reading)
        return summarize(reading, with_rows=is_filtered or not reading.capture.is_complete)

    def _body(self, page: Capture) -> bytes | None:
        try:
            return self._raw.body(page)
        except CorruptRecord:
            return None

"""Writes a folder of captures: one file per rendering, and captures.csv saying where and when each was taken.

No page content may be decided here. Called by the sample and by tests that need folders to ingest.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.pagewriter.markups import RENDERINGS, page_url, rendering_of
from tests.pagewriter.records import Filters, HubRecord

CAPTURES = "captures.csv"
_SUFFIXES = {"html": "html", "full_text": "full.txt", "list_text": "list.txt", "json": "json"}


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture to write. `markup` is a name of RENDERINGS; `captured_at` has a time zone."""

    record: HubRecord
    markup: str
    captured_at: datetime
    filters: Filters = field(default_factory=dict)
    host: str = "pith.science"

    @property
    def url(self) -> str:
        """The address the capture was taken from."""
        return page_url(self.record, self.filters, host=self.host, twin_of=self.markup == "json")

    @property
    def file_name(self) -> str:
        """`<uuid>.<time>[.<filter>-<value>…].<suffix of the rendering>`: no two captures of a folder share
        one.
        """
        taken = f"{self.captured_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        filters = [f"{name}-{value}" for name, value in self.filters.items()]
        return ".".join([self.record.hub_id, taken, *filters, _SUFFIXES[rendering_of(self.markup)]])


def render(captures: Iterable[Capture]) -> dict[str, bytes]:
    """File names to their bytes, captures.csv included.

    Raises ValueError where two captures would share a file.
    """
    files: dict[str, bytes] = {}
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(["file", "url", "captured_at"])
    for capture in captures:
        if capture.file_name in files:
            raise ValueError(f"two captures would be written to {capture.file_name}: give them different times")
        files[capture.file_name] = RENDERINGS[capture.markup](capture.record, capture.filters).encode()
        rows.writerow([capture.file_name, capture.url, f"{capture.captured_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"])
    files[CAPTURES] = table.getvalue().encode()
    return files

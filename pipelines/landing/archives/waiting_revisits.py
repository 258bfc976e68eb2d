"""Revisits that were landed without their bytes, kept so that a later call can find their originals.

What such a record said of its original is stored with it; nothing is written or resolved here.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from warcio.statusandheaders import StatusAndHeaders

from pipelines.landing.archives.record_address import comparable
from pipelines.landing.captures import WITH_PAGE, Capture, compact_json
from pipelines.landing.errors import DamagedRecord
from pipelines.landing.header_text import utc_text
from pipelines.landing.raw_store import RawStore
from pipelines.landing.warc.archive_record import WarcRecord
from pipelines.landing.warc.records import REVISIT, REVISIT_FIELD

_KEPT: Final = (
    "WARC-Profile",
    "WARC-Refers-To",
    "WARC-Refers-To-Target-URI",
    "WARC-Refers-To-Date",
    "WARC-Payload-Digest",
)
_MOST_CHARACTERS: Final = 4096


def said_of_original(revisit: WarcRecord) -> str | None:
    """Return what a revisit record says of its original as one JSON line to store; None if that is too long."""
    said = {name: value for name in _KEPT if (value := revisit.get(name))}
    line = compact_json(said)
    return line if len(line) <= _MOST_CHARACTERS else None


def waiting_revisits(raw: RawStore) -> Iterator[tuple[WarcRecord, str]]:
    """Yield the landed revisits that still wait for their originals, as they came in, each with its file's name.

    Those whose page was landed since then are left out. A record that cannot be read is skipped: `doctor` and repair
    report it.
    """
    waiting: list[Capture] = []
    landed: set[tuple[str, datetime]] = set()
    for one in raw.captures():
        if one.outcome in WITH_PAGE:
            landed.add(_view(one))
        elif one.outcome == "failed" and one.hub_id and not one.body_bytes:
            waiting.append(one)
    for one in waiting:
        if _view(one) in landed:
            continue
        try:
            record = raw.record(one)
            said = json.loads(record.get(REVISIT_FIELD) or "null")
        except (DamagedRecord, OSError, ValueError):
            continue
        if isinstance(said, dict):
            yield _as_it_came(one, record, said), one.source


def _as_it_came(capture: Capture, record: WarcRecord, said: dict[str, str]) -> WarcRecord:
    fields: dict[str, str] = {
        "WARC-Type": REVISIT,
        "WARC-Target-URI": capture.url,
        "WARC-Date": utc_text(capture.captured_at),
        "Content-Type": record.get("Content-Type") or "",
        **{name: str(said[name]) for name in _KEPT if name in said},
    }
    return WarcRecord(REVISIT, StatusAndHeaders("", list(fields.items()), "WARC/1.1"), record.block, record.length)


def _view(capture: Capture) -> tuple[str, datetime]:
    return comparable(capture.url), capture.captured_at

"""What comes in (`Arrival`) and what was landed (`Capture`): one attempt to get one view of one hub.

Only shape and identity are defined here; no file is read or written.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from pipelines.landing.header_text import one_line, utc_text

OUTCOMES = {
    "ok": "The bytes of one view of a hub were landed completely.",
    "unchanged": "The site answered that nothing changed (304): the bytes are those of the previous capture.",
    "retried": "A request failed and was retried; the next capture of the address shows the result.",
    "gone": "The site has no such page (404), or no longer has it (410).",
    "blocked_by_robots": "The site's robots.txt does not allow the address, so it was not requested.",
    "empty": "It held nothing: zero bytes, or a WARC or folder without a capture.",
    "too_large": "The body is above 32 MiB and is not read; above 64 MiB only its beginning is stored.",
    "truncated": "It ended early: a broken WARC, a cut download, an unfinished encoding.",
    "corrupt": "The bytes of a WARC record do not match its own digest, so they are stored and not read.",
    "refused": "It names no valid hub page, its row in captures.csv is broken, or its capture time is impossible.",
    "failed": "It could not be read: no permission, an I/O error, an unknown encoding, a server's error page.",
}
WITH_PAGE = frozenset({"ok", "unchanged"})
"""Outcomes of a capture that holds one view of a hub, to be read."""

WITHOUT_INPUT = frozenset({"retried", "gone", "blocked_by_robots"})
"""Outcomes of an attempt that returned nothing to read and nothing to quarantine."""

RENDERINGS = ("html", "full_text", "list_text", "json")
TEXTS = ("full_text", "list_text")
"""Renderings that no site serves: somebody made them of a page."""

PAGE_STATUS = (200, 203)
"""Statuses of an HTTP answer whose body is the page."""

REDIRECTS = (301, 302, 303, 307, 308)
"""Statuses of an HTTP answer that names another address."""

CAPTURE_ID_CHARACTERS = 20

compact_json: Final = json.JSONEncoder(separators=(",", ":")).encode
"""Returns a value as JSON in ASCII without spaces; `json.dumps` would make a new encoder for each."""


@dataclass(frozen=True, slots=True)
class HttpHead:
    """Status line (`200 OK`) and header fields of an HTTP answer, in order."""

    status_line: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One attempt, before it is stored.

    `body` is the page as decoded from its transfer (not from its characters); `source` is the file's name
    without folders; `http` is there only where a foreign WARC had it; `is_cut` says that `body` is only a
    beginning; `etag` and `last_modified` are what the site gave to ask again with (RFC 9110 section 8.8);
    `revisit` is what a revisit said of its original, where that was not found; `same_as` is the landed capture whose
    bytes the site says these still are (304), and `body` is empty then; `body_sha256` is that of `body` in hex, where
    it is known already.
    """

    hub_id: str | None
    url: str
    filters: dict[str, str]
    source_rendering: str | None
    captured_at: datetime
    outcome: str
    reason: str
    body: bytes
    source: str
    media_type: str = "application/octet-stream"
    declared_charset: str | None = None
    http_status: int | None = None
    http: HttpHead | None = None
    is_cut: bool = False
    etag: str | None = None
    last_modified: str | None = None
    revisit: str | None = None
    same_as: "Capture | None" = field(default=None, repr=False)
    body_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One landed attempt: what it is, how it went, and where its record is.

    Times are aware and UTC; `filters` sorted by key; `source_rendering` one of RENDERINGS by the file name or media
    type, or None; `reason` is empty for `ok`; `source` is the name of the file that it came in, without folders;
    `body_sha256` is in hex; `warc_file` is relative to the raw folder and `warc_offset` is that of the record's gzip
    member.
    """

    capture_id: str
    hub_id: str | None
    url: str
    filters: dict[str, str]
    source_rendering: str | None
    captured_at: datetime
    landed_at: datetime
    outcome: str
    reason: str
    http_status: int | None
    declared_charset: str | None
    source: str
    body_sha256: str
    body_bytes: int
    warc_file: str
    warc_offset: int
    etag: str | None = None
    last_modified: str | None = None


def capture_id(arrival: Arrival, body_sha256: str) -> str:
    """Return the identity of a capture: 20 hex characters, the same wherever and whenever it is landed.

    It hashes hub, filters, rendering, time and digest, not the host (HUB_PAGES.md section 2). Without a hub it
    hashes URL, time and digest. A failed attempt differs from a good one with the same bytes, which would otherwise
    count as already landed.

    Raises:
        ValueError: `captured_at` has no timezone.
    """
    moment = utc_text(arrival.captured_at)
    if arrival.hub_id is None:
        identity: list[object] = ["", arrival.url, moment, body_sha256]
    else:
        filters = sorted(arrival.filters.items())
        identity = [arrival.hub_id, filters, arrival.source_rendering or "", moment, body_sha256]
    if arrival.outcome != "ok":
        identity.append(arrival.outcome)
    return hashlib.sha256(compact_json(identity).encode("ascii")).hexdigest()[:CAPTURE_ID_CHARACTERS]


def sha256_of(body: bytes) -> str:
    """Return the digest by which a body is known, in hex."""
    return hashlib.sha256(body).hexdigest()


def as_capture(arrival: Arrival, landed_at: datetime) -> Capture:
    """Return the capture that an arrival becomes when landed; file and offset stay empty until it has a place.

    Raises:
        ValueError: a time has no timezone.
    """
    same = arrival.same_as
    digest = same.body_sha256 if same else arrival.body_sha256 or sha256_of(arrival.body)
    return Capture(
        capture_id=capture_id(arrival, digest),
        hub_id=arrival.hub_id,
        url=arrival.url,
        filters=dict(sorted(arrival.filters.items())),
        source_rendering=arrival.source_rendering,
        captured_at=arrival.captured_at.astimezone(UTC),
        landed_at=landed_at.astimezone(UTC),
        outcome=arrival.outcome,
        reason=one_line(arrival.reason),
        http_status=arrival.http_status,
        declared_charset=arrival.declared_charset,
        source=one_line(arrival.source),
        body_sha256=digest,
        body_bytes=same.body_bytes if same else len(arrival.body),
        warc_file="",
        warc_offset=0,
        etag=arrival.etag,
        last_modified=arrival.last_modified,
    )

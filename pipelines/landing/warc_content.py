"""One WARC record to its page's bytes, and what is wrong with them: HTTP undone, revisits followed.

Whose page it is is not asked here; the WARC source calls it, with one instance for all files of a call, so
that a revisit finds its bytes in another file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipelines.landing.captures import HttpHead
from pipelines.landing.errors import DamagedRecord
from pipelines.landing.http_payload import decoded, field_value, head_of_decoded, http_status, split_http
from pipelines.landing.warc_reading import Place, WarcRecord, digest_agrees, record_at
from pipelines.landing.warc_records import REVISIT

_PAGE_STATUS = (200, 203)
_PARTIAL_STATUS = 206


@dataclass(frozen=True, slots=True)
class Content:
    """The body, its HTTP head (None without HTTP), its Content-Type, and outcome and reason so far."""

    body: bytes
    head: HttpHead | None
    content_type: str
    outcome: str = "ok"
    reason: str = ""

    def but(self, outcome: str, reason: str) -> "Content":
        """The same with another outcome."""
        return replace(self, outcome=outcome, reason=reason)


@dataclass(slots=True)
class ContentReader:
    """Reads contents, and remembers where the bytes stand that a later revisit may refer to."""

    _places: dict[str, Place] = field(default_factory=dict)

    def content(self, record: WarcRecord) -> Content:
        """The content of a record; one that cannot be had is empty, with outcome `failed` and a reason."""
        return self._revisited(record) if record.type == REVISIT else _stated(record)

    def remember(self, place: Place, record: WarcRecord) -> None:
        """Keep the place of a record that holds its bytes."""
        if record.type != REVISIT:
            for name in _names(record):
                self._places.setdefault(name, place)

    def _revisited(self, record: WarcRecord) -> Content:
        head = split_http(record.block)[0] if record.is_http else None
        place = next((self._places[name] for name in _references(record) if name in self._places), None)
        if place is None:
            reason = "the record with its bytes is not in these WARCs; ingest it with the WARC that holds it"
            return Content(b"", head, "", "failed", reason)
        try:
            content = _stated(record_at(place))
        except (DamagedRecord, OSError) as error:
            return Content(b"", head, "", "failed", f"the record with its bytes cannot be read: {error}")
        if head is None:
            return replace(content, head=None)
        content_type = field_value(head, "content-type") or content.content_type
        return replace(content, head=head_of_decoded(head, len(content.body)), content_type=content_type)


def _stated(record: WarcRecord) -> Content:
    """The content of a record that holds its bytes."""
    if record.is_http:
        head, raw = split_http(record.block)
        payload = decoded(head, raw)
        content_type = field_value(head, "content-type") or ""
        content = Content(payload.body, payload.head, content_type, payload.outcome, payload.reason)
        content = _with_status(content, http_status(head))
    else:
        content = Content(record.block, None, record.get("Content-Type") or "")
    if record.is_cut:  # the limits of the store say so
        return content.but("ok", "") if content.outcome == "truncated" else content
    if record.get("WARC-Segment-Number"):
        return content.but("truncated", "it is one segment of a record, and segments are not joined; join them")
    if record.get("WARC-Truncated"):
        return content.but("truncated", f"its tool stopped early ({record.get('WARC-Truncated')}); capture it again")
    if _is_altered(record):
        return content.but("failed", "the bytes are not those of the record's digest; fetch the WARC again")
    return content


def _with_status(content: Content, status: int | None) -> Content:
    """An answer that is no page is never read as one (FAULTS.md F7, F8); the status stays beside it."""
    if content.outcome != "ok" or status in _PAGE_STATUS or content.head is None:
        return content
    if status == _PARTIAL_STATUS:
        return content.but("truncated", "the server sent a part only (206); capture the whole page")
    answer = content.head.status_line or "no status"
    return content.but("failed", f"the server answered {answer} instead of the page; capture it again later")


def _is_altered(record: WarcRecord) -> bool:
    verdict = digest_agrees(record.get("WARC-Block-Digest"), record.block)
    if verdict is None and not record.is_http:
        verdict = digest_agrees(record.get("WARC-Payload-Digest"), record.block)
    return verdict is False


def _names(record: WarcRecord) -> Iterator[str]:
    """What a revisit may call this record by: payload digest, id, URL and date (ISO 28500 section 6.7)."""
    if digest := record.get("WARC-Payload-Digest"):
        yield digest.lower()
    if record_id := record.get("WARC-Record-ID"):
        yield record_id
    yield f"{record.get('WARC-Target-URI')} {record.get('WARC-Date')}"


def _references(record: WarcRecord) -> Iterator[str]:
    if digest := record.get("WARC-Payload-Digest"):
        yield digest.lower()
    if record_id := record.get("WARC-Refers-To"):
        yield record_id
    if url := record.get("WARC-Refers-To-Target-URI"):
        yield f"{url} {record.get('WARC-Refers-To-Date')}"

"""Turn one WARC record into its page's bytes: undo HTTP, check digests, follow revisits, and report what is wrong.

Which hub the page belongs to is decided elsewhere. One instance reads all archives of a call, so that a revisit can
find its bytes in another file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from pipelines.landing.archives.landed_pages import LandedPages
from pipelines.landing.archives.revisits import (
    NOT_MODIFIED_STATUS,
    Known,
    Originals,
    Reference,
    head_of,
    reference_of,
)
from pipelines.landing.captures import PAGE_STATUS, HttpHead
from pipelines.landing.errors import DamagedRecord
from pipelines.landing.warc.archive_record import WarcRecord
from pipelines.landing.warc.digests import digest_agrees
from pipelines.landing.warc.http_payload import (
    decoded,
    field_value,
    final_response,
    head_of_decoded,
    http_status,
    payloads,
    split_http,
)
from pipelines.landing.warc.reading import record_at
from pipelines.landing.warc.records import REVISIT, is_ours

_PARTIAL_STATUS: Final = 206
_MOST_REVISITS: Final = 10
"""A revisit may refer to another revisit; at most this many are followed."""

_ALTERED: Final = "its bytes do not match the record's {}, so it is not read; fetch the WARC again"
_NOT_HERE: Final = "the record with its bytes{} is not in these WARCs; ingest the WARC that holds it as well"


@dataclass(frozen=True, slots=True)
class Content:
    """The body, its HTTP head (None without HTTP), its Content-Type, and outcome and reason so far."""

    body: bytes
    head: HttpHead | None
    content_type: str
    outcome: str = "ok"
    reason: str = ""

    def but(self, outcome: str, reason: str) -> "Content":
        """Return a copy with another outcome and reason."""
        return replace(self, outcome=outcome, reason=reason)


@dataclass(slots=True)
class ContentReader:
    """Reads contents; `originals` and `landed` know where to find the bytes that a revisit refers to."""

    originals: Originals = field(default_factory=Originals)
    landed: LandedPages | None = None

    def content(self, record: WarcRecord) -> Content:
        """Return the content of a record; where it cannot be read, an empty one with outcome `failed` and a reason."""
        return self._revisited(record) if record.type == REVISIT else _stated(record)

    def _revisited(self, record: WarcRecord) -> Content:
        head = head_of(record)
        is_whole = not record.get("WARC-Truncated")  # wget writes the digest of the block that it left out
        if is_whole and digest_agrees(record.get("WARC-Block-Digest"), record.block) is False:
            return Content(b"", head, "", "corrupt", _ALTERED.format("WARC-Block-Digest"))
        found = self._meant(record, _MOST_REVISITS)
        if isinstance(found, str):
            return Content(b"", head, field_value(head, "content-type") or "" if head else "", "failed", found)
        if head is None:
            return replace(found, head=None)
        content_type = field_value(head, "content-type") or found.content_type
        content = replace(found, head=head_of_decoded(head, len(found.body)), content_type=content_type)
        status = http_status(head)
        return content if status == NOT_MODIFIED_STATUS else _with_status(content, status)

    def _meant(self, revisit: WarcRecord, most: int) -> Content | str:
        """Return the content that a revisit refers to, or the reason why there is none."""
        wanted = reference_of(revisit)
        reason = _NOT_HERE.format(f" (captured at {wanted.date:%Y-%m-%dT%H:%M:%SZ})" if wanted.date else "")
        for candidates in self.originals.candidates(wanted):
            found = self._agreed(wanted, candidates, most)
            if isinstance(found, Content):
                return found
            reason = found or reason
        landed = self.landed.meant(wanted) if self.landed else None
        return reason if landed is None else Content(landed.body, None, landed.content_type)

    def _agreed(self, wanted: Reference, candidates: list[Known], most: int) -> Content | str:
        """Return the content if all readable candidates hold the same bytes, else why not ("" without candidates)."""
        found: list[Content] = []
        reason = ""
        for known in candidates:
            content = self._read(wanted, known, most)
            if isinstance(content, str):
                reason = content
            elif all(content.body != other.body for other in found):
                found.append(content)
        if len(found) > 1:
            return "several records with different bytes match its reference; ingest their WARCs one by one"
        return found[0] if found else reason

    def _read(self, wanted: Reference, known: Known, most: int) -> Content | str:
        try:
            record = record_at(known.place)
        except (DamagedRecord, OSError) as error:
            return f"the record with its bytes cannot be read: {error}; fetch the WARC again"
        if record.type == REVISIT:
            return self._meant(record, most - 1) if most > 0 else "it refers only to revisits, which hold no bytes"
        content = _stated(record)
        if content.outcome == "corrupt" or (wanted.is_unmodified and content.outcome != "ok"):
            return f"the record that it refers to is not a complete page ({content.outcome}: {content.reason})"
        if wanted.digest and not any(digest_agrees(wanted.digest, one) is not False for one in _digested(record)):
            return "the bytes of the record that it refers to do not match its digest; fetch the WARC again"
        return content


def _stated(record: WarcRecord) -> Content:
    """Return the content of a record that holds its own bytes."""
    if record.is_http:
        head, raw = split_http(record.block) if is_ours(record.headers) else final_response(record.block)
        payload = decoded(head, raw)
        content_type = field_value(head, "content-type") or ""
        content = Content(payload.body, payload.head, content_type, payload.outcome, payload.reason)
        content = _with_status(content, http_status(head))
    else:
        content = Content(record.block, None, record.get("Content-Type") or "")
    if record.is_cut:  # the store's size limits report this
        return content.but("ok", "") if content.outcome == "truncated" else content
    if record.get("WARC-Segment-Number"):
        return content.but("truncated", "it is one segment of a record, and segments are not joined; join them")
    if record.get("WARC-Truncated"):
        return content.but("truncated", f"its tool stopped early ({record.get('WARC-Truncated')}); capture it again")
    if altered := _altered(record):
        return content.but("corrupt", _ALTERED.format(altered))
    return content


def _with_status(content: Content, status: int | None) -> Content:
    """Mark a response that is not a page as such, so that it is never parsed (FAULTS.md F7, F8)."""
    if content.outcome != "ok" or status in PAGE_STATUS or content.head is None:
        return content
    if status == _PARTIAL_STATUS:
        return content.but("truncated", "the server sent only part of the page (206); capture the whole page")
    answer = content.head.status_line or "no status"
    return content.but("failed", f"the server answered {answer} instead of the page; capture it again later")


def _altered(record: WarcRecord) -> str:
    """Return the name of the digest that the record's bytes do not match, empty if there is none."""
    if digest_agrees(record.get("WARC-Block-Digest"), record.block) is False:
        return "WARC-Block-Digest"
    digest = record.get("WARC-Payload-Digest")
    if digest and all(digest_agrees(digest, one) is False for one in _digested(record)):
        return "WARC-Payload-Digest"
    return ""


def _digested(record: WarcRecord) -> Iterator[bytes]:
    """Yield what tools may digest as the payload: the block, or for HTTP each form of the body."""
    if record.is_http:
        yield from payloads(record.block)
    else:
        yield record.block

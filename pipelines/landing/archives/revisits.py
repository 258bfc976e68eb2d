"""Find the record that holds the bytes of a revisit, among the archives of one call, in any order.

ISO 28500 section 6.7 and the revisit profiles 1.0 and 1.1 are the rules. A survey of the archives comes first; it keeps
the ids, addresses, times and digests of hub pages and of records that revisits name. `content` reads the bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pipelines.landing.archives.record_address import comparable, is_hub_url
from pipelines.landing.captures import PAGE_STATUS, HttpHead
from pipelines.landing.header_text import parse_utc
from pipelines.landing.warc.archive_files import ArchiveFile
from pipelines.landing.warc.archive_record import CAPTURE_TYPES, WarcRecord
from pipelines.landing.warc.digests import canonical_digest
from pipelines.landing.warc.http_payload import field_value, final_response, http_status
from pipelines.landing.warc.reading import Place, records
from pipelines.landing.warc.records import REVISIT

NOT_MODIFIED_STATUS: Final = 304

_SURVEYED_BYTES: Final = 64 * 1024  # of a block: room for HTTP headers
_NOT_MODIFIED: Final = "server-not-modified"
_SAME_PAYLOAD: Final = "identical-payload-digest"


@dataclass(frozen=True, slots=True)
class Reference:
    """What a revisit says of the record that it refers to; each field may be missing.

    `date` is that record's date and `digest` its payload's digest; both are None where the revisit does not say, and
    `digest` also where it is the digest of no bytes. `is_unmodified`: the server said that nothing changed (304).
    """

    own_url: str
    own_date: datetime | None
    etag: str | None
    is_unmodified: bool
    record_id: str
    url: str
    date: datetime | None
    digest: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """A record that a revisit may refer to."""

    place: Place
    url: str
    date: datetime | None
    etag: str | None


@dataclass(slots=True)
class Originals:
    """The records of one call that revisits may refer to: by id, address and second, digest; pages by address."""

    _ids: dict[str, list[Known]] = field(default_factory=dict)
    _times: dict[tuple[str, int], list[Known]] = field(default_factory=dict)
    _digests: dict[str, list[Known]] = field(default_factory=dict)
    _pages: dict[str, list[Known]] = field(default_factory=dict)
    _revisited: set[str] = field(default_factory=set)

    def survey(self, archives: Sequence[ArchiveFile]) -> None:
        """Survey archives: record hub pages first, then whatever else the revisits of hub pages refer to.

        An archive that cannot be read is skipped; reading it later reports the error.
        """
        wanted: list[Reference] = []
        for place, record in _surveyed(archives):
            if is_hub_url(target_of(record)):
                self._keep(place, record)
                if record.type == REVISIT:
                    wanted.append(reference_of(record))
        missing = [one for one in wanted if not any(self.candidates(one))]
        ids = {one.record_id for one in missing if one.record_id}
        times = {_second(one.url, one.date) for one in missing if one.date}
        digests = {one.digest for one in missing if one.digest}
        for place, record in _surveyed(archives if missing else []):
            date = date_of(record)
            is_named = record_id_of(record.get("WARC-Record-ID")) in ids
            is_named |= date is not None and _second(target_of(record), date) in times
            if is_named or canonical_digest(record.get("WARC-Payload-Digest")) in digests:
                self._keep(place, record)

    def candidates(self, wanted: Reference) -> Iterator[list[Known]]:
        """Yield what a revisit may refer to, surest first: by id, address and time, digest, own address.

        The digest of no bytes identifies no page, and a page from another time than the one named is another page.
        """
        yield self._ids.get(wanted.record_id, [])
        if wanted.date is not None:
            at = self._times.get(_second(wanted.url, wanted.date), [])
            yield [one for one in at if one.date == wanted.date] or at
        if wanted.digest is not None:
            same = self._digests.get(wanted.digest, [])
            yield [one for one in same if one.url == comparable(wanted.own_url)][:1] or same[:1]
        if wanted.is_unmodified and wanted.date is None:
            yield self._last_page(wanted)

    def has_page(self, url: str) -> bool:
        """Return whether a page of this address, or a revisit of it, is in the archives."""
        return comparable(url) in self._pages or comparable(url) in self._revisited

    def _last_page(self, wanted: Reference) -> list[Known]:
        """Return the last page of the revisit's own address before it; none if both have ETags and they differ."""
        if wanted.own_date is None:
            return []
        pages = self._pages.get(comparable(wanted.own_url), [])
        earlier = [(one.date, one) for one in pages if one.date is not None and one.date < wanted.own_date]
        last = max((date for date, _ in earlier), default=None)
        return [one for date, one in earlier if date == last and _is_same_tag(one.etag, wanted.etag)]

    def _keep(self, place: Place, record: WarcRecord) -> None:
        head = head_of(record)
        known = Known(
            place, comparable(target_of(record)), date_of(record), field_value(head, "etag") if head else None
        )
        if record_id := record_id_of(record.get("WARC-Record-ID")):
            self._ids.setdefault(record_id, []).append(known)
        if known.date is not None:
            self._times.setdefault(_second(known.url, known.date), []).append(known)
        if record.type == REVISIT:
            self._revisited.add(known.url)
            return
        if digest := canonical_digest(record.get("WARC-Payload-Digest")):
            self._digests.setdefault(digest, []).append(known)
        if head is None or http_status(head) in PAGE_STATUS:
            self._pages.setdefault(known.url, []).append(known)


def reference_of(revisit: WarcRecord) -> Reference:
    """Return what a revisit record says of the record that it refers to."""
    head = head_of(revisit)
    profile = (revisit.get("WARC-Profile") or "").lower()
    is_said = head is not None and http_status(head) == NOT_MODIFIED_STATUS and _SAME_PAYLOAD not in profile
    is_unmodified = is_said or _NOT_MODIFIED in profile
    url = target_of(revisit)
    return Reference(
        own_url=url,
        own_date=date_of(revisit),
        etag=field_value(head, "etag") if head else None,
        is_unmodified=is_unmodified,
        record_id=record_id_of(revisit.get("WARC-Refers-To")),
        url=revisit.get("WARC-Refers-To-Target-URI") or url,
        date=_time(revisit.get("WARC-Refers-To-Date")),
        digest=None if is_unmodified else canonical_digest(revisit.get("WARC-Payload-Digest")),
    )


def target_of(record: WarcRecord) -> str:
    """Return the address of a record, without the brackets that old versions of wget wrote."""
    return (record.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")


def date_of(record: WarcRecord) -> datetime | None:
    """Return the time of a record, None if it is missing or unreadable."""
    return _time(record.get("WARC-Date"))


def record_id_of(text: str | None) -> str:
    """Return a record's id in lower case, without the brackets, which some tools leave out."""
    return (text or "").strip().removeprefix("<").removesuffix(">").lower()


def head_of(record: WarcRecord) -> HttpHead | None:
    """Return the HTTP head of a record, None if it has none."""
    return final_response(record.block)[0] if record.is_http else None


def _surveyed(archives: Sequence[ArchiveFile]) -> Iterator[tuple[Place, WarcRecord]]:
    for archive in archives:
        try:
            for place, record in records(archive, [], _SURVEYED_BYTES):
                if record.type in CAPTURE_TYPES:
                    yield place, record
        except OSError:
            continue


def _time(text: str | None) -> datetime | None:
    try:
        return parse_utc(text or "")
    except ValueError:
        return None


def _second(url: str, date: datetime) -> tuple[str, int]:
    return comparable(url), int(date.timestamp())


def _is_same_tag(one: str | None, other: str | None) -> bool:
    """Return whether two ETags may be of the same page; weak and strong compare alike (RFC 9110 section 8.8.3.2)."""
    return not one or not other or one.strip().removeprefix("W/") == other.strip().removeprefix("W/")

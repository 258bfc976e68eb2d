"""Read web archives, our own or other tools', into arrivals: response, resource, conversion and revisit records.

Our own records keep their metadata, but the hub is always derived from the URL again; no page is parsed. Records that
are not pages of ours are counted and left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.landing.archives.content import ContentReader
from pipelines.landing.archives.landed_pages import LandedPages
from pipelines.landing.archives.record_address import leads_to_same_view, may_be_ours
from pipelines.landing.archives.revisits import head_of, target_of
from pipelines.landing.archives.waiting_revisits import said_of_original
from pipelines.landing.captures import OUTCOMES, REDIRECTS, RENDERINGS, Arrival
from pipelines.landing.errors import InvalidHubURL
from pipelines.landing.files.arrivals import modified_at, without_hub
from pipelines.landing.header_text import media_type_and_charset, parse_utc
from pipelines.landing.hub_url import parse_hub_url, shown
from pipelines.landing.stored_url import stored_url
from pipelines.landing.warc.archive_files import ArchiveFile
from pipelines.landing.warc.archive_record import CAPTURE_TYPES, OTHER_TYPES, WarcRecord
from pipelines.landing.warc.http_payload import field_value, http_status
from pipelines.landing.warc.reading import Place, records
from pipelines.landing.warc.records import REVISIT, REVISIT_FIELD, is_ours
from pipelines.landing.warc.wacz import WACZ_SUFFIX, Unreadable, archives_in

_RENDERING_OF = {"text/html": "html", "application/xhtml+xml": "html", "application/json": "json"}
_MOST_DAMAGES = 5


@dataclass(slots=True)
class Tally:
    """Counts skipped records: those that are not pages of ours, such as assets, logs and other sites."""

    other_records: int = 0


@dataclass(slots=True)
class WarcSource:
    """Reads archives; `read_at` is the time of files that have none, `landed` holds pages from earlier calls."""

    read_at: datetime
    landed: LandedPages | None = None
    tally: Tally = field(default_factory=Tally)
    _contents: ContentReader = field(init=False)
    _parts: dict[Path, list[ArchiveFile | Unreadable]] = field(default_factory=dict)
    _unpacked: TemporaryDirectory[str] | None = None

    def __post_init__(self) -> None:
        self._contents = ContentReader(landed=self.landed)

    def survey(self, paths: Sequence[Path]) -> None:
        """Survey all archives of a call before the first is read, so that revisits find what they refer to."""
        parts = [part for path in paths for part in self._parts_of(path)]
        self._contents.originals.survey([part for part in parts if isinstance(part, ArchiveFile)])

    def arrivals(self, path: Path) -> Iterator[Arrival]:
        """Yield the captures of one file, and at most one arrival per archive in it that reports the damage."""
        for part in self._parts_of(path):
            if isinstance(part, ArchiveFile):
                yield from self._archive(part, path)
            else:
                yield self._without_hub(path, "failed", part.reason, part.inner)

    def _parts_of(self, path: Path) -> list[ArchiveFile | Unreadable]:
        """Return the archives that a path is or holds; a WACZ is unpacked once."""
        if not path.name.lower().endswith(WACZ_SUFFIX):
            return [ArchiveFile(path)]
        if path not in self._parts:
            self._unpacked = self._unpacked or TemporaryDirectory(prefix="pithhouse-")
            try:
                self._parts[path] = list(archives_in(path, Path(self._unpacked.name)))
            except OSError as error:
                reason = (
                    f"it could not be unpacked ({error.strerror}); free space or grant permission, and ingest it again"
                )
                self._parts[path] = [Unreadable("", reason)]
        return self._parts[path]

    def _archive(self, archive: ArchiveFile, path: Path) -> Iterator[Arrival]:
        moment = modified_at(path, self.read_at)
        damages: list[tuple[int, str]] = []
        count = others = 0
        try:
            for place, record in records(archive, damages):
                arrival = self._arrival(record, place, path.name, moment)
                if arrival is None:
                    self.tally.other_records += 1
                    others += record.type in CAPTURE_TYPES
                    continue
                count += 1
                yield arrival
        except OSError as error:
            reason = f"it could not be read ({error.strerror}); grant permission or repair it, and ingest it again"
            yield self._without_hub(path, "failed", reason, archive.inner)
            return
        if damages:
            yield self._without_hub(path, "truncated", _damage(damages, count), archive.inner)
        elif not count and not others:
            reason = "the WARC holds no capture; nothing was ingested"
            yield self._without_hub(path, "empty", reason, archive.inner)

    def mended(self, waiting: Iterable[tuple[WarcRecord, str]]) -> Iterator[Arrival]:
        """Yield those revisits landed without bytes whose originals are known by now."""
        for record, source in waiting:
            arrival = self._arrival(record, None, source, self.read_at)
            if arrival is not None and arrival.outcome == "ok":
                yield arrival

    def _without_hub(self, path: Path, outcome: str, reason: str, inner: str) -> Arrival:
        named = f"{inner}: {reason}" if inner else reason
        return without_hub(path.name, outcome, named, modified_at(path, self.read_at), part=inner)

    def _arrival(self, record: WarcRecord, place: Place | None, source: str, moment: datetime) -> Arrival | None:
        """Return the arrival of a record; None if it is not a page of ours."""
        url = target_of(record)
        if record.type in OTHER_TYPES or not (is_ours(record.headers) or self._is_wanted(record, url)):
            return None
        content = self._contents.content(record)
        if record.type not in CAPTURE_TYPES:
            content = content.but("refused", f"its WARC-Type is not a record type: {shown(record.type)}")
        media_type, charset = media_type_and_charset(content.content_type)
        landing_url = stored_url(url, source)
        arrival = Arrival(
            hub_id=None,
            url=landing_url,
            filters={},
            source_rendering=_RENDERING_OF.get(media_type),
            captured_at=moment,
            outcome=content.outcome,
            reason=content.reason,
            body=content.body,
            source=source,
            media_type=media_type,
            declared_charset=charset,
            http_status=http_status(content.head) if content.head else None,
            http=content.head if landing_url.startswith(("http:", "https:")) else None,  # no HTTP without its URL
            is_cut=_is_cut(record),
            revisit=said_of_original(record) if record.type == REVISIT and content.outcome == "failed" else None,
        )
        arrival = _addressed(_dated(_as_landed_before(arrival, record), record.get("WARC-Date")), url)
        return arrival if is_ours(record.headers) else _placed(arrival, place)

    def _is_wanted(self, record: WarcRecord, url: str) -> bool:
        """Return whether a record may be a page of ours, and not a redirect to an address whose page is here too."""
        if not may_be_ours(url, ""):
            return False
        head = head_of(record)
        content_type = (field_value(head, "content-type") if head else record.get("Content-Type")) or ""
        if not may_be_ours(url, media_type_and_charset(content_type)[0]):
            return False
        if head is None or http_status(head) not in REDIRECTS:
            return True
        target = leads_to_same_view(url, field_value(head, "location") or "")
        return target is None or not self._contents.originals.has_page(target)


def _placed(arrival: Arrival, place: Place | None) -> Arrival:
    """Append the place of the record to the reason, unless the arrival is `ok` or the place is unknown."""
    if arrival.outcome == "ok" or place is None:
        return arrival
    where = f"{place.archive.inner}, " if place.archive.inner else ""
    return replace(arrival, reason=f"{arrival.reason} ({where}record at byte {place.offset})")


def _is_cut(record: WarcRecord) -> bool:
    """Return whether only the beginning of a page is there; a foreign revisit's `WARC-Truncated` is about its block."""
    holds_body = record.type != REVISIT or is_ours(record.headers)
    return record.is_cut or (holds_body and record.get("WARC-Truncated") is not None)


def _as_landed_before(arrival: Arrival, record: WarcRecord) -> Arrival:
    """Restore outcome, rendering, status and source from a record of ours; damage since then is not hidden."""
    outcome = record.get("Pithhouse-Outcome")
    if outcome not in OUTCOMES:
        return arrival
    rendering, status = record.get("Pithhouse-Rendering"), record.get("Pithhouse-HTTP-Status") or ""
    if outcome != "ok" or arrival.outcome == "ok":
        arrival = replace(arrival, outcome=outcome, reason=record.get("Pithhouse-Reason") or "")
    return replace(
        arrival,
        source_rendering=rendering if rendering in RENDERINGS else None,
        declared_charset=record.get("Pithhouse-Charset"),
        http_status=int(status) if status.isascii() and status.isdigit() and len(status) == 3 else None,
        source=record.get("Pithhouse-Source") or arrival.source,
        revisit=record.get(REVISIT_FIELD),
    )


def _dated(arrival: Arrival, warc_date: str | None) -> Arrival:
    try:
        return replace(arrival, captured_at=parse_utc(warc_date or ""))
    except ValueError:
        reason = f"its WARC-Date is not a valid time: {shown(warc_date or '')}; correct it and ingest it again"
        return replace(arrival, outcome="failed", reason=reason)


def _addressed(arrival: Arrival, url: str) -> Arrival:
    """Return the arrival with its hub; `refused` if the URL names none."""
    if arrival.outcome == "refused":
        return arrival
    try:
        address = parse_hub_url(url)
    except InvalidHubURL as error:
        return replace(arrival, outcome="refused", reason=str(error)) if arrival.outcome == "ok" else arrival
    return replace(arrival, hub_id=address.hub_id, filters=dict(address.filters))


def _damage(damages: list[tuple[int, str]], count: int) -> str:
    told = "; ".join(f"at byte {offset}: {what}" for offset, what in damages[:_MOST_DAMAGES])
    more = f" ({len(damages) - _MOST_DAMAGES} more records are damaged)" if len(damages) > _MOST_DAMAGES else ""
    taken = "the 1 whole record was taken" if count == 1 else f"the {count} whole records were taken"
    return f"damaged {told}{more}; {taken}; fetch the file again and ingest it"

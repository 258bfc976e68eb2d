"""WARC files, of other tools or our own, to arrivals: response, resource, conversion and revisit records.

What our own records say of themselves is kept, but whose page it is is always read from the URL again; no
page is parsed. `sources` calls it, with one source for all paths of a call.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pipelines.landing.captures import OUTCOMES, RENDERINGS, Arrival
from pipelines.landing.errors import InvalidHubURL
from pipelines.landing.file_arrivals import modified_at, without_hub
from pipelines.landing.header_text import media_type_and_charset, parse_utc
from pipelines.landing.http_payload import http_status
from pipelines.landing.hub_url import parse_hub_url, shown
from pipelines.landing.stored_url import stored_url
from pipelines.landing.warc_content import ContentReader
from pipelines.landing.warc_reading import WarcRecord, records

_RENDERING_OF = {"text/html": "html", "application/xhtml+xml": "html", "application/json": "json"}


@dataclass(slots=True)
class WarcSource:
    """Reads WARC files; `read_at` stands in where a file has no time."""

    read_at: datetime
    _contents: ContentReader = field(default_factory=ContentReader)

    def arrivals(self, path: Path) -> Iterator[Arrival]:
        """The captures of one WARC file, then at most one arrival that says what in it is damaged."""
        moment = modified_at(path, self.read_at)
        damages: list[tuple[int, str]] = []
        count = 0
        try:
            for place, record in records(path, damages):
                count += 1
                self._contents.remember(place, record)
                yield self._arrival(record, path.name, moment)
        except OSError as error:
            reason = f"it could not be read ({error.strerror}); give permission or repair it, and ingest it again"
            yield without_hub(path.name, "failed", reason, moment)
            return
        if damages:
            yield without_hub(path.name, "truncated", _damage(damages, count), moment)
        elif not count:
            yield without_hub(path.name, "empty", "the WARC holds no capture; nothing was taken from it", moment)

    def _arrival(self, record: WarcRecord, source: str, moment: datetime) -> Arrival:
        content = self._contents.content(record)
        url = (record.get("WARC-Target-URI") or "").strip("<>")  # old wget wrote it in brackets
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
            is_cut=record.is_cut or record.get("WARC-Truncated") is not None,
        )
        return _addressed(_dated(_as_landed_before(arrival, record), record.get("WARC-Date")), url)


def _as_landed_before(arrival: Arrival, record: WarcRecord) -> Arrival:
    """A record of ours keeps its outcome, rendering, status and source; damage since then is not hidden."""
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
        http_status=int(status) if status.isascii() and status.isdigit() else None,
        source=record.get("Pithhouse-Source") or arrival.source,
    )


def _dated(arrival: Arrival, warc_date: str | None) -> Arrival:
    try:
        return replace(arrival, captured_at=parse_utc(warc_date or ""))
    except ValueError:
        reason = f"its WARC-Date is no time: {shown(warc_date or '')}; correct it and ingest it again"
        return replace(arrival, outcome="failed", reason=reason)


def _addressed(arrival: Arrival, url: str) -> Arrival:
    """The arrival with its hub; `refused` where the URL names none."""
    if arrival.outcome == "refused":
        return arrival
    try:
        address = parse_hub_url(url)
    except InvalidHubURL as error:
        return replace(arrival, outcome="refused", reason=str(error)) if arrival.outcome == "ok" else arrival
    return replace(arrival, hub_id=address.hub_id, filters=dict(address.filters))


def _damage(damages: list[tuple[int, str]], count: int) -> str:
    offset, what = damages[0]
    more = f" ({len(damages) - 1} more records are damaged)" if len(damages) > 1 else ""
    taken = f"the {count} whole records were taken; fetch the file again and ingest it"
    return f"damaged at byte {offset}: {what}{more}; {taken}"

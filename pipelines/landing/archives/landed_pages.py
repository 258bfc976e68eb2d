"""Look up pages that an earlier call landed, for revisits that refer to them. Read-only.

Foreign record ids are not kept in the raw folder, so a landed page is found by its address and time, or by the digest
of its bytes.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.landing.archives.record_address import comparable
from pipelines.landing.archives.revisits import Reference
from pipelines.landing.captures import WITH_PAGE, Capture
from pipelines.landing.errors import CorruptRecord
from pipelines.landing.raw_store import RawStore
from pipelines.landing.warc.digests import digest_agrees

_MEDIA_TYPES = {"html": "text/html", "json": "application/json"}


class LandedPage(NamedTuple):
    """The bytes of a landed page, and its media type and charset as a Content-Type."""

    body: bytes
    content_type: str


@dataclass(slots=True)
class LandedPages:
    """Looks pages up in a raw folder, which is read on the first lookup."""

    raw: RawStore
    _by_url: dict[str, list[Capture]] | None = field(default=None)

    def meant(self, wanted: Reference) -> LandedPage | None:
        """Return the landed page that a revisit refers to; None if there is none, or several with different bytes."""
        pages = self._of(wanted.own_url) + (self._of(wanted.url) if wanted.url != wanted.own_url else [])
        if wanted.date is not None:
            second = wanted.date.replace(microsecond=0)
            named = comparable(wanted.url)
            found = [one for one in self._of(named) if one.captured_at.replace(microsecond=0) == second]
        elif wanted.is_unmodified and wanted.own_date is not None:
            found = self._last_before(wanted)
        else:
            found = [one for one in pages if wanted.digest and digest_agrees(wanted.digest, self._body(one))]
        if len({one.body_sha256 for one in found}) != 1:
            return None
        body = self._body(found[0])
        return LandedPage(body, _content_type(found[0])) if body else None

    def _last_before(self, wanted: Reference) -> list[Capture]:
        earlier = [one for one in self._of(wanted.own_url) if wanted.own_date and one.captured_at < wanted.own_date]
        last = max((one.captured_at for one in earlier), default=None)
        return [one for one in earlier if one.captured_at == last]

    def _of(self, url: str) -> list[Capture]:
        if self._by_url is None:
            self._by_url = {}
            for one in self.raw.captures():
                if one.hub_id and one.outcome in WITH_PAGE:
                    self._by_url.setdefault(comparable(one.url), []).append(one)
        return self._by_url.get(comparable(url), [])

    def _body(self, capture: Capture) -> bytes:
        try:
            return self.raw.body(capture)
        except CorruptRecord:
            return b""


def _content_type(capture: Capture) -> str:
    media_type = _MEDIA_TYPES.get(capture.source_rendering or "", "text/plain")
    return f"{media_type}; charset={capture.declared_charset}" if capture.declared_charset else media_type

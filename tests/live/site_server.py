"""A live site on loopback: hub pages, filtered views, JSON twins and robots.txt, from records of the page writer.

    with SiteServer(sample_site()) as site:
        ...
        site.hubs[hub_id] = changed     # its ETag and Last-Modified change
        del site.hubs[other]            # 404; site.gone.add(other): 410
        site.route(f"/citations/{hub_id}", status(500), site.as_usual)

It is a FaultServer whose paths without a script are those of the site. No page's text may be here (tests/pagewriter)
and no choice of hubs (worlds.py).
"""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
from collections import UserDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from urllib.parse import parse_qsl

from tests.live.answers import HTML, JSON, PLAIN
from tests.live.exchange import Exchange, Request
from tests.live.fault_server import FaultServer
from tests.pagewriter.markups import RENDERINGS
from tests.pagewriter.records import FACETS, HubRecord
from tests.pagewriter.words import FACET_PARAMETERS

ROBOTS = "User-agent: *\nDisallow: /search\n"
BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
"""The Last-Modified of hubs that were there from the start; each change of the world comes a minute later."""

_HUB = re.compile(r"/citations/([^/]+?)(\.json)?")
_FILTERS = {FACET_PARAMETERS[facet] for facet in FACETS}

Key = tuple[str, tuple[tuple[str, str], ...], bool]


@dataclass(slots=True)
class World:
    """Which hubs there are, and in which HTML markup each is shown (html_articles where none is named)."""

    hubs: Mapping[str, HubRecord]
    markups: dict[str, str] = field(default_factory=dict)


class Hubs(UserDict[str, HubRecord]):
    """uuid to record, with the time of each one's last change: made-up minutes, so that no test depends on a clock."""

    def __init__(self, hubs: Mapping[str, HubRecord]) -> None:
        self.changes = 0
        self.modified: dict[str, datetime] = {}
        super().__init__()
        self.data.update(hubs)

    def __setitem__(self, hub_id: str, record: HubRecord) -> None:
        if record.hub_id != hub_id:
            raise ValueError(f"the record is of {record.hub_id}, the address of {hub_id}: route a page for a false one")
        self.changes += 1
        self.modified[hub_id] = BEGIN + timedelta(minutes=self.changes)
        super().__setitem__(hub_id, record)


@dataclass(frozen=True)
class Rendered:
    """One page in its bytes: as it is, and in gzip; `record` is what it was made from."""

    record: HubRecord
    plain: bytes

    @cached_property
    def zipped(self) -> bytes:
        """The same in gzip."""
        return gzip.compress(self.plain, 1, mtime=0)

    @cached_property
    def digest(self) -> str:
        """Names the content."""
        return hashlib.sha256(self.plain).hexdigest()[:32]


class SiteServer(FaultServer):
    """Serves a world, which can be changed while it runs.

    Attributes:
        hubs: uuid to record; the uuids of pages, twins and links are these.
        markups: uuid to a name of HTML_MARKUPS.
        gone: uuids answered by 410.
        robots: the text of robots.txt; None is 404.
        etags, last_modified, gzip: switches; without the first two only a digest tells a change.
        weak_etags: writes them as `W/"…"`.
        gate: cleared, requests wait until it is set again (or the server ends).
    """

    def __init__(self, world: World, host: str = "127.0.0.1") -> None:
        super().__init__(host, otherwise=self.as_usual)
        self.hubs = Hubs(world.hubs)
        self.markups = dict(world.markups)
        self.gone: set[str] = set()
        self.robots: str | None = ROBOTS
        self.etags = self.last_modified = self.gzip = True
        self.weak_etags = False
        self.gate = threading.Event()
        self.gate.set()
        self._rendered: dict[Key, Rendered] = {}

    def hub_url(self, hub_id: str, query: str = "", *, twin: bool = False) -> str:
        """The address of a hub's page, of a filtered view of it, or of its twin."""
        return self.url(f"/citations/{hub_id}{'.json' if twin else ''}{'?' + query if query else ''}")

    def page_bytes(self, hub_id: str, query: str = "", *, twin: bool = False) -> bytes:
        """What is served at that address now, before any coding. Raises LookupError where there is no page."""
        filters = tuple(parse_qsl(query, keep_blank_values=True))
        rendered = self._render(hub_id, filters, is_twin=twin)
        if rendered is None:
            raise LookupError(f"no page of {hub_id} {query}")
        return rendered.plain

    @property
    def hub_requests(self) -> list[Request]:
        """The requests for hub pages, views and twins: all but robots.txt and strays."""
        return [one for one in self.requests if one.path.startswith("/citations/")]

    @property
    def conditional_requests(self) -> list[Request]:
        """The requests that said what the client holds."""
        return [one for one in self.requests if one.is_conditional]

    def as_usual(self, exchange: Exchange) -> None:
        """The site's own answer: a behaviour, also for scripts."""
        while not self.gate.wait(0.02):
            exchange.wait(0)
        request = exchange.request
        if request.method not in ("GET", "HEAD"):
            exchange.answer(405, b"only GET\n", [("Allow", "GET, HEAD")])
        elif request.path == "/robots.txt" and self.robots is not None:
            exchange.answer(200, self.robots.encode(), [("Content-Type", PLAIN)])
        elif (hub := _HUB.fullmatch(request.path)) is not None:
            self._answer_hub(exchange, hub[1], is_twin=hub[2] is not None)
        else:
            exchange.answer(404, b"no such page\n", [("Content-Type", PLAIN)])

    def _answer_hub(self, exchange: Exchange, hub_id: str, *, is_twin: bool) -> None:
        if hub_id in self.gone:
            exchange.answer(410, b"gone\n", [("Content-Type", PLAIN)])
            return
        filters = tuple(parse_qsl(exchange.request.query, keep_blank_values=True))
        rendered = self._render(hub_id, filters, is_twin=is_twin)
        if rendered is None:
            exchange.answer(404, b"no such page\n", [("Content-Type", PLAIN)])
            return
        is_zipped = self.gzip and _takes_gzip(exchange.request)
        modified = self.hubs.modified.get(hub_id, BEGIN)
        fields = [("Vary", "Accept-Encoding"), *self._validators(rendered, modified, is_zipped=is_zipped)]
        if _is_unchanged(exchange.request, dict(fields).get("ETag"), modified if self.last_modified else None):
            exchange.answer(304, fields=fields)
            return
        fields.append(("Content-Type", JSON if is_twin else HTML))
        if is_zipped:
            fields.append(("Content-Encoding", "gzip"))
        exchange.answer(200, rendered.zipped if is_zipped else rendered.plain, fields)

    def _validators(self, rendered: Rendered, modified: datetime, *, is_zipped: bool) -> list[tuple[str, str]]:
        fields = []
        if self.etags:
            tag = f'"{rendered.digest}{"-gzip" if is_zipped else ""}"'
            fields.append(("ETag", f"W/{tag}" if self.weak_etags else tag))
        if self.last_modified:
            fields.append(("Last-Modified", format_datetime(modified, usegmt=True)))
        return fields

    def _render(self, hub_id: str, filters: tuple[tuple[str, str], ...], *, is_twin: bool) -> Rendered | None:
        record = self.hubs.get(hub_id)
        if (
            record is None
            or not {name for name, _ in filters} <= _FILTERS
            or (is_twin and (filters or not record.twin))
        ):
            return None
        known = self._rendered.get((hub_id, filters, is_twin))
        if known is None or known.record is not record:
            markup = "json" if is_twin else self.markups.get(hub_id, "html_articles")
            known = Rendered(record, RENDERINGS[markup](record, dict(filters)).encode())
            self._rendered[hub_id, filters, is_twin] = known
        return known


def _takes_gzip(request: Request) -> bool:
    codings = [one.replace(" ", "") for value in request.values("accept-encoding") for one in value.split(",")]
    return any(one.split(";")[0] in ("gzip", "*") and not one.endswith(";q=0") for one in codings)


def _is_unchanged(request: Request, etag: str | None, modified: datetime | None) -> bool:
    """Whether the client holds this content: If-None-Match alone decides where it is given (RFC 9110, 13.1.3)."""
    tags = request.values("if-none-match")
    if tags:
        held = {tag.strip().removeprefix("W/") for value in tags for tag in value.split(",")}
        return "*" in held or (etag is not None and etag.removeprefix("W/") in held)
    since = request.field("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        return modified <= parsedate_to_datetime(since)
    except ValueError:
        return False

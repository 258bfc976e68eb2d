"""Well-formed answers, wanted or not: pages, statuses, redirects, robots.txt, validators, secrets in headers.

Each function gives a behaviour for a script. What breaks HTTP or a coding is in broken_answers.py; what is hostile
only in its text is in hostile_bodies.py. The numbers are those of FAULTS.md.
"""

from __future__ import annotations

import gzip
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import Protocol

from tests.live.exchange import Behaviour, Exchange, Fields, head
from tests.pagewriter.markups import RENDERINGS
from tests.pagewriter.records import NO_FILTERS, Filters, HubRecord

HTML = "text/html; charset=utf-8"
JSON = "application/json"
PLAIN = "text/plain; charset=utf-8"


class Routes(Protocol):
    """A server to which scripts can be given."""

    def route(self, target: str, *script: Behaviour) -> str:
        """Set the script of a target; gives its address."""


def page(
    body: bytes | str = b"", *, status: int = 200, content_type: str | None = HTML, fields: Fields = ()
) -> Behaviour:
    """A whole answer with Content-Length; text is encoded as UTF-8. No content_type: the field is left out.

    With a false charset in `content_type` it is F14, with another work's body F13.
    """
    content = body.encode() if isinstance(body, str) else body
    typed = [] if content_type is None else [("Content-Type", content_type)]
    sent = [*typed, *fields]

    def act(exchange: Exchange) -> None:
        exchange.answer(status, content, sent)

    return act


def hub_page(
    record: HubRecord, markup: str = "html_articles", filters: Filters = NO_FILTERS, *, fields: Fields = ()
) -> Behaviour:
    """The record's page as the page writer renders it; `json` is its twin. F13 where the address is another's."""
    return page(RENDERINGS[markup](record, filters), content_type=JSON if markup == "json" else HTML, fields=fields)


def gzipped(body: bytes | str, *, fields: Fields = ()) -> Behaviour:
    """A page in a sound gzip coding."""
    content = body.encode() if isinstance(body, str) else body
    return page(gzip.compress(content, mtime=0), fields=[("Content-Encoding", "gzip"), *fields])


def status(code: int, body: bytes | str = b"", *, fields: Fields = ()) -> Behaviour:
    """Any status, with a short plain body where none is given (F7, F8)."""
    return page(body or f"{code}\n", status=code, content_type=PLAIN, fields=fields)


def busy(retry_after: str | None, code: int = 429) -> Behaviour:
    """429 or 503 with that Retry-After, as text; None leaves it out (F6)."""
    return status(code, fields=[] if retry_after is None else [("Retry-After", retry_after)])


def retry_afters(now: datetime) -> Mapping[str, str]:
    """The kinds of Retry-After of F6 by name; `now` (UTC, with its zone) is what the dates count from."""

    def date(**later: int) -> str:
        return format_datetime(now + timedelta(**later), usegmt=True)

    return {
        "seconds": "2",
        "zero": "0",
        "date": date(seconds=30),
        "past": date(days=-30),
        "ten years": date(days=3653),
        "ten years in seconds": "315532800",
        "negative": "-5",
        "fraction": "1.5",
        "garbage": "soon, hopefully",
        "huge": "9" * 400,
        "impossible date": "Tue, 31 Feb 2026 25:61:61 GMT",
        "empty": "",
    }


def redirect(location: str | None, code: int = 302, *, fields: Fields = ()) -> Behaviour:
    """A redirect to any Location, as it is; None leaves it out (F9)."""
    to = [] if location is None else [("Location", location)]
    return status(code, f"{code}: elsewhere\n", fields=[*to, *fields])


def chain(server: Routes, start: str, hops: int, end: Behaviour, code: int = 302) -> str:
    """Route `start` so that `hops` redirects lead to the behaviour `end`; gives the address of the start.

    The steps are `<start>.1`, `<start>.2` ….
    """
    targets = [start, *(f"{start}.{hop}" for hop in range(1, hops + 1))]
    for here, there in pairwise(targets):
        server.route(here, redirect(there, code))
    server.route(targets[-1], end)
    return server.route(start, redirect(targets[1], code) if hops else end)


def loop(server: Routes, start: str, length: int = 2, code: int = 302) -> str:
    """Route `start` so that redirects come back to it after `length` hops; gives its address."""
    targets = [start, *(f"{start}.{hop}" for hop in range(1, length))]
    for here, there in zip(targets, [*targets[1:], start], strict=True):
        server.route(here, redirect(there, code))
    return server.route(start, redirect(targets[1 % length], code))


def robots(text: bytes | str, *, status: int = 200, content_type: str | None = PLAIN) -> Behaviour:
    """A robots.txt with any status and type (F10); bodies are in hostile_bodies.py."""
    return page(text, status=status, content_type=content_type)


def not_modified(etag: str | None = None) -> Behaviour:
    """304 whatever was asked, also where the client holds nothing (F11)."""
    fields = [] if etag is None else [("ETag", etag)]

    def act(exchange: Exchange) -> None:
        exchange.answer(304, fields=fields)

    return act


def validated(
    body: bytes | str, etag: str | None = None, last_modified: str | None = None, *, honours: bool = True
) -> Behaviour:
    """A page with validators, as they are given (`'"strong"'`, `'W/"weak"'`), that answers 304 to its own (F11).

    With `honours` false it answers 200 always: the same ETag over another body is two of these in a script.
    """
    names = [("ETag", etag), ("Last-Modified", last_modified)]
    fields = [(name, value) for name, value in names if value is not None]
    whole, unchanged = page(body, fields=fields), not_modified(etag)

    def act(exchange: Exchange) -> None:
        asked = exchange.request
        if asked.values("if-none-match"):
            matches = etag is not None and etag.removeprefix("W/") in _tags(asked.values("if-none-match"))
        else:
            matches = last_modified is not None and asked.field("if-modified-since") == last_modified
        (unchanged if honours and matches else whole)(exchange)

    return act


def _tags(values: list[str]) -> set[str]:
    return {tag.strip().removeprefix("W/") for value in values for tag in value.split(",")}


def with_secrets(body: bytes | str = b"", *, status: int = 200) -> Behaviour:
    """A page that hands out secrets: cookies, a challenge, tokens (F34). Each value holds `made-up-secret`."""
    secrets = [
        ("Set-Cookie", "session=made-up-secret-1; Path=/; HttpOnly"),
        ("Set-Cookie", "visitor=made-up-secret-2; Domain=127.0.0.1"),
        ("Set-Cookie2", "old=made-up-secret-3"),
        ("WWW-Authenticate", 'Basic realm="made-up-secret-4"'),
        ("Proxy-Authenticate", 'Digest realm="x", nonce="made-up-secret-5"'),
        ("Authorization", "Bearer made-up-secret-6"),
        ("Authentication-Info", 'nextnonce="made-up-secret-7"'),
    ]
    return page(body, status=status, fields=secrets)


def huge_cookies(body: bytes | str = b"", *, count: int = 20, size: int = 3_500) -> Behaviour:
    """A page with that many cookies of that size; the defaults stay under a cap of 80 KB of headers (F34)."""
    return page(body, fields=[("Set-Cookie", f"c{number}={'x' * size}") for number in range(count)])


def no_content() -> Behaviour:
    """204: an answer without a body or a length."""
    return page(status=204, content_type=None)


def partial_content(body: bytes, first: int = 0, last: int | None = None) -> Behaviour:
    """206 with a part of the body that nobody asked for."""
    part = body[first : None if last is None else last + 1]
    where = f"bytes {first}-{first + len(part) - 1}/{len(body)}"
    return page(part, status=206, fields=[("Content-Range", where)])


def informational(then: Behaviour, code: int = 103, times: int = 1) -> Behaviour:
    """So many 1xx answers (100, 102, 103) before the real one."""

    def act(exchange: Exchange) -> None:
        for _ in range(times):
            exchange.send(head(code, [("Link", "</style.css>; rel=preload")]))
        then(exchange)

    return act


def closing(then: Behaviour) -> Behaviour:
    """The same answer, and the connection closed after it without a word: the client believes that it is kept."""

    def act(exchange: Exchange) -> None:
        then(exchange)
        exchange.keeps = False

    return act


def held(gate: threading.Event, then: Behaviour) -> Behaviour:
    """The same answer, once the test has set the gate."""

    def act(exchange: Exchange) -> None:
        while not gate.wait(0.02):
            exchange.wait(0)
        then(exchange)

    return act


def delayed(seconds: float, then: Behaviour) -> Behaviour:
    """The same answer, so much later."""

    def act(exchange: Exchange) -> None:
        exchange.wait(seconds)
        then(exchange)

    return act

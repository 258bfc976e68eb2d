"""One HTTP request: bounded in time and size, reported in full, never raising for anything that a server does.

No robots.txt, no retries, no redirects and no parsing here. Cookies and credentials are neither kept nor sent. aiohttp
is imported only here and in `addresses`.
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace, TracebackType
from typing import Final, NamedTuple, Self
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from pipelines.fetching.addresses import CheckedResolver, ForbiddenAddress, Lookup, is_public, literal
from pipelines.fetching.content_coding import ASKED_FOR, Decoder, NotDecodable
from pipelines.landing.captures import HttpHead
from pipelines.landing.warc.http_payload import head_of_decoded, head_to_keep
from pipelines.settings import Settings

MOST_HEADER_FIELDS: Final = 128
NOT_MODIFIED: Final = 304
_QUOTED: Final = re.compile(r"""\n|\\n|\bb['"]""")
"""Where aiohttp starts to quote input that it did not understand."""


class Ended(NamedTuple):
    """How a request ended.

    Attributes:
        fault: empty for none, else `truncated`, `too_large`, `refused` (a forbidden address), `failed`.
        reason: what happened, in words.
        may_pass: whether a retry may succeed.
    """

    fault: str = ""
    reason: str = ""
    may_pass: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The result of one request.

    Attributes:
        url: the requested URL.
        ended: how it ended.
        status: of the answer; None if there was none.
        head: status line and fields, without secrets; lengths and codings are those of `body`.
        body: the decoded bytes that came, up to the cap.
        is_end_told: whether length, chunks or a coding marked the end of the body.
        received: bytes of the body as sent.
        sent: how often the request was sent: twice if a kept connection turned out to be closed.
        seconds: from the request to its end.
    """

    url: str
    ended: Ended
    status: int | None = None
    head: HttpHead | None = None
    body: bytes = b""
    is_end_told: bool = True
    received: int = 0
    sent: int = 0
    seconds: float = 0.0

    def field(self, name: str) -> str:
        """Return the first field of a name (in lower case); empty if missing."""
        return next((value for key, value in self.head.fields if key.lower() == name), "") if self.head else ""


class _Reading:
    """An answer in progress: what has arrived when the transfer ends, however it ends."""

    def __init__(self) -> None:
        self.response: aiohttp.ClientResponse | None = None
        self.decoder: Decoder | None = None
        self.received = self.sent = 0


class Transfer:
    """Connections to the site, kept open between requests; an async context.

    Args:
        settings: limits and the test server.
        user_agent: the User-Agent header.
        lookup: resolves names; the system's by default.
    """

    def __init__(self, settings: Settings, user_agent: str, lookup: Lookup | None = None) -> None:
        self._settings = settings
        self._user_agent = user_agent
        self._resolver = CheckedResolver(lookup)

    async def __aenter__(self) -> Self:
        """Prepare the session; no connection is opened yet."""
        connector = aiohttp.TCPConnector(resolver=self._resolver, use_dns_cache=False, limit=4)
        counting = aiohttp.TraceConfig()
        counting.on_request_headers_sent.append(_count)
        self._session = aiohttp.ClientSession(
            connector=connector,
            trace_configs=[counting],
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._user_agent, "Accept-Encoding": ASKED_FOR},
            timeout=aiohttp.ClientTimeout(total=self._settings.request_seconds),
            auto_decompress=False,
            trust_env=False,
            max_line_size=self._settings.header_bytes,
            max_field_size=self._settings.header_bytes,
            max_headers=MOST_HEADER_FIELDS,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self._session.close()

    async def get(self, url: str, fields: Mapping[str, str]) -> Answer:
        """Request a URL of the site; redirects are not followed.

        Args:
            url: already checked by `Site.checked`.
            fields: header fields of this request.
        """
        started = time.monotonic()
        reading = _Reading()
        ended = self._forbidden(url) or await self._read(url, fields, reading)
        return _answer(url, reading, ended, time.monotonic() - started)

    def _forbidden(self, url: str) -> Ended | None:
        """Refuse a host that is written as an address, which no resolver would check."""
        parts = urlsplit(url)
        if parts.netloc == self._settings.test_server:
            return None
        host = parts.hostname or ""
        address = literal(host)
        if address is not None and is_public(address):
            return None
        if address is None and not host.replace(".", "").isdigit():  # a name
            return None
        return Ended("refused", f"{host} is no public address")

    async def _read(self, url: str, fields: Mapping[str, str], reading: _Reading) -> Ended:
        try:
            asked = URL(url, encoded=True)  # sent as robots.txt was asked about it, letter by letter
            async with self._session.get(
                asked, headers=fields, allow_redirects=False, trace_request_ctx=reading
            ) as response:
                reading.response = response
                return await self._read_body(response, reading)
        except (NotDecodable, TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            return _ended_by(error, self._settings.request_seconds, has_head=reading.response is not None)

    async def _read_body(self, response: aiohttp.ClientResponse, reading: _Reading) -> Ended:
        most_sent, most_decoded = self._settings.transfer_bytes, self._settings.page_bytes
        transfer_coding = ", ".join(response.headers.getall("Transfer-Encoding", ["chunked"])).strip().lower()
        if transfer_coding != "chunked":
            raise NotDecodable(f"the transfer coding {transfer_coding!r} was not asked for")
        reading.decoder = decoder = Decoder(response.headers.get("Content-Encoding"), most_decoded)
        async for piece in response.content.iter_any():
            reading.received += len(piece)
            if reading.received > most_sent:
                return Ended("too_large", f"more than {most_sent:,} bytes were sent; only the beginning is stored")
            decoder.feed(piece)
            if decoder.is_full:
                return Ended(
                    "too_large", f"more than {most_decoded:,} bytes decompressed; only the beginning is stored"
                )
        if reading.received and not decoder.is_whole():
            return Ended("truncated", "the gzip coding ends before its trailer", may_pass=True)
        return Ended()


async def _count(_session: aiohttp.ClientSession, context: SimpleNamespace, _sent: object) -> None:
    """Count a request sent; aiohttp resends one by itself if a kept connection was closed."""
    context.trace_request_ctx.sent += 1


def _ended_by(error: Exception, seconds: float, *, has_head: bool) -> Ended:
    """Return what a transfer error means; half an answer is `truncated`, none is `failed`."""
    fault = "truncated" if has_head else "failed"
    match error:
        case NotDecodable():
            return Ended("failed", str(error), may_pass=True)
        case TimeoutError():
            return Ended(fault, f"it took longer than {seconds:g} s", may_pass=True)
        case aiohttp.ClientConnectorDNSError() if isinstance(error.os_error, ForbiddenAddress):
            return Ended("refused", str(error.os_error))
        case aiohttp.ClientConnectorDNSError():
            return Ended("failed", f"the host's name could not be resolved ({error.os_error})", may_pass=True)
        case aiohttp.ClientSSLError():
            return Ended("failed", f"the site's TLS or certificate does not hold ({_said(error)})")
        case _:
            what = "the transfer ended early" if has_head else "there was no answer in HTTP"
            return Ended(fault, f"{what} ({_said(error)})", may_pass=True)


def _answer(url: str, reading: _Reading, ended: Ended, seconds: float) -> Answer:
    response, decoder = reading.response, reading.decoder
    if response is None:
        return Answer(url=url, ended=ended, sent=reading.sent, seconds=seconds)
    body = decoder.body() if decoder else b""
    fields = [(key.decode("latin-1"), value.decode("utf-8", "replace")) for key, value in response.raw_headers]
    head = head_to_keep(f"{response.status} {response.reason or ''}".strip(), fields)
    is_measured = "Content-Length" in response.headers or response.headers.get("Transfer-Encoding") is not None
    return Answer(
        url=url,
        ended=ended,
        status=response.status,
        head=head_of_decoded(head, len(body)),
        body=body,
        is_end_told=is_measured or bool(decoder and decoder.is_coded),
        received=reading.received,
        sent=reading.sent,
        seconds=seconds,
    )


def _said(error: Exception) -> str:
    """Describe an error without the bytes that it quotes, which may be a cookie's (FAULTS.md F34)."""
    text = error.message if isinstance(error, aiohttp.ClientResponseError) else str(error)
    said = _QUOTED.split(text.strip(), maxsplit=1)[0][:200].rstrip(" :")
    return f"{type(error).__name__}: {said}" if said else type(error).__name__

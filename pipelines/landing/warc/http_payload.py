"""Turn the HTTP block of a WARC record into a page: split off headers, join chunks, undo the content encoding.

RFC 9112 (messages, chunks) and RFC 9110 section 8.4 (encodings) are the rules; nothing is fetched and no page is
parsed. A transfer fault is not raised: it comes back as an outcome with the bytes there are.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeadersParser

from pipelines.landing.captures import HttpHead
from pipelines.landing.header_text import one_line
from pipelines.landing.size_limits import MAX_STORED_BYTES
from pipelines.landing.warc.content_codings import undone
from pipelines.landing.warc.http_chunks import joined_chunks

_PARSER = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"], verify=False)
_SECRET_FIELDS = {
    "set-cookie",
    "set-cookie2",
    "cookie",
    "authorization",
    "proxy-authorization",
    "www-authenticate",
    "proxy-authenticate",
    "authentication-info",
    "proxy-authentication-info",
}  # FAULTS.md F34
_MAX_FIELD = 64 * 1024
_ASCII = "".join(map(chr, range(32, 127)))
_ORIGINAL = "X-Archive-Orig-"  # the prefix that archive tools add to header fields that no longer apply


@dataclass(frozen=True, slots=True)
class Payload:
    """The page's bytes, the HTTP head that now describes them, and how undoing the transfer went.

    `transferred` is the body with its chunks joined and its content coding left in place.
    """

    body: bytes
    head: HttpHead
    transferred: bytes
    outcome: str
    reason: str


def split_http(block: bytes) -> tuple[HttpHead, bytes]:
    """Return head and raw payload of an `application/http` block; header fields that hold secrets are dropped."""
    stream = io.BytesIO(block)
    try:
        parsed = _PARSER.parse(stream)
    except EOFError:
        return HttpHead("", ()), b""
    return head_to_keep(parsed.statusline, parsed.headers), block[stream.tell() :]


def final_response(block: bytes) -> tuple[HttpHead, bytes]:
    """Return head and raw payload of the final response in a block; interim ones (1xx) before it are skipped.

    RFC 9110 section 15.2; a proxy's answer to CONNECT (section 9.3.6) is skipped as well.
    """
    head, raw = split_http(block)
    while _is_interim(head) and raw.startswith(b"HTTP/"):
        head, raw = split_http(raw)
    return head, raw


def payloads(block: bytes) -> Iterator[bytes]:
    """Yield everything that WARC tools may digest as the payload: each form of the body.

    These are the body as sent, with its chunks joined, and decoded; also the body after each interim head, where
    interim responses precede the final one.
    """
    head, raw = split_http(block)
    yield raw
    while _is_interim(head) and raw.startswith(b"HTTP/"):
        head, raw = split_http(raw)
        yield raw
    payload = decoded(head, raw)
    yield payload.transferred
    yield payload.body


def _is_interim(head: HttpHead) -> bool:
    status = http_status(head)
    is_tunnel = status == 200 and not head.fields and head.status_line[4:].lower() == "connection established"
    return is_tunnel or (status is not None and 100 <= status < 200)


def head_to_keep(status_line: str, fields: Iterable[tuple[str, str]]) -> HttpHead:
    """Return the head as it may be stored: each field one line, and none that holds a secret (FAULTS.md F34)."""
    kept = (
        (_plain(name), _quoted(one_line(value, _MAX_FIELD)))
        for name, value in fields
        if name and name.lower() not in _SECRET_FIELDS
    )
    return HttpHead(_plain(status_line), tuple(kept))


def _quoted(line: str) -> str:
    """Return a field's value as ASCII, percent-encoded where it is not."""
    return line if line.isascii() else quote(line, safe=_ASCII)


@lru_cache(maxsize=256)  # a site keeps sending the same few
def _plain(text: str) -> str:
    """Return a status line or field name as ASCII, the only text that a stored head holds."""
    return one_line(text).encode("ascii", "backslashreplace").decode("ascii")


def field_value(head: HttpHead, name: str) -> str | None:
    """Return the value of the first header field of this (lower-case) name, in any case; None if it is absent."""
    return next((value for key, value in head.fields if key.lower() == name), None)


def http_status(head: HttpHead) -> int | None:
    """Return the status code, None if the status line holds none."""
    code = head.status_line.partition(" ")[0]
    return int(code) if len(code) == 3 and code.isascii() and code.isdigit() else None


def head_of_decoded(head: HttpHead, length: int) -> HttpHead:
    """Return the head for the decoded body; fields that no longer apply are kept under the archives' prefix."""
    stale = {"content-encoding", "transfer-encoding"}
    fields = []
    has_length = False
    for name, value in head.fields:
        lowered = name.lower()
        is_wrong_length = lowered == "content-length" and value.strip() != str(length)
        has_length |= lowered == "content-length" and not is_wrong_length
        fields.append((_ORIGINAL + name if lowered in stale or is_wrong_length else name, value))
    if not has_length:
        fields.append(("Content-Length", str(length)))
    return HttpHead(head.status_line, tuple(fields))


def decoded(head: HttpHead, raw: bytes) -> Payload:
    """Undo the transfer (FAULTS.md F1 to F3, F5): length, chunks, then at most one coding of transfer or content.

    A page that a tool stored already decoded under its old headers is recognized. If a coding cannot be undone, the
    bytes are returned as they came, with outcome `failed`.
    """
    transfer = _listed(head, "transfer-encoding")
    body, is_whole, fault = raw, True, ""
    if "chunked" in transfer:
        body, is_whole = joined_chunks(raw)
        fault = "the transfer ended before its last chunk; capture the page again"
    codings = [*(one for one in transfer if one != "chunked"), *_listed(head, "content-encoding")]
    result = undone(codings, body)
    if "chunked" not in transfer and (result.was_coded or not _is_coded(codings)) and _is_short(head, raw):
        is_whole, fault = False, "fewer bytes than the Content-Length says; capture the page again"
    if result.outcome == "failed" and result.body is body:
        return Payload(raw, head, body, result.outcome, result.reason)
    outcome, reason = result.outcome, result.reason
    if outcome == "ok" and not is_whole:
        outcome, reason = "truncated", fault
    return Payload(result.body, head_of_decoded(head, len(result.body)), body, outcome, reason)


def _listed(head: HttpHead, name: str) -> list[str]:
    """Return the members of a list-valued field (RFC 9110 section 5.6.1), of all its lines, in lower case."""
    values = (value for key, value in head.fields if key.lower() == name)
    return [one.strip().lower() for value in values for one in value.split(",") if one.strip()]


def _is_coded(codings: list[str]) -> bool:
    return any(one != "identity" for one in codings)


def _is_short(head: HttpHead, raw: bytes) -> bool:
    length = (field_value(head, "content-length") or "").strip()
    return length.isascii() and length.isdigit() and len(raw) < min(int(length[:18]), MAX_STORED_BYTES)

"""The HTTP block of a WARC record to a page: headers apart, chunks joined, the content encoding undone.

RFC 9112 (messages, chunks) and RFC 9110 section 8.4 (encodings) are the rules; nothing is fetched and no page
is read. The WARC source calls it. A fault of the transfer is not raised: it comes back as an outcome with the
bytes there are.
"""

import io
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from warcio.statusandheaders import StatusAndHeadersParser

from pipelines.landing.captures import HttpHead
from pipelines.landing.header_text import one_line
from pipelines.landing.size_limits import MAX_STORED_BYTES

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
_ENCODINGS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
_MAX_FIELD = 64 * 1024
_STEP = 256
_ORIGINAL = "X-Archive-Orig-"  # the prefix that archive tools give to header fields that no longer hold


@dataclass(frozen=True, slots=True)
class Payload:
    """The page's bytes, the HTTP head that now belongs to them, and how undoing the transfer went."""

    body: bytes
    head: HttpHead
    outcome: str
    reason: str


def split_http(block: bytes) -> tuple[HttpHead, bytes]:
    """Head and raw payload of an `application/http` block; header fields that hold secrets are dropped."""
    stream = io.BytesIO(block)
    try:
        parsed = _PARSER.parse(stream)
    except EOFError:
        return HttpHead("", ()), b""
    return head_to_keep(parsed.statusline, parsed.headers), block[stream.tell() :]


def head_to_keep(status_line: str, fields: Iterable[tuple[str, str]]) -> HttpHead:
    """The head as it may be stored: each field one line, and none that holds a secret (FAULTS.md F34)."""
    kept = (
        (one_line(name), one_line(value, _MAX_FIELD)) for name, value in fields if name.lower() not in _SECRET_FIELDS
    )
    return HttpHead(one_line(status_line), tuple(kept))


def field_value(head: HttpHead, name: str) -> str | None:
    """The value of the first header field of this name, in any case; None where it is absent."""
    return next((value for key, value in head.fields if key.lower() == name), None)


def http_status(head: HttpHead) -> int | None:
    """The status code, None where the status line holds none."""
    code = head.status_line.partition(" ")[0]
    return int(code) if len(code) == 3 and code.isascii() and code.isdigit() else None


def head_of_decoded(head: HttpHead, length: int) -> HttpHead:
    """The head for the decoded body: fields that no longer hold are kept under the archives' prefix."""
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
    """Undo the transfer (FAULTS.md F1 to F3, F5): length, chunks, then at most one content encoding.

    Tools that stored the page already decoded under its old headers are understood. An encoding that cannot
    be undone leaves the bytes as they came, with outcome `failed`.
    """
    outcome, reason = "ok", ""
    body = raw
    if "chunked" in (field_value(head, "transfer-encoding") or "").lower():
        body, is_whole = _joined_chunks(raw)
        if not is_whole:
            outcome, reason = "truncated", "the transfer ended before its last chunk; capture the page again"
    elif _is_short(head, raw):
        outcome, reason = "truncated", "fewer bytes than the Content-Length says; capture the page again"
    encoding = (field_value(head, "content-encoding") or "identity").strip().lower()
    if encoding not in ("identity", "") and body:
        if encoding not in _ENCODINGS:
            reason = f"the content encoding {encoding!r} cannot be undone here; capture the page with gzip"
            return Payload(raw, head, "failed", reason)
        unpacked, is_whole = _unpacked(body, _ENCODINGS[encoding])
        if unpacked is None:
            return Payload(raw, head, "failed", f"the bytes are not {encoding}, as they claim; capture the page again")
        body = unpacked
        if not is_whole:
            outcome, reason = "truncated", f"the {encoding} encoding ends early; capture the page again"
    return Payload(body, head_of_decoded(head, len(body)), outcome, reason)


def _is_short(head: HttpHead, raw: bytes) -> bool:
    length = (field_value(head, "content-length") or "").strip()
    return length.isascii() and length.isdigit() and len(raw) < min(int(length), MAX_STORED_BYTES)


def _joined_chunks(raw: bytes) -> tuple[bytes, bool]:
    """The chunks joined, and whether the last was there; bytes not chunked come back as they are."""
    pieces: list[bytes] = []
    position = 0
    while True:
        line_end = raw.find(b"\r\n", position, position + 1024)
        try:
            size = int(raw[position:line_end].partition(b";")[0].strip(), 16) if line_end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            return (b"".join(pieces), False) if position else (raw, True)
        if size == 0:
            return b"".join(pieces), True
        start = line_end + 2
        pieces.append(raw[start : start + size])
        position = start + size + 2
        if position > len(raw):
            return b"".join(pieces), False


def _unpacked(packed: bytes, window: int) -> tuple[bytes | None, bool]:
    """The unpacked bytes (up to one above the limit), None if there are none; and whether they are all."""
    if window > zlib.MAX_WBITS and not packed.startswith(b"\x1f\x8b"):
        return packed, True  # stored decoded, under the old header
    pieces: list[bytes] = []
    room, rest = MAX_STORED_BYTES + 1, packed
    while rest and room > 0:
        decompressor = zlib.decompressobj(wbits=window)
        try:
            pieces.append(decompressor.decompress(rest, room))
        except zlib.error:
            if pieces:
                break  # padding behind a whole body
            if window == zlib.MAX_WBITS:
                return _unpacked(packed, -zlib.MAX_WBITS)  # some servers send deflate without its wrapper
            return (_beginning(packed, window), False) if window > 0 else (None, False)
        room -= len(pieces[-1])
        if room > 0 and not decompressor.eof:
            return b"".join(pieces), False
        rest = decompressor.unused_data
    return b"".join(pieces), True


def _beginning(packed: bytes, window: int) -> bytes:
    """What damaged packed bytes give up to the damage."""
    decompressor = zlib.decompressobj(wbits=window)
    unpacked = bytearray()
    for position in range(0, len(packed), _STEP):
        try:
            unpacked += decompressor.decompress(packed[position : position + _STEP])
        except zlib.error:
            break
        if len(unpacked) > MAX_STORED_BYTES:
            break
    return bytes(unpacked)

"""Undo content codings with a cap: gzip, deflate, br and zstd (RFC 9110 section 8.4.1, RFC 7932, RFC 8878).

Some tools store a decoded body under its old header, so the bytes decide whether a coding is undone, never the header
alone. Nothing is guessed: bytes that are neither what the header says nor plain text come back as a fault.
"""

import re
import zlib
from collections.abc import Callable, Sequence
from typing import Final, Literal, NamedTuple

import brotli

from pipelines.landing.size_limits import MAX_STORED_BYTES, MEBIBYTE
from pipelines.landing.warc.unpacking import ZSTD_OPTIONS, Decoder, Inflater, zstd

Ended = Literal["whole", "full", "early", "damaged", "followed"]
"""How undoing ended: at the end, at the cap, before the end, at damage, or with other bytes after the end."""

_ALIASES: Final = {"x-gzip": "gzip"}
_SIGNATURES: Final = {
    "gzip": re.compile(rb"\x1f\x8b"),
    "zstd": re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"),  # a frame, or a skippable one
}
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_MARKUP: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*[<{]")
_LEAST_TEXT: Final = 16
"""Fewer bytes may be text by accident; a page is longer."""

_STEP: Final = 1024
_MOST_MEMBERS: Final = 10_000
_CAPTURE_AGAIN: Final = "capture the page again"


class Undone(NamedTuple):
    """The bytes, the outcome (`ok`, `truncated` or `failed`), the reason, and whether a coding was undone.

    `was_coded` is False if the bytes came back as they were.
    """

    body: bytes
    outcome: str = "ok"
    reason: str = ""
    was_coded: bool = True


def undone(codings: Sequence[str], packed: bytes) -> Undone:
    """Undo the codings of a body, at most one (FAULTS.md F2, F5).

    Args:
        codings: names as in the header fields, in the order in which they were applied.
        packed: the body, its transfer undone.

    Returns:
        The body, at most one byte above what is stored. If the coding cannot be undone, the bytes as they came.
    """
    names = [name for name in (_ALIASES.get(one.strip().lower(), one.strip().lower()) for one in codings) if name]
    names = [name for name in names if name != "identity"]
    if not names or not packed:
        return Undone(packed, was_coded=False)
    said = ", ".join(names)
    if len(names) > 1 or names[0] not in _CODINGS:
        if is_text(packed):
            return Undone(packed, was_coded=False)
        reason = f"the content encoding {said!r} cannot be undone here; capture the page with gzip"
        return Undone(packed, "failed", reason)
    return _CODINGS[names[0]](packed)


def is_text(body: bytes) -> bool:
    """Return whether bytes are a page or plain text, and therefore not encoded."""
    if _MARKUP.match(body):
        return True
    if len(body) < _LEAST_TEXT or _CONTROL.search(body):
        return False
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _signed(name: str, start: Callable[[], Decoder], packed: bytes) -> Undone:
    """Undo a coding that is recognized by its first bytes."""
    if not _SIGNATURES[name].match(packed):
        return _as_stored(name, packed)
    body, ended = _unpacked(start, packed, _SIGNATURES[name])
    return _judged(name, body, ended)


def _unsigned(name: str, start: Callable[[], Decoder], packed: bytes) -> Undone:
    """Undo a coding without a signature: certain only if it ends where the bytes end."""
    body, ended = _unpacked(start, packed)
    if not is_text(packed):
        return _judged(name, body, ended) if body else _as_stored(name, packed)
    if ended in ("whole", "full"):
        return Undone(packed, "failed", f"the bytes are both {name} and plain text; {_CAPTURE_AGAIN}")
    return Undone(packed, was_coded=False)


def _deflate(packed: bytes) -> Undone:
    """Undo `deflate`: zlib's form (RFC 1950), or without its wrapper (RFC 1951), as some servers send it."""
    is_wrapped = len(packed) > 1 and packed[0] & 0x0F == 8 and int.from_bytes(packed[:2], "big") % 31 == 0
    if is_wrapped:
        body, ended = _unpacked(lambda: Inflater(zlib.MAX_WBITS), packed)
        if body or ended != "damaged":
            return _judged("deflate", body, ended)
    return _unsigned("deflate", lambda: Inflater(-zlib.MAX_WBITS), packed)


def _as_stored(name: str, packed: bytes) -> Undone:
    if is_text(packed):
        return Undone(packed, was_coded=False)
    return Undone(packed, "failed", f"the bytes are not {name}, as their header says; {_CAPTURE_AGAIN}")


def _judged(name: str, body: bytes, ended: Ended) -> Undone:
    if ended in ("whole", "full"):
        return Undone(body)
    if ended == "followed":
        return Undone(body, "failed", f"other bytes follow the end of the {name} encoding; {_CAPTURE_AGAIN}")
    what = "is damaged" if ended == "damaged" else "ends early"
    return Undone(body, "truncated", f"the {name} encoding {what}; {_CAPTURE_AGAIN}")


def _unpacked(
    start: Callable[[], Decoder], packed: bytes, signature: re.Pattern[bytes] | None = None
) -> tuple[bytes, Ended]:
    """Unpack in small steps up to one byte above the cap, so that what came before damage is kept.

    With a `signature`, further members or frames are joined.
    """
    unpacked, decoder, position, members = bytearray(), start(), 0, 1
    while len(unpacked) <= MAX_STORED_BYTES:
        if decoder.eof:
            position -= len(decoder.unused_data)
            if signature is None or members == _MOST_MEMBERS or not signature.match(packed, position):
                return bytes(unpacked), "followed" if packed[position:].strip(b"\0") else "whole"
            decoder, members = start(), members + 1
        wants_input = decoder.needs_input
        step = packed[position : position + _STEP] if wants_input else b""
        position += len(step)
        try:
            piece = decoder.decompress(step, MEBIBYTE)
        except (zlib.error, brotli.error, zstd.ZstdError):
            return bytes(unpacked), "damaged"
        unpacked += piece
        if wants_input and not step and not piece and not decoder.eof:
            return bytes(unpacked), "early"
    del unpacked[MAX_STORED_BYTES + 1 :]
    return bytes(unpacked), "full"


class _Brotli:
    """brotli's decompressor, which refuses bytes after its end instead of keeping them."""

    unused_data = b""

    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        return bool(self._decompressor.is_finished())

    @property
    def needs_input(self) -> bool:
        return bool(self._decompressor.can_accept_more_data())

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return bytes(self._decompressor.process(data, output_buffer_limit=max_length))


_CODINGS: Final[dict[str, Callable[[bytes], Undone]]] = {
    "gzip": lambda packed: _signed("gzip", Inflater, packed),
    "zstd": lambda packed: _signed("zstd", lambda: zstd.ZstdDecompressor(options=ZSTD_OPTIONS), packed),
    "br": lambda packed: _unsigned("br", _Brotli, packed),
    "deflate": _deflate,
}

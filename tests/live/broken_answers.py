"""Answers that break HTTP, or a coding, or are never done: each function gives a behaviour (F1 to F5 of FAULTS.md).

After a broken answer the connection is closed. What is well-formed is in answers.py.
"""

from __future__ import annotations

import gzip
import random
import socket
import struct
import zlib
from collections.abc import Callable, Mapping

from tests.live.answers import HTML, page
from tests.live.exchange import Behaviour, Exchange, Fields, head
from tests.live.hostile_bodies import brotli_stored, gzip_bomb, zstd_stored

_PIECE = 65_536


def raw(data: bytes) -> Behaviour:
    """Exactly these bytes, then the end of the connection."""

    def act(exchange: Exchange) -> None:
        exchange.send(data)

    return act


def _ok(fields: Fields = ()) -> bytes:
    return head(200, [("Content-Type", HTML), *fields])


# Ends that cannot be told, or come too early (F1, F3)


def until_close(body: bytes) -> Behaviour:
    """A whole page without Content-Length: the end of the connection is the end of the page. Allowed, and fragile."""
    return raw(_ok([("Connection", "close")]) + body)


def early_close(body: bytes, sent: int | None = None) -> Behaviour:
    """The same, closed after `sent` bytes (half of them): only the page itself can tell (F1)."""
    return until_close(body[: len(body) // 2 if sent is None else sent])


def short_body(body: bytes, missing: int = 100) -> Behaviour:
    """Content-Length promises `missing` bytes more than come (F3)."""
    return raw(_ok([("Content-Length", str(len(body) + missing))]) + body)


def stray_answer(body: bytes, stray: bytes) -> Behaviour:
    """A sound page and, right behind it on the kept connection, another answer that nobody asked for.

    A client that reuses the connection takes `stray` for the answer to its next request.
    """
    then = _ok([("Content-Length", str(len(stray)))]) + stray

    def act(exchange: Exchange) -> None:
        exchange.send(_ok([("Content-Length", str(len(body)))]) + body + then)
        exchange.keeps = True

    return act


def lengths(body: bytes, *values: str) -> Behaviour:
    """A page under these Content-Length fields, as text: two that differ, `-1`, `abc`, `+5` (F3)."""
    return raw(_ok([("Content-Length", value) for value in values]) + body)


# Chunks (F3)


def chunked(body: bytes, size: int = 1_000) -> Behaviour:
    """A sound page in chunks."""

    def act(exchange: Exchange) -> None:
        exchange.send(_ok([("Transfer-Encoding", "chunked")]) + _chunks(body, size) + b"0\r\n\r\n")
        exchange.log.answered(200)
        exchange.keeps = True

    return act


def no_last_chunk(body: bytes, size: int = 1_000) -> Behaviour:
    """All chunks but the empty last one, then the end of the connection."""
    return raw(_ok([("Transfer-Encoding", "chunked")]) + _chunks(body, size))


def broken_chunks(body: bytes, fault: str) -> Behaviour:
    """Chunks with one of the faults of CHUNK_FAULTS after the first sound chunk."""
    sound = _chunks(body[: len(body) // 2], 1_000)
    return raw(_ok([("Transfer-Encoding", "chunked")]) + sound + CHUNK_FAULTS[fault](body[len(body) // 2 :]))


def _chunks(body: bytes, size: int) -> bytes:
    pieces = (body[start : start + size] for start in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


CHUNK_FAULTS: Mapping[str, Callable[[bytes], bytes]] = {
    "size is no number": lambda rest: b"zz\r\n" + rest + b"\r\n0\r\n\r\n",
    "size is negative": lambda rest: b"-5\r\n" + rest + b"\r\n0\r\n\r\n",
    "size is too small": lambda rest: b"%x\r\n%s\r\n0\r\n\r\n" % (len(rest) - 7, rest),
    "size is too large": lambda rest: b"%x\r\n%s\r\n0\r\n\r\n" % (len(rest) + 7_000, rest),
    "size is astronomical": lambda rest: b"f" * 40 + b"\r\n" + rest + b"\r\n0\r\n\r\n",
    "cut in a chunk": lambda rest: b"%x\r\n%s" % (len(rest), rest[: len(rest) // 2]),
    "cut in a size": lambda rest: b"%x" % len(rest),
    "no line end": lambda rest: b"%x\r\n%s0\r\n\r\n" % (len(rest), rest),
}

# Heads (F3) and what is no HTTP


def long_field(body: bytes, size: int = 200_000) -> Behaviour:
    """A page behind one field of that size."""
    return raw(_ok([("X-Long", "x" * size), ("Content-Length", str(len(body)))]) + body)


def many_fields(body: bytes, count: int = 2_000) -> Behaviour:
    """A page behind so many fields."""
    many = [(f"X-Field-{number}", "some value") for number in range(count)]
    return raw(_ok([*many, ("Content-Length", str(len(body)))]) + body)


def endless_head() -> Behaviour:
    """Fields without end, as fast as they are read."""

    def act(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\n")
        lines = b"X-Again: and again\r\n" * 500
        while True:
            exchange.wait(0)
            exchange.send(lines)

    return act


def endless_body() -> Behaviour:
    """A page without length and without end, as fast as it is read."""

    def act(exchange: Exchange) -> None:
        exchange.send(_ok())
        while True:
            exchange.wait(0)
            exchange.send(b"<p>and again</p>\n" * 500)

    return act


def endless_informational() -> Behaviour:
    """103 without end."""

    def act(exchange: Exchange) -> None:
        while True:
            exchange.wait(0)
            exchange.send(head(103) * 200)

    return act


def garbage(size: int = 4_096) -> Behaviour:
    """Bytes that are no HTTP, the same ones every time."""
    return raw(random.Random(size).randbytes(size))


def http_09(body: bytes) -> Behaviour:
    """The page alone, without status line and fields."""
    return raw(body)


def http_10(body: bytes) -> Behaviour:
    """A sound HTTP/1.0 answer, which ends with the connection."""
    return raw(head(200, [("Content-Type", HTML)], "HTTP/1.0") + body)


def broken_head(fault: str, body: bytes = b"made up") -> Behaviour:
    """A page whose head has one of the faults of HEAD_FAULTS."""
    return raw(HEAD_FAULTS[fault] + b"Content-Length: %d\r\n\r\n%s" % (len(body), body))


HEAD_FAULTS: Mapping[str, bytes] = {
    "no colon": b"HTTP/1.1 200 OK\r\nthis is no field\r\n",
    "status is no number": b"HTTP/1.1 fine OK\r\n",
    "status of four digits": b"HTTP/1.1 2000 OK\r\n",
    "another protocol": b"ICY 200 OK\r\n",
    "NUL in a field": b"HTTP/1.1 200 OK\r\nX-Nul: a\x00b\r\n",
    "blank before the colon": b"HTTP/1.1 200 OK\r\nTransfer-Encoding : chunked\r\n",
    "length and chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n",
}

# Codings (F2, F5)


def encoded(content: bytes, coding: str) -> Behaviour:
    """Bytes under a Content-Encoding, sound HTTP: whether they fit is the test's business."""
    return page(content, fields=[("Content-Encoding", coding)])


def truncated_gzip(body: bytes, missing: int | None = None) -> Behaviour:
    """A gzip coding cut `missing` bytes before its end (half of it), under a Content-Length that is right (F2).

    8 cuts exactly the trailer: every byte of the page is there.
    """
    whole = gzip.compress(body, mtime=0)
    return encoded(whole[: -missing if missing else len(whole) // 2], "gzip")


def wrong_crc_gzip(body: bytes) -> Behaviour:
    """A gzip coding whose trailer holds another checksum (F2)."""
    whole = gzip.compress(body, mtime=0)
    return encoded(whole[:-8] + bytes(byte ^ 0xFF for byte in whole[-8:-4]) + whole[-4:], "gzip")


def wrong_size_gzip(body: bytes) -> Behaviour:
    """A gzip coding whose trailer holds another size (F2)."""
    return encoded(gzip.compress(body, mtime=0)[:-4] + struct.pack("<I", len(body) + 1), "gzip")


def trailing_gzip(body: bytes, rest: bytes = b"\x01 not a member") -> Behaviour:
    """A sound gzip coding and bytes behind it that belong to nothing."""
    return encoded(gzip.compress(body, mtime=0) + rest, "gzip")


def no_gzip(body: bytes) -> Behaviour:
    """A plain page under `Content-Encoding: gzip`."""
    return encoded(body, "gzip")


def bomb(mebibytes: int = 300) -> Behaviour:
    """A gzip bomb, sent piece by piece: about a kilobyte for each mebibyte of blanks (F5)."""

    def act(exchange: Exchange) -> None:
        content = gzip_bomb(mebibytes)
        exchange.send(_ok([("Content-Encoding", "gzip"), ("Content-Length", str(len(content)))]))
        for start in range(0, len(content), _PIECE):
            exchange.send(content[start : start + _PIECE])

    return act


def nested_gzip(body: bytes, depth: int = 2) -> Behaviour:
    """A page gzipped `depth` times, as its Content-Encoding says: `gzip, gzip` (F5)."""
    for _ in range(depth):
        body = gzip.compress(body, mtime=0)
    return encoded(body, ", ".join(["gzip"] * depth))


def deflated(body: bytes, *, is_bare: bool = False) -> Behaviour:
    """A page in the coding deflate: zlib as the RFC has it, or bare as some servers send it."""
    return encoded(zlib.compress(body)[2:-4] if is_bare else zlib.compress(body), "deflate")


def unasked(body: bytes, coding: str) -> Behaviour:
    """A sound page in `br` or `zstd`, whether or not the client takes it; other names send it plain (F5)."""
    coded = {"br": brotli_stored, "zstd": zstd_stored}.get(coding, bytes)
    return encoded(coded(body), coding)


# Slowness (F4) and connections


def drip_head(seconds: float = 0.05) -> Behaviour:
    """A field that goes on without end, a byte at a time."""

    def act(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while True:
            exchange.wait(seconds)
            exchange.send(b"x")

    return act


def drip_body(body: bytes, seconds: float = 0.05, size: int = 1, *, in_chunks: bool = False) -> Behaviour:
    """A page, `size` bytes at a time: sound, if one waits for it. A read time-out never sees it (F4)."""
    framing = ("Transfer-Encoding", "chunked") if in_chunks else ("Content-Length", str(len(body)))

    def act(exchange: Exchange) -> None:
        exchange.send(_ok([framing]))
        for start in range(0, len(body), size):
            exchange.wait(seconds)
            piece = body[start : start + size]
            exchange.send(_chunks(piece, size) if in_chunks else piece)
        exchange.send(b"0\r\n\r\n" if in_chunks else b"")

    return act


def silence(sent: bytes = b"") -> Behaviour:
    """These bytes, and then nothing until the client or the server goes away."""

    def act(exchange: Exchange) -> None:
        exchange.send(sent)
        exchange.wait()

    return act


def hang_up() -> Behaviour:
    """The connection closed without a byte."""
    return raw(b"")


def reset(sent: bytes = b"") -> Behaviour:
    """These bytes, then a reset of the connection (RST) in place of its end."""

    def act(exchange: Exchange) -> None:
        exchange.send(sent)
        exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return act

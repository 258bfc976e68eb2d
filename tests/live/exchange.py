"""One request and what a server does with it: the request as received, the connection to answer on, and the log.

No answer's content may be here (answers.py, broken_answers.py) and no listening (fault_server.py). Everything in this
package is built on it.
"""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import BinaryIO

Fields = Iterable[tuple[str, str]]

_LONGEST_LINE = 1_000_000


class Stopped(Exception):  # noqa: N818 (an end, not an error)
    """The server ends: a behaviour that waits is left by this."""


class NotHTTP(ValueError):  # noqa: N818 (what came in, not an error of ours)
    """What came in is no HTTP request."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as received: nothing is decoded, lowered or merged.

    `received_at` is of time.monotonic(), when its head was complete; `connection` numbers the server's connections
    from 1, so two requests of one number came over one kept-alive connection.
    """

    method: str
    target: str
    version: str
    fields: tuple[tuple[str, str], ...]
    received_at: float
    client: tuple[str, int]
    connection: int

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """What stands after the question mark, undecoded."""
        return self.target.partition("?")[2]

    def values(self, name: str) -> list[str]:
        """The values of all fields of that name, in any case, in order."""
        return [value for key, value in self.fields if key.lower() == name.lower()]

    def field(self, name: str) -> str | None:
        """The first of them, or None."""
        return next(iter(self.values(name)), None)

    @property
    def is_conditional(self) -> bool:
        """Whether the client says what it holds already."""
        return bool(self.values("if-none-match") or self.values("if-modified-since"))


def read_request(stream: BinaryIO, client: tuple[str, int], connection: int) -> Request | None:
    """Read the next request of a connection, its body included (and dropped).

    Gives None where the client has closed. Raises NotHTTP.
    """
    start = stream.readline(_LONGEST_LINE)
    if not start:
        return None
    try:
        method, target, version = start.decode("latin-1").split()
    except ValueError as error:
        raise NotHTTP(repr(start[:80])) from error
    fields = []
    while (line := stream.readline(_LONGEST_LINE)) not in (b"\r\n", b"\n"):
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon:
            raise NotHTTP(repr(line[:80]))
        fields.append((name, value.strip()))
    request = Request(method, target, version, tuple(fields), time.monotonic(), client, connection)
    stream.read(int(request.field("content-length") or 0))
    return request


@dataclass(slots=True)
class Log:
    """What a server received and sent, readable while it runs."""

    requests: list[Request] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    bytes_sent: int = 0
    connections: int = 0
    not_http: int = 0
    news: threading.Condition = field(default_factory=threading.Condition)

    def took(self, request: Request) -> None:
        """Note a request and wake who waits for it."""
        with self.news:
            self.requests.append(request)
            self.news.notify_all()

    def sent(self, size: int) -> None:
        """Note bytes sent."""
        with self.news:
            self.bytes_sent += size

    def answered(self, status: int) -> None:
        """Note a whole, well-formed answer."""
        with self.news:
            self.statuses[status] += 1
            self.news.notify_all()


@dataclass(slots=True)
class Exchange:
    """What a behaviour gets: the request, and the connection to write on.

    A behaviour that returns leaves the connection to be closed, unless `keeps` is true (`answer` sets it).
    """

    request: Request
    connection: socket.socket
    stop: threading.Event
    log: Log
    keeps: bool = False

    def send(self, data: bytes) -> None:
        """Write bytes as they are."""
        self.log.sent(len(data))  # before: who has read the answer finds it in the log
        self.connection.sendall(data)

    def wait(self, seconds: float | None = None) -> None:
        """Do nothing for so long; None is until the server ends. Raises Stopped when it does."""
        if self.stop.wait(seconds):
            raise Stopped

    def answer(self, status: int, body: bytes = b"", fields: Fields = ()) -> None:
        """Write a whole, well-formed answer and keep the connection, where the client did not ask to close it.

        Content-Length is added, but not to a status that has no body.
        """
        has_body = status >= 200 and status not in (204, 304)
        length = [("Content-Length", str(len(body)))] if has_body else []
        is_sent = has_body and self.request.method != "HEAD"
        self.log.answered(status)
        self.send(head(status, [*fields, *length]) + (body if is_sent else b""))
        self.keeps = (self.request.field("connection") or "").lower() != "close"


Behaviour = Callable[[Exchange], None]


def head(status: int, fields: Fields = (), version: str = "HTTP/1.1") -> bytes:
    """A status line, fields and the empty line. Values go out as latin-1 where they can, else as UTF-8."""
    reason = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Whatever"
    lines = [f"{version} {status} {reason}", *(f"{name}: {value}" for name, value in fields)]
    text = "\r\n".join(lines) + "\r\n\r\n"
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode()

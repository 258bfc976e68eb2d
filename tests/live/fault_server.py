"""A server on plain sockets that answers as it is told, byte by byte: each path has a script of behaviours.

    with FaultServer() as server:
        address = server.route("/page", status(500), status(500), page(b"<html>at last</html>"))
        ...
        assert [request.field("user-agent") for request in server.requests_to("/page")] == [...]

What can be answered is said in answers.py (well-formed) and broken_answers.py (not so), with bodies of
hostile_bodies.py; SiteServer is one whose other paths are a site's. No HTTP library may be used here: it would not
misbehave.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from tests.live.answers import status
from tests.live.exchange import Behaviour, Exchange, Log, NotHTTP, Request, Stopped, read_request


class FaultServer:
    """Listens on a free port of a loopback address, a thread for each connection.

    `otherwise` answers paths without a script. `log` holds what came in. A mistake in a behaviour is raised when the
    server is left; a client that goes away is none.
    """

    def __init__(self, host: str = "127.0.0.1", *, otherwise: Behaviour | None = None) -> None:
        self.log = Log()
        self.otherwise = otherwise or status(404)
        self._scripts: dict[str, tuple[Behaviour, ...]] = {}
        self._steps: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._mistakes: list[Exception] = []
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family, backlog=128)
        self.host, self.port = self._listener.getsockname()[:2]

    @property
    def address(self) -> str:
        """`host:port`, as it stands in an address: `[::1]:port` for IPv6."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def url(self, target: str = "/") -> str:
        """The address of a target on this server."""
        return f"http://{self.address}{target}"

    def route(self, target: str, *script: Behaviour) -> str:
        """Set the behaviours for the requests to come to a target: one each, the last repeats. Gives the address.

        A target with a query is that one alone; without, it stands for every query that has no script of its own.
        """
        if not script:
            raise ValueError(f"{target}: a script needs a behaviour")
        with self._lock:
            self._scripts[target] = script
            self._steps[target] = 0
        return self.url(target)

    def unroute(self, target: str) -> None:
        """Take a script away."""
        with self._lock:
            self._scripts.pop(target, None)

    @property
    def requests(self) -> list[Request]:
        """All requests so far, in the order they came."""
        return list(self.log.requests)

    def requests_to(self, target: str) -> list[Request]:
        """Those to a target; one without a query stands for all queries."""
        return [one for one in self.requests if target in (one.target, one.path)]

    def wait_for_requests(self, count: int, target: str | None = None, seconds: float = 20) -> list[Request]:
        """Wait until so many requests came (to that target) and give them. Raises TimeoutError."""

        def seen() -> list[Request]:
            return self.requests if target is None else self.requests_to(target)

        with self.log.news:
            if not self.log.news.wait_for(lambda: len(seen()) >= count, seconds):
                raise TimeoutError(f"{len(seen())} of {count} requests came to {target or 'the server'}")
            return seen()

    def __enter__(self) -> Self:
        self._acceptor.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if error is None and self._mistakes:
            raise self._mistakes[0]

    def close(self) -> None:
        """End every connection at once, also one in the middle of an answer, and stop listening."""
        self._stop.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes `accept`, which `close` does not
        self._listener.close()
        if self._acceptor.ident is not None:
            self._acceptor.join(10)
        with self._lock:
            threads, still_open = list(self._threads), list(self._open)
        for connection in still_open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(10)

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                connection, client = self._listener.accept()
            except OSError:
                return
            self.log.connections += 1
            serving = threading.Thread(target=self._serve, args=(connection, client, self.log.connections), daemon=True)
            with self._lock:
                self._open.add(connection)
                self._threads = [one for one in self._threads if one.is_alive()]
                serving.start()
                self._threads.append(serving)

    def _serve(self, connection: socket.socket, client: tuple[str, int], number: int) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            with connection.makefile("rb") as stream:
                while not self._stop.is_set() and (request := read_request(stream, client, number)):
                    self.log.took(request)
                    exchange = Exchange(request, connection, self._stop, self.log)
                    self._next_of(request)(exchange)
                    if not exchange.keeps:
                        return
        except NotHTTP:
            self.log.not_http += 1
        except (OSError, Stopped):
            pass  # the client went away, or the server ends
        except Exception as mistake:  # noqa: BLE001 - it is raised again where the server is left
            self._mistakes.append(mistake)
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def _next_of(self, request: Request) -> Behaviour:
        with self._lock:
            target = next((one for one in (request.target, request.path) if one in self._scripts), None)
            if target is None:
                return self.otherwise
            script, step = self._scripts[target], self._steps[target]
            self._steps[target] += 1
            return script[min(step, len(script) - 1)]


@contextlib.contextmanager
def refusing_port(host: str = "127.0.0.1") -> Iterator[int]:
    """A port that refuses every connection, and that nobody else can take meanwhile."""
    with socket.socket() as bound:
        bound.bind((host, 0))
        yield bound.getsockname()[1]


@contextlib.contextmanager
def unanswering_port(host: str = "127.0.0.1") -> Iterator[int]:
    """A port on which a connection is never made and never refused: its queue is full and nobody takes from it."""
    with contextlib.ExitStack() as held:
        listener = held.enter_context(socket.socket())
        listener.bind((host, 0))
        listener.listen(0)
        for _ in range(3):
            waiting = held.enter_context(socket.socket())
            waiting.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                waiting.connect(listener.getsockname())
        yield listener.getsockname()[1]

"""That every fault is really served: what comes over a plain socket is what the behaviour's name says.

No test of the fetcher may be here: it believes these. Everything runs on loopback.
"""

from __future__ import annotations

import contextlib
import gzip
import http.client
import io
import json
import re
import shutil
import socket
import subprocess
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest

from pipelines.landing.hub_url import InvalidHubURL, parse_hub_url
from tests.live import answers, broken_answers, hostile_bodies
from tests.live.exchange import Behaviour, Exchange, head
from tests.live.fault_server import FaultServer, refusing_port, unanswering_port
from tests.pagewriter.markups import HTML_MARKUPS
from tests.pagewriter.sample import hub_records
from tests.pipelines.parsing.support import read

BODY = b"<html><body>" + b"<p>a made-up line</p>\n" * 200 + b"</body></html>\n"
RECORD = next(record for record in hub_records() if record.has_co_cited)
PAGE = HTML_MARKUPS["html_articles"](RECORD, {})


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer() as running:
        yield running


def ask(server: FaultServer, target: str = "/x") -> socket.socket:
    """Send a plain request; what comes back is the test's."""
    connection = socket.create_connection((server.host, server.port), timeout=10)
    connection.sendall(f"GET {target} HTTP/1.1\r\nHost: {server.address}\r\n\r\n".encode())
    return connection


def read_all(connection: socket.socket) -> bytes:
    """Everything until the server closes."""
    with connection:
        return b"".join(iter(lambda: connection.recv(1 << 16), b""))


def served(server: FaultServer, behaviour: Behaviour) -> tuple[dict[str, list[str]], bytes]:
    """The fields and the body of one answer, read to the end of the connection, nothing decoded."""
    server.route("/x", answers.closing(behaviour))
    before, _, body = read_all(ask(server)).partition(b"\r\n\r\n")
    fields: dict[str, list[str]] = {}
    for line in before.decode("latin-1").split("\r\n")[1:]:
        name, _, value = line.partition(": ")
        fields.setdefault(name.lower(), []).append(value)
    fields["status"] = [before.decode("latin-1").split(" ")[1]]
    return fields, body


def get(server: FaultServer, target: str = "/x", **fields: str) -> http.client.HTTPResponse:
    """One whole answer by a client that keeps to HTTP."""
    client = http.client.HTTPConnection(server.host, server.port, timeout=10)
    client.request("GET", target, headers={name.replace("_", "-"): value for name, value in fields.items()})
    return client.getresponse()


# The server itself


def test_a_script_is_followed_and_its_last_behaviour_repeats(server: FaultServer) -> None:
    server.route("/x", answers.status(500), answers.status(503), answers.page("<p>at last</p>"))
    assert [get(server).status for _ in range(5)] == [500, 503, 200, 200, 200]
    assert get(server, "/y").status == 404
    assert server.log.statuses == {500: 1, 503: 1, 200: 3, 404: 1}


def test_a_query_can_have_a_script_of_its_own(server: FaultServer) -> None:
    server.route("/x", answers.status(200))
    server.route("/x?year=2026", answers.status(500))
    assert [get(server, target).status for target in ("/x", "/x?year=2025", "/x?year=2026")] == [200, 200, 500]
    assert len(server.requests_to("/x")) == 3
    assert len(server.requests_to("/x?year=2026")) == 1
    server.unroute("/x?year=2026")
    assert get(server, "/x?year=2026").status == 200


def test_requests_are_recorded_as_they_came(server: FaultServer) -> None:
    server.route("/x", answers.page(BODY))
    client = http.client.HTTPConnection(server.host, server.port)
    for _ in range(2):
        client.request("GET", "/x?a=%2F", headers={"User-Agent": "made up", "X-Twice": "1"})
        client.getresponse().read()
    get(server).read()
    first, second, third = server.requests
    assert (first.method, first.target, first.path, first.query) == ("GET", "/x?a=%2F", "/x", "a=%2F")
    assert (first.version, first.field("host")) == ("HTTP/1.1", server.address)
    assert (first.field("user-agent"), first.values("x-twice"), first.field("cookie")) == ("made up", ["1"], None)
    assert first.connection == second.connection != third.connection
    assert first.client == second.client != third.client
    assert first.received_at < second.received_at < third.received_at <= time.monotonic()
    assert server.log.connections == 2
    assert server.log.bytes_sent > 3 * len(BODY)


def test_it_waits_for_requests(server: FaultServer) -> None:
    with pytest.raises(TimeoutError, match="0 of 1 requests came to /x"):
        server.wait_for_requests(1, "/x", seconds=0.01)
    ask(server).close()
    assert [one.target for one in server.wait_for_requests(1, "/x")] == ["/x"]


def test_what_is_no_http_is_counted(server: FaultServer) -> None:
    with socket.create_connection((server.host, server.port), timeout=10) as connection:
        connection.sendall(b"\x16\x03\x01\x02\x00 hello\n")
        assert connection.recv(1) == b""
    assert (server.log.not_http, server.requests) == (1, [])


def test_a_mistake_in_a_behaviour_is_raised_at_the_end() -> None:
    def mistaken(exchange: Exchange) -> None:
        raise KeyError("made up")

    server = FaultServer()
    server.route("/x", mistaken)
    server.__enter__()
    assert read_all(ask(server)) == b""
    with pytest.raises(KeyError, match="made up"):
        server.__exit__(None, None, None)


def test_two_servers_on_two_addresses() -> None:
    with FaultServer() as first, FaultServer("127.0.0.2") as second:
        assert second.url("/x") == f"http://127.0.0.2:{second.port}/x"
        assert get(second).status == 404
        assert not first.requests


def test_a_refusing_port_refuses() -> None:
    with refusing_port() as port, pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=10)


def test_an_unanswering_port_lets_one_wait() -> None:
    with unanswering_port() as port, pytest.raises(TimeoutError):
        socket.create_connection(("127.0.0.1", port), timeout=0.1)


def test_a_server_on_ipv6() -> None:
    try:
        server = FaultServer("::1")
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with server:
        assert server.url("/x") == f"http://[::1]:{server.port}/x"
        assert get(server).status == 404
        assert server.log.connections == 1


ENDLESS = {
    "head": broken_answers.drip_head(0.01),
    "body": broken_answers.drip_body(BODY, 0.01),
    "fast head": broken_answers.endless_head(),
    "fast body": broken_answers.endless_body(),
    "103": broken_answers.endless_informational(),
    "silence": broken_answers.silence(b"HTTP/1.1 200 OK\r\n"),
    "held": answers.informational(answers.held(threading.Event(), answers.page(BODY))),
    "delayed": answers.informational(answers.delayed(3_600, answers.page(BODY))),
    "bomb": broken_answers.bomb(),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_the_server_ends_promptly_in_the_middle_of_an_answer(name: str) -> None:
    with FaultServer() as server:
        server.route("/x", ENDLESS[name])
        connection = ask(server)
        assert connection.recv(1) == b"H"
        begun = time.monotonic()
    assert time.monotonic() - begun < 5
    assert not any(thread.is_alive() for thread in server._threads)
    connection.close()


# F1 to F3: ends, codings, chunks, heads


def test_f1_half_a_page_and_no_length(server: FaultServer) -> None:
    fields, body = served(server, broken_answers.early_close(BODY))
    assert body == BODY[: len(BODY) // 2]
    assert not {"content-length", "transfer-encoding"} & set(fields)
    assert served(server, broken_answers.early_close(BODY, 7))[1] == BODY[:7]
    assert served(server, broken_answers.until_close(BODY))[1] == BODY


def test_f2_gzip_cut_or_with_a_false_trailer(server: FaultServer) -> None:
    for behaviour, problem in (
        (broken_answers.truncated_gzip(BODY), EOFError),
        (broken_answers.truncated_gzip(BODY, 8), EOFError),
        (broken_answers.wrong_crc_gzip(BODY), gzip.BadGzipFile),
        (broken_answers.wrong_size_gzip(BODY), gzip.BadGzipFile),
        (broken_answers.trailing_gzip(BODY), gzip.BadGzipFile),
        (broken_answers.no_gzip(BODY), gzip.BadGzipFile),
    ):
        fields, body = served(server, behaviour)
        assert fields["content-encoding"] == ["gzip"]
        assert fields["content-length"] == [str(len(body))]
        with pytest.raises(problem):
            gzip.decompress(body)
    cut_trailer = served(server, broken_answers.truncated_gzip(BODY, 8))[1]
    assert zlib.decompressobj(31).decompress(cut_trailer) == BODY


def test_f3_lengths(server: FaultServer) -> None:
    fields, body = served(server, broken_answers.short_body(BODY, 9))
    assert (int(fields["content-length"][0]) - len(body), body) == (9, BODY)
    fields, body = served(server, broken_answers.lengths(BODY, "5", "7"))
    assert (fields["content-length"], body) == (["5", "7"], BODY)
    fields, body = served(server, broken_answers.stray_answer(BODY, b"stray"))
    rest = body.removeprefix(BODY)
    assert rest.startswith(b"HTTP/1.1 200 OK\r\n")
    assert rest.endswith(b"\r\nContent-Length: 5\r\n\r\nstray")


def test_f3_chunks(server: FaultServer) -> None:
    server.route("/x", broken_answers.chunked(BODY))
    assert get(server).read() == BODY
    server.route("/x", broken_answers.no_last_chunk(BODY))
    with pytest.raises(http.client.IncompleteRead) as cut:
        get(server).read()
    assert cut.value.partial == BODY


@pytest.mark.parametrize("fault", broken_answers.CHUNK_FAULTS)
def test_f3_broken_chunks(server: FaultServer, fault: str) -> None:
    fields, body = served(server, broken_answers.broken_chunks(BODY, fault))
    assert fields["transfer-encoding"] == ["chunked"]
    assert body.startswith(b"3e8\r\n" + BODY[:1_000] + b"\r\n")
    with pytest.raises(ValueError, match="chunk"):
        strictly_dechunked(body)


def strictly_dechunked(data: bytes) -> bytes:
    """The body of sound chunks, by the grammar of RFC 9112 section 7.1. Raises ValueError."""
    stream, body = io.BytesIO(data), b""
    while True:
        size = re.fullmatch(rb"([0-9a-f]{1,8})\r\n", stream.readline())
        if size is None:
            raise ValueError("chunk without a size")
        piece = stream.read(int(size[1], 16))
        if len(piece) < int(size[1], 16) or stream.read(2) != b"\r\n":
            raise ValueError("chunk of another size")
        if not piece:
            return body
        body += piece


def test_the_strict_reader_of_chunks_takes_sound_ones(server: FaultServer) -> None:
    assert strictly_dechunked(served(server, broken_answers.chunked(BODY))[1]) == BODY


def test_f3_large_heads(server: FaultServer) -> None:
    fields, body = served(server, broken_answers.long_field(BODY))
    assert (len(fields["x-long"][0]), body) == (200_000, BODY)
    fields, body = served(server, broken_answers.many_fields(BODY))
    assert (sum(name.startswith("x-field-") for name in fields), body) == (2_000, BODY)


@pytest.mark.parametrize("fault", broken_answers.HEAD_FAULTS)
def test_f3_broken_heads(server: FaultServer, fault: str) -> None:
    server.route("/x", broken_answers.broken_head(fault))
    assert read_all(ask(server)) == broken_answers.HEAD_FAULTS[fault] + b"Content-Length: 7\r\n\r\nmade up"


def test_what_is_no_http_or_an_old_one(server: FaultServer) -> None:
    server.route("/x", broken_answers.garbage())
    first, second = read_all(ask(server)), read_all(ask(server))
    assert first == second
    assert (len(first), first.startswith(b"HTTP")) == (4_096, False)
    server.route("/x", broken_answers.http_09(BODY))
    assert read_all(ask(server)) == BODY
    server.route("/x", broken_answers.http_10(BODY))
    assert read_all(ask(server)).startswith(b"HTTP/1.0 200 OK\r\n")
    server.route("/x", broken_answers.raw(b"anything"))
    assert read_all(ask(server)) == b"anything"


# F4, F5


def test_f4_a_drip_is_sound_for_who_waits(server: FaultServer) -> None:
    for in_chunks in (False, True):
        server.route("/x", broken_answers.drip_body(b"slowly", 0.01, in_chunks=in_chunks))
        begun = time.monotonic()
        assert get(server).read() == b"slowly"
        assert time.monotonic() - begun >= 0.06


def test_f4_a_head_without_end(server: FaultServer) -> None:
    server.route("/x", broken_answers.drip_head(0.001))
    received = b""
    with ask(server) as connection:
        while len(received) < 60:
            received += connection.recv(100)
    assert re.fullmatch(rb"HTTP/1.1 200 OK\r\nX-Slow: x+", received)


def test_f5_the_bomb_is_small_and_whole(server: FaultServer) -> None:
    fields, body = served(server, broken_answers.bomb(300))
    assert fields["content-encoding"] == ["gzip"]
    assert fields["content-length"] == [str(len(body))]
    assert 200_000 < len(body) < 400_000
    assert hostile_bodies.gzip_bomb(300) is hostile_bodies.gzip_bomb(300)
    assert gzip.decompress(hostile_bodies.gzip_bomb(3)) == b" " * (3 << 20)
    decoder, size = zlib.decompressobj(31), 0
    while not decoder.eof:
        size += len(decoder.decompress(body, 1 << 20))
        body = decoder.unconsumed_tail
    assert size == 300 << 20


def test_f5_codings(server: FaultServer) -> None:
    fields, body = served(server, answers.gzipped(BODY))
    assert (fields["content-encoding"], gzip.decompress(body)) == (["gzip"], BODY)
    fields, body = served(server, broken_answers.nested_gzip(BODY))
    assert (fields["content-encoding"], gzip.decompress(gzip.decompress(body))) == (["gzip, gzip"], BODY)
    fields, body = served(server, broken_answers.deflated(BODY))
    assert (fields["content-encoding"], zlib.decompress(body)) == (["deflate"], BODY)
    fields, body = served(server, broken_answers.deflated(BODY, is_bare=True))
    assert (fields["content-encoding"], zlib.decompress(body, -15)) == (["deflate"], BODY)
    for coding in ("br", "zstd", "compress"):
        fields, body = served(server, broken_answers.unasked(BODY, coding))
        assert fields["content-encoding"] == [coding]
        assert BODY in body


DECODERS = {
    "zstd": (["zstd", "-dc"], hostile_bodies.zstd_stored),
    "node": (
        ["node", "-e", "process.stdout.write(zlib.brotliDecompressSync(fs.readFileSync(0)))"],
        hostile_bodies.brotli_stored,
    ),
}


@pytest.mark.parametrize("program", DECODERS)
@pytest.mark.parametrize("size", [0, 1, 1_000, 65_536, 65_537, 300_000])
def test_f5_stored_codings_are_sound(program: str, size: int) -> None:
    command, stored = DECODERS[program]
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed here")
    content = (BODY * 100)[:size]
    assert len(content) == size
    done = subprocess.run(command, input=stored(content), capture_output=True, check=True)
    assert done.stdout == content


# F6 to F11: statuses, redirects, robots.txt, validators


def test_f6_retry_after(server: FaultServer) -> None:
    now = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    kinds = answers.retry_afters(now)
    for text in kinds.values():
        assert served(server, answers.busy(text, 503))[0]["retry-after"] == [text]
    assert "retry-after" not in served(server, answers.busy(None))[0]
    assert served(server, answers.busy("1"))[0]["status"] == ["429"]
    assert (parsedate_to_datetime(kinds["date"]) - now).total_seconds() == 30
    assert parsedate_to_datetime(kinds["past"]) < now
    assert parsedate_to_datetime(kinds["ten years"]).year == 2036


@pytest.mark.parametrize("code", [400, 401, 403, 404, 408, 410, 418, 425, 451, 500, 502, 599, 799])
def test_f7_f8_statuses(server: FaultServer, code: int) -> None:
    server.route("/x", answers.status(code))
    answer = get(server)
    assert (answer.status, answer.read()) == (code, f"{code}\n".encode())


def test_f9_redirects(server: FaultServer) -> None:
    for code in (300, 301, 302, 303, 307, 308):
        for location in (
            "file:///etc/passwd",
            "data:,x",
            "http://127.0.0.2/",
            "http://[::1]/",
            "//0x7f.1",
            "a\tb",
            "é",
        ):
            fields, _ = served(server, answers.redirect(location, code))
            assert (fields["status"], fields["location"]) == ([str(code)], [location])
    assert "location" not in served(server, answers.redirect(None))[0]


def followed(server: FaultServer, target: str, most: int = 10) -> list[int]:
    statuses = []
    for _ in range(most):
        answer = get(server, target)
        statuses.append(answer.status)
        if answer.status == 200:
            break
        target = answer.getheader("location", "")
    return statuses


def test_f9_chains_and_loops(server: FaultServer) -> None:
    assert answers.chain(server, "/c", 6, answers.page(BODY), 307) == server.url("/c")
    assert followed(server, "/c") == [307] * 6 + [200]
    answers.chain(server, "/none", 0, answers.page(BODY))
    assert followed(server, "/none") == [200]
    answers.loop(server, "/l", 3)
    assert followed(server, "/l") == [302] * 10
    assert len(server.requests_to("/l")) == 4
    answers.loop(server, "/self", 1)
    assert followed(server, "/self", 3) == [302] * 3
    assert len(server.requests_to("/self")) == 3


def test_f10_robots(server: FaultServer) -> None:
    for name, text in hostile_bodies.ROBOTS.items():
        assert served(server, answers.robots(text))[1] == text, name
    large = hostile_bodies.large_robots()
    assert 590_000 < len(large) <= 600_000
    assert large.endswith(b"\nDisallow: /\n")
    fields, body = served(server, answers.robots(large, status=401, content_type=None))
    assert (fields["status"], body) == (["401"], large)
    assert "content-type" not in fields


def test_f11_validators(server: FaultServer) -> None:
    date = "Sun, 01 Nov 2026 00:00:00 GMT"
    server.route("/x", answers.validated(BODY, 'W/"1"', date))
    first = get(server)
    assert (first.status, first.getheader("etag"), first.getheader("last-modified")) == (200, 'W/"1"', date)
    assert first.read() == BODY
    assert get(server, If_None_Match='"0", W/"1"').status == 304
    assert get(server, If_None_Match='"0"', If_Modified_Since=date).status == 200
    assert get(server, If_Modified_Since=date).status == 304
    assert get(server, If_Modified_Since="Sun, 01 Nov 2026 00:00:01 GMT").status == 200
    assert [one.is_conditional for one in server.requests] == [False, True, True, True, True]


def test_f11_the_same_etag_over_another_body_and_304_for_nothing(server: FaultServer) -> None:
    bodies = [b"one", b"two"]
    server.route("/x", *(answers.validated(body, '"same"', honours=False) for body in bodies))
    got = [get(server, If_None_Match='"same"') for _ in bodies]
    assert [(one.status, one.getheader("etag"), one.read()) for one in got] == [
        (200, '"same"', body) for body in bodies
    ]
    server.route("/x", answers.not_modified('"x"'))
    answer = get(server)
    assert (answer.status, answer.getheader("etag"), answer.read()) == (304, '"x"', b"")


# F12 to F17, F30, F34: bodies and fields


@pytest.mark.parametrize("name", ["LOGIN_PAGE", "CAPTCHA_PAGE", "MAINTENANCE_PAGE", "PARKED_PAGE"])
def test_f12_pages_that_are_no_hub(server: FaultServer, name: str) -> None:
    text = getattr(hostile_bodies, name)
    fields, body = served(server, answers.page(text))
    assert (fields["status"], body.decode()) == (["200"], text)
    assert read(body).capture.outcome == "not_a_hub"


def test_f13_another_works_page(server: FaultServer) -> None:
    _, body = served(server, answers.hub_page(RECORD))
    assert read(body, RECORD.hub_id).capture.outcome == "ok"
    assert read(body).capture.outcome == "wrong_work"
    twinned = next(record for record in hub_records() if record.twin)
    fields, body = served(server, answers.hub_page(twinned, "json"))
    assert fields["content-type"] == ["application/json"]
    assert json.loads(body)["work"]["id"] == twinned.hub_id


def test_f14_charset_lies(server: FaultServer) -> None:
    text = hostile_bodies.inside(PAGE, "<p>naïve</p>")
    lies = hostile_bodies.character_lies(text)
    for name, (body, said) in lies.items():
        fields, sent = served(server, answers.page(body, content_type=said))
        assert (fields["content-type"], sent) == ([said], body), name
    assert b"\x00" in lies["NUL"][0]
    assert b"\xed\xa0\x80" in lies["lone surrogate"][0]
    assert lies["utf-16 mark under utf-8"][0][:2] in (b"\xff\xfe", b"\xfe\xff")
    for name in ("utf-8 said, latin-1 sent", "lone surrogate", "bad bytes"):
        with pytest.raises(UnicodeDecodeError):
            lies[name][0].decode()


def test_f15_f17_time_bombs_are_as_large_as_they_say() -> None:
    assert hostile_bodies.deeply_nested(PAGE).count(b"<div>") >= 100_000
    attributes = max(re.findall(rb"<[^>]*>", hostile_bodies.many_attributes(PAGE)), key=len)
    assert attributes.count(b"=1") == 100_000
    assert hostile_bodies.unclosed(PAGE).count(b"<b><i>") == 50_000
    assert len(hostile_bodies.long_attribute(PAGE)) > 5_000_000
    assert hostile_bodies.many_siblings(PAGE, 1_000).count(b"another made-up paragraph") == 1_000
    assert read(hostile_bodies.deeply_nested(PAGE, 10), RECORD.hub_id).capture.outcome == "ok"
    with pytest.raises(ValueError, match="no </body>"):
        hostile_bodies.inside("text", "more")


def test_f30_hostile_keys_stand_in_the_pages_links() -> None:
    hostile = hostile_bodies.with_hostile_links(RECORD)
    page = HTML_MARKUPS["html_tables"](hostile, {})
    assert 'href="/citations/../../etc/passwd"' in page
    assert "k" * 10_240 in page
    assert replace(hostile, co_cited=RECORD.co_cited) == RECORD
    for key in hostile_bodies.HOSTILE_KEYS:
        with pytest.raises(InvalidHubURL):
            parse_hub_url(f"https://pith.science/citations/{key}")


def test_f34_secrets_and_cookies(server: FaultServer) -> None:
    fields, _ = served(server, answers.with_secrets(BODY, status=401))
    assert len(fields["set-cookie"]) == 2
    assert {"www-authenticate", "authorization", "proxy-authenticate"} <= set(fields)
    assert sum("made-up-secret" in value for values in fields.values() for value in values) == 7
    fields, body = served(server, answers.huge_cookies(BODY, count=3, size=4_000))
    assert ([len(value) for value in fields["set-cookie"]], body) == ([4_003] * 3, BODY)


# Connections and unusual answers


def test_a_kept_connection_is_closed_between_two_requests(server: FaultServer) -> None:
    server.route("/x", answers.closing(answers.page(BODY)))
    client = http.client.HTTPConnection(server.host, server.port, timeout=10)
    client.request("GET", "/x")
    answer = client.getresponse()
    assert (answer.read(), answer.getheader("connection")) == (BODY, None)
    assert client.sock is not None
    client.sock.settimeout(10)
    assert client.sock.recv(1) == b""


def test_hang_up_and_reset(server: FaultServer) -> None:
    server.route("/x", broken_answers.hang_up())
    assert read_all(ask(server)) == b""
    server.route("/x", broken_answers.reset(head(200) + b"half"))
    with pytest.raises(ConnectionResetError):
        read_all(ask(server))


def test_204_206_and_informational_answers(server: FaultServer) -> None:
    assert served(server, answers.no_content()) == ({"status": ["204"]}, b"")
    fields, body = served(server, answers.partial_content(BODY, 10, 19))
    assert (fields["status"], fields["content-range"]) == (["206"], [f"bytes 10-19/{len(BODY)}"])
    assert body == BODY[10:20]
    server.route("/x", answers.closing(answers.informational(answers.page(BODY), times=2)))
    sent = read_all(ask(server))
    assert sent.startswith(b"HTTP/1.1 103 Early Hints\r\nLink: ")
    assert sent.count(b"HTTP/1.1 103 ") == 2
    assert sent.endswith(b"\r\n\r\n" + BODY)


def test_an_answer_waits_for_its_gate(server: FaultServer) -> None:
    gate = threading.Event()
    server.route("/x", answers.held(gate, answers.page(BODY)))
    with contextlib.closing(ask(server)) as connection:
        server.wait_for_requests(1)
        connection.settimeout(0.05)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        gate.set()
        connection.settimeout(10)
        assert connection.recv(8) == b"HTTP/1.1"

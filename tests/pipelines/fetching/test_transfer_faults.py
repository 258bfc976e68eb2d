"""Answers that break HTTP or a coding, are too slow or too large (FAULTS.md F1 to F5): outcome, retries, bounds."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from pipelines.fetching.content_coding import Decoder, NotDecodable
from tests.live import answers, broken_answers
from tests.live.broken_answers import CHUNK_FAULTS, HEAD_FAULTS
from tests.live.exchange import Behaviour
from tests.pipelines.fetching.support import Pair

BODY = b"<html><body>" + b"<p>a made-up line</p>\n" * 200 + b"</body></html>\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PASSING = [
    ("F1 closed early", broken_answers.early_close(BODY), "truncated"),
    ("F1 closed early, HTTP/1.0", broken_answers.http_10(BODY[:300]), "truncated"),
    ("F1 whole but for its last tag", broken_answers.until_close(BODY[:-9]), "truncated"),
    ("F2 half a gzip", broken_answers.truncated_gzip(BODY), "truncated"),
    ("F2 gzip without its trailer", broken_answers.truncated_gzip(BODY, 8), "truncated"),
    ("F2 gzip with half a trailer", broken_answers.truncated_gzip(BODY, 4), "truncated"),
    ("F2 a wrong checksum", broken_answers.wrong_crc_gzip(BODY), "failed"),
    ("F2 a wrong size", broken_answers.wrong_size_gzip(BODY), "failed"),
    ("F2 something behind the gzip", broken_answers.trailing_gzip(BODY), "failed"),
    ("F2 no gzip at all", broken_answers.no_gzip(BODY), "failed"),
    ("F3 fewer bytes than promised", broken_answers.short_body(BODY), "truncated"),
    ("F3 two lengths", broken_answers.lengths(BODY, "10", "20"), "failed"),
    ("F3 a negative length", broken_answers.lengths(BODY, "-1"), "failed"),
    ("F3 a length that is none", broken_answers.lengths(BODY, "abc"), "failed"),
    ("F3 no last chunk", broken_answers.no_last_chunk(BODY), "truncated"),
    ("F3 a field of 200 KB", broken_answers.long_field(BODY), "failed"),
    ("F3 2,000 fields", broken_answers.many_fields(BODY), "failed"),
    ("F3 fields without end", broken_answers.endless_head(), "failed"),
    ("no HTTP", broken_answers.garbage(), "failed"),
    ("no head", broken_answers.http_09(BODY), "failed"),
    ("reset in the body", broken_answers.reset(HEAD + b"Content-Length: 100\r\n\r\n<html>"), "truncated"),
    ("a part that nobody asked for", answers.partial_content(BODY, 5, 500), "truncated"),
    ("nothing under 200", answers.page(b""), "empty"),
    (
        "a transfer coding",
        broken_answers.raw(HEAD + b"Transfer-Encoding: gzip\r\n\r\n" + gzip.compress(BODY)),
        "failed",
    ),
    ("two", broken_answers.raw(HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n"), "failed"),
    ("one that is none", broken_answers.raw(HEAD + b"Transfer-Encoding: xchunked\r\n\r\n" + BODY[:300]), "failed"),
]
SOUND = [
    ("chunks", broken_answers.chunked(BODY)),
    ("HTTP/1.0", broken_answers.http_10(BODY)),
    ("no length, but whole", broken_answers.until_close(BODY)),
    ("gzip", answers.gzipped(BODY)),
    ("gzip in two members", broken_answers.encoded(gzip.compress(BODY[:99]) + gzip.compress(BODY[99:]), "gzip")),
    ("gzip, filled up with zeros", broken_answers.encoded(gzip.compress(BODY) + bytes(99), "X-GZIP")),
    ("100 fields", broken_answers.many_fields(BODY, 100)),
    ("a field of 60 KB", broken_answers.long_field(BODY, 60_000)),
    ("70 KB of cookies", answers.huge_cookies(BODY)),
    ("early hints", answers.informational(answers.page(BODY), 103, 5)),
    ("closed afterwards", answers.closing(answers.page(BODY))),
]


@pytest.mark.parametrize(("fault", "outcome"), [one[1:] for one in PASSING], ids=[one[0] for one in PASSING])
def test_a_fault_that_may_pass_is_tried_again_and_then_good(hubs: Pair, fault: Behaviour, outcome: str) -> None:
    fetched = hubs.fetch(fault, answers.page(BODY))
    first, last = fetched.of(hubs.bad)
    assert (first.outcome, last.outcome) == ("retried", "ok")
    assert first.reason.startswith(f"{outcome}: ")
    assert first.reason.endswith("; it was tried again")
    assert hubs.folder.body(last) == BODY
    assert fetched.receipt.retries == 1
    assert fetched.receipt.requests == len(hubs.site.requests) == 4  # robots.txt, twice the one, once the other


@pytest.mark.parametrize(("fault", "outcome"), [one[1:] for one in PASSING[::4]], ids=[one[0] for one in PASSING[::4]])
def test_a_fault_that_stays_ends_with_its_outcome(hubs: Pair, fault: Behaviour, outcome: str) -> None:
    fetched = hubs.fetch(fault)
    assert fetched.outcomes(hubs.bad) == ["retried", "retried", outcome]
    assert fetched.receipt.retries == 2
    assert fetched.receipt.outcomes == {"retried": 2, outcome: 1, "ok": 1}
    assert not fetched.receipt.stop_reason
    assert fetched.last(hubs.bad).etag is None


@pytest.mark.parametrize("fault", CHUNK_FAULTS)
def test_broken_chunks(hubs: Pair, fault: str) -> None:
    fetched = hubs.fetch(broken_answers.broken_chunks(BODY, fault), answers.page(BODY))
    first, last = fetched.of(hubs.bad)
    assert (first.outcome, last.outcome) == ("retried", "ok")
    assert first.reason.startswith(("truncated: ", "failed: "))  # as much as came with the head


@pytest.mark.parametrize("fault", HEAD_FAULTS)
def test_broken_heads(hubs: Pair, fault: str) -> None:
    fetched = hubs.fetch(broken_answers.broken_head(fault), answers.page(BODY))
    assert fetched.outcomes(hubs.bad) == ["retried", "ok"]


@pytest.mark.parametrize("answer", [one[1] for one in SOUND], ids=[one[0] for one in SOUND])
def test_what_is_unusual_and_sound_is_taken_at_once(hubs: Pair, answer: Behaviour) -> None:
    fetched = hubs.fetch(answer)
    assert fetched.outcomes(hubs.bad) == ["ok"]
    assert hubs.folder.body(fetched.last(hubs.bad)) == BODY


@pytest.mark.parametrize("fault", [broken_answers.hang_up(), broken_answers.reset()], ids=["hung up", "reset"])
def test_a_request_that_a_closed_connection_swallowed_is_counted_as_often_as_it_was_sent(
    hubs: Pair, fault: Behaviour
) -> None:
    fetched = hubs.fetch(fault, fault, answers.page(BODY))  # the first on the connection of robots.txt: sent again
    first, last = fetched.of(hubs.bad)
    assert (first.outcome, last.outcome) == ("retried", "ok")
    assert first.reason.startswith("failed: there was no answer in HTTP")
    assert fetched.receipt.retries == 1
    assert fetched.receipt.requests == len(hubs.site.requests) == 5


def test_half_a_page_is_stored_as_half_a_page(hubs: Pair) -> None:
    last = hubs.fetch(broken_answers.short_body(BODY), attempts=1).last(hubs.bad)
    assert (last.outcome, last.http_status, hubs.folder.body(last)) == ("truncated", 200, BODY)


def test_an_answer_behind_the_answer_is_never_taken_for_the_next_page(hubs: Pair) -> None:
    fetched = hubs.fetch(broken_answers.stray_answer(BODY, b"<html>of nobody</html>"))
    assert fetched.outcomes(hubs.bad) == fetched.outcomes(hubs.good) == ["ok"]
    assert hubs.folder.body(fetched.last(hubs.bad)) == BODY
    assert hubs.folder.body(fetched.last(hubs.good)) == hubs.site.page_bytes(hubs.good)


# F4: slowness


SLOW = {
    "a head": broken_answers.drip_head(0.02),
    "a body": broken_answers.drip_body(BODY, 0.02),
    "chunks": broken_answers.drip_body(BODY, 0.02, in_chunks=True),
    "silence": broken_answers.silence(),
    "silence in the body": broken_answers.silence(HEAD + b"Content-Length: 100\r\n\r\n<html>"),
    "early hints without end": broken_answers.endless_informational(),
}


@pytest.mark.parametrize("fault", SLOW.values(), ids=list(SLOW))
def test_a_request_has_a_deadline_as_a_whole(hubs: Pair, fault: Behaviour) -> None:
    fetched = hubs.fetch(fault, answers.page(BODY), request_seconds=0.3)
    first, last = fetched.of(hubs.bad)
    assert (first.outcome, last.outcome) == ("retried", "ok")
    assert first.reason.endswith("it took longer than 0.3 s; it was tried again")


# F5: bombs and nested codings


@pytest.mark.parametrize("fault", [broken_answers.bomb(300), broken_answers.endless_body()], ids=["bomb", "endless"])
def test_a_bomb_is_cut_at_the_cap_and_costs_little_memory(hubs: Pair, fault: Behaviour) -> None:
    hubs.fetch(answers.page(BODY))  # imports are none of its memory
    tracemalloc.start()
    try:
        fetched = hubs.fetch(fault, page_bytes=1 << 20)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    (last,) = fetched.of(hubs.bad)
    assert (last.outcome, last.body_bytes) == ("too_large", 1 << 20)
    assert "only the beginning is stored" in last.reason
    assert fetched.receipt.retries == 0
    assert peak < 16 << 20


def test_a_large_transfer_is_cut_at_its_own_cap(hubs: Pair) -> None:
    fetched = hubs.fetch(answers.page(b"x" * 200_000), transfer_bytes=100_000)
    (last,) = fetched.of(hubs.bad)
    assert last.outcome == "too_large"
    assert last.reason.startswith("more than 100,000 bytes were sent")
    assert fetched.receipt.bytes_received < 100_000 + (1 << 19)


@pytest.mark.parametrize(
    "fault",
    [
        broken_answers.nested_gzip(BODY),
        broken_answers.nested_gzip(BODY, 3),
        broken_answers.deflated(BODY),
        broken_answers.deflated(BODY, is_bare=True),
        broken_answers.unasked(BODY, "br"),
        broken_answers.unasked(BODY, "zstd"),
        broken_answers.unasked(BODY, "made-up"),
    ],
)
def test_a_coding_that_was_not_asked_for_is_not_undone(hubs: Pair, fault: Behaviour) -> None:
    fetched = hubs.fetch(fault)
    assert fetched.outcomes(hubs.bad) == ["retried", "retried", "failed"]
    assert "was not asked for" in fetched.last(hubs.bad).reason
    assert {one.field("accept-encoding") for one in hubs.site.requests} == {"gzip"}


def test_many_empty_members_are_no_pieces_to_keep() -> None:
    decoder = Decoder("gzip", 1000)
    decoder.feed(gzip.compress(b"") * 500 + gzip.compress(b"made up"))
    assert (decoder.body(), decoder.is_whole(), len(decoder._pieces)) == (b"made up", True, 1)


def test_every_cut_of_a_gzip_is_seen() -> None:
    whole = gzip.compress(BODY[:200]) + gzip.compress(BODY[200:400])
    first = len(gzip.compress(BODY[:200]))
    for end in range(1, len(whole)):
        decoder = Decoder("gzip", 10_000)
        decoder.feed(whole[:end])
        assert decoder.is_whole() == (end == first), end  # at the joint two whole files cannot be told from one
    with pytest.raises(NotDecodable):
        Decoder("gzip", 10_000).feed(whole + b"\0\0x")

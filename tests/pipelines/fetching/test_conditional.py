"""Asking only for what changed: 304 and validators (FAULTS.md F11)."""

from __future__ import annotations

import pytest

from pipelines.landing.raw_files import open_file
from tests.live import answers
from tests.live.exchange import Behaviour
from tests.pipelines.fetching.support import Pair

BODY = b"<html><body>made up</body></html>"
OTHER = b"<html><body>another one</body></html>"
SINCE = "Sun, 01 Nov 2026 00:00:00 GMT"


def test_a_second_run_makes_only_conditional_requests_and_lands_no_bytes(hubs: Pair) -> None:
    first = hubs.fetch()
    before = len(hubs.site.hub_requests)
    second = hubs.fetch()
    asked = hubs.site.hub_requests[before:]
    assert all(one.is_conditional for one in asked)
    assert second.outcomes(hubs.bad) == second.outcomes(hubs.good) == ["unchanged"]
    assert (second.receipt.conditional_requests, second.receipt.not_modified) == (2, 2)
    assert second.receipt.requests == 3
    for old, new in zip(first.captures, second.captures, strict=True):
        assert (new.etag, new.last_modified, new.body_sha256) == (old.etag, old.last_modified, old.body_sha256)
        assert hubs.folder.body(new) == hubs.folder.body(old)


@pytest.mark.parametrize(
    ("etag", "since"), [('"strong"', None), ('W/"weak"', None), (None, SINCE), ('"both"', SINCE), ('"\\"', None)]
)
def test_the_validators_go_back_as_they_came(hubs: Pair, etag: str | None, since: str | None) -> None:
    hubs.fetch(answers.validated(BODY, etag, since))
    fetched = hubs.fetch()
    asked = hubs.site.requests_to(hubs.path)[-1]
    assert (asked.field("if-none-match"), asked.field("if-modified-since")) == (etag, since)
    assert fetched.outcomes(hubs.bad) == ["unchanged"]


def test_without_validators_the_digest_tells(hubs: Pair) -> None:
    hubs.fetch(answers.page(BODY))
    fetched = hubs.fetch()
    assert not hubs.site.requests_to(hubs.path)[-1].is_conditional
    assert fetched.outcomes(hubs.bad) == ["ok"]
    assert fetched.receipt.bytes_received >= len(BODY)


def test_a_304_that_nothing_asked_for_is_asked_again_without_conditions(hubs: Pair) -> None:
    fetched = hubs.fetch(answers.not_modified('"x"'), hubs.site.as_usual)
    assert fetched.outcomes(hubs.bad) == ["retried", "ok"]
    assert not any(one.is_conditional for one in hubs.site.requests)


def test_a_site_that_says_nothing_but_304_has_no_page(hubs: Pair) -> None:
    fetched = hubs.fetch(answers.not_modified('"x"'))
    assert fetched.outcomes(hubs.bad) == ["retried", "retried", "failed"]
    assert fetched.last(hubs.bad).reason == "the site answered 304 Not Modified instead of the page"


@pytest.mark.parametrize("fields", [[("Content-Encoding", "br")], [("Content-Encoding", "gzip")]])
def test_a_304_has_no_body_whatever_coding_it_names(hubs: Pair, fields: list[tuple[str, str]]) -> None:
    hubs.fetch(answers.validated(BODY, '"x"'), answers.status(304, fields=fields))
    assert hubs.fetch().outcomes(hubs.bad) == ["unchanged"]


def test_the_same_etag_over_another_body_is_another_page(hubs: Pair) -> None:
    hubs.fetch(*(answers.validated(body, '"the same"', honours=False) for body in (BODY, OTHER)))
    fetched = hubs.fetch()
    assert hubs.site.requests_to(hubs.path)[-1].is_conditional
    assert fetched.outcomes(hubs.bad) == ["ok"]
    assert hubs.folder.body(fetched.last(hubs.bad)) == OTHER


def test_a_stored_page_that_is_damaged_is_fetched_whole(hubs: Pair) -> None:
    captures = hubs.fetch(answers.validated(BODY, '"x"')).captures
    damage(hubs, captures[0].warc_file, captures[0].warc_offset, captures[1].warc_offset)
    fetched = hubs.fetch()
    assert not hubs.site.requests_to(hubs.path)[-1].is_conditional
    assert fetched.outcomes(hubs.bad) == ["ok"]
    assert fetched.outcomes(hubs.good) == ["unchanged"]


def damage(hubs: Pair, name: str, start: int, end: int) -> None:
    """Turn one byte in the middle of a record."""
    middle = (start + end) // 2
    with open_file(hubs.folder.folder.raw / name, "r+b") as file:
        file.seek(middle)
        (byte,) = file.read(1)
        file.seek(middle)
        file.write(bytes([byte ^ 0xFF]))


@pytest.mark.parametrize("code", [301, 308])
def test_a_redirect_keeps_the_conditions(hubs: Pair, code: int) -> None:
    script: list[Behaviour] = [answers.validated(BODY, '"x"'), answers.redirect(hubs.path, code)]
    hubs.fetch(*script, answers.validated(BODY, '"x"'))
    fetched = hubs.fetch()
    assert fetched.outcomes(hubs.bad) == ["unchanged"]
    assert [one.is_conditional for one in hubs.site.requests_to(hubs.path)] == [False, True, True]
    assert fetched.receipt.redirects == 1


def test_a_failed_attempt_of_a_conditional_request_is_tried_again_as_it_was(hubs: Pair) -> None:
    hubs.fetch(answers.validated(BODY, '"x"'), answers.status(500), answers.validated(BODY, '"x"'))
    fetched = hubs.fetch()
    assert fetched.outcomes(hubs.bad) == ["retried", "unchanged"]
    assert fetched.receipt.not_modified == 2

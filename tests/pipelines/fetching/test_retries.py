"""Retry-After, backoff, pauses, budgets and failures in a row (FAULTS.md F6, F7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pipelines.fetching.pace import Pace, retry_after_seconds
from pipelines.settings import settings_of
from tests.live import answers, hostile_bodies
from tests.live.exchange import Behaviour
from tests.live.site_server import SiteServer
from tests.live.worlds import many_hubs
from tests.pipelines.fetching.support import Folder, Pair

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
TEN_YEARS = 315_532_800
KINDS = answers.retry_afters(NOW)


# F6: what a Retry-After says


@pytest.mark.parametrize(
    ("kind", "seconds"),
    [
        ("seconds", 2),
        ("zero", 0),
        ("date", 30),
        ("past", 0),
        ("ten years", timedelta(days=3653).total_seconds()),
        ("ten years in seconds", TEN_YEARS),
        ("negative", None),
        ("fraction", None),
        ("garbage", None),
        ("huge", 999_999_999_999),
        ("impossible date", None),
        ("empty", None),
    ],
)
def test_every_kind_of_retry_after(kind: str, seconds: float | None) -> None:
    assert retry_after_seconds(KINDS[kind], NOW) == seconds


def test_the_kinds_are_all_there() -> None:
    assert len(KINDS) == 12
    assert retry_after_seconds("Tue, 24 Nov 2026 08:00:05 -0000", NOW) == 5
    assert retry_after_seconds("Tue, 24 Nov 2026 08:00:05 +9999", NOW) is None
    assert retry_after_seconds("²", NOW) is None


@pytest.mark.parametrize("code", [429, 503])
def test_a_retry_after_within_the_cap_is_waited_for(hubs: Pair, code: int) -> None:
    fetched = hubs.fetch(answers.busy("1", code), hubs.site.as_usual)
    assert fetched.outcomes(hubs.bad) == ["retried", "ok"]
    first, second = hubs.site.requests_to(hubs.path)
    assert second.received_at - first.received_at >= 1
    assert fetched.receipt.waited_seconds >= 0.9
    assert not fetched.receipt.stop_reason


def test_a_date_within_the_cap_is_waited_for(hubs: Pair) -> None:
    soon = answers.retry_afters(hubs.folder.now - timedelta(seconds=29))["date"]  # one second from now
    fetched = hubs.fetch(answers.busy(soon), hubs.site.as_usual)
    assert fetched.outcomes(hubs.bad) == ["retried", "ok"]
    assert fetched.receipt.waited_seconds >= 0.9


@pytest.mark.parametrize("kind", ["zero", "past", "negative", "fraction", "garbage", "impossible date", "empty"])
def test_one_that_says_nothing_leaves_the_backoff(hubs: Pair, kind: str) -> None:
    fetched = hubs.fetch(answers.busy(KINDS[kind]), answers.busy(None), hubs.site.as_usual)
    assert fetched.outcomes(hubs.bad) == ["retried", "retried", "ok"]
    assert fetched.receipt.waited_seconds < 0.9


@pytest.mark.parametrize("kind", ["date", "ten years", "ten years in seconds", "huge"])
@pytest.mark.parametrize("code", [429, 503])
def test_one_beyond_the_cap_ends_the_run(hubs: Pair, kind: str, code: int) -> None:
    value = answers.retry_afters(hubs.folder.now)[kind]
    hubs.site.route(hubs.path, answers.busy(value, code))
    fetched = hubs.folder.fetch(longest_retry_after_seconds=5)
    assert fetched.receipt.stop_reason.startswith("the site asks to wait ")
    assert fetched.receipt.stop_reason.endswith("longer than the 5 s that are waited")
    assert fetched.outcomes(hubs.bad) == ["failed"]
    assert fetched.of(hubs.good) == []
    assert fetched.receipt.hubs_asked < fetched.receipt.hubs_due == 2
    assert len(hubs.site.requests) == 2  # robots.txt, and the page once
    hubs.site.unroute(hubs.path)
    assert hubs.folder.fetch().outcomes(hubs.good) == ["ok"]  # the next run goes on


def test_one_beyond_the_cap_on_a_redirect_or_on_robots_is_obeyed_before_the_next_request(hubs: Pair) -> None:
    hubs.site.route(
        "/robots.txt", answers.robots("User-agent: *\n"), answers.page("", fields=[("Retry-After", "9999")])
    )
    hubs.site.route(hubs.path, answers.redirect(hubs.path, fields=[("Retry-After", "9999")]))
    for requests in (2, 1):
        before = len(hubs.site.requests)
        fetched = hubs.folder.fetch()
        assert fetched.receipt.stop_reason.startswith("the site asks to wait 9,999 s")
        assert len(hubs.site.requests) - before == fetched.receipt.requests == requests


def test_one_on_the_last_attempt_is_kept_before_the_next_page(hubs: Pair) -> None:
    fetched = hubs.fetch(answers.busy("1"), attempts=1)
    assert fetched.outcomes(hubs.bad) == ["failed"]
    (bad,) = hubs.site.requests_to(hubs.path)
    assert hubs.site.requests[-1].received_at - bad.received_at >= 1


# Backoff and pauses


def test_the_backoff_grows_and_has_jitter(hubs: Pair) -> None:
    fetched = hubs.fetch(
        *[answers.status(500)] * 3,
        hubs.site.as_usual,
        attempts=4,
        seconds_between_requests=0.05,
        longest_pause_seconds=1,
    )
    assert fetched.outcomes(hubs.bad) == ["retried", "retried", "retried", "ok"]
    times = [one.received_at for one in hubs.site.requests_to(hubs.path)]
    pauses = [after - before for before, after in pairwise(times)]
    assert pauses[0] >= 0.05
    assert pauses[1] >= 0.1
    assert pauses[2] >= 0.2
    assert fetched.receipt.waited_seconds >= 0.3


def test_the_least_pause_is_kept_between_any_two_requests(hubs: Pair, request_times: list[float]) -> None:
    fetched = hubs.fetch(seconds_between_requests=0.1, longest_pause_seconds=0.1)
    assert len(request_times) == len(hubs.site.requests) > 2
    assert min(after - before for before, after in pairwise(request_times)) > 0.0999
    assert fetched.receipt.pause_seconds == 0.1


def test_errors_never_speed_it_up_and_pages_that_are_not_there_do_not_slow_it_down(tmp_path: Path) -> None:
    pace = Pace(settings_of(tmp_path), clock=lambda: 0.0)
    pace.ended(3.0, is_good=True, is_distress=False)
    assert pace.pause_seconds == 2.0
    pace.ended(0.1, is_good=False, is_distress=False)
    assert pace.pause_seconds == 2.0
    pace.ended(0.1, is_good=False, is_distress=True)
    assert pace.pause_seconds == 4.0
    for _ in range(100):
        pace.ended(0.1, is_good=False, is_distress=True)
    assert pace.pause_seconds == 60.0
    for _ in range(100):  # a site without twins: each second answer is 404
        pace.ended(0.2, is_good=True, is_distress=False)
        pace.ended(0.2, is_good=False, is_distress=False)
    assert pace.pause_seconds == 1.0


# Ends of a run


def many(root: Path, site: SiteServer, **settings: object) -> Folder:
    folder = Folder(root, site, **settings)
    folder.list_hubs(*site.hubs)
    return folder


def test_failures_in_a_row_end_the_run_and_a_page_in_between_does_not(tmp_path: Path) -> None:
    with SiteServer(many_hubs(6)) as site:
        ids = list(site.hubs)
        for hub_id in (*ids[:2], *ids[3:]):
            site.route(f"/citations/{hub_id}", answers.status(500))
        folder = many(tmp_path, site, failures_in_a_row=3, attempts=2)
        fetched = folder.fetch()
        assert fetched.receipt.outcomes == {"retried": 5, "failed": 5, "ok": 1}
        assert fetched.receipt.stop_reason.startswith("3 pages in a row could not be had; the last: the site answered")
        folder = many(tmp_path / "other", site, failures_in_a_row=2, attempts=2)
        fetched = folder.fetch()
        assert fetched.receipt.outcomes == {"retried": 2, "failed": 2}
        assert fetched.receipt.requests == 5


def test_pages_that_are_gone_are_no_failures(tmp_path: Path) -> None:
    with SiteServer(many_hubs(4)) as site:
        site.gone |= set(site.hubs)
        fetched = many(tmp_path, site, failures_in_a_row=2).fetch()
        assert (fetched.receipt.outcomes, fetched.receipt.stop_reason) == ({"gone": 4}, "")


@pytest.mark.parametrize(
    ("budget", "reason"),
    [
        ({"run_requests": 3}, "the budget of 3 requests is used up"),
        ({"run_bytes": 1024}, "the budget of 1,024 bytes is used up"),
        ({"run_seconds": 1e-9}, "the budget of 1e-09 s is used up"),
    ],
)
def test_a_budget_ends_the_run_with_everything_landed(tmp_path: Path, budget: dict[str, Any], reason: str) -> None:
    with SiteServer(many_hubs(6)) as site:
        folder = many(tmp_path, site)
        fetched = folder.fetch(**budget)
        assert fetched.receipt.stop_reason == reason
        assert fetched.receipt.requests == len(site.requests) <= 3
        assert len(fetched.captures) == len(site.hub_requests)
        assert folder.fetch(days=1).receipt.outcomes["ok"] + len(fetched.captures) == 6  # the rest


def test_a_budget_that_ends_between_two_attempts_lands_the_first(hubs: Pair) -> None:
    hubs.site.route(hubs.path, answers.status(500))
    fetched = hubs.folder.fetch(run_requests=2, days=0.5)
    (only,) = fetched.of(hubs.bad)
    assert only.outcome == "retried"
    assert only.reason.endswith("; the run ended before it was tried again")
    assert (fetched.receipt.retries, fetched.receipt.requests) == (0, 2)
    hubs.site.unroute(hubs.path)
    assert hubs.folder.fetch().outcomes(hubs.bad) == ["ok"]  # due at once


@pytest.mark.parametrize("answer", [answers.status(500), answers.page(b"made up")], ids=["bad", "good"])
def test_times_are_told_apart_although_the_clock_stands_still(hubs: Pair, answer: Behaviour) -> None:
    fetched = hubs.fetch(answer, twins=False)
    times = [one.captured_at for one in fetched.captures]
    assert times == sorted(set(times))
    assert fetched.receipt.ended_at > fetched.receipt.started_at


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_answers_in_a_row_that_are_no_hub_pages_end_the_run(tmp_path: Path, most: int) -> None:
    """Pages are asked for ahead, and yet none too many."""
    with SiteServer(many_hubs(8)) as site:
        for hub in list(site.hubs)[1:]:
            site.route(f"/citations/{hub}", answers.page(hostile_bodies.LOGIN_PAGE))
        fetched = many(tmp_path, site, failures_in_a_row=most).fetch()
    assert [one.outcome for one in fetched.captures] == ["ok"] * (1 + most), (
        "each is landed, as what it is told in reading"
    )
    assert f"{most} answers in a row were no pages of their hubs (not_a_hub)" in fetched.receipt.stop_reason

"""The pace: pauses between requests to a host, and what Retry-After says (FAULTS.md F6)."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.fetching.pace import Pace, retry_after_seconds
from pipelines.settings import DEFAULTS
from tests.tiers import examples

NOW = datetime(1994, 11, 6, 8, 49, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("120", 120.0),
        (" 120 ", 120.0),
        ("0", 0.0),
        ("007", 7.0),
        ("315360000", 315_360_000.0),  # ten years
        ("9" * 5000, 999_999_999_999.0),  # for ever
        ("Sun, 06 Nov 1994 08:49:37 GMT", 30.0),  # the three forms of RFC 9110 section 5.6.7
        ("Sunday, 06-Nov-94 08:49:37 GMT", 30.0),
        ("Sun Nov  6 08:49:37 1994", 30.0),
        ("Sun, 06 Nov 1994 08:49:37 +0100", 0.0),
        ("Sun, 06 Nov 1994 07:49:37 -0100", 30.0),
        ("Sun, 06 Nov 1994 08:49:37 -0000", 30.0),
        ("Sat, 05 Nov 1994 08:49:37 GMT", 0.0),  # in the past
        ("", None),
        ("   ", None),
        ("soon", None),
        ("-5", None),
        ("+5", None),
        ("1.5", None),
        ("1e3", None),
        ("120 seconds", None),
        ("²", None),
        ("٣", None),
        ("Sun, 31 Feb 1994 08:49:37 GMT", None),
        ("Sun, 06 Nov 1994 25:49:37 GMT", None),
        ("Sun, 06 Nov 1994 08:49:37 +9999", None),
        ("\x00", None),
    ],
)
def test_retry_after(text: str, value: float | None) -> None:
    assert retry_after_seconds(text, NOW) == value


@examples(200)
@given(text=st.one_of(st.text(), st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,6} \d+:\d+:\d+ .{0,6}")))
def test_no_retry_after_fails_or_goes_back_in_time(text: str) -> None:
    found = retry_after_seconds(text, NOW)
    assert found is None or found >= 0


@dataclass
class Clock:
    """Seconds that a test moves on."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


def pace(least: float = 1.0, longest: float = 60.0) -> tuple[Pace, Clock]:
    chosen = DEFAULTS.model_copy(update={"seconds_between_requests": least, "longest_pause_seconds": longest})
    clock = Clock()
    return Pace(chosen, clock), clock


def test_the_first_request_waits_for_nothing_and_the_next_for_the_pause() -> None:
    one, clock = pace()
    assert one.seconds_to_wait() == 0
    one.started()
    assert one.seconds_to_wait() == 1.0
    clock.seconds += 0.25
    assert one.seconds_to_wait() == 0.75
    clock.seconds += 5
    assert one.seconds_to_wait() == 0


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([(0.1, True)], 1.0),  # a quick site: never less than the least
        ([(5.0, True)], 3.0),  # a slow one: half way to the time it took
        ([(5.0, True), (5.0, True)], 4.0),
        ([(5.0, True), (1.0, True)], 2.0),
        ([(0.1, False)], 2.0),  # a fault: twice
        ([(0.1, False), (0.1, False)], 4.0),
        ([(20.0, False)], 20.0),
        ([(0.1, False)] * 20, 60.0),  # up to the longest
        ([(500.0, True)], 60.0),
        ([(0.1, False), (0.1, True)], 1.05),
    ],
)
def test_how_the_pause_adapts(answers: list[tuple[float, bool]], expected: float) -> None:
    one, _ = pace()
    for seconds, is_good in answers:
        one.ended(seconds, is_good=is_good, is_distress=not is_good)
    assert one.pause_seconds == pytest.approx(expected)


@pytest.mark.parametrize(
    ("asked", "pause", "is_capped"), [(0, 1, False), (0.5, 1, False), (10, 10, False), (60, 60, False), (61, 60, True)]
)
def test_a_crawl_delay_is_kept_to_up_to_the_longest_pause(asked: float, pause: float, is_capped: bool) -> None:
    one, _ = pace()
    one.ask(asked)
    assert (one.pause_seconds, one.is_delay_capped) == (pause, is_capped)
    one.ended(0.001, is_good=True, is_distress=False)
    assert one.pause_seconds >= pause - 1e-9


def test_a_least_pause_above_the_longest_is_kept() -> None:
    one, _ = pace(least=100, longest=60)
    one.ended(0.1, is_good=False, is_distress=True)
    one.ask(80)
    assert (one.pause_seconds, one.is_delay_capped) == (100, False)


def test_a_hold_counts_from_now_and_is_never_shortened() -> None:
    one, clock = pace()
    one.hold(30)
    one.hold(5)
    assert one.seconds_to_wait() == 30
    clock.seconds += 29
    assert one.seconds_to_wait() == 1
    clock.seconds += 1
    assert one.seconds_to_wait() == 0


@examples(100)
@given(
    least=st.floats(0, 100),
    longest=st.floats(0, 1000),
    steps=st.lists(st.tuples(st.floats(0, 1000), st.booleans()), max_size=20),
    delay=st.floats(0, 5000),
)
def test_a_fault_never_makes_it_faster_and_the_bounds_hold(
    least: float, longest: float, steps: list[tuple[float, bool]], delay: float
) -> None:
    one, _ = pace(least, longest)
    one.ask(delay)
    for seconds, is_good in steps:
        before = one.pause_seconds
        one.ended(seconds, is_good=is_good, is_distress=not is_good)
        assert is_good or one.pause_seconds >= before
        assert least <= one.pause_seconds <= max(least, longest)

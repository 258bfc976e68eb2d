"""When a view is due again: the estimate of how often it changes, its bounds, and what tells nothing."""

import math
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipelines.fetching.schedule import ViewState, next_due, view_of, view_states
from pipelines.landing.captures import OUTCOMES, WITH_PAGE, Capture
from pipelines.landing.hub_url import HubAddress
from pipelines.settings import DEFAULTS
from tests.pipelines.fetching.made_up import HUB, PAGE, captured, day
from tests.tiers import examples

SETTINGS = DEFAULTS.model_copy(update={"soonest_revisit_days": 1.0, "latest_revisit_days": 30.0})
LATER = day(4000)
quick = examples(60)


def state_of(*captures: Capture, read: dict[str, str] | None = None, now: datetime = LATER) -> ViewState:
    return view_states(captures, read or {}, now)[PAGE]


def days_until_due(*captures: Capture, **given_settings: float) -> float:
    """Days from the last attempt until the page is due."""
    state = state_of(*captures)
    due = next_due(state, SETTINGS.model_copy(update=given_settings))
    assert due is not None
    return (due - state.last_attempt.captured_at) / timedelta(days=1)


def captures() -> st.SearchStrategy[list[Capture]]:
    one = st.builds(
        captured,
        st.floats(0, 3000).map(lambda number: round(number, 3)),
        st.sampled_from(("one", "another", "a third")),
        outcome=st.sampled_from(sorted(OUTCOMES)),
        source_rendering=st.sampled_from(("html", "json", None, "full_text", "list_text")),
        filters=st.sampled_from(({}, {"year": "2026"})),
    )
    return st.lists(one, max_size=12, unique_by=lambda capture: capture.capture_id)


# Examples, computed by hand from Cho and Garcia-Molina: -log((n - X + 0.5) / (n + 0.5)) changes in a mean interval


def test_a_page_seen_once_is_due_after_the_shortest_time() -> None:
    assert days_until_due(captured(0)) == 1.0
    assert days_until_due(captured(0), soonest_revisit_days=2.5) == 2.5


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        ("aaaaa", 2 * 4.0),  # no change in four visits: twice the last interval
        ("aaaab", 2 / -math.log(3.5 / 4.5)),  # one in four, two days apart: 7.958 days, below twice the last interval
        ("aabbc", 2 / -math.log(2.5 / 4.5)),  # two in four: 3.403 days
        ("abcda", 1.0),  # every time: 0.910 days, and so the shortest
    ],
)
def test_an_estimate_from_four_visits(bodies: str, expected: float) -> None:
    visits = [captured(number, body) for number, body in zip((0, 1, 2, 4, 8), bodies, strict=True)]
    assert days_until_due(*visits) == pytest.approx(expected, abs=1e-6)


def test_the_numbers_that_were_computed_by_hand() -> None:
    assert 2 / -math.log(3.5 / 4.5) == pytest.approx(7.958, abs=1e-3)
    assert 2 / -math.log(2.5 / 4.5) == pytest.approx(3.403, abs=1e-3)


def test_a_page_that_always_changed_in_long_intervals_is_due_within_one() -> None:
    """One change in one visit after 20 days: -log(0.5 / 1.5) = 1.0986 changes in 20 days, 18.2 days for one."""
    assert days_until_due(captured(0, "a"), captured(20, "b")) == pytest.approx(18.2048, abs=1e-4)


def test_a_stable_page_is_due_after_twice_the_time_of_before_and_never_beyond_the_longest() -> None:
    assert days_until_due(captured(0), captured(3)) == 6.0
    assert days_until_due(captured(0), captured(3), captured(9)) == 12.0
    assert days_until_due(captured(0), captured(3), captured(9), captured(29)) == 30.0


def test_failures_back_off_by_doubling_up_to_the_longest() -> None:
    failures = [captured(1 + number, outcome="failed") for number in range(8)]
    waits = [days_until_due(captured(0), *failures[:count]) for count in range(1, 9)]
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]
    assert days_until_due(*failures[:3]) == 4


def test_so_many_failures_that_no_float_would_hold_their_doubling() -> None:
    assert days_until_due(*(captured(number, outcome="failed") for number in range(1500))) == 30


def test_what_is_gone_is_looked_for_after_the_longest() -> None:
    gone = state_of(captured(0), captured(1, "", outcome="gone"))
    assert gone.is_gone
    assert next_due(gone, SETTINGS) == day(31)
    assert not state_of(captured(0, "", outcome="gone"), captured(1)).is_gone


def test_what_was_never_asked_for_is_due_at_once() -> None:
    assert next_due(None, SETTINGS) is None


# What tells nothing, and what tells of a failure


def test_a_page_that_reading_refused_is_a_failure() -> None:
    good, login = captured(0, "the page"), captured(1, "please sign in")
    state = state_of(good, login, read={good.capture_id: "ok", login.capture_id: "not_a_hub"})
    assert (state.failures, state.last_page, state.last_outcome) == (1, good, "not_a_hub")
    assert (state.visits, state.changes) == (0, 0)
    assert next_due(state, SETTINGS) == day(2)
    never = state_of(login, read={login.capture_id: "not_a_hub"})
    assert (never.failures, never.last_page) == (1, None)


def test_a_page_that_is_not_read_yet_counts_as_one() -> None:
    assert state_of(captured(0)).last_page == captured(0)


def test_a_pending_page_is_a_page() -> None:
    pending = captured(0)
    assert state_of(pending, read={pending.capture_id: "pending"}).failures == 0


def test_unchanged_is_a_visit_without_a_change_and_is_said_to_be_unchanged() -> None:
    before, after = captured(0), captured(2, outcome="unchanged", http_status=304)
    state = state_of(before, after, read={before.capture_id: "ok", after.capture_id: "ok"})
    assert (state.visits, state.changes, state.failures) == (1, 0, 0)
    assert (state.last_page, state.same_since, state.last_outcome) == (after, day(0), "unchanged")


def test_a_page_that_came_back_is_the_same_since_it_came_back() -> None:
    state = state_of(captured(0, "a"), captured(1, "b"), captured(2, "a"), captured(3, "a"))
    assert state.same_since == day(2)
    assert (state.visits, state.changes) == (3, 2)


def test_a_capture_of_a_time_to_come_tells_nothing() -> None:
    """A file with a wrong date must not keep a page from being asked for until then (FAULTS.md F25)."""
    wrong = captured(3000, "from a clock that was wrong")
    assert state_of(captured(0), wrong, now=day(5)) == state_of(captured(0))
    assert view_states([wrong], {}, day(5)) == {}
    assert state_of(captured(0.5), now=day(0)).last_page == captured(0.5)  # clocks may differ by hours


def test_the_end_of_time_is_no_error() -> None:
    last = replace(captured(0), captured_at=datetime.max.replace(tzinfo=day(0).tzinfo))
    assert view_states([last], {}, day(5)) == {}


@quick
@given(before=captures(), text=captures())
def test_a_text_tells_nothing(before: list[Capture], text: list[Capture]) -> None:
    texts = [replace(one, source_rendering="full_text", capture_id=f"t{one.capture_id[1:]}") for one in text]
    assert view_states([*before, *texts], {}, LATER) == view_states(before, {}, LATER)


@quick
@given(before=captures(), more=captures())
def test_an_attempt_that_was_tried_again_tells_nothing(before: list[Capture], more: list[Capture]) -> None:
    retried = [replace(one, outcome="retried", capture_id=f"r{one.capture_id[1:]}") for one in more]
    assert view_states([*before, *retried], {}, LATER) == view_states(before, {}, LATER)


@pytest.mark.parametrize(
    ("changes", "view"),
    [
        ({}, PAGE),
        ({"source_rendering": None}, PAGE),
        ({"source_rendering": "json", "url": f"https://pith.science/citations/{HUB}.json"}, HubAddress(HUB, (), True)),
        ({"source_rendering": None, "url": f"https://pith.science/citations/{HUB}.json"}, HubAddress(HUB, (), True)),
        ({"filters": {"year": "2026", "cat": "cs.LG"}}, HubAddress(HUB, (("cat", "cs.LG"), ("year", "2026")), False)),
        ({"source_rendering": "full_text"}, None),
        ({"source_rendering": "list_text"}, None),
        ({"hub_id": None}, None),
    ],
)
def test_which_view_a_capture_is_of(changes: dict[str, object], view: HubAddress | None) -> None:
    assert view_of(captured(0, **changes)) == view


# Properties


@quick
@given(data=st.data(), some=captures())
def test_the_order_of_captures_never_matters(data: st.DataObject, some: list[Capture]) -> None:
    shuffled = data.draw(st.permutations(some))
    assert view_states(shuffled, {}, LATER) == view_states(some, {}, LATER)


@quick
@given(some=captures(), bounds=st.tuples(st.floats(0.01, 50), st.floats(0.01, 400)).map(sorted))
def test_the_next_time_is_within_the_bounds(some: list[Capture], bounds: list[float]) -> None:
    soonest, latest = bounds
    chosen = SETTINGS.model_copy(update={"soonest_revisit_days": soonest, "latest_revisit_days": latest})
    for state in view_states(some, {}, LATER).values():
        due = next_due(state, chosen)
        assert due is not None
        days = (due - state.last_attempt.captured_at) / timedelta(days=1)
        assert soonest - 1e-6 <= days <= latest + 1e-6


@quick
@given(
    visits=st.integers(1, 40),
    changes=st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted),
    observed=st.floats(0, 4000),
    last=st.floats(0, 4000),
)
def test_more_changes_never_make_it_later(visits: int, changes: list[int], observed: float, last: float) -> None:
    fewer, more = changes
    assume(more <= visits and last <= observed)
    states = [
        ViewState(PAGE, captured(0), "ok", captured(0), day(0), 0, visits, count, observed, last)
        for count in (fewer, more)
    ]
    seldom, often = (next_due(one, SETTINGS) for one in states)
    assert seldom is not None
    assert often is not None
    assert often <= seldom


@quick
@given(some=captures(), count=st.integers(1, 30))
def test_more_failures_never_make_it_sooner(some: list[Capture], count: int) -> None:
    pages = [one for one in some if one.outcome in WITH_PAGE and view_of(one) == PAGE]
    failed = [captured(3001 + number, outcome="failed") for number in range(count + 1)]
    fewer, more = days_until_due(*pages, *failed[:-1]), days_until_due(*pages, *failed)
    assert 1.0 <= fewer <= more <= 30.0

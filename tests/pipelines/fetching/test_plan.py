"""The plan: which hubs are due, in which order, what is asked for, and why in words."""

from typing import Any

import pytest

from pipelines.fetching.hub_list import ListedHub
from pipelines.fetching.plan import PlannedHub, planned, wants_twin
from pipelines.fetching.schedule import view_states
from pipelines.landing.captures import Capture
from pipelines.settings import DEFAULTS
from tests.pipelines.fetching.made_up import HUB, OTHER_HUB, captured, day


def plan_of(*captures: Capture, at: float, read: dict[str, str] | None = None, **settings: object) -> PlannedHub:
    chosen = DEFAULTS.model_copy(update=settings)
    [one] = planned([ListedHub(HUB)], view_states(captures, read or {}, day(at)), chosen, day(at))
    return one


def twin(number: float, **changes: object) -> Capture:
    url = f"https://pith.science/citations/{HUB}.json"
    return captured(number, "the twin", source_rendering="json", url=url, **changes)


def test_a_hub_that_was_never_fetched_is_due_at_once() -> None:
    one = plan_of(at=0)
    assert (one.is_due, one.due_at, one.reason, one.asks) == (True, None, "it was never fetched", "page and twin")
    assert plan_of(at=0, twins=False).asks == "page"


@pytest.mark.parametrize(("at", "is_due"), [(0.5, False), (0.899, False), (0.9, True), (9, True)])
def test_a_hub_is_due_from_its_time_on(at: float, is_due: bool) -> None:
    assert plan_of(captured(0), at=at).is_due is is_due
    assert plan_of(captured(0), at=at).due_at == day(0.9)


@pytest.mark.parametrize(
    ("captures", "reason"),
    [
        ([captured(0)], "seen once, on 2026-03-01: how often it changes is not known yet"),
        ([captured(0, "a"), captured(2, "b"), captured(4, "b")], "it changed on 1 of 2 visits in 4 days"),
        (
            [captured(0), captured(1, outcome="gone")],
            "the site had no such page on 2026-03-02; looked for once in a while",
        ),
        ([captured(0, outcome="failed", reason="503")], "it could not be had once; the last: 503"),
        (
            [captured(0), captured(1, outcome="failed", reason="500"), captured(2, outcome="truncated", reason="")],
            "it could not be had 2 times in a row; the last: truncated",
        ),
    ],
)
def test_a_reason_in_words(captures: list[Capture], reason: str) -> None:
    assert plan_of(*captures, at=100).reason == reason


def test_a_page_that_reading_refused_is_named_by_what_reading_found() -> None:
    login = captured(0, "please sign in")
    one = plan_of(login, at=100, read={login.capture_id: "not_a_hub"})
    assert one.reason == "it could not be had once; the last: not_a_hub"


def test_a_page_whose_twin_was_not_asked_for_is_due_at_once() -> None:
    """The run was killed between the two requests; captures from other places than the site have no twin to ask for."""
    page = captured(1, source="pith.example")
    site: dict[str, Any] = {"site": "https://pith.example"}
    one = plan_of(page, at=1, **site)
    assert (one.is_due, one.due_at) == (True, day(1))
    assert one.reason == "the run that fetched it ended before its twin was asked for"
    assert plan_of(page, twin(0.5), at=1, **site).is_due, "the twin is of the visit before"
    for others in ([twin(1.001)], [twin(1.001, outcome="failed")], [twin(0.5, outcome="gone")]):
        assert not plan_of(page, *others, at=1.1, **site).is_due
    assert not plan_of(page, at=1, **site, twins=False).is_due
    assert not plan_of(captured(1), at=1, **site).is_due


@pytest.mark.parametrize("given", [{"etag": '"1"'}, {"last_modified": "Sun, 01 Mar 2026 00:00:00 GMT"}])
def test_what_the_site_gave_to_ask_again_with_is_used(given: dict[str, str]) -> None:
    assert plan_of(captured(0, **given), at=9).asks == "page, if it changed and twin"
    assert plan_of(captured(0), at=9).asks == "page and twin"


def test_hubs_that_were_never_fetched_come_first_as_listed_then_those_that_are_due_longest() -> None:
    ids = [f"00000000-0000-4000-8000-{number:012d}" for number in range(5)]
    times = {ids[1]: 5.0, ids[3]: 2.0, ids[4]: 3.0}
    states = view_states([captured(number, hub_id=one) for one, number in times.items()], {}, day(9))
    found = planned([ListedHub(one) for one in ids], states, DEFAULTS, day(9))
    assert [ids.index(one.hub.hub_id) for one in found] == [0, 2, 3, 4, 1]


def test_the_twin_is_left_out_for_as_long_as_the_site_had_none() -> None:
    states = view_states([twin(0, outcome="gone")], {}, day(0))
    assert not wants_twin(HUB, states, DEFAULTS, day(1))
    assert wants_twin(HUB, states, DEFAULTS, day(30))
    assert wants_twin(OTHER_HUB, states, DEFAULTS, day(1))
    assert wants_twin(HUB, view_states([twin(0)], {}, day(0)), DEFAULTS, day(0))
    assert not wants_twin(HUB, {}, DEFAULTS.model_copy(update={"twins": False}), day(0))

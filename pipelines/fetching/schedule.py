"""When each view of a hub is to be asked for again: from what was captured of it until now, and from nothing else.

The state of a source is a pure function of the raw index and of what was read; delete whatever you like but raw, and it
comes back. No request is sent here. `plan` asks for what is due, the table `sources` shows the same.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

from pipelines.landing.captures import WITH_PAGE, Capture
from pipelines.landing.hub_url import HubAddress
from pipelines.parsing.vocabulary.outcomes import READ
from pipelines.settings import Settings

TEXTS: Final = ("full_text", "list_text")
"""Renderings that no site serves: they tell nothing of when to ask it again."""

MOST_GROWTH: Final = 2.0
"""A page that does not change is asked for after twice the time of before, not at once after the longest."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ViewState:
    """What is known of one view of a hub.

    Attributes:
        address: the view.
        last_attempt: the newest capture of it, good or bad.
        last_outcome: what came of that, the reading of it included.
        last_page: the newest that holds a page of the hub; None where none does.
        same_since: since when the bytes of that page are the same (UTC).
        failures: attempts without a page since then.
        visits: how often a page could be compared with the one before.
        changes: how often it differed.
        days_observed: between the first page and the newest.
        days_between_last: between the last two pages.
    """

    address: HubAddress
    last_attempt: Capture
    last_outcome: str
    last_page: Capture | None = None
    same_since: datetime | None = None
    failures: int = 0
    visits: int = 0
    changes: int = 0
    days_observed: float = 0.0
    days_between_last: float = 0.0

    @property
    def has_validators(self) -> bool:
        """Whether the newest page came with what it takes to ask only for changes (RFC 9110 section 8.8)."""
        return self.last_page is not None and bool(self.last_page.etag or self.last_page.last_modified)

    @property
    def is_gone(self) -> bool:
        """Whether the site's newest answer was that there is no such page."""
        return self.last_attempt.outcome == "gone"


def view_of(capture: Capture) -> HubAddress | None:
    """Say which view of a hub a capture is of; None where it is of none, or of a text made from one."""
    if capture.hub_id is None or capture.source_rendering in TEXTS:
        return None
    is_twin = capture.source_rendering == "json" or urlsplit(capture.url).path.endswith(".json")
    return HubAddress(capture.hub_id, tuple(sorted(capture.filters.items())), is_twin)


def view_states(captures: Iterable[Capture], read: Mapping[str, str], now: datetime) -> dict[HubAddress, ViewState]:
    """Give the state of every view that was ever captured.

    A capture of more than a day to come was made by a clock that is wrong: it tells nothing until then (FAULTS.md F25).

    Args:
        captures: the raw index, in any order.
        read: outcome of reading, by capture; one that is missing counts as a page until it is read.
        now: aware.
    """
    by_view: dict[HubAddress, list[Capture]] = defaultdict(list)
    for capture in captures:
        view = view_of(capture)
        if view is not None and capture.outcome != "retried" and capture.captured_at - now <= _DAY:
            by_view[view].append(capture)
    return {view: _state(view, found, read) for view, found in by_view.items()}


def next_due(state: ViewState | None, settings: Settings) -> datetime | None:
    """Say when a view is to be asked for again (UTC); None for one that never was: at once.

    What is gone is looked for after the longest interval, what failed after the shortest, doubled with each failure.
    A page is due after the time in which it is likely to have changed, between the shortest interval and the longest.
    """
    if state is None:
        return None
    soonest, latest = settings.soonest_revisit_days, settings.latest_revisit_days
    if state.is_gone:
        days = latest
    elif state.failures:
        days = min(soonest * 2.0 ** min(state.failures - 1, 20), latest)
    else:
        days = min(max(_days_to_a_change(state), soonest), latest)
    return state.last_attempt.captured_at + days * _DAY


def _days_to_a_change(state: ViewState) -> float:
    """Estimate the days between two changes of a page.

    By Cho and Garcia-Molina, Estimating frequency of change (2003), section 4.2: of n visits X saw a change, so the
    rate is -log((n - X + 0.5) / (n + 0.5)) for each interval between visits. It allows for changes that fell between
    two visits, and does not take a page for eternal after a few of them.
    """
    if state.visits == 0 or state.days_observed <= 0:
        return 0.0
    unchanged = (state.visits - state.changes + 0.5) / (state.visits + 0.5)
    changes_per_interval = -math.log(unchanged)
    interval = state.days_observed / state.visits
    wanted = interval / changes_per_interval if changes_per_interval > 0 else math.inf
    return min(wanted, MOST_GROWTH * state.days_between_last)


def _state(view: HubAddress, captures: list[Capture], read: Mapping[str, str]) -> ViewState:
    captures.sort(key=lambda one: (one.captured_at, one.capture_id))
    last_attempt = captures[-1]
    last_outcome = read.get(last_attempt.capture_id, last_attempt.outcome)
    if last_attempt.outcome == "unchanged" and last_outcome in READ:
        last_outcome = "unchanged"
    pages = [one for one in captures if one.outcome in WITH_PAGE and read.get(one.capture_id, "ok") in READ]
    if not pages:
        return ViewState(view, last_attempt, last_outcome, failures=len(captures))
    differs = [before.body_sha256 != after.body_sha256 for before, after in pairwise(pages)]
    last = pages[-1]
    same_since = last.captured_at
    for one in reversed(pages):
        if one.body_sha256 != last.body_sha256:
            break
        same_since = one.captured_at
    newest = pages[-2:]
    return ViewState(
        view,
        last_attempt,
        last_outcome,
        last,
        same_since.astimezone(UTC),
        failures=sum(one.captured_at > last.captured_at for one in captures),
        visits=len(differs),
        changes=sum(differs),
        days_observed=(last.captured_at - pages[0].captured_at) / _DAY,
        days_between_last=(newest[-1].captured_at - newest[0].captured_at) / _DAY,
    )

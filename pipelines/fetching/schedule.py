"""When each view of a hub is due again, computed from nothing but its captures so far.

The state of a source is a pure function of the raw index and of the readings, so it survives the deletion of anything
but the raw folder. No request is sent here.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

from pipelines.landing.captures import TEXTS, WITH_PAGE, Capture
from pipelines.landing.hub_url import HubAddress
from pipelines.parsing.vocabulary.outcomes import READ
from pipelines.settings import Settings

MOST_GROWTH: Final = 2.0
"""The interval for an unchanged page grows at most by this factor at a time, not at once to the maximum."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ViewState:
    """What is known of one view of a hub.

    Attributes:
        address: the view.
        last_attempt: its newest capture, good or bad.
        last_outcome: the outcome of that, including parsing.
        last_page: the newest capture that holds a page of the hub; None if there is none.
        same_since: since when the bytes of that page are the same (UTC).
        failures: attempts without a page since then.
        visits: how often a page could be compared with the previous one.
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
        """Whether the newest page came with validators for a conditional request (RFC 9110 section 8.8)."""
        return self.last_page is not None and bool(self.last_page.etag or self.last_page.last_modified)

    @property
    def is_gone(self) -> bool:
        """Whether the site's newest answer was that the page does not exist."""
        return self.last_attempt.outcome == "gone"


def view_of(capture: Capture) -> HubAddress | None:
    """Return the view of a hub that a capture shows; None if it shows none, or is a text made from one."""
    if capture.hub_id is None or capture.source_rendering in TEXTS:
        return None
    is_twin = capture.source_rendering == "json" or urlsplit(capture.url).path.endswith(".json")
    return HubAddress(capture.hub_id, tuple(sorted(capture.filters.items())), is_twin)


def view_states(captures: Iterable[Capture], read: Mapping[str, str], now: datetime) -> dict[HubAddress, ViewState]:
    """Return the state of every view that was ever captured.

    A capture dated more than a day ahead comes from a wrong clock and is ignored until then (FAULTS.md F25).

    Args:
        captures: the raw index, in any order.
        read: parsing outcomes by capture; a missing one counts as a page until it is parsed.
        now: aware.
    """
    by_view: dict[HubAddress, list[Capture]] = defaultdict(list)
    for capture in captures:
        view = view_of(capture)
        if view is not None and capture.outcome != "retried" and capture.captured_at - now <= _DAY:
            by_view[view].append(capture)
    return {view: _state(view, found, read) for view, found in by_view.items()}


def next_due(state: ViewState | None, settings: Settings) -> datetime | None:
    """Return when a view is due again (UTC); None for one that was never requested: at once.

    A page that is gone is due after the maximum interval, a failed one after the minimum, doubled with each failure.
    Any other is due when it has probably changed, between the minimum and the maximum interval.
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
    rate is -log((n - X + 0.5) / (n + 0.5)) for each interval between visits. It allows for several changes between
    two visits, and does not assume after a few visits that a page never changes.
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

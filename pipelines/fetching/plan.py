"""What a run would fetch, and why: every listed hub, whether it is due, and the reason in words.

Nothing is fetched here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from pipelines.fetching.hub_list import BadRow, ListedHub, read_hubs
from pipelines.fetching.schedule import ViewState, next_due, view_states
from pipelines.fetching.site import Site
from pipelines.landing.captures import WITH_PAGE
from pipelines.landing.header_text import utc_text
from pipelines.landing.hub_url import HubAddress, hub_url
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.readings import ReadingStore
from pipelines.settings import Settings


@dataclass(frozen=True, slots=True)
class PlannedHub:
    """A listed hub, and when and why its page is requested.

    Attributes:
        hub: its row in the list.
        page: the address of its page.
        is_due: whether it is requested now.
        due_at: when it is, or was, due (UTC); None: at once.
        reason: in words.
        asks: what is requested, in words: the page, its JSON twin, and whether only for changes.
    """

    hub: ListedHub
    page: HubAddress
    is_due: bool
    due_at: datetime | None
    reason: str
    asks: str

    def as_json(self, site: str) -> dict[str, Any]:
        """Return it as one JSON object; times as text."""
        return {
            "hub_id": self.hub.hub_id,
            "url": hub_url(self.page, site),
            "is_due": self.is_due,
            "due_at": utc_text(self.due_at) if self.due_at else None,
            "asks": self.asks,
            "reason": self.reason,
            "found_on": self.hub.found_on,
            "depth": self.hub.depth,
        }


def planned(
    hubs: Sequence[ListedHub], states: Mapping[HubAddress, ViewState], settings: Settings, now: datetime
) -> list[PlannedHub]:
    """Plan a run: hubs that were never fetched first, in list order, then by how long they have been due.

    Args:
        hubs: the list.
        states: of every view that was ever captured.
        settings: intervals, and whether JSON twins are fetched.
        now: aware.
    """
    found = [_planned(hub, states, settings, now) for hub in hubs]
    return sorted(found, key=lambda one: (one.due_at is not None, one.due_at or now))


def told(hubs: Sequence[PlannedHub], site: str) -> str:
    """Return how many hubs are due, as a sentence for people."""
    return f"{sum(one.is_due for one in hubs):,} of {len(hubs):,} listed hubs are due at {site}."


def ignore_plan(_planned: Sequence[PlannedHub]) -> None:
    """Ignore what is due: the default callback."""


class Plan(NamedTuple):
    """Every listed hub, those that are due first; and the rows of the list that name none."""

    hubs: list[PlannedHub]
    problems: list[BadRow]


def plan(settings: Settings, raw: RawStore, readings: ReadingStore, hubs_csv: Path, now: datetime) -> Plan:
    """Say of every listed hub whether it is due, and why; nothing is fetched.

    Raises:
        OSError: the list of hubs, raw or readings cannot be read.
    """
    captures = list(raw.captures())
    states = view_states(captures, readings.outcomes(captures), now)
    hosts = Site(settings.site).hosts if settings.site else ()
    listed = read_hubs(hubs_csv, hosts)
    return Plan(planned(listed.hubs, states, settings, now), listed.problems)


def wants_twin(hub_id: str, states: Mapping[HubAddress, ViewState], settings: Settings, now: datetime) -> bool:
    """Return whether to fetch the JSON twin with the page: not if the site recently had none."""
    if not settings.twins:
        return False
    state = states.get(HubAddress(hub_id, (), is_twin=True))
    due = next_due(state, settings)
    return state is None or not state.is_gone or due is None or due <= now


def _planned(hub: ListedHub, states: Mapping[HubAddress, ViewState], settings: Settings, now: datetime) -> PlannedHub:
    page = HubAddress(hub.hub_id, (), is_twin=False)
    state = states.get(page)
    due_at = next_due(state, settings)
    reason = _reason(state)
    if state and _lacks_twin(state, states.get(HubAddress(hub.hub_id, (), is_twin=True)), settings):
        due_at, reason = state.last_attempt.captured_at, "the run that fetched it ended before its twin was asked for"
    asks = "page, if it changed" if state and state.has_validators else "page"
    if wants_twin(hub.hub_id, states, settings, now):
        asks += " and twin"
    return PlannedHub(hub, page, due_at is None or due_at <= now, due_at, reason, asks)


def _lacks_twin(page: ViewState, twin: ViewState | None, settings: Settings) -> bool:
    """Return whether the site's newest page came without a request for its twin, as in a run that was killed then."""
    last = page.last_attempt
    if not settings.twins or last.outcome not in WITH_PAGE or last.source != urlsplit(settings.site).netloc:
        return False
    return twin is None or (not twin.is_gone and twin.last_attempt.captured_at < last.captured_at)


def _reason(state: ViewState | None) -> str:
    if state is None:
        return "it was never fetched"
    if state.is_gone:
        return f"the site had no such page on {state.last_attempt.captured_at:%Y-%m-%d}; looked for once in a while"
    if state.failures:
        times = "once" if state.failures == 1 else f"{state.failures} times in a row"
        return f"it could not be had {times}; the last: {state.last_attempt.reason or state.last_outcome}"
    if state.visits == 0:
        return f"seen once, on {state.last_attempt.captured_at:%Y-%m-%d}: how often it changes is not known yet"
    return f"it changed on {state.changes} of {state.visits} visits in {state.days_observed:.0f} days"

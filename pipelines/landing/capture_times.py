"""Reject impossible capture times: in the future, or before there was a site to capture.

A clock that ran ahead, or a mistyped year, would make a page its hub's newest for ever; a clock that was never set
would make it the oldest.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from pipelines.landing.captures import Arrival

GRACE: Final = timedelta(days=1)
"""Tolerance, since clocks differ and people write local times."""

FIRST: Final = datetime(2024, 1, 1, tzinfo=UTC)
"""No capture is older. HUB_PAGES.md knows of none before 2026; clocks that were never set say 1970, 1980 or 2000."""


def impossible_time(captured_at: datetime, now: datetime) -> str:
    """Return why a page cannot have been captured at this time; empty if it can.

    Args:
        captured_at: aware.
        now: aware: when the capture is, or was, landed.
    """
    shown = f"its time of capture, {captured_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ},"
    advice = "give the right time as captured_at in a captures.csv, and ingest it again"
    if captured_at - now > GRACE:
        return f"{shown} is later than now: a clock ran ahead, or the year is mistyped; {advice}"
    if captured_at < FIRST:
        return f"{shown} is before {FIRST.year}, when there was no such page: a clock was not set; {advice}"
    return ""


def timely(arrival: Arrival, now: datetime) -> Arrival:
    """Return the arrival, refused if it is a hub's and its time is impossible; its bytes are kept."""
    problem = impossible_time(arrival.captured_at, now) if arrival.hub_id is not None else ""
    if not problem:
        return arrival
    reason = f"{problem}; {arrival.reason}" if arrival.reason else problem
    return replace(arrival, hub_id=None, filters={}, outcome="refused", reason=reason)

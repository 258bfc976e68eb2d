"""What makes two captures the same capture."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from pipelines.landing.captures import capture_id
from tests.pipelines.landing.samples import CAPTURED, OTHER_HUB, arrival

DIGEST = "00" * 32


def test_is_the_same_everywhere() -> None:
    """A changed id would land everything a second time: this one is kept for good."""
    assert capture_id(arrival(), DIGEST) == "1d3ea1aae40fc1380301"


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "http://www.pith.science/citations/elsewhere"},
        {"source": "another-name.html"},
        {"reason": "anything"},
        {"captured_at": CAPTURED.astimezone(timezone(timedelta(hours=5)))},
    ],
)
def test_does_not_depend_on(changes: dict[str, object]) -> None:
    assert capture_id(arrival(**changes), DIGEST) == capture_id(arrival(), DIGEST)


@pytest.mark.parametrize(
    "changes",
    [
        {"hub_id": OTHER_HUB},
        {"hub_id": None},
        {"filters": {"year": "2019"}},
        {"source_rendering": "json"},
        {"outcome": "truncated"},
        {"captured_at": CAPTURED + timedelta(microseconds=1)},
    ],
)
def test_depends_on(changes: dict[str, object]) -> None:
    assert capture_id(arrival(**changes), DIGEST) != capture_id(arrival(), DIGEST)


def test_depends_on_the_bytes_and_not_on_the_order_of_filters() -> None:
    two = arrival(filters={"year": "2019", "cat": "cs.LG"})
    assert capture_id(two, DIGEST) != capture_id(two, "11" * 32)
    assert capture_id(two, DIGEST) == capture_id(replace(two, filters={"cat": "cs.LG", "year": "2019"}), DIGEST)


def test_without_a_hub_the_url_decides() -> None:
    assert capture_id(arrival(hub_id=None, url="file:a"), DIGEST) != capture_id(
        arrival(hub_id=None, url="file:b"), DIGEST
    )


def test_a_time_without_a_timezone_is_an_error() -> None:
    with pytest.raises(ValueError, match="timezone"):
        capture_id(arrival(captured_at=CAPTURED.replace(tzinfo=None)), DIGEST)

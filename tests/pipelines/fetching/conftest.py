"""A site of two hubs, new for each test, and the times at which requests to it start."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.fetching.pace import Pace
from tests.live.site_server import SiteServer
from tests.pipelines.fetching.support import Pair, pair, two_hubs


@pytest.fixture
def hubs(tmp_path: Path) -> Iterator[Pair]:
    """The first hub is there to be broken, the second has to be fetched all the same."""
    with SiteServer(two_hubs()) as site:
        yield pair(site, tmp_path)


@pytest.fixture
def request_times(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """When the client starts each request, in monotonic seconds: the site may receive it any time later."""
    times: list[float] = []
    started = Pace.started

    def noted(pace: Pace) -> None:
        started(pace)
        times.append(pace._last)

    monkeypatch.setattr(Pace, "started", noted)
    return times

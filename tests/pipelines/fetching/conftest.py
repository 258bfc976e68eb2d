"""A site of two hubs, new for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.site_server import SiteServer
from tests.pipelines.fetching.support import Pair, pair, two_hubs


@pytest.fixture
def hubs(tmp_path: Path) -> Iterator[Pair]:
    """The first hub is there to be broken, the second has to be fetched all the same."""
    with SiteServer(two_hubs()) as site:
        yield pair(site, tmp_path)

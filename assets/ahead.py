"""What was fetched before a run began: the command line asks the site first, and a run is made where there is news.

No Dagster is here. `assets.landing` reports what is handed over in this way as if the run had fetched it; without it
the run fetches by itself (docs/decisions/0037).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.fetching.plan import PlannedHub
    from pipelines.fetching.run import Fetched


@dataclass(slots=True)
class Ahead:
    """What was fetched ahead of a run; by default nothing.

    Attributes:
        planned: every listed hub, as it was planned; None: nothing was fetched.
        fetched: what came of it.
        error: what ended the fetching; the run fails with it where it would have fetched.
        started: when the command started, by `time.monotonic`.
    """

    planned: Sequence[PlannedHub] | None = None
    fetched: Fetched | None = None
    error: Exception | None = None
    started: float = field(default_factory=time.monotonic)

    def take(self) -> Fetched | None:
        """Return what was fetched; None where the run has to fetch.

        Raises:
            Exception: what ended the fetching.
        """
        if self.error:
            raise self.error
        return self.fetched

"""Pages fetched before a run began: the command line asks the site first, and starts a run only if there is news.

No Dagster is here. `assets.landing` reports these pages as if the run had fetched them; if nothing is handed over, the
run fetches by itself (docs/decisions/0037).
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
        planned: the plan for every listed hub; None: nothing was fetched.
        fetched: the result of the fetching.
        error: the error that ended the fetching; the run raises it in the step that fetches.
        started: when the command started, by `time.monotonic`.
    """

    planned: Sequence[PlannedHub] | None = None
    fetched: Fetched | None = None
    error: Exception | None = None
    started: float = field(default_factory=time.monotonic)

    def take(self) -> Fetched | None:
        """Return what was fetched; None if the run has to fetch.

        Raises:
            Exception: the error that ended the fetching.
        """
        if self.error:
            raise self.error
        return self.fetched

"""Progress reporting during a run. By default nothing is reported, because Dagster's UI shows progress by itself.

The assets call a `Watch`; `pithhouse refresh` replaces it with one that draws progress bars.
"""

from collections.abc import Sequence
from pathlib import Path

from pipelines.progress import ProgressCallback, no_progress


class Watch:
    """No-op progress reporter."""

    def progress(self, what: str) -> ProgressCallback:  # noqa: ARG002 (the watches that draw name their bars by it)
        """Return the callback that a step calls as (done, total); a total of 0 means unknown."""
        return no_progress

    def says(self, message: str) -> None:
        """Report what a step does next, as a sentence."""

    def chosen(self, paths: Sequence[Path]) -> None:
        """Report the paths that a run takes in; none if it goes on with what is stored."""

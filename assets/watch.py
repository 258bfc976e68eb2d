"""Who is told of progress while a run goes on: by default nobody, for Dagster's UI shows it by itself.

Nothing is drawn and no Dagster is here. The assets call a `Watch`; `pithhouse refresh` puts one with progress bars in
its place.
"""

from collections.abc import Sequence
from pathlib import Path

from pipelines.progress import ProgressCallback, no_progress


class Watch:
    """Takes what the assets tell, and tells nobody."""

    def progress(self, what: str) -> ProgressCallback:  # noqa: ARG002 (the watches that draw name their bars by it)
        """Return the callback that a step calls as (done, total); a total of 0 means unknown."""
        return no_progress

    def says(self, message: str) -> None:
        """Take a sentence about what a step goes on to do."""

    def chosen(self, paths: Sequence[Path]) -> None:
        """Take the paths that a run takes in; none: it goes on with what is there."""

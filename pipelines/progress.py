"""Progress of long work: the callback that steps call. Nothing is drawn here."""

from collections.abc import Callable

ProgressCallback = Callable[[int, int], None]
"""Called as (done, total); a total of 0 means that it is not known yet."""


def no_progress(done: int, total: int) -> None:
    """Ignore progress: the default callback."""

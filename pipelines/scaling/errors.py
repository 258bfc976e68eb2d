"""Errors of this package, kept apart so that the command line can import them without loading their sources."""

from pipelines.objects.errors import ScaleMissing, StorageFailed

__all__ = [
    "ClusterLost",
    "LakeFailed",
    "NoSuchVersion",
    "NotAQuestion",
    "ScaleMissing",
    "StorageFailed",
    "WorkerUnfit",
]


class LakeFailed(RuntimeError):  # noqa: N818 (what happened)
    """The lake could not be read or written. The message says what state it is in, and what to do."""


class ClusterLost(RuntimeError):  # noqa: N818 (what happened)
    """The cluster does not answer, or was lost. The message says what is kept."""


class WorkerUnfit(RuntimeError):  # noqa: N818 (the state of a worker)
    """A worker of the cluster has another release, or does not see the data folder. The message says what to do."""


class NotAQuestion(ValueError):  # noqa: N818 (what was asked)
    """A statement that may write was sent to a lake that is open for reading."""


class NoSuchVersion(LookupError):  # noqa: N818 (what was asked for)
    """The lake has no such version, or no version of that time."""

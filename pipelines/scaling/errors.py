"""Errors of this package, kept apart so that the command line can import them without loading their sources."""


class ScaleMissing(RuntimeError):  # noqa: N818 (the state of the installation)
    """A package of the extra `scale` is not installed. The message says how to install it."""


class LakeFailed(RuntimeError):  # noqa: N818 (what happened)
    """The lake could not be read or written. The message says what state it is in, and what to do."""


class ClusterLost(RuntimeError):  # noqa: N818 (what happened)
    """The cluster does not answer, or was lost. The message says what is kept."""


class WorkerUnfit(RuntimeError):  # noqa: N818 (the state of a worker)
    """A worker of the cluster has another release, or does not see the data folder. The message says what to do."""


class StorageFailed(RuntimeError):  # noqa: N818 (what happened)
    """Object storage refused, or holds something else than it should. The message says what, without credentials."""


class NotAQuestion(ValueError):  # noqa: N818 (what was asked)
    """A statement that may write was sent to a lake that is open for reading."""


class NoSuchVersion(LookupError):  # noqa: N818 (what was asked for)
    """The lake has no such version, or no version of that time."""

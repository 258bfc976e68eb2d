"""The connection to a Dask scheduler, and what its failures are called. What is computed there is in other modules."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

from pipelines.objects.errors import HOW, ScaleMissing
from pipelines.scaling.errors import ClusterLost

if TYPE_CHECKING:
    from distributed import Client

ANSWERS_WITHIN: Final = 60.0
"""Seconds in which the scheduler has to answer, and in which a first worker has to be there."""


@contextmanager
def connected(scheduler: str, kept: str) -> "Iterator[Client]":
    """Connect to a scheduler that has workers; the tasks that were given out end with the connection.

    Args:
        scheduler: its address.
        kept: what is not lost if the cluster is, for the message.

    Raises:
        ClusterLost: the scheduler does not answer, or was lost, or has no worker.
        ScaleMissing: Dask is not installed.
    """
    try:
        from distributed import Client  # noqa: PLC0415 (of the extra `scale`)
        from distributed.client import FutureCancelledError  # noqa: PLC0415
        from distributed.comm import CommClosedError  # noqa: PLC0415
    except ImportError as error:
        raise ScaleMissing(f"Dask is not installed; {HOW}") from error
    with ExitStack() as connection:
        try:
            client = connection.enter_context(Client(scheduler, timeout=ANSWERS_WITHIN, set_as_default=False))
            client.wait_for_workers(1, timeout=ANSWERS_WITHIN)
        except (OSError, TimeoutError) as error:
            raise ClusterLost(f"no scheduler with a worker answers at {scheduler} ({error}); {kept}") from error
        try:
            yield client
        except (FutureCancelledError, CommClosedError) as error:
            raise ClusterLost(f"the cluster at {scheduler} was lost ({error}); {kept}") from error

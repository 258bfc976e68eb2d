"""Building on a cluster: the shards of a phase are given out as tasks, side by side.

What a phase does is in `pipelines.building.shards`, which this package does not know: a phase is a function that writes
into a new folder and returns it. So a shard that is built twice, for its first worker was lost, counts once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from pipelines.scaling.cluster.client import connected
from pipelines.scaling.errors import ClusterLost, WorkerUnfit
from pipelines.warehouse.connections import most_memory

if TYPE_CHECKING:
    from distributed import Client

KEPT: Final = "the published file is as it was, and the next run builds again"
"""What is not lost with the cluster."""

SHARE: Final = 0.6
"""Of a worker's memory, for a shard's database; Dask pauses a worker that uses more than 0.8."""

Bounds = TypeVar("Bounds")
Made = TypeVar("Made")
Work = Callable[[int, Bounds], Made]
"""A phase of one shard: by the shard's number and what it may use; returns what became of it."""


@dataclass(frozen=True, slots=True)
class OnCluster(Generic[Bounds]):
    """Does a phase of a build for all shards, on a cluster.

    Attributes:
        scheduler: the address of Dask's scheduler.
        folder: the data folder, which all workers see under the same name.
        recipe: returns what the result depends on besides the data; workers have to agree on it.
        bounds: makes what a phase is told that it may use, from bytes of memory and a number of threads.
    """

    scheduler: str
    folder: Path
    recipe: Callable[[], str]
    bounds: Callable[[int, int], Bounds]

    def __call__(self, work: Work[Bounds, Made], shards: int) -> Iterator[Made]:
        """Do a phase.

        Args:
            work: the phase, a function that workers can import, or a partial of one.
            shards: how many there are.

        Yields:
            What the phase returned for each shard, in order.

        Raises:
            ClusterLost: the scheduler does not answer, or was lost, or a shard lost several workers.
            WorkerUnfit: a worker has another release, or does not see the folder.
            ScaleMissing: Dask is not installed.
        """
        with connected(self.scheduler, KEPT) as client:
            from distributed import KilledWorker  # noqa: PLC0415 (of the extra `scale`)

            given = (self.folder, self.recipe, self.recipe(), work)
            bounds = self.bounds(_memory_of_a_thread(client), 1)
            futures = [client.submit(_done, *given, shard, bounds, pure=False) for shard in range(shards)]
            for shard, future in enumerate(futures, 1):
                try:
                    yield future.result()
                except KilledWorker as error:
                    advice = "if they had too little memory, give them more, or set `build_shards` to more shards"
                    what = f"the cluster lost the workers that built shard {shard} of {shards}: {advice}"
                    raise ClusterLost(f"{what} ({error}); {KEPT}") from error


def _memory_of_a_thread(client: "Client") -> int:
    """Return how many bytes a shard's database may use on any of the workers."""
    workers = client.scheduler_info(n_workers=-1)["workers"].values()
    return min(int(SHARE * one["memory_limit"]) // one["nthreads"] or most_memory() for one in workers)


def _done(  # noqa: PLR0913, PLR0917 (what a worker has to be told)
    folder: Path, recipe: Callable[[], str], wanted: str, work: Work[Bounds, Made], shard: int, bounds: Bounds
) -> Made:
    """Do a phase of one shard, on a worker.

    Raises:
        WorkerUnfit: this worker would build something else, or elsewhere.
    """
    if not folder.is_dir():
        raise WorkerUnfit(f"the worker does not see {folder}: mount the data folder at the same place everywhere")
    if recipe() != wanted:
        raise WorkerUnfit(
            "the worker would build other tables: install the same release of pithhouse, and the same Python, on all "
            "workers"
        )
    return work(shard, bounds)

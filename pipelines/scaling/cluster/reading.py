"""Reading on a cluster: batches are given out as tasks, and what comes back is made part of the store.

A batch whose worker is lost is given to another one by Dask. A batch that loses worker after worker holds a page that
does so: its pages are then read one by one, and that page is quarantined.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from pipelines.landing.captures import Capture
from pipelines.landing.raw_store import RawStore
from pipelines.landing.segments.sync import is_all_there
from pipelines.parsing.store.frames import batches, frames, validated_frames
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.store.report import ReadingReport
from pipelines.parsing.version import PARSER_VERSION
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import Reading
from pipelines.parsing.workers.task import Parse, read_capture, refused
from pipelines.progress import ProgressCallback, no_progress
from pipelines.scaling.cluster.client import connected
from pipelines.scaling.cluster.task import Places, read_alone, read_batch
from pipelines.scaling.objects.readings import ReadingsAtUrl
from pipelines.setting_values import PROCESSES
from pipelines.settings import Settings

if TYPE_CHECKING:
    from distributed import Client, Future

TASK: Final = 200
"""Captures in one task: few are read again where a worker is lost, and giving out a task costs little beside them."""

AHEAD: Final = 2
"""Batches for each thread of the cluster that are given out before their results are taken: workers never idle."""

KEPT: Final = "what was read is kept, and the next run goes on from there"
"""What is not lost with the cluster."""

NO_URLS: Final = ("", "")
"""Captures and readings are in folders that all workers see."""


def read_new(
    settings: Settings, raw: RawStore, store: ReadingStore, advance: ProgressCallback = no_progress
) -> ReadingReport:
    """Read every landed capture that was not read yet: in processes of this machine, or on the cluster of the settings.

    Raises:
        ClusterLost, WorkerUnfit, ScaleMissing: see `read_on_cluster`.
        OSError: a batch cannot be written; those before it stay.
    """
    if settings.cluster == PROCESSES:
        return store.read_new(raw, advance)
    is_at_urls = settings.raw_url and settings.readings_url and is_all_there(raw.root)
    urls = (settings.raw_url, settings.readings_url) if is_at_urls else NO_URLS
    return read_on_cluster(settings.cluster, raw, store, advance, urls=urls)


def read_on_cluster(  # noqa: PLR0913 (two of them are for tests)
    scheduler: str,
    raw: RawStore,
    store: ReadingStore,
    advance: ProgressCallback = no_progress,
    *,
    batch: int = TASK,
    parse: Parse = read_capture,
    urls: tuple[str, str] = NO_URLS,
) -> ReadingReport:
    """Read every landed capture that was not read yet on a cluster.

    Args:
        scheduler: the address of Dask's scheduler.
        raw: where the bodies are; all workers see the folder under the same name, and that of the store, unless there
            are URLs.
        store: where the batches go; nobody else may be writing to it.
        advance: told of progress, in captures, as batches come back.
        batch: captures in one task.
        parse: the parser, a function that workers can import.
        urls: where all captures are, and where workers write what they read, so that they need no folder.

    Returns:
        What was read.

    Raises:
        ClusterLost: the scheduler does not answer, or was lost, or has no worker. What was read stays.
        WorkerUnfit: a worker has another release, or does not see the folders.
        StorageFailed: a URL does not answer a worker, or this process.
        ScaleMissing: Dask is not installed.
    """
    waiting, report = store.waiting(raw), ReadingReport()
    if not waiting:
        return report
    places = Places(raw.root.absolute(), store.folder.parent.absolute(), PARSER_VERSION, parse, *urls)
    accept = ReadingsAtUrl(store, places.readings_url).accept if places.readings_url else store.accept
    with connected(scheduler, KEPT) as client:
        for captures, (staged, found) in _read(client, places, batches(waiting, batch)):
            if staged is None:
                alone = partial(_one_by_one, client, places, captures)
                made = validated_frames(frames(alone()), alone)
                store.write(made)
                found.add(made)
            else:
                accept(staged)
            report = report.plus(found)
            advance(report.read, len(waiting))
    store.remove_unfinished()  # what workers wrote that were lost
    return report


def _read(
    client: "Client", places: Places, waiting: Iterable[Sequence[Capture]]
) -> Iterator[tuple[Sequence[Capture], tuple[Any, ReadingReport]]]:
    """Hand out batches, a few ahead of their results, and yield each with its result as it comes.

    A batch that lost several workers comes back without one.
    """
    from distributed import KilledWorker, as_completed  # noqa: PLC0415 (of the extra `scale`)

    rest, given = iter(waiting), dict[Future, Sequence[Capture]]() if TYPE_CHECKING else {}
    results = as_completed(loop=client.loop)
    ahead = AHEAD * max(1, sum(client.nthreads().values()))

    def give() -> None:
        while len(given) < ahead and (captures := next(rest, None)) is not None:
            future = client.submit(read_batch, places, captures, pure=False)
            given[future] = captures
            results.add(future)

    give()
    for future in results:
        captures = given.pop(future)
        try:
            yield captures, future.result()
        except KilledWorker:
            yield captures, (None, ReadingReport())
        give()


def _read_carefully(client: "Client", places: Places, capture: Capture) -> Reading:
    """Read one capture of a batch that lost workers, with nothing else under way: if it loses them again, it is why."""
    from distributed import KilledWorker  # noqa: PLC0415

    try:
        reading: Reading = client.submit(read_alone, places, capture, pure=False).result()
    except KilledWorker as error:
        reason = f"workers of the cluster were lost while they read this page, please report it: {error}"
        return refused(CaptureContext.of(capture), "parser_failed", reason)
    return reading


def _one_by_one(client: "Client", places: Places, captures: Sequence[Capture]) -> Iterator[Reading]:
    return (_read_carefully(client, places, one) for one in captures)

"""What a worker of the cluster does: read a batch of captures, or one capture alone. Dask is not imported here.

A batch is written where no reader of the store looks; only whoever gave out the task makes it one of the store. So a
batch that is read twice, for its first worker was lost, is in the store once.
"""

import multiprocessing
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pipelines.landing.captures import Capture
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.frames import frames, validated_frames
from pipelines.parsing.store.readings import ReadingStore, Staged, read_landed
from pipelines.parsing.store.report import ReadingReport
from pipelines.parsing.version import PARSER_VERSION
from pipelines.parsing.vocabulary.records import Reading
from pipelines.parsing.workers.pool import ParsingWorkers
from pipelines.parsing.workers.task import Parse, read_capture
from pipelines.scaling.errors import WorkerUnfit
from pipelines.scaling.objects.readings import ReadingsAtUrl


@dataclass(frozen=True, slots=True)
class Places:
    """Where a task reads and writes, as every worker names it, and by which parser.

    Attributes:
        raw: the raw folder.
        readings: the folder of readings.
        parser_version: the version that whoever gives out tasks has.
        parse: the parser.
        raw_url: where captures are read instead, so that no worker needs to see the folders; empty: in the folder.
        readings_url: where batches are written instead; empty: in the folder.
    """

    raw: Path
    readings: Path
    parser_version: str
    parse: Parse = read_capture
    raw_url: str = ""
    readings_url: str = ""


def read_batch(places: Places, captures: Sequence[Capture]) -> tuple[Staged, ReadingReport]:
    """Read captures and write what was read in them, as one batch.

    Returns:
        What `ReadingStore.accept` takes, or `ReadingsAtUrl.accept` where there are URLs; and what was read.

    Raises:
        WorkerUnfit: this worker cannot read these captures as they are meant to be read.
        StorageFailed: a URL does not answer.
        OSError: the batch cannot be written.
    """
    read = partial(read_landed, _raw(places), captures, _ready(places))
    made = validated_frames(frames(read()), read)
    report = ReadingReport()
    report.add(made)
    if not places.readings_url:
        return ReadingStore(places.readings).stage(made), report
    with TemporaryDirectory(prefix="pithhouse-batch-") as work:
        store = ReadingStore(Path(work))
        staged = store.stage(made)
        ReadingsAtUrl(store, places.readings_url).put(staged.folder, staged.name)
    return staged, report


def read_alone(places: Places, capture: Capture) -> Reading:
    """Read one capture, and return what was read.

    Raises:
        WorkerUnfit: see `read_batch`.
    """
    [reading] = read_landed(_raw(places), [capture], _ready(places))
    return reading


_children: Final = threading.local()
"""What this thread of the worker keeps from task to task: the process that reads pages, and the raw store at a URL."""


def _raw(places: Places) -> RawStore:
    """Return the raw store; one at a URL is kept, with its connection and the bytes that were read last."""
    if not places.raw_url:
        return RawStore(places.raw)
    known = getattr(_children, "raw", None)
    if known is None or known[0] != places.raw_url:
        known = _children.raw = (places.raw_url, RawStore(places.raw, url=places.raw_url))
    raw: RawStore = known[1]
    return raw


def _ready(places: Places) -> ParsingWorkers:
    """Return the process that reads pages, after a look whether this worker is fit for the task."""
    if places.parser_version != PARSER_VERSION:
        raise WorkerUnfit(
            f"the worker has parser version {PARSER_VERSION}, and {places.parser_version} is wanted: install the same "
            "release of pithhouse on all workers"
        )
    if not places.raw_url and not places.raw.is_dir():
        raise WorkerUnfit(
            f"the worker does not see {places.raw}: mount the data folder at the same place everywhere, or set raw_url "
            "and readings_url"
        )
    if multiprocessing.current_process().daemon:
        raise WorkerUnfit(
            "the worker may not start processes: set DASK_DISTRIBUTED__WORKER__DAEMON=False where it is started"
        )
    known = getattr(_children, "known", None)
    if known is None or known[0] is not places.parse:
        known = _children.known = (places.parse, ParsingWorkers(1, parse=places.parse))
    workers: ParsingWorkers = known[1]
    return workers

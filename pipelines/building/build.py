"""The build: all tables of the warehouse from all readings, in a new file next to the published one.

`fill` fills the file, and `new_file` deals with captures that make it fail. The result is a pure function of raw index,
readings and versions: the order of arrival never matters.
"""

import os
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from pipelines.building import fingerprint
from pipelines.building.failing_captures import Fault
from pipelines.building.fetching_frames import receipt_frame, source_frame
from pipelines.building.incremental.remade import NOTHING, Carried
from pipelines.building.inputs import landed_frame
from pipelines.building.new_file import NewFile, ReadingsChanged, made_of_all_that_can
from pipelines.building.shards.whole import Each, divided_into, one_by_one
from pipelines.fetching.schedule import view_states
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.readings import ReadingStore
from pipelines.progress import ProgressCallback, no_progress
from pipelines.settings import DEFAULTS, Settings
from pipelines.warehouse import summary
from pipelines.warehouse.beside import refused_by_disk, shards_folder
from pipelines.warehouse.publish import discard, fingerprint_of, recipe_of
from pipelines.workspace import DataFolder


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build.

    Attributes:
        rows: number of rows of each table and view.
        fingerprint: the fingerprint of all inputs.
        is_unchanged: whether the published file was built from the same inputs; if so, there is no new file.
        seconds: how long it took.
        carried: what was carried over from the published file.
        left_out: the captures left out because the build fails with them, each with its fault.
    """

    rows: dict[str, int]
    fingerprint: str
    is_unchanged: bool
    seconds: float
    carried: Carried = NOTHING
    left_out: Mapping[str, Fault] = field(default_factory=dict)


def build(  # noqa: PLR0913 (the last is for a cluster)
    folder: DataFolder,
    built_at: datetime,
    advance: ProgressCallback = no_progress,
    settings: Settings = DEFAULTS,
    only: Collection[str] | None = None,
    *,
    each: Each = one_by_one,
) -> Built:
    """Build the warehouse in a new file.

    Args:
        folder: the data folder.
        built_at: the build time for `meta.build` (UTC).
        advance: progress callback, called with numbers of tables; a build by shards has more steps.
        settings: how often hubs are due, for the table `sources`, and the number of shards.
        only: ids of the captures to build from; None: all that landed.
        each: does the work of all shards.

    Returns:
        What was built. The file is complete, closed and fulfils its contracts, but is not published yet. Captures that
        make the build fail are left out and have the outcome `build_failed` in it.

    Raises:
        ShapeBroken: a statement and its schema disagree.
        OSError: the new file cannot be written (such as a full disk). After this and any other error it is removed.
    """
    started = time.monotonic()
    captures = [one for one in RawStore(folder.raw).captures() if only is None or one.capture_id in only]
    landed = landed_frame(captures)
    readings = ReadingStore(folder.readings)
    recipe = fingerprint.recipe()
    made_of = fingerprint.made_of(recipe, landed, readings)
    published = fingerprint_of(folder.warehouse)
    if published == made_of:
        return Built({}, made_of, is_unchanged=True, seconds=time.monotonic() - started)
    states = view_states(captures, readings.outcomes(captures), built_at)
    frames = {"source_states": source_frame(folder, states, settings), "fetch_receipts": receipt_frame(folder)}
    former = folder.warehouse if recipe_of(folder.warehouse) == recipe else None
    previous = summary.built_at(folder.warehouse) if published else None
    marks = (made_of, recipe)
    shards = divided_into(len(captures), settings.build_shards, shards_folder(folder.building), each)
    new = NewFile(folder.building, {"landed": landed, **frames}, readings, advance, built_at, previous, marks, shards)
    try:
        with _whole_or_absent(folder):
            rows, carried, left_out = made_of_all_that_can(new, former, partial(summary.left_out, folder.warehouse))
    except ReadingsChanged:  # read the changed ones again from raw, then start over (FAULTS F29)
        readings.remove_changed()
        readings.read_new(RawStore(folder.raw))
        return build(folder, built_at, advance, settings, only, each=each)
    seconds = time.monotonic() - started
    return Built(rows, made_of, is_unchanged=False, seconds=seconds, carried=carried, left_out=left_out)


@contextmanager
def _whole_or_absent(folder: DataFolder) -> Iterator[None]:
    """Remove the new file if building it fails, and turn DuckDB's disk errors into an OSError (FAULTS F27)."""
    try:
        yield
    except BaseException as error:
        discard(folder)
        if code := refused_by_disk(error):
            reason = "" if os.strerror(code) in str(error) else f"{os.strerror(code)}: "
            what = f"the new warehouse could not be written, the published one is as it was ({reason}{error})"
            raise OSError(code, what, str(folder.building)) from error
        raise

"""`refresh` and `ingest` when nothing is new: decided without a run, before Dagster and pandera are loaded.

`pipelines.building.nothing_new` makes the comparison. Anything that prevents a decision (another run, an invalid
setting, a missing path) is left to a run, which reports and records it.
"""

import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import duckdb

from cli import run_record
from cli.progress import bars
from cli.published import Done, summarised
from cli.summary import Summary
from pipelines.building.nothing_new import NothingNew, nothing_new
from pipelines.errors import InvalidSettings
from pipelines.landing.errors import LandingError
from pipelines.landing.files.sample import taken_where_none_is_named
from pipelines.locks import Locked
from pipelines.scaling.errors import ScaleMissing, StorageFailed
from pipelines.scaling.lake.publish import is_current
from pipelines.scaling.objects.sync import is_pushed, pull
from pipelines.settings import Settings, settings_of
from pipelines.warehouse.connections import NotPublished
from pipelines.workspace import DataFolder

_LEFT_TO_A_RUN: Final = (
    Locked,
    InvalidSettings,
    LandingError,
    NotPublished,
    StorageFailed,
    ScaleMissing,
    OSError,
    UnicodeError,
    duckdb.Error,
    sqlite3.Error,
)


def unchanged(data: DataFolder, paths: Sequence[Path]) -> Summary | None:
    """Return the summary of a run that finds nothing new; None if there is something for a run to do.

    Args:
        data: the data folder; only the time of the last check is changed in it.
        paths: absolute paths to take in; empty: the bundled sample, if the folder holds no other hubs. If a site is
            set, `fetching_first` asks it.
    """
    started = time.monotonic()
    if not data.warehouse.exists():
        return None
    try:
        with data.lock(0), bars() as watch:
            settings = settings_of(data.root)
            if not paths and settings.site:
                return None
            pull(data, settings)
            run = settled(data, settings)
            if run is None:
                return None
            taken = paths or taken_where_none_is_named(data)
            found = nothing_new(data, taken, datetime.now(UTC), watch.progress("looking for news"))
            if found is None:
                return None
            watch.chosen(taken)
            data.last_look.touch()
            return summarised(data, _done(run.run_id, found), started)
    except _LEFT_TO_A_RUN:
        return None


def settled(data: DataFolder, settings: Settings) -> run_record.Run | None:
    """Return the last run of the job; None if a run is needed whatever the pages are.

    That is so if the last run failed, was killed or is in progress, or if the lake or a URL lacks something.

    Raises:
        sqlite3.Error: the record of runs is damaged.
    """
    record = run_record.state(data)
    if record.newest is None or record.newest.status != run_record.SUCCESS or record.unfinished:
        return None
    return record.newest_of_job if is_current(data, settings) and is_pushed(data, settings) else None


def _done(run_id: str, found: NothingNew) -> Done:
    captures = {
        "new": 0,
        "revisits": 0,
        "already_there": found.already_there,
        "other_records": found.other_records,
        "carried_over": 0,
    }
    return Done(run_id, is_unchanged=True, captures=captures, repaired=[])

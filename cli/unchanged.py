"""`refresh` and `ingest` where nothing is new: decided before Dagster and pandera are loaded, and without a run.

What is looked at is said by `pipelines.building.nothing_new`. Whatever stands in the way of a decision (another run,
a setting without meaning, a path that is not there) is left to a run, which says it and has it in its record.
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
    """Say what a run would say that finds nothing new; None where there is something for a run to do.

    Args:
        data: the data folder; nothing is changed in it but the time of the last look.
        paths: what to take in, absolute; none: the bundled sample, where the folder holds no other hubs. Where a site
            is set, `fetching_first` asks it.
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
    """Return the last run of the job; None where a run is needed whatever the pages are.

    That is where a run failed last, was killed or goes on, or where the lake or a URL was not given what it is to have.

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

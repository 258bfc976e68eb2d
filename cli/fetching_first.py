"""`refresh` with a site: the site is asked first, and Dagster is loaded only if there is news.

If every page that is due was requested and every answer is "unchanged" (304), there is nothing to read, build or check,
and no run (docs/decisions/0037). Otherwise the run takes over what was fetched. A thread imports Dagster as soon as the
first news arrives, while pages are still being fetched.
"""

import importlib
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import duckdb

from assets.ahead import Ahead
from cli import run_record
from cli.progress import Bars, bars
from cli.published import Done, summarised
from cli.summary import Summary
from cli.unchanged import settled
from pipelines.building.nothing_new import nothing_new
from pipelines.errors import InvalidSettings
from pipelines.fetching.plan import PlannedHub, told
from pipelines.locks import Locked
from pipelines.scaling.objects.captures import push_beside
from pipelines.scaling.objects.sync import pull
from pipelines.settings import Settings, settings_of
from pipelines.warehouse.connections import NotPublished
from pipelines.workspace import DataFolder

LONGEST_WITHOUT_RUN: Final = timedelta(hours=20)
"""After this time a refresh is recorded as a run even if nothing changed: one a day keeps the UI's freshness true."""

_LEFT_TO_A_RUN: Final = (NotPublished, OSError, UnicodeError, duckdb.Error, sqlite3.Error)


def fetched_first(data: DataFolder) -> tuple[Summary | None, Ahead]:
    """Fetch what is due at the site before a run starts.

    Args:
        data: the data folder. If no site is set, or another process holds the folder, nothing is fetched.

    Returns:
        The summary if no run is needed, else None; and what a run has to report and continue with.

    Raises:
        KeyboardInterrupt: the fetching was interrupted twice; what was landed stays, and the next run continues.
    """
    ahead = Ahead()
    try:
        settings = settings_of(data.root)
        if not settings.site:
            return None, ahead
        with data.lock(0), bars() as watch:
            _fetch(data, settings, watch, ahead)
            return _summary(data, settings, ahead), ahead
    except (Locked, InvalidSettings):
        return None, ahead


def _fetch(data: DataFolder, settings: Settings, watch: Bars, ahead: Ahead) -> None:
    """Fetch what is due; an error is kept for the run, which raises and records it."""
    from pipelines.fetching.run import fetch_due  # noqa: PLC0415 (aiohttp, which a folder without a site does not need)

    def planned(hubs: Sequence[PlannedHub]) -> None:
        ahead.planned = hubs
        watch.says(told(hubs, settings.site))

    if not data.warehouse.exists():
        _load_dagster()
    try:
        pull(data, settings)
        ahead.fetched = fetch_due(
            data,
            settings,
            lambda: datetime.now(UTC),
            advance=watch.progress("fetching"),
            say=watch.says,
            planned=planned,
            news=_load_dagster,
        )
        push_beside(data)
    except Exception as error:  # noqa: BLE001 (whatever it is, the run raises it, and is marked as failed)
        ahead.error = error


def _load_dagster() -> None:
    """Start importing what a run needs, in a thread; pages are read by another process meanwhile."""

    def load() -> None:
        with suppress(Exception):  # whoever imports it next has the error
            importlib.import_module("cli.loading")

    threading.Thread(target=load, name="imports", daemon=True).start()


def _summary(data: DataFolder, settings: Settings, ahead: Ahead) -> Summary | None:
    """Summarise a fetch without news; None if a run is needed."""
    fetched = ahead.fetched
    if fetched is None or fetched.has_news or fetched.receipt.stop_reason:
        return None
    try:
        run = settled(data, settings)
        if run is None or run.ended_at is None or datetime.now(UTC) - run.ended_at > LONGEST_WITHOUT_RUN:
            return None
        if nothing_new(data, (), datetime.now(UTC)) is None:
            return None
        data.last_look.touch()
        return summarised(data, _done(run, ahead), ahead.started)
    except _LEFT_TO_A_RUN:
        return None


def _done(run: run_record.Run, ahead: Ahead) -> Done:
    assert ahead.fetched is not None
    landed, receipt = ahead.fetched.landed, ahead.fetched.receipt
    captures = {
        "new": len(landed.captures),
        "revisits": landed.revisits,
        "already_there": landed.already,
        "other_records": 0,
        "carried_over": 0,
    }
    return Done(run.run_id, is_unchanged=True, captures=captures, repaired=[], fetch=receipt.as_json())

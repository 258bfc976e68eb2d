"""Run the Dagster job `refresh` in this process, and summarise what it loaded.

This module imports Dagster and pandera, so `refresh` and `ingest` import it only if something is new.
"""

import logging
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import dagster as dg

from assets.ahead import Ahead
from assets.chores import forget_former_assets
from assets.definitions import REFRESH, build_defs
from assets.failures import failed_checks, why_failed
from assets.keys import WAREHOUSE, reading_key, table_key
from assets.landing_metadata import RECEIPT
from assets.resources import FolderResource
from cli.dagster_home import end_dead_runs, instance
from cli.exits import CheckFailed
from cli.job_run import execute, new_run_id
from cli.progress import bars
from cli.published import Done, summarised
from cli.run_record import under_way
from cli.screen import say
from cli.summary import Summary
from pipelines.locks import Locked
from pipelines.notifying.webhook import post, run_failed
from pipelines.settings import settings_of
from pipelines.warehouse import summary
from pipelines.warehouse.connections import keeping_open
from pipelines.workspace import DataFolder
from schemas.registry import IN_THE_FILE, READINGS

STORED: Final = [*map(reading_key, READINGS), *map(table_key, IN_THE_FILE), WAREHOUSE]
"""The assets that are made of what is stored."""


def load(  # noqa: PLR0913 (the options of two commands)
    data: DataFolder,
    paths: Sequence[Path],
    ahead: Ahead,
    *,
    wait_seconds: float,
    is_verbose: bool,
    allow_loss: bool = False,
) -> Summary:
    """Run the job on a data folder.

    Args:
        data: the data folder; created if it does not exist.
        paths: absolute paths to take in; empty: the bundled sample, if the folder holds no other hubs.
        ahead: what was fetched before the run.
        wait_seconds: how long to wait for another run.
        is_verbose: whether Dagster's log goes to stderr.
        allow_loss: publish even if published rows are lost and no page explains it.

    Raises:
        CheckFailed, RowsLost: a blocking check failed; the published file is unchanged.
        Locked: another run is in progress.
        KeyboardInterrupt: the run was interrupted.
    """
    known = summary.bad_captures(data.warehouse) if data.warehouse.exists() else set()
    with keeping_open():
        with instance(data, is_followed=is_verbose) as opened, bars() as watch:
            _before(data, opened, wait_seconds)
            folder = FolderResource(path=str(data.root), wait_seconds=wait_seconds, allow_loss=allow_loss)
            defs = build_defs({"data_folder": folder, "watch": watch, "ahead": ahead}, is_shown=False)
            result = _run(data, defs, opened, [str(path) for path in paths], is_verbose=is_verbose)
        problems = [one for one in summary.problems(data.warehouse) if (one.capture_id, one.outcome) not in known]
        return summarised(data, _done(result, problems), ahead.started)


def reload(data: DataFolder, *, wait_seconds: float, is_verbose: bool, allow_loss: bool = False) -> dict[str, Any]:
    """Run the job without its sources: read what is stored and not read yet, build, check, publish.

    Returns:
        How many captures were read, and whether the published file is unchanged.

    Raises:
        CheckFailed, RowsLost: a blocking check failed; the published file is unchanged.
        Locked: another run is in progress.
    """
    with instance(data, is_followed=is_verbose) as opened, bars() as watch:
        _before(data, opened, wait_seconds)
        folder = FolderResource(path=str(data.root), wait_seconds=wait_seconds, allow_loss=allow_loss)
        defs = build_defs({"data_folder": folder, "watch": watch}, is_shown=False)
        result = _run(data, defs, opened, None, is_verbose=is_verbose)
    return {
        "run_id": result.run_id,
        "captures_read": _metadata(result, "readings")["captures_read"],
        "is_unchanged": bool(_metadata(result, "warehouse")["is_unchanged"]),
    }


def _before(data: DataFolder, opened: dg.DagsterInstance, wait_seconds: float) -> None:
    """Say that another run is in progress, or tidy up after a run that was killed."""
    try:
        with data.lock(0):
            for run_id in end_dead_runs(data, opened):
                _tell(data, opened, run_id)
            forget_former_assets(opened)
    except Locked as held:
        say(f"{held}; waiting at most {wait_seconds:g} s.")


def _run(
    data: DataFolder, defs: dg.Definitions, opened: dg.DagsterInstance, paths: list[str] | None, *, is_verbose: bool
) -> dg.JobExecutionResult:
    """Run the job; without paths, only the steps after landing."""
    if not is_verbose:
        warnings.filterwarnings("ignore", module="dagster")
        # Ctrl-C may reach SQLAlchemy as it closes a connection; it would log a traceback of no use to anybody.
        logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
    config: dict[str, Any] = {
        **({} if paths is None else {"resources": {"sources": {"config": {"paths": paths}}}}),
        "loggers": {"console": {"config": {"log_level": "INFO" if is_verbose else "CRITICAL"}}},
    }
    run_id = new_run_id()
    job = defs.resolve_job_def(REFRESH)
    chosen = STORED if paths is None else []
    try:
        with under_way(data, run_id):
            return execute(job, opened, run_id, config, chosen)
    except dg.DagsterExecutionInterruptedError as error:
        raise KeyboardInterrupt from error
    except Exception as error:
        _tell(data, opened, run_id)
        if isinstance(error, dg.DagsterError) and (failed := failed_checks(opened, run_id)):
            raise CheckFailed("\n  ".join(["A check failed in the new file:", *failed])) from error
        raise


def _tell(data: DataFolder, opened: dg.DagsterInstance, run_id: str) -> None:
    """Notify the webhook of a failed run, if a webhook is set."""
    settings = settings_of(data.root)
    if address := settings.webhook.get_secret_value():
        steps, cause = why_failed(opened, run_id)
        say(post(address, run_failed(REFRESH, run_id, steps, cause, settings.dagster_url)))


def _done(result: dg.JobExecutionResult, problems: list[summary.Problem]) -> Done:
    landed = _metadata(result, "raw_pages")
    if held := _metadata(result, "warehouse").get("held_back"):
        say(held)
    return Done(
        run_id=result.run_id,
        is_unchanged=bool(_metadata(result, "warehouse")["is_unchanged"]),
        captures={
            "new": landed["new_captures"],
            "revisits": landed["revisits"],
            "already_there": landed["already_there"],
            "other_records": landed["other_records"],
            "carried_over": _metadata(result, "tables")["captures_carried_over"],
        },
        repaired=landed["repaired"],
        problems=problems,
        fetch=landed.get(RECEIPT),
    )


def _metadata(result: dg.JobExecutionResult, step: str) -> dict[str, Any]:
    """Return the plain values that the first asset of a step reported."""
    made, *_ = result.asset_materializations_for_node(step)
    return {name: entry.value for name, entry in made.metadata.items()}

"""The jobs besides `refresh` and `reparse`: compare a re-parse, export, clean up. Each is one step on one folder.

The work is done in `pipelines`; this module calls it and reports the results. `refresh` loads it as well, so what only
a job needs is imported when the job runs.
"""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Final

import dagster as dg

from assets.keys import ALL
from assets.resources import Clock, FolderResource
from pipelines.disk import part_of
from pipelines.parsing.version import PARSER_VERSION
from pipelines.progress import no_progress
from pipelines.scaling.lake.address import lake_of
from pipelines.warehouse.publish import discard
from pipelines.workspace import DataFolder, remove_tree

SPARED: Final = 200
"""Runs that are removed in one go."""

AT_REST: Final = list(set(dg.DagsterRunStatus) - {dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED})
"""What is under way is not removed, however old it is."""


@dg.op
def compare_reparse(context: dg.OpExecutionContext, data_folder: FolderResource, clock: Clock) -> None:
    """Read every stored capture with today's parser into a trial build, and report what would change."""
    from pipelines.provenance.reparse import reparse  # noqa: PLC0415 (only here is it needed)

    found = reparse(data_folder.folder, clock.now(), lambda _: no_progress)
    changed = [one for one in found.tables if one.is_changed]
    rows = [f"| {one.table} | {one.added} | {one.removed} | {sum(c.changed for c in one.columns)} |" for one in changed]
    head = "| table | rows added | rows removed | cells changed |\n| --- | --- | --- | --- |"
    context.add_output_metadata(
        {
            "cells_compared": found.cells,
            "tables_changed": len(changed),
            "changes": dg.MetadataValue.md("\n".join([head, *rows]) if rows else "Nothing would change."),
        }
    )


@dg.op
def write_files(context: dg.OpExecutionContext, data_folder: FolderResource) -> None:
    """Write the published tables as Parquet into `export/` of the data folder, and report what changed there."""
    from pipelines.exporting.files import export as write_export  # noqa: PLC0415 (only here is it needed)

    data = data_folder.folder
    done = write_export(data.warehouse, data.export, wait_seconds=data_folder.wait_seconds)
    changed = [one for one in done.changes if one.is_changed]
    context.add_output_metadata(
        {
            "folder": dg.MetadataValue.path(str(done.folder)),
            "files": len(done.resources),
            "rows": sum(one.rows for one in done.resources),
            "bytes": sum(one.bytes for one in done.resources),
            "tables_changed": len(changed),
        }
    )


@dg.op
def remove_old(context: dg.OpExecutionContext, data_folder: FolderResource, clock: Clock) -> None:
    """Remove old runs with their logs, readings of former parsers and leftovers of killed runs, never raw."""
    from pipelines.scaling.lake.maintenance import maintain  # noqa: PLC0415 (only here is it needed)

    before = clock.now() - timedelta(days=data_folder.settings.keep_runs_days)
    chosen = dg.RunsFilter(created_before=before, statuses=AT_REST)
    removed = 0
    while old := context.instance.get_run_records(chosen, limit=SPARED):
        for record in old:
            forget(context.instance, record.dagster_run.run_id)
        removed += len(old)
    left = left_behind(data_folder.folder)
    freed = sum(_bytes(one) for one in left)
    for one in left:
        remove_tree(one)
    discard(data_folder.folder)
    part_of(data_folder.folder.feed).unlink(missing_ok=True)
    former = forget_former_assets(context.instance)
    lake = lake_of(data_folder.folder, data_folder.settings)
    done = maintain(lake, data_folder.settings.lake_keep_days, data_folder.wait_seconds) if lake else None
    context.add_output_metadata(
        {
            "runs_removed": removed,
            "former_assets_removed": former,
            "folders_removed": [one.name for one in left],
            "bytes_freed": freed,
            **({f"lake_{name}": number for name, number in asdict(done).items()} if done else {}),
        }
    )


def forget(instance: dg.DagsterInstance, run_id: str) -> None:
    """Remove a run: first the output of its steps (stored apart, under the run's id), then its record.

    If this is killed in between, the record is still there and is removed next time.
    """
    instance.compute_log_manager.delete_logs(prefix=[run_id])
    instance.delete_run(run_id)


def forget_former_assets(instance: dg.DagsterInstance) -> list[str]:
    """Remove assets from the catalog that an earlier release had under other keys, and return their keys.

    Only Dagster's records of them are removed; the runs and the data folder stay as they are.
    """
    former = sorted(set(instance.all_asset_keys()) - ALL)
    if former:
        instance.wipe_assets(former)
    return [one.to_user_string() for one in former]


def left_behind(data: DataFolder) -> list[Path]:
    """List folders that nothing uses any more: readings of former parsers, trial builds of killed comparisons."""
    readings = [one for one in data.readings.glob("parser-*") if one.name != f"parser-{PARSER_VERSION}"]
    return sorted(one for one in (*readings, *data.root.glob(".shadow-*")) if one.is_dir() and not one.is_symlink())


def _bytes(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())


@dg.job(executor_def=dg.in_process_executor, description="What today's parser would change: nothing is published.")
def compare_parsers() -> None:
    """Compare a re-parse."""
    compare_reparse()


@dg.job(executor_def=dg.in_process_executor, description="The published tables as Parquet, into `export/`.")
def export() -> None:
    """Export."""
    write_files()


@dg.job(
    executor_def=dg.in_process_executor,
    description="Removes old runs with their logs (setting `keep_runs_days`) and files that nothing uses; never raw.",
)
def cleanup() -> None:
    """Clean up."""
    remove_old()

"""The assets of the groups `tables`, `history` and `marts`: all of the warehouse, built together in a new file.

The statements are in `pipelines.building`, the columns in `schemas`. The file is not published here: `contracts` checks
it, and `warehouse` swaps it in.
"""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from assets.keys import table_key
from assets.metadata_tables import as_table
from assets.resources import Clock, FolderResource
from assets.table_specs import table_spec
from assets.watch import Watch
from pipelines.building.build import Built, build
from pipelines.building.fingerprint import recipe
from pipelines.building.shards.phases import Bounds
from pipelines.building.shards.whole import Each, one_by_one
from pipelines.scaling.cluster.building import OnCluster
from pipelines.setting_values import PROCESSES
from pipelines.settings import Settings
from pipelines.warehouse import summary
from pipelines.warehouse.publish import discard
from pipelines.workspace import DataFolder
from schemas import table
from schemas.registry import IN_THE_FILE


@dg.multi_asset(name="tables", specs=[table_spec(model) for model in IN_THE_FILE])
def tables(
    data_folder: FolderResource, clock: Clock, watch: dg.ResourceParam[Watch]
) -> Iterator[dg.MaterializeResult[None]]:
    """Build every table from all readings, and the views on them, in a new file beside the published one."""
    folder = data_folder.folder
    settings = data_folder.settings
    built = build(folder, clock.now(), watch.progress("building"), settings, each=_shards_of(settings, folder))
    if built.is_unchanged:
        discard(folder)  # what a run left whose checks failed
    path = newest_file(folder)
    rows = summary.rows(path, IN_THE_FILE) if built.is_unchanged else built.rows
    first = summary.first_rows(path, IN_THE_FILE)
    for model in IN_THE_FILE:
        name = table.name(model)
        yield dg.MaterializeResult(
            asset_key=table_key(model),
            metadata={
                "dagster/row_count": rows[name],
                "is_unchanged": built.is_unchanged,
                "build_seconds": round(built.seconds, 3),
                "first_rows": as_table(first[model]),
                "captures_left_out": len(built.left_out),
                **_carried(built),
            },
            data_version=dg.DataVersion(built.fingerprint),
        )


def _shards_of(settings: Settings, folder: DataFolder) -> Each:
    """Return what does the work of shards, where a build has any: this process, or the cluster of the settings.

    With readings at a URL, workers need not see the data folder, and shards go from phase to phase in it.
    """
    if settings.cluster == PROCESSES or settings.readings_url:
        return one_by_one
    return OnCluster(settings.cluster, folder.root.absolute(), recipe, Bounds)


def _carried(built: Built) -> dict[str, int | str]:
    """Say what was carried over from the published file, or why nothing was."""
    said = {"from_scratch_because": built.carried.rebuild_reason} if built.carried.rebuild_reason else {}
    return {"captures_carried_over": built.carried.captures, **said}


def newest_file(folder: DataFolder) -> Path:
    """Return the file to check: the new file, or the published one if there is nothing new to publish."""
    return folder.building if folder.building.exists() else folder.warehouse

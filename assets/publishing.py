"""The asset of the group `publishing`: the one DuckDB file that analysts open.

The asset calls `pipelines.warehouse.publish`, which swaps the file in. It runs only if every contract holds.
"""

from pathlib import Path

import dagster as dg

from assets import labels, picture
from assets.alarm import require_lines_read
from assets.contracts import require_contracts
from assets.keys import table_key
from assets.loss import require_no_loss
from assets.resources import FolderResource
from pipelines.notifying.published import tell_changes
from pipelines.scaling.lake.publish import bring
from pipelines.scaling.objects.published import bring_published
from pipelines.warehouse import summary
from pipelines.warehouse.publish import held_back, publish, versions
from pipelines.warehouse.quality import results
from schemas.registry import IN_THE_FILE


@dg.asset(
    group_name=labels.PUBLISHING,
    owners=labels.OWNERS,
    kinds={"duckdb"},
    tags=labels.WAREHOUSE,
    freshness_policy=labels.DAILY,
    deps=[table_key(model) for model in IN_THE_FILE],
)
def warehouse(context: dg.AssetExecutionContext, data_folder: FolderResource) -> dg.MaterializeResult[None]:
    """The published file, `warehouse.duckdb`: swapped in at once, and read-only.

    Readers see the former file or this one, never half a load, and never wait. The former ones are kept in
    `warehouse.versions/`. Open it with any DuckDB from 1.2 on, or ask `pithhouse query`:

    ```sql
    SELECT title, tier, citing_papers_printed FROM hubs ORDER BY citing_papers_printed DESC NULLS LAST LIMIT 5;
    ```
    """
    folder = data_folder.folder
    held, is_new = "", folder.building.exists()
    if is_new:
        # The checks ran before this step, but the UI lets it run alone; a million rows take a third of a second.
        require_contracts(data_folder)
        require_lines_read(data_folder)
        require_no_loss(data_folder)
        if held := held_back(folder):
            context.log.warning(held)
        else:
            publish(folder)
            for told in tell_changes(folder, data_folder.settings):
                context.log.info(told)
    at_url = None if held else bring_published(folder, data_folder.settings)
    in_lake = None if held else bring(folder, data_folder.settings, data_folder.wait_seconds)
    rows = summary.rows(folder.warehouse)
    return dg.MaterializeResult(
        metadata={
            "is_unchanged": bool(held) or not is_new,
            **({"held_back": held} if held else {}),
            "file": dg.MetadataValue.path(str(folder.warehouse)),
            "bytes": folder.warehouse.stat().st_size,
            "tables": len(rows),
            "dagster/row_count": sum(rows.values()),
            **{f"rows_of_{name}": rows[name] for name in ("hubs", "papers", "citations", "captures")},
            "built_at": dg.MetadataValue.timestamp(summary.built_at(folder.warehouse)),
            **_to_plot(folder.warehouse),
            "citing_papers_by_month": dg.MetadataValue.md(picture.as_markdown(picture.months(folder.warehouse))),
            "former_files_kept": len(versions(folder)),
            **({"at_url": f"{data_folder.settings.published_url}/{at_url}"} if at_url else {}),
            **({"lake_version": in_lake.version, "lake_rows_written": in_lake.rows_written} if in_lake else {}),
        }
    )


def _to_plot(path: Path) -> dict[str, float]:
    """Return the numbers that should not jump from run to run: Dagster draws them over time."""
    found = results(path)
    lines = summary.lines(path)
    return {
        "residue_share": round(found["residue"].count / lines, 4) if lines else 0.0,
        "cells_refused": found["quarantine"].count,
        "claims_that_disagree": found["claims"].count,
    }

"""The checks of the published file itself, after the swap: what a reader finds who opens it now.

The tables' contracts are checked before the swap, in `contracts`.
"""

from collections.abc import Iterator
from typing import Final

import dagster as dg

from assets.keys import WAREHOUSE
from assets.resources import FolderResource
from pipelines.warehouse import summary
from pipelines.warehouse.publish import READ_ONLY, fingerprint_of
from pipelines.workspace import DataFolder
from schemas import table
from schemas.registry import IN_THE_FILE

OPENS: Final = "opens_read_only_with_all_tables"
COMPLETE: Final = "holds_every_landed_capture"
WRITABLE: Final = 0o222
"""The bits of a file's mode that let somebody write to it."""


@dg.multi_asset_check(
    name="published",
    specs=[
        dg.AssetCheckSpec(
            OPENS,
            asset=WAREHOUSE,
            description=(
                "The published file opens with this DuckDB, says what it was built from, has every table and view, and "
                "nobody may write to it."
            ),
        ),
        dg.AssetCheckSpec(
            COMPLETE,
            asset=WAREHOUSE,
            description=(
                "Warns of captures that landed and are not in the published file: a run was interrupted or stopped by "
                "a check, or the file was rolled back.\n\n```sql\nSELECT count(*) FROM captures;\n```"
            ),
        ),
    ],
    can_subset=True,
)
def published(context: dg.AssetCheckExecutionContext, data_folder: FolderResource) -> Iterator[dg.AssetCheckResult]:
    """Open the published file as a reader does, and check it."""
    chosen = {one.name for one in context.selected_asset_check_keys}
    if OPENS in chosen:
        yield _opens(data_folder.folder)
    if COMPLETE in chosen:
        yield _complete(data_folder.folder)


def _opens(folder: DataFolder) -> dg.AssetCheckResult:
    path = folder.warehouse
    fingerprint = fingerprint_of(path) if path.exists() else None
    rows = summary.rows(path, IN_THE_FILE) if fingerprint else {}
    missing = [table.name(one) for one in IN_THE_FILE if table.name(one) not in rows]
    is_safe = path.exists() and not path.stat().st_mode & WRITABLE
    faults = [
        *([] if fingerprint else [f"{path} is missing or cannot be opened: `pithhouse doctor` names the repair."]),
        *([f"Missing: {', '.join(missing)}."] if fingerprint and missing else []),
        *([] if is_safe or not fingerprint else [f"It can be written to: `chmod {READ_ONLY:o} {path}`."]),
    ]
    return dg.AssetCheckResult(
        passed=not faults,
        asset_key=WAREHOUSE,
        check_name=OPENS,
        severity=dg.AssetCheckSeverity.ERROR,
        description=" ".join(faults) or f"{len(rows)} tables and views, read-only.",
        metadata={"expected": len(IN_THE_FILE), "actual": len(rows), "fingerprint": fingerprint or "none"},
    )


def _complete(folder: DataFolder) -> dg.AssetCheckResult:
    found = summary.outcomes(folder.warehouse) if fingerprint_of(folder.warehouse) else {}
    landed, held = summary.landed_and_held(folder, found)
    missing = max(landed - held, 0)
    return dg.AssetCheckResult(
        passed=not missing,
        asset_key=WAREHOUSE,
        check_name=COMPLETE,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{missing:,} captures landed that the file does not hold. The job `refresh` publishes them."
        if missing
        else f"All {landed:,} captures are in the file.",
        metadata={"expected": landed, "actual": held},
    )

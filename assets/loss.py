"""The guard against loss: a file that drops published rows without a page that explains it is never published.

`pipelines.building.loss` finds the lost rows; this module turns them into a blocking check of `captures`, the source of
every row.
"""

from collections.abc import Iterator

import dagster as dg

from assets.keys import table_key
from assets.metadata_tables import Row, as_list, as_tables
from assets.resources import FolderResource
from pipelines.building.loss import FEWEST_ROWS, Loss, losses, said
from pipelines.errors import RowsLost
from pipelines.settings import DEFAULTS, PREFIX
from pipelines.warehouse.publish import recipe_of
from schemas.captures import Captures

CAPTURES = table_key(Captures)
SETTING = f"{PREFIX}MOST_LOST"
NAME = "no_rows_are_lost"
ABOUT = (
    f"Of no table more than a share of {DEFAULTS.most_lost:.0%} of the published rows ({SETTING} sets another) goes or "
    f"changes without a page that explains it; {FEWEST_ROWS} rows at least are asked for. A new capture of the hub, a "
    "page that is gone, or another version of the parser explains it. Checked before the new file is published."
)


def found(data_folder: FolderResource) -> list[Loss]:
    """Compare the new file with the published one; if one of them is missing, nothing is lost."""
    folder = data_folder.folder
    return losses(folder.building, folder.warehouse) if folder.building.exists() and folder.warehouse.exists() else []


@dg.multi_asset_check(
    name="loss",
    specs=[
        dg.AssetCheckSpec(
            NAME,
            asset=CAPTURES,
            blocking=True,
            description=ABOUT,
        )
    ],
)
def loss_check(data_folder: FolderResource) -> Iterator[dg.AssetCheckResult]:
    """Check which rows the new file would drop."""
    most = data_folder.settings.most_lost
    lost = found(data_folder)
    too_much = [one for one in lost if one.is_too_much(most)]
    rows: list[Row] = [
        {"table": one.table, "rows": one.rows, "gone": one.gone, "changed": one.changed, "share": f"{one.share:.1%}"}
        for one in lost
    ]
    captures: list[Row] = [
        {"table": one.table, "capture_id": of.capture_id, "file": of.source_file, "rows": of.rows, "now": of.state}
        for one in lost
        for of in one.captures
    ]
    text = f"{said(too_much, most)}\n{_how(data_folder, too_much)}" if too_much else "No table loses more than it may."
    yield dg.AssetCheckResult(
        asset_key=CAPTURES,
        check_name=NAME,
        passed=not too_much or data_folder.allow_loss,
        severity=dg.AssetCheckSeverity.ERROR,
        description=f"{text}\n\n{as_list(captures)}".rstrip() if too_much else text,
        metadata={
            "expected": f"at most {most:.1%}",
            "actual": round(max((one.share for one in lost), default=0.0), 4),
            "is_allowed": data_folder.allow_loss,
            **as_tables(tables=rows, captures=captures),
        },
    )


def require_no_loss(data_folder: FolderResource) -> None:
    """Refuse a new file that drops rows, even if the run did not include the check.

    Raises:
        RowsLost: with the tables, some of the rows, and the captures that they came from.
    """
    most = data_folder.settings.most_lost
    too_much = [one for one in found(data_folder) if one.is_too_much(most)]
    if too_much and not data_folder.allow_loss:
        text = f"{said(too_much, most)}\n{_how(data_folder, too_much)}"
        raise RowsLost(f"{data_folder.folder.building} is not published. {text}")


def _how(data_folder: FolderResource, too_much: list[Loss]) -> str:
    folder = data_folder.folder
    is_another = recipe_of(folder.building) != recipe_of(folder.warehouse)
    why = "The published file was built by other statements or schemas: that may be why. " if is_another else ""
    enough = min(max(one.share for one in too_much) + 0.01, 1)
    return (
        f"{why}Bring back what is gone (raw files from a backup; `pithhouse doctor` names what is wrong), or, where it "
        f"is meant, publish it all the same: once more with --allow-loss, or with {SETTING}={enough:.2f}"
    )

"""All definitions in one: assets, checks, jobs, schedules, sensors, resources, the executor.

Only the job `refresh` is defined here. `[tool.dg]`, `pithhouse dev` and `pithhouse refresh` load it; tests build
their own with `build_defs`.
"""

from collections.abc import Mapping

import dagster as dg

from assets import labels, landing
from assets.ahead import Ahead
from assets.alarm import alarm_checks
from assets.alerts import failure_webhook, overdue_webhook
from assets.automation import daily_schedule, inbox_emptied, inbox_sensor, weekly_schedule
from assets.chores import cleanup, compare_parsers, export
from assets.code_references import with_link, with_links
from assets.contracts import contracts
from assets.keys import WAREHOUSE, reading_key, table_key
from assets.landing import intake, raw_pages, site
from assets.loss import loss_check
from assets.parsing import readings
from assets.published import published
from assets.publishing import warehouse
from assets.quality import quality
from assets.resources import Clock, FolderResource, Sources
from assets.tables import tables
from assets.watch import Watch
from schemas.registry import IN_THE_FILE, READINGS

REFRESH = "refresh"

CHORES = (compare_parsers, export, cleanup)

refresh = dg.define_asset_job(
    REFRESH,
    selection=dg.AssetSelection.all(),
    description=(
        "From captures to the published warehouse: land, read, build in a new file, check it, swap it in.\n\n"
        "Runs in one process, and waits for another run on the same data folder. `pithhouse refresh` and "
        "`pithhouse ingest` run this job."
    ),
    executor_def=dg.in_process_executor,
)

reparse = dg.define_asset_job(
    labels.REPARSE,
    selection=dg.AssetSelection.assets(*map(reading_key, READINGS), *map(table_key, IN_THE_FILE), WAREHOUSE),
    description=(
        "Reads every stored capture anew by today's parser, then builds, checks and publishes, as `pithhouse reparse` "
        "does.\n\nThe job `compare_parsers` shows first what would change."
    ),
    executor_def=dg.in_process_executor,
)


def build_defs(overrides: Mapping[str, object] | None = None, *, is_shown: bool = True) -> dg.Definitions:
    """Build the definitions.

    Args:
        overrides: resources to use in place of the usual ones: `data_folder`, `sources`, `clock`, `watch`, `ahead`.
        is_shown: whether a UI shows them, and so links each asset to its code and docs.

    Returns:
        Definitions whose every run stays in one process (docs/decisions/0001).
    """
    resources: dict[str, object] = {
        "data_folder": FolderResource(),
        "sources": Sources.configure_at_launch(),
        "clock": Clock(),
        "watch": Watch(),
        "ahead": Ahead(),
    }
    resources |= dict(overrides or {})
    folder, clock = resources["data_folder"], resources["clock"]
    assert isinstance(folder, FolderResource)
    assert isinstance(clock, Clock)
    made = [intake, raw_pages, readings, tables, warehouse]
    return dg.Definitions(
        assets=[with_link(site, landing.__file__), *with_links(made)] if is_shown else [site, *made],
        asset_checks=[contracts, quality, alarm_checks, loss_check, published],
        jobs=[refresh, reparse, *CHORES],
        schedules=[daily_schedule(refresh, folder), weekly_schedule(cleanup, folder)],
        sensors=[
            inbox_sensor(refresh, folder, clock),
            inbox_emptied(refresh, folder),
            failure_webhook([refresh, reparse, *CHORES], folder),
            overdue_webhook(REFRESH, folder, clock),
        ],
        resources=resources,
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """Give Dagster's tools the definitions when they ask; a command builds its own."""
    return build_defs()

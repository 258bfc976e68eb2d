"""The assets of the group `landing`: the site, what a run will take in, and its bytes as WARC.

The assets call `pipelines.landing`, which reads and stores files, and report the results.
"""

from collections.abc import Iterator

import dagster as dg

from assets import labels
from assets.ahead import Ahead
from assets.keys import RAW_PAGES, SITE
from assets.landing_metadata import (
    ACCEPTED,
    accepted_check,
    landed_metadata,
    planned_metadata,
    read_metadata,
    receipt_metadata,
)
from assets.resources import Clock, FolderResource, Sources
from assets.source_files import preview, source_files
from assets.watch import Watch
from pipelines.fetching.plan import told
from pipelines.landing import sources as landing_sources
from pipelines.landing.archives.source import Tally
from pipelines.landing.captures import Arrival
from pipelines.landing.raw_store import RawStore
from pipelines.progress import ProgressCallback
from pipelines.scaling.objects.captures import push_beside

site = dg.AssetSpec(
    SITE,
    description=(
        "The site that publishes the hub pages: made elsewhere, and fetched where the setting `site` names it.\n\n"
        "What is known of each page there:\n\n```sql\nSELECT url, last_page_at, next_due_at FROM sources;\n```"
    ),
    group_name=labels.LANDING,
    owners=labels.OWNERS,
    kinds={"html", "json"},
    tags=labels.SOURCE,
)


@dg.asset(group_name=labels.LANDING, owners=labels.OWNERS, kinds={"python", "file"}, tags=labels.SOURCE)
def intake(
    data_folder: FolderResource,
    sources: Sources,
    clock: Clock,
    watch: dg.ResourceParam[Watch],
    ahead: dg.ResourceParam[Ahead],
) -> dg.MaterializeResult[None]:
    """What this run takes in: the given files, else the hubs that are due at the site, else the sample.

    Files are named in the Launchpad of the job `refresh`, or by `pithhouse ingest PATH`. Hubs are fetched if
    the setting `site` names a site and `hubs.csv` lists them; `pithhouse plan` shows the same. The sample is made up,
    so it is not loaded into a data folder that holds captures of other hubs. What is known about each hub:

    ```sql
    SELECT url, last_page_at, changes, visits, failures, next_due_at FROM sources ORDER BY next_due_at LIMIT 20;
    ```
    """
    settings = data_folder.settings
    if sources.is_live(settings):
        if ahead.planned is None:
            hubs = data_folder.plan(clock.now())
            watch.says(told(hubs, settings.site))
        else:
            hubs = list(ahead.planned)
        return dg.MaterializeResult(metadata=planned_metadata(hubs, settings))
    paths = sources.chosen(data_folder.folder)
    watch.chosen(paths)
    files = list(source_files(paths))
    return dg.MaterializeResult(
        metadata={
            "paths": [str(path) for path in paths],
            "files": len(files),
            "bytes": sum(one.bytes for one in files),
            "first_files": preview(files),
        }
    )


@dg.asset(
    group_name=labels.LANDING,
    owners=labels.OWNERS,
    kinds={"python", "warc"},
    tags=labels.RAW,
    freshness_policy=labels.DAILY,
    deps=[SITE, intake],
    check_specs=[
        dg.AssetCheckSpec(
            ACCEPTED,
            asset=RAW_PAGES,
            description="Warns of files and records that this run was given and cannot use, each with its reason.",
        )
    ],
)
def raw_pages(
    data_folder: FolderResource,
    sources: Sources,
    clock: Clock,
    watch: dg.ResourceParam[Watch],
    ahead: dg.ResourceParam[Ahead],
) -> dg.MaterializeResult:  # type: ignore[type-arg] # [None] would be one output
    """Every capture as it came (bytes, time and outcome) as WARC/1.1: append-only, never edited.

    This is the only data that cannot be rebuilt. The same bytes are stored once, and so is the same capture. This finds
    the record of a capture:

    ```sql
    SELECT url, warc_file, warc_offset, body_sha256 FROM captures WHERE capture_id = '…';
    ```
    """
    folder, settings, tally = data_folder.folder, data_folder.settings, Tally()
    if sources.is_live(settings):
        done = ahead.take()
        if done is None:
            from pipelines.fetching.run import fetch_due  # noqa: PLC0415 (aiohttp, which a run on files does not need)

            done = fetch_due(folder, settings, clock.now, advance=watch.progress("fetching"), say=watch.says)
        landed, fetched = done.landed, receipt_metadata(done.receipt) | read_metadata(done.read)
    else:
        now, raw = clock.now(), RawStore(folder.raw)
        arrivals = landing_sources.arrivals(sources.chosen(folder), now, raw, tally)
        landed, fetched = raw.append(_told(arrivals, watch.progress("taking in")), now), {}
    push_beside(folder)
    metadata = landed_metadata(landed, folder.raw, tally.other_records) | fetched
    return dg.MaterializeResult(metadata=metadata, check_results=[accepted_check(landed)])


def _told(arrivals: Iterator[Arrival], advance: ProgressCallback) -> Iterator[Arrival]:
    """Report each arrival as it is taken; the total is not known in advance."""
    for taken, arrival in enumerate(arrivals, 1):
        advance(taken, 0)
        yield arrival

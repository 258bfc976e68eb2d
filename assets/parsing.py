"""The asset of the group `parsing`: what the parser read in each capture, as Parquet.

The body takes, calls and reports; the grammar of pages is in `pipelines.parsing`. `definitions` collects it.
"""

import dagster as dg

from assets import labels
from assets.landing import raw_pages
from assets.landing_metadata import read_on_arrival
from assets.resources import FolderResource
from assets.watch import Watch
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.store.retry import forget
from pipelines.parsing.version import PARSER_VERSION


@dg.asset(
    group_name=labels.PARSING,
    owners=labels.OWNERS,
    kinds={"polars", "parquet"},
    tags=labels.READINGS,
    deps=[raw_pages],
    code_version=PARSER_VERSION,
)
def readings(
    context: dg.AssetExecutionContext, data_folder: FolderResource, watch: dg.ResourceParam[Watch]
) -> dg.MaterializeResult[None]:
    """What this version of the parser read in each capture: typed observations with their place in the bytes.

    Pages of a site were read as they arrived, to see whether they are whole; other captures that this version has not
    read are read now. Delete the folder and the next run makes it again. Each file is Parquet, and can be looked at
    by itself:

    ```sql
    SELECT * FROM 'data/readings/parser-3/*/citing_paper_readings.parquet' LIMIT 20;
    ```
    """
    store = ReadingStore(data_folder.folder.readings)
    if context.run.job_name == labels.REPARSE:
        forget(store)
    arrived = read_on_arrival(context, raw_pages.key)
    report = store.read_new(RawStore(data_folder.folder.raw), watch.progress("reading")).plus(arrived)
    return dg.MaterializeResult(
        metadata={
            "captures_read": report.read,
            "captures_read_on_arrival": arrived.read,
            "batches": report.batches,
            "outcomes": report.outcomes,
            "residue_lines": report.residue_lines,
            "quarantined_cells": report.quarantined_cells,
            "unknown_words": report.unknown_words,
            "parser_version": PARSER_VERSION,
            "folder": dg.MetadataValue.path(str(store.folder)),
        }
    )

"""The assets of the group `parsing`: what the parser read in each capture, as Parquet.

The assets call `pipelines.parsing` and report the results.
"""

from collections.abc import Iterator
from typing import Any, Final

import dagster as dg

from assets import labels
from assets.columns import column_schema, description
from assets.keys import RAW_PAGES, reading_key
from assets.landing_metadata import read_on_arrival
from assets.resources import FolderResource
from assets.watch import Watch
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.store.retry import forget
from pipelines.parsing.version import PARSER_VERSION
from pipelines.scaling.cluster.reading import read_new
from pipelines.scaling.objects.readings import readings_at_url
from schemas import table
from schemas.registry import READINGS
from schemas.table import Table

PARQUET: Final = "data/readings/parser-{version}/*/{name}.parquet"


def _spec(model: type[Table]) -> dg.AssetSpec:
    """Return the spec of the asset for one kind of reading."""
    example = f"SELECT * FROM '{PARQUET.format(version=PARSER_VERSION, name=table.name(model))}' LIMIT 20;"
    return dg.AssetSpec(
        reading_key(model),
        deps=[RAW_PAGES],
        description=description(model, example) + ABOUT,
        group_name=labels.PARSING,
        owners=labels.OWNERS,
        kinds={"polars", "parquet"},
        tags=labels.READINGS,
        code_version=PARSER_VERSION,
        metadata={"dagster/column_schema": column_schema(model)},
    )


ABOUT: Final = (
    "\n\nWhat this version of the parser read in each capture, with its place in the bytes. Pages of a site are read "
    "as they arrive; other captures that this version has not read are read now. Delete the folder, and the next run "
    "makes it again."
)


@dg.multi_asset(name="readings", specs=[_spec(model) for model in READINGS])
def readings(
    context: dg.AssetExecutionContext, data_folder: FolderResource, watch: dg.ResourceParam[Watch]
) -> Iterator[dg.MaterializeResult[None]]:
    """Read the captures that this version of the parser has not read yet; report the totals of each kind."""
    store = ReadingStore(data_folder.folder.readings)
    if context.run.job_name == labels.REPARSE:
        forget(store)
    arrived = read_on_arrival(context, RAW_PAGES)
    raw = RawStore(data_folder.folder.raw)
    report = read_new(data_folder.settings, raw, store, watch.progress("reading")).plus(arrived)
    if at_url := readings_at_url(store, data_folder.settings):
        at_url.push(watch.progress("copying readings"))
    metadata: dict[str, Any] = {
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
    for model in READINGS:
        yield dg.MaterializeResult(
            asset_key=reading_key(model), metadata={**metadata, "dagster/row_count": store.count(model)}
        )

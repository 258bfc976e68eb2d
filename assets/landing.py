"""The assets of the group `landing`: what will be taken in, and its bytes as WARC.

Bodies take, call and report; how a file is read or stored is in `pipelines.landing`. `definitions` collects them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import dagster as dg

from assets import labels
from assets.resources import Clock, DataFolder, Sources
from assets.source_files import preview, source_files
from assets.watch import Watch
from pipelines.landing import sources as landing_sources
from pipelines.landing.captures import Arrival, Capture
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.reading_store import Advance

SHOWN = 100
"""So many bad captures are shown; the counts are of all."""


@dg.asset(group_name=labels.LANDING, owners=labels.OWNERS, kinds={"python", "file"}, tags=labels.SOURCE, name="sources")
def source_paths(
    data_folder: DataFolder, sources: Sources, watch: dg.ResourceParam[Watch]
) -> dg.MaterializeResult[None]:
    """The files, folders and WARCs that this run takes in; the bundled sample where none is named.

    The sample is made up, so it is not taken where the data folder holds captures of other hubs.

    Set other paths in the Launchpad of the job `refresh`, or take them in with `pithhouse ingest PATH`.
    What became of each of them is in the table `captures`:

    ```sql
    SELECT source_file, outcome, reason FROM captures ORDER BY landed_at DESC LIMIT 20;
    ```
    """
    paths = sources.chosen(data_folder.house)
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
    deps=[source_paths],
)
def raw_pages(
    data_folder: DataFolder, sources: Sources, clock: Clock, watch: dg.ResourceParam[Watch]
) -> dg.MaterializeResult[None]:
    """Every capture as it came, bytes and time and outcome, as WARC/1.1: append-only, and never edited.

    It is the only thing that cannot be made again. The same bytes are stored once; a capture that is there already
    is not stored again. Where the record of a capture stands:

    ```sql
    SELECT url, warc_file, warc_offset, body_sha256 FROM captures WHERE capture_id = '…';
    ```
    """
    now = clock.now()
    arrivals = landing_sources.arrivals(sources.chosen(data_folder.house), now)
    landed = RawStore(data_folder.house.raw).append(_told(arrivals, watch.progress("taking in")), now)
    bad = [one for one in landed.captures if one.outcome != "ok"]
    return dg.MaterializeResult(
        metadata={
            "new_captures": len(landed.captures),
            "new_bodies": landed.stored,
            "revisits": landed.revisits,
            "already_there": landed.already,
            "new_bytes": sum(one.body_bytes for one in landed.captures),
            "bad_captures": len(bad),
            "outcomes": dict(Counter(one.outcome for one in landed.captures)),
            "repaired": landed.repaired,
            "folder": dg.MetadataValue.path(str(data_folder.house.raw)),
            **({"first_bad_captures": _table(bad[:SHOWN])} if bad else {}),
        }
    )


def _told(arrivals: Iterator[Arrival], advance: Advance) -> Iterator[Arrival]:
    """Tell of each arrival as it is taken; how many there will be is not known."""
    for taken, arrival in enumerate(arrivals, 1):
        advance(taken, 0)
        yield arrival


def _table(bad: Sequence[Capture]) -> dg.TableMetadataValue:
    columns = dg.TableSchema([dg.TableColumn(name) for name in ("file", "outcome", "reason")])
    records = [dg.TableRecord({"file": one.source, "outcome": one.outcome, "reason": one.reason}) for one in bad]
    return dg.MetadataValue.table(records, columns)

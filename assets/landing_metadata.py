"""The metadata of the group `landing`: numbers that Dagster plots, and the first rows that they count."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import dagster as dg

from assets.metadata_tables import Row, as_list, as_tables
from pipelines.fetching.plan import PlannedHub
from pipelines.fetching.receipt import Receipt
from pipelines.landing.raw_store import Landed
from pipelines.parsing.store.report import ReadingReport
from pipelines.parsing.vocabulary.outcomes import UNTROUBLED
from pipelines.settings import Settings

MAX_EXAMPLES: Final = 100
"""So many rows are shown; the counts are of all."""

ACCEPTED: Final = "every_file_is_accepted"
RECEIPT: Final = "receipt"
READ_ON_ARRIVAL: Final = "read_on_arrival"


def planned_metadata(hubs: Sequence[PlannedHub], settings: Settings) -> Mapping[str, Any]:
    """Report what is due at the site."""
    due = [one for one in hubs if one.is_due]
    rows = [(one.hub.hub_id, one.asks, one.reason) for one in due[:MAX_EXAMPLES]]
    return {
        "site": dg.MetadataValue.url(settings.site),
        "hubs_listed": len(hubs),
        "hubs_due": len(due),
        "first_hubs_due": _table(("hub", "asks", "reason"), rows),
    }


def landed_metadata(landed: Landed, folder: Path, other_records: int) -> dict[str, Any]:
    """Report what was landed, and how many records of web archives were skipped because they are not hub pages."""
    bad = [one for one in landed.captures if one.outcome not in UNTROUBLED]
    rows = [(one.source, one.url, one.outcome, one.reason) for one in bad[:MAX_EXAMPLES]]
    return {
        "new_captures": len(landed.captures),
        "new_bodies": landed.stored,
        "revisits": landed.revisits,
        "already_there": landed.already,
        "other_records": other_records,
        "new_bytes": sum(one.body_bytes for one in landed.captures),
        "bad_captures": len(bad),
        "outcomes": dict(Counter(one.outcome for one in landed.captures)),
        "repaired": landed.repaired,
        "folder": dg.MetadataValue.path(str(folder)),
        **({"first_bad_captures": _table(("file", "url", "outcome", "reason"), rows)} if bad else {}),
    }


def accepted_check(landed: Landed) -> dg.AssetCheckResult:
    """Report the given files that cannot be used; the run goes on without them."""
    bad = [one for one in landed.captures if one.outcome not in UNTROUBLED]
    rows: list[Row] = [{"file": one.source, "outcome": one.outcome, "reason": one.reason} for one in bad]
    return dg.AssetCheckResult(
        passed=not bad,
        check_name=ACCEPTED,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{len(bad):,} were refused.\n\n{as_list(rows)}" if bad else "Every file was accepted.",
        metadata={"expected": 0, "actual": len(bad), **as_tables(refused=rows[:MAX_EXAMPLES])},
    )


def receipt_metadata(receipt: Receipt) -> dict[str, Any]:
    """Report the fetching: its counts, and the whole receipt."""
    seconds = (receipt.ended_at - receipt.started_at).total_seconds()
    return {
        "requests": receipt.requests,
        "not_modified": receipt.not_modified,
        "retries": receipt.retries,
        "bytes_received": receipt.bytes_received,
        "waited_seconds": round(receipt.waited_seconds, 3),
        "fetching_seconds": round(seconds, 3),
        RECEIPT: receipt.as_json(),
    }


def read_metadata(read: ReadingReport) -> dict[str, Any]:
    """Report what was read while pages were fetched."""
    return {READ_ON_ARRIVAL: asdict(read)}


def read_on_arrival(context: dg.AssetExecutionContext, raw_pages: dg.AssetKey) -> ReadingReport:
    """Return what this run read while it fetched, as the asset `raw_pages` reported it."""
    event = context.instance.get_latest_materialization_event(raw_pages)
    made = event.asset_materialization if event and event.run_id == context.run.run_id else None
    reported = made.metadata.get(READ_ON_ARRIVAL) if made else None
    value = reported.value if isinstance(reported, dg.JsonMetadataValue) else None
    return ReadingReport(**value) if isinstance(value, Mapping) else ReadingReport()


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> dg.TableMetadataValue:
    records = [dg.TableRecord(dict(zip(columns, row, strict=True))) for row in rows]
    return dg.MetadataValue.table(records, dg.TableSchema([dg.TableColumn(name) for name in columns]))

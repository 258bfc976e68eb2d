"""Build the summary of a run from what it did and what the published file now holds.

This module must not import Dagster, so that a refresh without news stays fast (decision 0033).
"""

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from cli.summary import BadCapture, Summary
from pipelines.landing.files.sample import sample_hubs
from pipelines.warehouse import summary
from pipelines.warehouse.connections import keeping_open
from pipelines.warehouse.quality import results
from pipelines.workspace import DataFolder


class Done(NamedTuple):
    """What a run did.

    Attributes:
        run_id: the last run that checked the published file, as named in the Dagster UI.
        is_unchanged: whether there was nothing to publish.
        captures: number of captures that were `new`, `revisits`, `already_there`, `other_records` and `carried_over`.
        repaired: what landing repaired after an interrupted run.
        problems: what went wrong with captures that are new in the published file.
        fetch: the receipt of the fetch; None if nothing was fetched.
    """

    run_id: str
    is_unchanged: bool
    captures: dict[str, int]
    repaired: list[str]
    problems: Sequence[summary.Problem] = ()
    fetch: dict[str, Any] | None = None


def summarised(data: DataFolder, done: Done, started: float) -> Summary:
    """Combine what was done with what the published file holds; `started` is a time of `time.monotonic`."""
    with keeping_open():
        looked_at = results(data.warehouse)
        found = summary.outcomes(data.warehouse)
        hubs, made_up = summary.hub_ids(data.warehouse), sample_hubs()
        tables = summary.rows(data.warehouse)
    problems = [
        BadCapture(one.capture_id, one.source_file, one.url, one.outcome, one.reason or "") for one in done.problems
    ]
    return Summary(
        run_id=done.run_id,
        warehouse=str(data.warehouse),
        is_unchanged=done.is_unchanged,
        seconds=round(time.monotonic() - started, 3),
        tables=tables,
        captures={**done.captures, "left_out": found.get("build_failed", 0)},
        outcomes=found,
        problems=problems,
        residue_lines=looked_at["residue"].count,
        quarantined_cells=looked_at["quarantine"].count,
        unknown_words=[(kind, word) for kind, word in looked_at["words"].parts],
        repaired=done.repaired,
        is_mixed=not hubs.isdisjoint(made_up) and not hubs <= made_up,
        fetch=done.fetch,
    )

"""The summary of a run: what it did, and what the published file holds now.

Nothing is run here, and Dagster is not imported: `loading` tells what a run did, `unchanged` that none was needed.
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
        run_id: the run that looked at the published file last, as the Dagster UI names it.
        is_unchanged: nothing was to be published.
        captures: how many were `new`, `revisits`, `already_there`, `other_records` and `carried_over`.
        repaired: what landing put right after an interrupted run.
        problems: what went wrong among the captures that are new in the published file.
        fetch: the receipt of what was fetched from the site; None where nothing was.
    """

    run_id: str
    is_unchanged: bool
    captures: dict[str, int]
    repaired: list[str]
    problems: Sequence[summary.Problem] = ()
    fetch: dict[str, Any] | None = None


def summarised(data: DataFolder, done: Done, started: float) -> Summary:
    """Put what was done beside what the published file holds; `started` is when, by `time.monotonic`."""
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

"""Why a run failed, as Dagster's record of it says: the failed steps, and the first cause in one line.

The sensor of the UI and the commands use the same, so that both report a failure in the same words.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import dagster as dg

LONGEST: Final = 500
"""Characters of a cause."""

_ASKED: Final = {
    dg.DagsterEventType.STEP_FAILURE,
    dg.DagsterEventType.RUN_FAILURE,
    dg.DagsterEventType.ASSET_CHECK_EVALUATION,
}


class WhyFailed(NamedTuple):
    """The steps that failed, and the cause in one line."""

    steps: list[str]
    cause: str


def failed_checks(instance: dg.DagsterInstance, run_id: str) -> list[str]:
    """Return what the blocking checks found that failed in a run, line by line, as plain text."""
    logged = instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    found = [one.dagster_event.asset_check_evaluation_data for one in logged if one.dagster_event]
    told = [one.description or one.check_name for one in found if not one.passed and one.blocking]
    # The text is Markdown, for the UI; on a terminal its marks of code and empty lines are in the way.
    return [line for text in told for line in text.replace("`", "").splitlines() if line]


def why_failed(instance: dg.DagsterInstance, run_id: str) -> WhyFailed:
    """Return why a run failed: its failed blocking check if there is one, else its error without those around it."""
    events = [one.dagster_event for one in instance.all_logs(run_id, of_type=_ASKED) if one.dagster_event]
    steps = [one.step_key for one in events if one.is_step_failure and one.step_key]
    causes = [*failed_checks(instance, run_id), *_errors(events)]
    line = causes[0] if causes else "Dagster recorded no reason."
    return WhyFailed(steps, line if len(line) <= LONGEST else f"{line[:LONGEST]}…")


def _errors(events: list[dg.DagsterEvent]) -> Iterator[str]:
    """Yield the innermost error of each failure, then what the run itself says."""
    for one in events:
        data = one.event_specific_data
        error = getattr(data, "error", None)
        while error is not None and error.cause is not None:
            error = error.cause
        if error is not None:
            yield " ".join(error.message.split())
    for one in events:
        if one.event_type is dg.DagsterEventType.RUN_FAILURE and one.message:
            yield " ".join(one.message.split())

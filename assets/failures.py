"""Why a run failed, from Dagster's record: the failed steps, and the first cause in one line.

The UI's sensor and the commands both use this, so that they report a failure in the same words.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import dagster as dg

LONGEST: Final = 500
"""Characters of a cause."""

_EVALUATION: Final = dg.DagsterEventType.ASSET_CHECK_EVALUATION
_ASKED: Final = {dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.RUN_FAILURE, _EVALUATION}


class WhyFailed(NamedTuple):
    """The steps that failed, and the cause in one line."""

    steps: list[str]
    cause: str


def failed_checks(instance: dg.DagsterInstance, run_id: str) -> list[str]:
    """Return what the failed blocking checks of a run found, line by line, as plain text."""
    return list(_of_checks(evaluations(instance, run_id)))


def evaluations(instance: dg.DagsterInstance, run_id: str) -> list[dg.AssetCheckEvaluation]:
    """Return what the checks of a run found, in the order in which they ran."""
    logged = instance.all_logs(run_id, of_type=_EVALUATION)
    return [one.dagster_event.asset_check_evaluation_data for one in logged if one.dagster_event]


def why_failed(instance: dg.DagsterInstance, run_id: str) -> WhyFailed:
    """Return why a run failed: its failed blocking check if there is one, else its innermost error."""
    events = [one.dagster_event for one in instance.all_logs(run_id, of_type=_ASKED) if one.dagster_event]
    steps = [one.step_key for one in events if one.is_step_failure and one.step_key]
    checked = [one.asset_check_evaluation_data for one in events if one.event_type is _EVALUATION]
    causes = [*_of_checks(checked), *_errors(events)]
    line = causes[0] if causes else "Dagster recorded no reason."
    return WhyFailed(steps, line if len(line) <= LONGEST else f"{line[:LONGEST]}…")


def _of_checks(found: Iterable[dg.AssetCheckEvaluation]) -> Iterator[str]:
    """Yield what the failed blocking checks found, line by line, as plain text."""
    for one in found:
        if not one.passed and one.blocking:
            # The text is Markdown, for the UI; on a terminal its marks of code and empty lines are in the way.
            lines = (one.description or one.check_name).replace("`", "").splitlines()
            yield from (line for line in lines if line)


def _errors(events: list[dg.DagsterEvent]) -> Iterator[str]:
    """Yield the innermost error of each failure, then the message of the run itself."""
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

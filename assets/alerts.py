"""The sensors that notify the webhook: of a failed run, and of a day without a successful refresh.

Runs of commands are left out: commands send their own notifications, because they work without this daemon. The
messages are in `pipelines.notifying`.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import dagster as dg

from assets import labels
from assets.failures import why_failed
from assets.resources import Clock, FolderResource
from pipelines.notifying.webhook import no_run, post, run_failed
from pipelines.workspace import DataFolder

OVERDUE: Final = timedelta(hours=26)
"""So long after the last successful refresh there is a message: a day, and time for a run to end."""

AGAIN: Final = timedelta(hours=24)
"""So long after a message the next one follows, as long as nothing succeeds."""

NO_WEBHOOK: Final = dg.SkipReason("No webhook is set.")


def failure_webhook(jobs: Sequence[Any], folder: FolderResource) -> dg.SensorDefinition:
    """Return the sensor that reports a failed run; the address appears in no log (docs/faults.md, F34)."""

    @dg.run_failure_sensor(
        monitored_jobs=list(jobs),
        name="failure_webhook",
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=(
            "Posts JSON to the setting `webhook` when a run fails: job, run with its link, steps, cause, and all of it "
            "as `text`. Runs of commands are reported by the command."
        ),
    )
    def failed(context: dg.RunFailureSensorContext) -> dg.SkipReason | None:
        settings, run = folder.settings, context.dagster_run
        address = settings.webhook.get_secret_value()
        if not address:
            return NO_WEBHOOK
        if labels.COMMAND.items() <= run.tags.items():
            return dg.SkipReason("The command that started the run has told it.")
        steps, cause = why_failed(context.instance, run.run_id)
        context.log.info(post(address, run_failed(run.job_name, run.run_id, steps, cause, settings.dagster_url)))
        return None

    return failed


def overdue_webhook(job: str, folder: FolderResource, clock: Clock) -> dg.SensorDefinition:
    """Return the sensor that reports, once a day, that no refresh has succeeded for more than a day."""

    @dg.sensor(
        name="overdue_webhook",
        minimum_interval_seconds=1800,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=(
            "Posts JSON to the setting `webhook` when no refresh has succeeded for 26 hours, and again each day. "
            "Only where a `site` is set and `scheduled` is on: else no daily run is expected."
        ),
    )
    def overdue(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        settings, now = folder.settings, clock.now()
        address = settings.webhook.get_secret_value()
        if not address:
            return NO_WEBHOOK
        if not (settings.site and settings.scheduled):
            return dg.SkipReason("No daily run is expected (the settings `site` and `scheduled`).")
        state = json.loads(context.cursor or "{}")
        watched_since = state.setdefault("watched_since", now.isoformat())
        last = last_success(context.instance, job, folder.folder)
        told = state.get("told")
        is_late = now - (last or datetime.fromisoformat(watched_since)) >= OVERDUE
        said = f"{last:%Y-%m-%d %H:%M} UTC" if last else "there was none yet"
        outcome = f"The last successful refresh: {said}."
        if is_late and (told is None or now - datetime.fromisoformat(told) >= AGAIN):
            state["told"] = now.isoformat()
            outcome = post(address, no_run(said, settings.dagster_url))
        context.update_cursor(json.dumps(state))
        return dg.SkipReason(outcome)

    return overdue


def last_success(instance: dg.DagsterInstance, job: str, folder: DataFolder) -> datetime | None:
    """Return when a refresh last succeeded, or a command last found that none was needed (UTC); None if never."""
    wanted = dg.RunsFilter(job_name=job, statuses=[dg.DagsterRunStatus.SUCCESS])
    ended = [one.end_time for one in instance.get_run_records(wanted, limit=1) if one.end_time]
    looked = [folder.last_look.stat().st_mtime] if folder.last_look.exists() else []
    times = [*ended, *looked]
    return datetime.fromtimestamp(max(times), UTC) if times else None

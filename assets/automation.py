"""What starts runs, and what is told of them: the schedules, the sensor of the inbox, the webhook.

Nothing is taken in here; the job `refresh` does that, and waits for another run on the same folder. `definitions`
builds these over one data folder. They are on from the start; the settings `site`, `scheduled` and `webhook` decide
what they do.
"""

import json
from collections.abc import Sequence
from typing import Any, Final
from urllib.request import Request, urlopen

import dagster as dg

from assets.resources import Clock, FolderResource
from pipelines.landing.files.inbox import dropped, put_away

DAILY: Final = "17 5 * * *"
"""Once a day, at an hour when few others ask (UTC)."""

WEEKLY: Final = "41 3 * * 0"
"""On Sundays, well before the daily run (UTC)."""

OFF: Final = dg.SkipReason("The setting `scheduled` is off.")

UNATTENDED: Final = {"pithhouse/unattended": "true"}
"""The tag of runs that nobody asked for: dagster.yaml lets one of them run at a time."""

INBOX: Final = "pithhouse/inbox"
"""The tag of a run that names what it takes from the inbox, as a JSON list."""

TOLD_SECONDS: Final = 10.0


def daily_schedule(job: Any, folder: FolderResource) -> dg.ScheduleDefinition:
    """Make the schedule that refreshes once a day; what was missed is due, so one run makes up for it."""

    @dg.schedule(
        job=job,
        cron_schedule=DAILY,
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        name="daily_refresh",
        description="Fetches once a day what is due. Off: the setting `scheduled`; without a `site` it does nothing.",
    )
    def daily_refresh(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        settings = folder.settings
        if not settings.scheduled:
            return OFF
        if not settings.site:
            return dg.SkipReason("No site is set, so there is nothing to fetch (docs/settings.md).")
        return dg.RunRequest(run_key=f"{context.scheduled_execution_time:%Y-%m-%d}", tags=UNATTENDED)

    return daily_refresh


def weekly_schedule(job: Any, folder: FolderResource) -> dg.ScheduleDefinition:
    """Make the schedule that cleans up once a week."""

    @dg.schedule(
        job=job,
        cron_schedule=WEEKLY,
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        name="weekly_cleanup",
        description=(
            "Removes once a week records and logs of runs that are older than `keep_runs_days`, and files that nothing "
            "uses; never raw. Off: the setting `scheduled`."
        ),
    )
    def weekly_cleanup(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if not folder.settings.scheduled:
            return OFF
        return dg.RunRequest(run_key=f"{context.scheduled_execution_time:%Y-%m-%d}", tags=UNATTENDED)

    return weekly_cleanup


def inbox_sensor(job: Any, folder: FolderResource, clock: Clock) -> dg.SensorDefinition:
    """Make the sensor that takes in what is dropped into the inbox; the same files are tried once."""

    @dg.sensor(
        job=job,
        name="inbox",
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Takes in files, folders and WARCs that are dropped into `inbox/` of the data folder.",
    )
    def inbox() -> dg.RunRequest | dg.SkipReason:
        place = folder.folder.inbox
        found = dropped(place, clock.now())
        if not found.paths:
            return dg.SkipReason(f"Nothing whole lies in {place}.")
        return dg.RunRequest(
            run_key=found.key,
            run_config={"resources": {"sources": {"config": {"paths": [str(one) for one in found.paths]}}}},
            tags=UNATTENDED | {INBOX: json.dumps([one.name for one in found.paths])},
        )

    return inbox


def inbox_emptied(job: Any, folder: FolderResource) -> dg.SensorDefinition:
    """Make the sensor that puts away what a run took in well."""

    @dg.run_status_sensor(
        run_status=dg.DagsterRunStatus.SUCCESS,
        monitored_jobs=[job],
        name="inbox_emptied",
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Moves what was taken in from `inbox/` to `inbox/done/`; what failed stays.",
    )
    def emptied(context: dg.RunStatusSensorContext) -> dg.SkipReason | None:
        names = json.loads(context.dagster_run.tags.get(INBOX, "[]"))
        if not names:
            return dg.SkipReason("The run took nothing from the inbox.")
        place = put_away(folder.folder.inbox, names, context.dagster_run.run_id)
        context.log.info(f"{len(names)} taken in, now in {place}.")
        return None

    return emptied


def failure_webhook(jobs: Sequence[Any], folder: FolderResource) -> dg.SensorDefinition:
    """Make the sensor that tells the webhook of a run that failed; the address is in no log (FAULTS F34)."""

    @dg.run_failure_sensor(
        monitored_jobs=list(jobs),
        name="failure_webhook",
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Posts JSON to the setting `webhook` when a run fails: job, run, steps, first line of the error.",
    )
    def failed(context: dg.RunFailureSensorContext) -> dg.SkipReason | None:
        address = folder.settings.webhook.get_secret_value()
        if not address:
            return dg.SkipReason("No webhook is set.")
        steps = [one.step_key for one in context.get_step_failure_events()]
        told = {
            "job": context.dagster_run.job_name,
            "run_id": context.dagster_run.run_id,
            "steps": steps,
            "error": (context.failure_event.message or "").strip().splitlines()[:1],
        }
        context.log.info(_told(address, told))
        return None

    return failed


def _told(address: str, what: dict[str, Any]) -> str:
    """Post JSON; gives what came of it, without the address. A webhook that is down is no reason to fail."""
    request = Request(  # noqa: S310 (the setting allows http and https only)
        address, json.dumps(what).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    try:
        with urlopen(request, timeout=TOLD_SECONDS) as answer:  # noqa: S310
            return f"The webhook answered {answer.status}."
    except (OSError, ValueError) as error:
        return f"The webhook could not be told: {type(error).__name__}."

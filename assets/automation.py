"""What starts runs: the schedules and the sensors of the inbox. Notifications about runs are in `alerts`.

They only request runs of the job `refresh`, which waits for another run on the same folder. They are on from the start;
the settings `site`, `scheduled` and `schedule_hour` decide what they do.
"""

import json
from typing import Any, Final

import dagster as dg

from assets.failures import evaluations
from assets.landing_metadata import ACCEPTED
from assets.resources import Clock, FolderResource
from pipelines.landing.files.inbox import dropped, put_away
from pipelines.notifying.webhook import files_refused, post

HOURLY: Final = "17 * * * *"
"""When it is looked at whether the daily refresh is due (UTC): from the hour of the setting `schedule_hour` on."""

WEEKLY: Final = "41 3 * * 0"
"""On Sundays, well before the daily run (UTC)."""

OFF: Final = dg.SkipReason("The setting `scheduled` is off.")

UNATTENDED: Final = {"pithhouse/unattended": "true"}
"""The tag of runs that nobody asked for: dagster.yaml lets one of them run at a time."""

RUN_KEY: Final = "dagster/run_key"
"""The tag in which Dagster keeps the key of a run."""

INBOX: Final = "pithhouse/inbox"
"""The tag of a run that names what it takes from the inbox, as a JSON list."""


def daily_schedule(job: Any, folder: FolderResource) -> dg.ScheduleDefinition:
    """Return the schedule that refreshes once a day; after missed days, one run makes up for all of them.

    Dagster reads the times of a schedule only once, while settings may change at any time. The schedule therefore ticks
    every hour and requests one run a day, whose key is the date. Dagster itself compares keys only within a tick.
    """

    @dg.schedule(
        job=job,
        cron_schedule=HOURLY,
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        name="daily_refresh",
        description=(
            "Fetches once a day, from the hour `schedule_hour` on, what is due. Off: the setting `scheduled`; without "
            "a `site` it does nothing."
        ),
    )
    def daily_refresh(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        settings = folder.settings
        if not settings.scheduled:
            return OFF
        if not settings.site:
            return dg.SkipReason("No site is set, so there is nothing to fetch (docs/settings.md).")
        at = context.scheduled_execution_time
        if at.hour < settings.schedule_hour:
            return dg.SkipReason(f"It is due from {settings.schedule_hour:02}:17 UTC on (the setting `schedule_hour`).")
        day = f"{at:%Y-%m-%d}"
        of_today = dg.RunsFilter(job_name=job.name, tags={RUN_KEY: day, **UNATTENDED})
        if context.instance.get_runs_count(of_today):
            return dg.SkipReason(f"The run of {day} was asked for already.")
        return dg.RunRequest(run_key=day, tags=UNATTENDED)

    return daily_refresh


def weekly_schedule(job: Any, folder: FolderResource) -> dg.ScheduleDefinition:
    """Return the schedule that cleans up once a week."""

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
    """Return the sensor that ingests files dropped into the inbox; it tries the same files only once."""

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
    """Return the sensor that moves files out of the inbox once a run has ingested them."""

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
        run_id, settings = context.dagster_run.run_id, folder.settings
        place = put_away(folder.folder.inbox, names, run_id)
        context.log.info(f"{len(names)} taken in, now in {place}.")
        if refused := _refused(context.instance, run_id):
            context.log.warning(f"Refused: {'; '.join(f'{name}: {reason}' for name, reason in refused.items())}")
            if address := settings.webhook.get_secret_value():
                context.log.info(post(address, files_refused(refused, run_id, settings.dagster_url)))
        return None

    return emptied


def _refused(instance: dg.DagsterInstance, run_id: str) -> dict[str, str]:
    """Return the files that a run could not use, each with the reason that its check gives."""
    for found in evaluations(instance, run_id):
        rows = found.metadata.get("refused")
        if found.check_name == ACCEPTED and isinstance(rows, dg.TableMetadataValue):
            return {str(row.data["file"]): str(row.data["reason"] or row.data["outcome"]) for row in rows.records}
    return {}

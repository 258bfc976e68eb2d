"""Schedule, sensors and chores: evaluated as Dagster does it, on a real instance; the webhook is a real server."""

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._utils.schedules import cron_string_iterator

from assets import labels
from assets.alerts import failure_webhook, overdue_webhook
from assets.automation import HOURLY, INBOX, UNATTENDED, WEEKLY
from assets.chores import left_behind
from assets.definitions import CHORES, build_defs
from assets.definitions import refresh as refresh_job
from assets.landing_metadata import ACCEPTED
from assets.resources import Clock, FolderResource
from cli.dagster_home import instance
from cli.main import ended
from cli.run_record import mark
from pipelines.disk import part_of
from pipelines.workspace import DataFolder
from tests import shared_samples
from tests.assets.runs import NOON, SAMPLE, Runner, runner
from tests.listener import Listener, listening

NOW = datetime.fromisoformat(NOON)
PAGE = "6c105973-2837-584c-ae67-88e220f57e30.20260925T060000Z.html"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    for name in [one for one in os.environ if one.startswith("PITHHOUSE_")]:
        monkeypatch.delenv(name)
    return DataFolder(tmp_path / "data")


def defs_of(data: DataFolder) -> dg.Definitions:
    return build_defs(
        {"data_folder": FolderResource(path=str(data.root), wait_seconds=5), "clock": Clock(fixed_at=NOON)}
    )


def set_up(data: DataFolder, text: str) -> None:
    data.root.mkdir(parents=True, exist_ok=True)
    (data.root / "pithhouse.toml").write_text(text)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("", "No site is set"),
        ('site = "https://pith.science"\nscheduled = false', "`scheduled` is off"),
        ('site = "https://pith.science"', None),
        ('site = "https://pith.science"\nschedule_hour = 12', None),
        ('site = "https://pith.science"\nschedule_hour = 13', "due from 13:17 UTC"),
    ],
)
def test_the_daily_schedule_is_on_and_has_its_reasons(data: DataFolder, settings: str, said: str | None) -> None:
    set_up(data, settings)
    schedule = defs_of(data).resolve_schedule_def("daily_refresh")
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    assert schedule.execution_timezone == "UTC"
    with runner(data.root, is_kept=True) as made:
        found = schedule.evaluate_tick(dg.build_schedule_context(made.instance, scheduled_execution_time=NOW))
        if said:
            assert said in (found.skip_message or "")
            assert not found.run_requests
        else:
            assert [one.run_key for one in found.run_requests or ()] == ["2026-12-01"], (
                "one for a day, however often asked"
            )
            tags = {"dagster/run_key": "2026-12-01", **UNATTENDED}
            made.instance.add_run(dg.DagsterRun("refresh", tags=tags, status=dg.DagsterRunStatus.FAILURE))
            again = schedule.evaluate_tick(dg.build_schedule_context(made.instance, scheduled_execution_time=NOW))
            assert "asked for already" in (again.skip_message or "")
            tomorrow = dg.build_schedule_context(made.instance, scheduled_execution_time=NOW + timedelta(days=1))
            assert schedule.evaluate_tick(tomorrow).run_requests


@pytest.mark.parametrize(("settings", "keys"), [("", ["2026-12-01"]), ("scheduled = false", [])])
def test_the_weekly_cleanup_is_on_without_a_site_and_off_by_the_same_setting(
    data: DataFolder, settings: str, keys: list[str]
) -> None:
    set_up(data, settings)
    schedule = defs_of(data).resolve_schedule_def("weekly_cleanup")
    assert (schedule.default_status, schedule.job_name) == (dg.DefaultScheduleStatus.RUNNING, "cleanup")
    found = schedule.evaluate_tick(dg.build_schedule_context(scheduled_execution_time=NOW))
    assert [one.run_key for one in found.run_requests or ()] == keys
    assert ("`scheduled` is off" in (found.skip_message or "")) != bool(keys)


def test_the_two_schedules_never_meet() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    daily, weekly = (cron_string_iterator(start, one, "UTC") for one in (HOURLY, WEEKLY))
    hours, weeks = [next(daily) for _ in range(24 * 30)], [next(weekly) for _ in range(4)]
    assert min(abs(hour - week) for week in weeks for hour in hours) >= timedelta(minutes=20)


def test_what_is_dropped_is_taken_in_once_it_is_whole_and_put_away(data: DataFolder) -> None:
    sensor = defs_of(data).resolve_sensor_def("inbox")
    assert "Nothing whole" in (sensor.evaluate_tick(dg.build_sensor_context()).skip_message or "")
    data.inbox.mkdir(parents=True)
    (data.inbox / PAGE).write_bytes((SAMPLE / PAGE).read_bytes())
    os.utime(data.inbox / PAGE, (NOW.timestamp() - 1,) * 2)
    (data.inbox / "link.html").symlink_to("/etc/passwd")
    assert sensor.evaluate_tick(dg.build_sensor_context()).skip_message, "it may still be written to"
    os.utime(data.inbox / PAGE, (NOW.timestamp() - 60,) * 2)
    (asked,) = sensor.evaluate_tick(dg.build_sensor_context()).run_requests or ()
    (again,) = sensor.evaluate_tick(dg.build_sensor_context()).run_requests or ()
    assert asked.run_key == again.run_key, "Dagster starts no second run with the same key"
    with runner(data.root) as made:
        job = defs_of(data).resolve_job_def("refresh")
        quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
        result = job.execute_in_process({**asked.run_config, **quiet}, instance=made.instance, tags=asked.tags)
        assert result.success
        emptied = defs_of(data).resolve_sensor_def("inbox_emptied")
        context = dg.build_run_status_sensor_context(
            sensor_name="inbox_emptied",
            dagster_event=result.get_run_success_event(),
            dagster_instance=made.instance,
            dagster_run=result.dagster_run,
        )
        emptied(context)
    assert json.loads(asked.tags[INBOX]) == [PAGE]
    assert sorted(one.name for one in data.inbox.iterdir() if not one.is_symlink()) == ["README.md", "done"]
    assert (data.inbox / "done" / result.run_id / PAGE).exists()
    assert sensor.evaluate_tick(dg.build_sensor_context()).skip_message


@pytest.fixture
def webhook() -> Iterator[str]:
    with listening() as address:
        yield address


def told_of(sensor: dg.SensorDefinition, made: Runner, result: dg.ExecuteInProcessResult, run: dg.DagsterRun) -> Any:
    """What the sensor of failures says of a run."""
    context = dg.build_run_status_sensor_context(
        sensor_name="failure_webhook",
        dagster_event=result.get_run_failure_event(),
        dagster_instance=made.instance,
        dagster_run=run,
    ).for_run_failure()
    return sensor(context)


@pytest.mark.parametrize("is_up", [True, False])
def test_a_failed_run_is_told_to_the_webhook_and_its_address_to_nobody(
    data: DataFolder, webhook: str, is_up: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    address = webhook if is_up else "http://127.0.0.1:9/secret-path"
    set_up(data, f'webhook = "{address}"\ndagster_url = "https://ui.example.org"')
    with runner(data.root) as made:
        result = made.run([data.root / "nothing.warc.gz"])
        assert not result.success
        sensor = failure_webhook([refresh_job], FolderResource(path=str(data.root)))
        assert told_of(sensor, made, result, result.dagster_run) is None
        own = result.dagster_run.with_tags(labels.COMMAND)
        assert "The command" in (told_of(sensor, made, result, own).skip_message or "")
    assert [(one["job"], one["run_id"]) for one in Listener.heard] == [("refresh", result.run_id)] * is_up
    for one in Listener.heard:
        assert one["url"] == f"https://ui.example.org/runs/{result.run_id}"
        assert one["steps"] == ["raw_pages"]
        assert "nothing.warc.gz" in str(one["error"]), "the cause, not what Dagster wraps it in"
        assert str(one["error"]) in str(one["text"])
        assert str(one["url"]) in str(one["text"])
    out, err = capfd.readouterr()
    assert ("answered 204" if is_up else "could not be told") in out + err
    assert "secret-path" not in out + err


def test_a_failing_command_tells_the_webhook_itself_and_once(
    data: DataFolder, webhook: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(data, f'webhook = "{webhook}"\nmost_left_over = 0.0')
    assert ended(["ingest", str(SAMPLE), "--data", str(data.root)]) == 4
    (told,) = Listener.heard
    assert told["event"] == "run_failed"
    assert "lines of" in str(told["error"]), "what the check found"
    assert str(told["url"]).startswith("http://127.0.0.1:3000/runs/")
    assert "answered 204" in capsys.readouterr().err
    (data.root / "raw").rename(data.root / "elsewhere")
    (data.root / "raw").write_text("a file where the folder should be")
    assert ended(["ingest", str(SAMPLE / PAGE), "--data", str(data.root), "--verbose"]) == 1
    assert "raw" in str(Listener.heard.pop()["error"]), "an error of a step, not only a check"
    (data.root / "raw").unlink()
    (data.root / "elsewhere").rename(data.root / "raw")
    killed = dg.DagsterRun("refresh", status=dg.DagsterRunStatus.STARTED)
    with instance(data) as opened:
        opened.add_run(killed)
    mark(data, killed.run_id).touch()
    set_up(data, f'webhook = "{webhook}"')
    assert ended(["ingest", str(SAMPLE / PAGE), "--data", str(data.root)]) in {0, 3}
    assert [one["run_id"] for one in Listener.heard[1:]] == [killed.run_id], "it could not tell that itself"
    assert "process of this run ended" in str(Listener.heard[1]["error"])


def test_a_day_without_a_run_is_told_once_a_day(data: DataFolder, webhook: str) -> None:
    folder = FolderResource(path=str(data.root))

    def said(hours: float, cursor: str | None) -> tuple[str, str | None]:
        clock = Clock(fixed_at=(datetime.now(UTC) + timedelta(hours=hours)).isoformat())
        context = dg.build_sensor_context(instance=made.instance, cursor=cursor)
        found = overdue_webhook("refresh", folder, clock).evaluate_tick(context)
        return found.skip_message or "", found.cursor

    with runner(data.root) as made:
        assert "No webhook" in said(0, None)[0]
        set_up(data, f'webhook = "{webhook}"')
        assert "No daily run is expected" in said(99, None)[0]
        set_up(data, f'webhook = "{webhook}"\nsite = "https://pith.science"')
        first, cursor = said(0, None)
        assert "there was none yet" in first
        assert made.run([SAMPLE / PAGE]).success
        for hours in (1, 25):
            message, cursor = said(hours, cursor)
            assert "The last successful refresh" in message
        assert Listener.heard == []
        for hours in (27, 28, 40, 52):
            _, cursor = said(hours, cursor)
        assert [one["event"] for one in Listener.heard] == ["no_run", "no_run"], "at 27 and at 52 hours"
        data.last_look.touch()
        os.utime(data.last_look, ((datetime.now(UTC) + timedelta(hours=52)).timestamp(),) * 2)
        assert "The last successful refresh" in said(60, None)[0], "a look that found nothing new counts"


def test_a_refused_file_of_the_inbox_makes_the_run_say_so(data: DataFolder, webhook: str) -> None:
    set_up(data, f'webhook = "{webhook}"')
    data.inbox.mkdir()
    (data.inbox / "notes.html").write_text("no page of a hub, and of no hub's name")
    os.utime(data.inbox / "notes.html", (NOW.timestamp() - 60,) * 2)
    (asked,) = defs_of(data).resolve_sensor_def("inbox").evaluate_tick(dg.build_sensor_context()).run_requests or ()
    with runner(data.root) as made:
        quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
        job = defs_of(data).resolve_job_def("refresh")
        result = job.execute_in_process({**asked.run_config, **quiet}, instance=made.instance, tags=asked.tags)
        (check,) = [one for one in result.get_asset_check_evaluations() if one.check_name == ACCEPTED]
        assert not check.passed
        assert "notes.html" in (check.description or "")
        context = dg.build_run_status_sensor_context(
            sensor_name="inbox_emptied",
            dagster_event=result.get_run_success_event(),
            dagster_instance=made.instance,
            dagster_run=result.dagster_run,
        )
        defs_of(data).resolve_sensor_def("inbox_emptied")(context)
    (told,) = Listener.heard
    assert told["event"] == "files_refused"
    assert list(told["files"]) == ["notes.html"]
    assert "notes.html" in str(told["text"])


def test_the_inbox_is_there_from_the_first_run_and_says_what_it_takes(
    data: DataFolder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shutil.copytree(shared_samples.sample_house(tmp_path_factory), data.root)
    text = (data.inbox / "README.md").read_text(encoding="utf-8")
    assert all(word in text for word in (".warc", "captures.csv", "<uuid>.html", "done/") if word != ".warc")
    assert "WARC" in text
    os.utime(data.inbox / "README.md", (NOW.timestamp() - 60,) * 2)
    assert defs_of(data).resolve_sensor_def("inbox").evaluate_tick(dg.build_sensor_context()).skip_message


def test_the_chores_export_compare_and_clean_up(data: DataFolder) -> None:
    with runner(data.root) as made:
        assert made.run([SAMPLE / PAGE]).success
        defs = defs_of(data)
        stale = data.readings / "parser-0"
        stale.mkdir()
        (stale / "one.parquet").write_bytes(b"of a former parser")
        assert left_behind(data) == [stale]
        part_of(data.feed).write_text("<feed>half of it, by a run that was killed")
        told: dict[str, Any] = {}
        for job in CHORES:
            done = defs.resolve_job_def(job.name).execute_in_process(
                instance=made.instance, run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
            )
            assert done.success
            for event in done.all_events:
                if event.is_successful_output:
                    told |= event.step_output_data.metadata
        assert told["files"].value > 20
        assert told["cells_compared"].value > 50
        assert told["tables_changed"].value == 0
        assert (data.export / "datapackage.json").exists()
        assert not stale.exists()
        assert not part_of(data.feed).exists()
        before = made.instance.get_runs_count()
        late = Clock(fixed_at=(datetime.now(UTC) + timedelta(days=400)).isoformat())
        folder = FolderResource(path=str(data.root), wait_seconds=5)
        assert before > 2
        cleanup = build_defs({"data_folder": folder, "clock": late}).resolve_job_def("cleanup")
        cleanup.execute_in_process(instance=made.instance)
        assert made.instance.get_runs_count() < before


def test_cleaning_up_removes_what_old_runs_printed_and_no_other(data: DataFolder) -> None:
    """What steps print are files beside the record; Dagster itself leaves them there when a run is removed."""
    with runner(data.root, is_kept=True) as made:

        def files(run_id: str) -> list[str]:
            return [one.suffix for one in data.dagster.rglob("*") if run_id in str(one) and one.is_file()]

        def run(job: str, **resources: Clock) -> dg.ExecuteInProcessResult:
            folder = FolderResource(path=str(data.root), wait_seconds=5)
            found = build_defs({"data_folder": folder, **resources}).resolve_job_def(job)
            return found.execute_in_process(instance=made.instance, raise_on_error=False)

        old = run("compare_parsers").run_id  # fails, and prints why
        assert {".err", ".out"} <= set(files(old)), "that is where Dagster keeps them"
        early = run("cleanup")
        assert early.success
        assert ".err" in files(old), "it is not old yet"
        late = run("cleanup", clock=Clock(fixed_at=(datetime.now(UTC) + timedelta(days=91)).isoformat()))
        assert late.success
        assert [one.run_id for one in made.instance.get_runs()] == [late.run_id], "no run removes itself"
        assert files(old) == files(early.run_id) == [".db"], "Dagster empties the file of a run's events, and keeps it"
        assert ".err" in files(late.run_id)

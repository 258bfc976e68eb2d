"""`refresh` and `ingest` where nothing is new: no run, the same words, and `status` says when it was looked."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.dagster_run import FINISHED_STATUSES

from cli import run_record
from cli.dagster_home import instance
from pipelines.workspace import DataFolder
from tests.cli.bad_input import HUB
from tests.cli.commands import SAMPLE, Pithhouse
from tests.tiers import rest_deep


def runs(data: Path) -> list[str]:
    with instance(DataFolder(data)) as opened:
        return [run.run_id for run in opened.get_runs()]


def test_nothing_new_is_no_run_and_status_says_when_it_was_looked(loaded: Pithhouse) -> None:
    [only] = runs(loaded.data)
    first = loaded("status", "--json").json["looked_at"]
    before = datetime.now(UTC).replace(microsecond=0)
    again = loaded("ingest", SAMPLE, "--json")
    assert (again.code, again.json["run_id"], again.json["is_unchanged"]) == (0, only, True)
    assert again.json["captures"]["already_there"] == again.json["captures"]["new"] + 32
    assert runs(loaded.data) == [only]
    second = loaded("status", "--json").json["looked_at"]
    assert first <= second
    assert datetime.fromisoformat(second) >= before
    assert f"checked {second}" in loaded("status").out.replace("\n", " ")


@pytest.mark.deep
def test_a_run_says_the_same_as_no_run(loaded: Pithhouse) -> None:
    """`--verbose` asks for a run in any case."""
    told = loaded("refresh", "--json").json
    run = loaded("refresh", "--json", "--verbose").json
    assert len(runs(loaded.data)) == 2
    own = {"seconds", "run_id"}
    assert {name: value for name, value in told.items() if name not in own} == {
        name: value for name, value in run.items() if name not in own
    }
    assert list(told) == list(run)


def test_a_new_page_is_a_run(loaded: Pithhouse) -> None:
    page = loaded.data / f"{HUB}1.html"
    page.write_text("made up, and new", encoding="utf-8")
    first = loaded("ingest", page, SAMPLE, "--json")
    assert first.json["captures"]["new"] == 1
    assert len(runs(loaded.data)) == 2
    again = loaded("ingest", page, SAMPLE, "--json")
    assert (again.code, again.json["problems"]) == (0, []), "what is wrong with it was said when it came"
    assert len(runs(loaded.data)) == 2


@pytest.mark.parametrize("status", rest_deep(dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.STARTED))
def test_after_a_run_that_did_not_end_well_there_is_another(loaded: Pithhouse, status: dg.DagsterRunStatus) -> None:
    with instance(DataFolder(loaded.data)) as opened:
        opened.add_run(dg.DagsterRun("refresh", status=status))
    assert loaded("refresh").code == 0
    assert len(runs(loaded.data)) == 3


@pytest.mark.deep
def test_without_a_record_of_runs_there_is_a_run(loaded: Pithhouse) -> None:
    (loaded.data / "dagster").rename(loaded.data / "moved")
    assert loaded("refresh").code == 0
    assert len(runs(loaded.data)) == 1


def test_a_setting_without_meaning_is_said_as_ever(loaded: Pithhouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PITHHOUSE_MOST_LOST", "much")
    ended = loaded("refresh")
    assert ended.code == 2
    assert "MOST_LOST" in ended.err.upper()


def test_the_record_is_read_as_dagster_reads_it(loaded: Pithhouse) -> None:
    folder = DataFolder(loaded.data)
    with instance(folder) as opened:
        opened.add_run(dg.DagsterRun("export", status=dg.DagsterRunStatus.CANCELED))
        first, second = opened.get_run_records()
    newest, of_job = run_record.latest(folder), run_record.latest(folder, run_record.REFRESH)
    assert newest
    assert of_job
    assert (newest.run_id, newest.status) == (first.dagster_run.run_id, "CANCELED")
    assert abs(newest.created_at - first.create_timestamp.replace(tzinfo=UTC)) < timedelta(seconds=1)
    assert (of_job.run_id, of_job.status) == (second.dagster_run.run_id, run_record.SUCCESS)
    assert of_job.ended_at
    assert second.end_time == of_job.ended_at.timestamp()
    assert not of_job.is_dead
    assert run_record.state(folder).unfinished == 0


def test_a_run_is_over_as_dagster_says(empty: Pithhouse) -> None:
    assert set(map(dg.DagsterRunStatus, run_record.OVER)) == set(FINISHED_STATUSES)
    assert run_record.latest(DataFolder(empty.data)) is None
    assert run_record.state(DataFolder(empty.data)).unfinished == 0

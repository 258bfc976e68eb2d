"""`refresh` and `ingest`: what they load, what they say of bad input, and with which exit code."""

import shutil
import signal
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from dagster._utils.hosted_user_process import recon_job_from_origin

from assets.origin import remote_origin
from cli.dagster_home import end_dead_runs, instance
from cli.main import ended as run_in_this_process
from cli.run_record import mark, under_way
from cli.summary import MIXED
from pipelines.building.build import build
from pipelines.workspace import DataFolder
from schemas import table
from schemas.registry import TABLES
from tests.assets.runs import spoil
from tests.cli.bad_input import HUB
from tests.cli.commands import PAGE, Ended, Pithhouse, process

KEYS = {
    "run_id", "warehouse", "is_unchanged", "seconds", "tables", "captures", "outcomes", "problems", "residue_lines",
    "quarantined_cells", "unknown_words", "repaired", "is_mixed", "fetch",
}  # fmt: skip


@dataclass(frozen=True)
class Again:
    """Two more runs on the sample's folder, one of them with `--json`, and the published file before them."""

    data: Path
    before: bytes
    told: Any
    shown: Ended


@pytest.fixture(scope="module")
def again(sample_house: Path, tmp_path_factory: pytest.TempPathFactory) -> Again:
    data = shutil.copytree(sample_house, tmp_path_factory.mktemp("again") / "data")
    ended = []
    for options in ([], ["--json"]):
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run_in_this_process(["refresh", "--data", str(data), *options])
        ended.append(Ended(code, out.getvalue(), err.getvalue()))
    assert [one.code for one in ended] == [0, 0], ended
    return Again(data, (sample_house / "warehouse.duckdb").read_bytes(), ended[1].json, ended[0])


def test_refresh_again_changes_nothing(again: Again) -> None:
    assert set(again.told) == KEYS
    assert again.told["is_unchanged"] is True
    assert again.told["fetch"] is None, "no site is set"
    assert again.told["captures"]["new"] == 0
    assert set(again.told["tables"]) == {table.name(model) for model in TABLES}
    assert again.told["tables"]["hubs"] >= 12
    assert (again.data / "warehouse.duckdb").read_bytes() == again.before


def test_where_nothing_is_new_there_is_no_further_run_in_dagsters_record(again: Again) -> None:
    with instance(DataFolder(again.data)) as opened:
        [run] = opened.get_runs()
    assert (run.job_name, run.status) == ("refresh", dg.DagsterRunStatus.SUCCESS)
    assert again.told["run_id"] == run.run_id, "the run that the file is from"


def test_people_get_a_table_on_stdout_and_words_on_stderr(again: Again) -> None:
    shown = again.shown
    assert "citations" in shown.out
    assert "DAGSTER" not in shown.err.upper().replace("PITHHOUSE DEV", "")
    assert "pithhouse query" in shown.err
    assert "\x1b" not in shown.out + shown.err
    assert "bundled sample of made-up pages" in shown.err
    assert MIXED not in shown.err


@pytest.mark.deep
def test_a_file_of_an_older_release_is_replaced(loaded: Pithhouse) -> None:
    published = loaded.data / "warehouse.duckdb"
    published.chmod(0o644)
    with duckdb.connect(str(published)) as connection:
        connection.execute("ALTER TABLE captures DROP COLUMN source_file")
        connection.execute("UPDATE meta.build SET fingerprint = 'of an older release'")
    again = loaded("refresh", "--json")
    assert again.code == 0, again.err
    assert again.json["is_unchanged"] is False
    assert again.json["tables"]["hubs"] >= 12


def test_a_failed_check_leaves_the_published_file(loaded: Pithhouse, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (loaded.data / "warehouse.duckdb").read_bytes()

    def spoiled(folder: DataFolder, *arguments: Any, **named: Any) -> Any:
        made = build(folder, *arguments, **named)
        spoil(folder.building, "UPDATE hubs SET tier = 'giga_hub' WHERE tier = 'hub'")
        return made

    monkeypatch.setattr("assets.tables.build", spoiled)
    page = loaded.data / f"{HUB}1.html"
    page.write_text("made up, and new", encoding="utf-8")
    failed = loaded("ingest", page)
    assert failed.code == 4
    assert "giga_hub" in failed.err
    assert "hubs.tier: isin(['none', 'hub', 'super_hub', 'mega_hub']), 7 rows: giga_hub\n" in failed.err
    assert "Traceback" not in failed.err
    assert (loaded.data / "warehouse.duckdb").read_bytes() == before


def test_another_run_is_waited_for_and_then_named(loaded: Pithhouse) -> None:
    with DataFolder(loaded.data).lock():
        locked = loaded("refresh", "--wait", "0")
    assert locked.code == 5
    assert "process" in locked.err
    assert "Traceback" not in locked.err


@pytest.mark.deep
def test_two_at_once_both_end_well(tmp_path: Path) -> None:
    one, two = (process("ingest", PAGE, "--data", tmp_path / "data", "--json") for _ in range(2))
    ended = [(each.communicate(timeout=120), each.returncode) for each in (one, two)]
    assert [code for _, code in ended] == [0, 0], ended
    for (_, err), _ in ended:
        assert "taking in" not in err, "a pipe gets no bars"
        assert "\x1b" not in err
    with DataFolder(tmp_path / "data").lock():
        pass


def test_ctrl_c_ends_quietly(loaded: Pithhouse) -> None:
    with DataFolder(loaded.data).lock():
        waiting = process("refresh", "--data", loaded.data, "--wait", "100")
        assert waiting.stderr
        while "waiting" not in waiting.stderr.readline():
            time.sleep(0.01)
        time.sleep(0.5)
        waiting.send_signal(signal.SIGINT)
        _, err = waiting.communicate(timeout=60)
    assert waiting.returncode == 130
    assert "Traceback" not in err
    assert "Interrupted" in err


def test_a_run_whose_process_is_gone_is_not_shown_as_running(loaded: Pithhouse) -> None:
    folder = DataFolder(loaded.data)
    with instance(folder) as opened:
        gone, here = (dg.DagsterRun("refresh", status=dg.DagsterRunStatus.STARTED) for _ in range(2))
        for run in (gone, here):
            opened.add_run(run)
        mark(folder, gone.run_id).touch()  # what a killed process leaves: the kernel has taken its lock back
        with under_way(folder, here.run_id):
            assert end_dead_runs(folder, opened) == [gone.run_id]
        found = [opened.get_run_by_id(run.run_id) for run in (gone, here)]
        states = [run.status for run in found if run]
        assert states == [dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.STARTED]
    assert list(mark(folder, "").iterdir()) == []


def test_the_record_has_where_a_run_of_a_command_came_from_and_no_process_id(loaded: Pithhouse) -> None:
    """Timeline and Jobs of the UI go by the origin; a process id means nothing on another machine."""
    with instance(DataFolder(loaded.data)) as opened:
        (run,) = opened.get_runs()
    assert run.remote_job_origin
    assert run.remote_job_origin.repository_origin.get_label() == "__repository__@pithhouse"
    assert run.remote_job_origin == remote_origin("refresh")
    assert run.job_code_origin
    assert recon_job_from_origin(run.job_code_origin).get_definition().name == "refresh"
    assert not [value for value in run.tags.values() if value.isdecimal()]


def test_a_folder_that_cannot_be_made_is_named(empty: Pithhouse) -> None:
    empty.data.write_text("a file where the folder should be", encoding="utf-8")
    ended = empty("refresh")
    assert ended.code == 2, "Typer sees that --data is a file"
    empty.data = empty.data / "below"
    ended = empty("refresh")
    assert ended.code == 1
    assert str(empty.data.parent) in ended.err
    assert "Traceback" not in ended.err

"""`refresh` and `ingest`: what they load, what they say of bad input, and with which exit code."""

import shutil
import signal
import time
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from cli.dagster_home import PROCESS_TAG, end_dead_runs, instance
from pipelines.building.build import build
from pipelines.building.house import House
from schemas import table
from schemas.registry import TABLES
from tests.cli.commands import PAGE, SAMPLE, Pithhouse, process

HUB = "0a0a0a0a-0000-4000-8000-00000000000"
KEYS = {
    "run_id", "warehouse", "is_unchanged", "seconds", "tables", "captures", "outcomes", "problems", "residue_lines",
    "quarantined_cells", "unknown_words", "repaired",
}  # fmt: skip


def test_refresh_again_changes_nothing(loaded: Pithhouse) -> None:
    before = (loaded.data / "warehouse.duckdb").read_bytes()
    again = loaded("refresh", "--json")
    assert again.code == 0
    assert set(again.json) == KEYS
    assert again.json["is_unchanged"] is True
    assert again.json["captures"]["new"] == 0
    assert set(again.json["tables"]) == {table.name(model) for model in TABLES}
    assert again.json["tables"]["hubs"] >= 12
    assert (loaded.data / "warehouse.duckdb").read_bytes() == before


def test_every_run_is_in_dagsters_record(loaded: Pithhouse) -> None:
    run_id = loaded("refresh", "--json").json["run_id"]
    with instance(House(loaded.data)) as opened:
        runs = opened.get_runs()
        assert [run.job_name for run in runs] == ["refresh", "refresh"]
        assert run_id in {run.run_id for run in runs}
        assert all(run.status is dg.DagsterRunStatus.SUCCESS for run in runs)


def test_people_get_a_table_on_stdout_and_words_on_stderr(loaded: Pithhouse) -> None:
    shown = loaded("refresh")
    assert "citations" in shown.out
    assert "DAGSTER" not in shown.err.upper().replace("PITHHOUSE DEV", "")
    assert "pithhouse query" in shown.err
    assert "\x1b" not in shown.out + shown.err


def bad_folder(root: Path) -> Path:
    """A good page among every bad input that is known."""
    root.mkdir()
    shutil.copy(PAGE, root / f"{PAGE.name.partition('.')[0]}.html")
    (root / f"{HUB}1.html").write_text("<p>A page about something else, made up.</p>", encoding="utf-8")
    (root / f"{HUB}2.html").write_bytes(b"")
    (root / f"{HUB}3.html").write_bytes(bytes(range(256)) * 40)
    (root / f"{HUB}4.html").write_bytes(b"x" * (40 << 20))
    (root / "not-a-uuid.html").write_text("made up", encoding="utf-8")
    (root / "cut.warc.gz").write_bytes(bytes.fromhex("1f8b0800000000000203") + b"cut")
    row = "nowhere.html,https://pith.science/citations/no-uuid,yesterday"
    (root / "captures.csv").write_text(f"file,url,captured_at\n{row}\n", encoding="utf-8")
    return root


def test_bad_input_is_listed_and_the_good_page_is_loaded(empty: Pithhouse, tmp_path: Path) -> None:
    folder = bad_folder(tmp_path / "in")
    taken = empty("ingest", folder, "--json")
    assert taken.code == 3
    assert taken.json["tables"]["hubs"] == 1
    outcomes = {one["file"]: one["outcome"] for one in taken.json["problems"]}
    assert outcomes == {
        f"{HUB}1.html": "not_a_hub",
        f"{HUB}2.html": "empty",
        f"{HUB}3.html": "not_text",
        f"{HUB}4.html": "too_large",
        "not-a-uuid.html": "refused",
        "cut.warc.gz": "truncated",
        "captures.csv": "refused",
    }
    assert all(one["reason"] for one in taken.json["problems"])

    again = empty("ingest", folder)
    assert again.code == 0, "nothing was taken in this time"
    assert "there already" in again.out

    shown = empty("ingest", tmp_path / "in" / "not-a-uuid.html", PAGE)
    assert shown.code == 0


def test_people_see_the_reason_beside_the_file(empty: Pithhouse, tmp_path: Path) -> None:
    page = tmp_path / f"{HUB}2.html"
    page.write_bytes(b"")
    shown = empty("ingest", page)
    assert shown.code == 3
    (line,) = (line for line in shown.out.splitlines() if page.name in line)
    assert "empty" in line
    assert "capture the page again" in line


def test_a_path_that_is_not_there_is_wrong_usage(empty: Pithhouse) -> None:
    ended = empty("ingest", "nowhere")
    assert ended.code == 2
    assert "nowhere" in ended.err
    assert not empty.data.exists()


def test_a_failed_check_leaves_the_published_file(loaded: Pithhouse, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (loaded.data / "warehouse.duckdb").read_bytes()

    def spoiled(house: House, *arguments: Any) -> Any:
        made = build(house, *arguments)
        with duckdb.connect(str(house.building)) as connection:
            connection.execute("UPDATE hubs SET tier = 'giga_hub' WHERE tier = 'hub'")
            connection.execute("CHECKPOINT")
        return made

    monkeypatch.setattr("assets.tables.build", spoiled)
    page = loaded.data / f"{HUB}1.html"
    page.write_text("made up, and new", encoding="utf-8")
    failed = loaded("ingest", page)
    assert failed.code == 4
    assert "giga_hub" in failed.err
    assert "hubs.tier" in failed.err
    assert "Traceback" not in failed.err
    assert (loaded.data / "warehouse.duckdb").read_bytes() == before


def test_another_run_is_waited_for_and_then_named(loaded: Pithhouse) -> None:
    with House(loaded.data).lock():
        locked = loaded("refresh", "--wait", "0")
    assert locked.code == 5
    assert "process" in locked.err
    assert "Traceback" not in locked.err
    assert loaded("refresh").code == 0


def test_two_at_once_both_end_well(tmp_path: Path) -> None:
    one, two = (process("ingest", SAMPLE, "--data", tmp_path / "data", "--json") for _ in range(2))
    ended = [(each.communicate(timeout=120), each.returncode) for each in (one, two)]
    assert [code for _, code in ended] == [0, 0], ended
    with House(tmp_path / "data").lock():
        pass


def test_ctrl_c_ends_quietly(loaded: Pithhouse) -> None:
    with House(loaded.data).lock():
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
    dead = process("query", "SELECT 1", "--data", loaded.data)
    dead.communicate(timeout=60)
    with instance(House(loaded.data)) as opened:
        run = dg.DagsterRun("refresh", tags={PROCESS_TAG: str(dead.pid)}, status=dg.DagsterRunStatus.STARTED)
        opened.add_run(run)
        assert end_dead_runs(opened) == 1
        found = opened.get_run_by_id(run.run_id)
        assert found
        assert found.status is dg.DagsterRunStatus.FAILURE


def test_a_folder_that_cannot_be_made_is_named(empty: Pithhouse) -> None:
    empty.data.write_text("a file where the folder should be", encoding="utf-8")
    ended = empty("refresh")
    assert ended.code == 2, "Typer sees that --data is a file"
    empty.data = empty.data / "below"
    ended = empty("refresh")
    assert ended.code == 1
    assert str(empty.data.parent) in ended.err
    assert "Traceback" not in ended.err

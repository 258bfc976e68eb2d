"""Data folders of any name, outputs that hold few characters, and the same bytes again. All pages are made up."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from cli.dagster_home import instance
from cli.findings import readings
from cli.plain_paths import plain_path
from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.parsing.store.readings import ReadingStore
from pipelines.warehouse.connections import open_new, open_published
from pipelines.workspace import DataFolder
from tests.cli.commands import CHECKOUT, process
from tests.cli.commands import PAGE as SAMPLE_PAGE
from tests.pipelines.building.support import NOW, Tables, ask, load
from tests.tiers import rest_deep

HUB = "aaaaaaaa-0000-4000-8000-00000000000a"
PAGE = (
    '<!doctype html><html><head><meta charset="utf-8"></head><body><main><div>hub</div><h1>Glühwürmchen · 蛾</h1>'
    "<p>2 Pith papers cite this work. Polarity classification is still indexing.</p><p>2 Pith papers citing it</p>"
)


@pytest.mark.parametrize("name", ["50%41", "%41", "q?x", "a?mode=ro#y", "new\nline", 'it\'s "ü" #; $HOME', "a%", "蛾"])
def test_a_data_folder_of_any_name(tmp_path: Path, name: str) -> None:
    data = DataFolder(tmp_path / name)
    for _ in range(2):  # the second opening finds what the first has made
        with instance(data) as opened:
            assert opened.get_runs() == []
    runs = data.dagster / "history" / "runs.db"
    assert sqlite3.connect(runs).execute("SELECT count(*) FROM runs").fetchone() == (0,)
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_a_plain_name_is_taken_as_it_is_and_a_link_leads_to_the_same_file(tmp_path: Path) -> None:
    assert plain_path(tmp_path / "a") == tmp_path / "a"
    odd = tmp_path / "a?b%41" / "file.duckdb"
    odd.parent.mkdir()
    plain = plain_path(odd)
    assert plain.resolve() == odd
    assert not {"?", "%"} & set(str(plain))
    assert plain_path(odd) == plain


@pytest.mark.parametrize("name", ["50%41", "q?x", "a?b.duckdb?c", "new\nline", "it's [*] {a,b}"])
def test_a_database_in_a_folder_of_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / "warehouse.duckdb"
    with open_new(path) as connection:
        connection.execute("CREATE TABLE one AS SELECT 1 AS n")
        connection.execute("CHECKPOINT")
    with open_published(path) as connection:
        assert connection.execute("FROM one").fetchall() == [(1,)]
    assert [one.name for one in tmp_path.iterdir()] == [name]


def published(folder: Path) -> DataFolder:
    """A published folder with a hub whose title has characters that few encodings have."""
    data = DataFolder(folder / "data")
    page = folder / f"{HUB}.html"
    page.write_text(PAGE, encoding="utf-8")
    load(data, page)
    return data


@pytest.mark.parametrize("encoding", rest_deep("ascii", "latin-1", "utf-8", "cp1252"))
def test_an_output_of_few_characters_stops_no_command(tmp_path: Path, encoding: str) -> None:
    data = published(tmp_path)
    for more in ([], ["--json"]):
        command = process(
            "query",
            "SELECT title FROM hubs",
            *more,
            "--data",
            data.root,
            surroundings={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
            encoding=encoding,
        )
        out, err = command.communicate()
        assert (command.returncode, err) == (0, "")
        if more:
            assert json.loads(out) == [{"title": "Glühwürmchen · 蛾"}]
        else:
            title = "Glühwürmchen · 蛾".encode(encoding, "backslashreplace").decode(encoding)
            assert out.splitlines() == ["title", title]


def test_the_same_bytes_again_are_read(tmp_path: Path) -> None:
    """Their reading is that of the first capture of them: nothing is left to be read."""
    data = DataFolder(tmp_path / "data")
    raw = RawStore(data.raw)
    for day in (1, 2, 3):
        folder = tmp_path / str(day)
        folder.mkdir()
        (folder / "p.html").write_text(PAGE, encoding="utf-8")
        address = f"https://pith.science/citations/{HUB}"
        (folder / "captures.csv").write_text(f"file,url,captured_at\np.html,{address},2026-11-0{day}T00:00:00Z\n")
        raw.append(arrivals([folder], NOW), NOW)
        ReadingStore(data.readings).read_new(raw)
        (found,) = readings(data)
        assert found.state == "ok", found
    tables = Tables(data, is_checked=True)
    assert ask(tables, "SELECT count(*), count(DISTINCT read_as) FROM captures") == [(3, 1)]


@pytest.mark.deep
def test_nothing_of_the_working_directory_is_imported(tmp_path: Path) -> None:
    """Not by the command, nor by the server process that its workers are forked from."""
    (tmp_path / "bin").mkdir()
    script = tmp_path / "bin" / "pithhouse"  # as an installation makes it
    script.write_text("from cli.main import run\nrun()\n")
    there = tmp_path / "there"
    there.mkdir()
    for name in ("duckdb", "polars", "pebble", "pipelines", "random"):
        (there / f"{name}.py").write_text(
            f"open({str(there / 'imported')!r}, 'a').write({name!r})\nraise SystemExit(9)\n"
        )
    done = subprocess.run(
        [sys.executable, script, "ingest", SAMPLE_PAGE, "--data", "data", "--json"],
        cwd=there,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not (there / "imported").exists(), (there / "imported").read_text()
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["captures"]["new"] == 1


@pytest.mark.parametrize("closed", rest_deep("0>&- 1>&- 2>&-", "1>&-", "2>&-"))
def test_a_closed_stream_stops_no_command_and_no_file_takes_its_place(tmp_path: Path, closed: str) -> None:
    in_a_shell = ["/bin/sh", "-c", f'exec "$@" {closed}', "sh"]
    done = subprocess.run(
        [*in_a_shell, sys.executable, "-P", "-m", "cli.main", "ingest", SAMPLE_PAGE, "--data", tmp_path],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert ask(DataFolder(tmp_path), "SELECT outcome FROM captures") == [("ok",)]
    with process("doctor", "--data", tmp_path, "--json") as running:
        out, _ = running.communicate()
    assert {one["state"] for one in json.loads(out)} <= {"ok", "look"}


def test_a_working_directory_that_is_gone_is_named_unless_the_data_folder_is_elsewhere(
    sample_house: Path, tmp_path: Path
) -> None:
    in_a_shell = ["/bin/sh", "-c", 'cd "$1" && rmdir "$1" && shift && exec "$@"', "sh"]
    for arguments, code, told in (
        (["status"], 1, "The current folder does not exist any more"),
        (["query", "SELECT 1 AS one", "--data", str(sample_house)], 0, ""),
        (["query", "FROM nothing", "--data", str(sample_house)], 1, "nothing does not exist"),
    ):
        (tmp_path / "gone").mkdir()
        done = subprocess.run(
            [*in_a_shell, tmp_path / "gone", sys.executable, "-P", "-m", "cli.main", *arguments],
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
        assert told in done.stderr

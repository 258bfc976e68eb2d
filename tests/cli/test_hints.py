"""What a message says to do next: a command that works on the data folder that was named, and a file that is there."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import ended
from cli.options import with_data
from tests.cli.commands import CHECKOUT, Pithhouse

HUB = "2277b36b-3ef8-58ec-b03a-07d1b9b75d66"


def test_a_hint_names_every_folder_but_the_usual_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hint = 'run `pithhouse refresh`, then pithhouse query "FROM hubs"; pithhouse cite takes a title'
    assert with_data(hint, Path("data")) == hint
    folder = tmp_path / "my data"
    named = f"--data {shlex.quote(str(folder))}"
    expected = (
        f'run `pithhouse refresh {named}`, then pithhouse query {named} "FROM hubs"; pithhouse cite takes a title'
    )
    assert with_data(hint, folder) == expected
    assert with_data(expected, folder) == expected
    monkeypatch.setenv("PITHHOUSE_DATA", str(folder))
    assert with_data(hint, folder) == hint


@pytest.mark.parametrize("command", ["status", "query", "report"])
def test_a_folder_without_a_warehouse_is_told_how_to_make_one_there(command: str, empty: Pithhouse) -> None:
    told = empty(command, *(["FROM hubs"] if command == "query" else []))
    assert told.code == 1
    assert f"`pithhouse refresh --data {shlex.quote(str(empty.data))}` creates it" in told.err


def test_the_hint_is_the_same_for_the_option_in_one_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(["status", f"--data={tmp_path}"]) == 1
    assert f"`pithhouse refresh --data {shlex.quote(str(tmp_path))}` creates it" in capsys.readouterr().err


def test_nothing_to_add_leaves_the_sample_to_a_first_refresh(empty: Pithhouse) -> None:
    """An empty hubs.csv once counted as a list of other hubs."""
    told = empty("add", "no-hub")
    assert (told.code, "Not added" in told.err, "0 added" in told.err) == (3, True, False)
    assert not empty.data.exists()
    assert empty("refresh", "--json").json["tables"]["hubs"] > 0


def test_a_plan_without_hubs_does_not_send_to_the_plan(empty: Pithhouse) -> None:
    told = empty("plan").err
    assert "No hub is listed" in told
    assert "plan --all" not in told


def test_a_plan_of_one_hub_is_in_the_singular(empty: Pithhouse) -> None:
    empty("add", HUB)
    assert empty("plan").out.startswith("1 of 1 listed hub is due")


def test_a_folder_without_captures_is_not_reparsed_to_an_empty_file(empty: Pithhouse) -> None:
    told = empty("reparse")
    assert told.code == 2
    assert "has no captures" in " ".join(re.sub("[│╭╮╰╯─]", "", told.err).split())
    assert not empty.data.exists()


def test_a_file_that_cannot_be_written_is_named_as_it_was_given(asking: Pithhouse, tmp_path: Path) -> None:
    """Not by the name of the file that is written beside it first."""
    out = tmp_path / "missing" / "page.html"
    told = asking("report", "sparse", "--out", out)
    assert told.code == 1
    assert told.err.startswith(f"{out}: ")


def test_what_may_be_done_with_a_lake_is_in_its_help_and_its_error(empty: Pithhouse) -> None:
    told = empty("lake", "nothing")
    assert told.code == 2
    assert "[ACTION]:" not in told.err
    for action in ("versions", "publish", "rollback", "maintain"):
        assert action in told.err


def test_the_hints_of_a_status_run_as_they_are_printed(asking: Pithhouse) -> None:
    """By a shell, in a folder that is not the data folder's."""
    for one in asking("status", "--json").json["to_do"]:
        command = one["next"].replace("pithhouse", f"{shlex.quote(sys.executable)} -m cli.entry", 1)
        done = subprocess.run(command, shell=True, cwd=CHECKOUT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_a_number_without_a_file_is_told_how_to_list_those_of_the_folder(empty: Pithhouse) -> None:
    told = empty("diff", "1", "0")
    assert (told.code, "--data" in told.err) == (2, True)

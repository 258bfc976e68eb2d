"""Every example of a help text is run, as it stands there: on a folder that holds the sample, in a folder of its own.

What stands behind a `|` or `>` belongs to the shell and to other programs. The few examples that are not run here start
a server or fetch from the site; the table says which test runs them against a real one.
"""

import shlex
from pathlib import Path

import pytest

from cli.main import app
from tests.cli.commands import PAGE, SAMPLE, Ended, Pithhouse

HUB = "2277b36b-3ef8-58ec-b03a-07d1b9b75d66"
ELSEWHERE = {
    "dev": "tests/browser/test_dagster_ui.py",
    "notebook": "tests/browser/test_report.py",
    "probe": "tests/cli/test_live.py",
}
"""Commands whose examples are run by other tests."""

LONG = {"refresh", "ingest", "reparse", "retry", "rollback", "doctor", "report"}
"""Commands that take long: their own tests run them in every form; here their options are read, before `--help`."""


def examples() -> list[str]:
    found = []
    for command in app.registered_commands:
        text = (command.epilog or "").replace(r"\[", "[")
        found += [one.removeprefix("$ ") for one in text.split("\n\n") if one.startswith("$ ")]
    return found


def arguments_of(example: str) -> list[str]:
    """The command's own words, without pipes, redirections and comments."""
    words = [one for one in shlex.split(example, comments=True) if not one.startswith("PITHHOUSE_")]
    cut = next((place for place, word in enumerate(words) if word in {"|", ">", "<"}), len(words))
    return words[1:cut]


@pytest.fixture
def place(asking: Pithhouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the files that the examples name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hubs.txt").write_text(f"{HUB}\n")
    (tmp_path / "captures").mkdir()
    (tmp_path / "captures" / PAGE.name).write_bytes(PAGE.read_bytes())
    for name in ("old.duckdb", "new.duckdb"):
        (tmp_path / name).symlink_to(asking.data / "warehouse.duckdb")
    return tmp_path


def run(asking: Pithhouse, arguments: list[str], place: Path, monkeypatch: pytest.MonkeyPatch) -> Ended:
    command, *rest = arguments
    if "--data" in rest:  # the folder of the tests in its place
        at = rest.index("--data")
        del rest[at : at + 2]
    if command == "explain":
        [capture] = asking("query", "SELECT min(capture_id) AS id FROM captures", "--json").json
        rest = [capture["id"] if one == "3fa2c1" else one for one in rest]
    if "-" in rest:
        monkeypatch.setattr("sys.stdin", (place / "question.sql").open())
    data = Pithhouse(place / "own", asking._capture) if command in {"add", "plan"} else asking
    if command in LONG:
        return data(command, *rest, "--help")
    return data(command, *rest)


@pytest.mark.parametrize("example", examples())
def test_an_example_of_a_help_text_runs(
    asking: Pithhouse, place: Path, example: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "question.sql").write_text("SELECT 1 AS one")
    arguments = arguments_of(example)
    if arguments[0] in ELSEWHERE:
        assert (SAMPLE.parents[1] / ELSEWHERE[arguments[0]]).exists()
        return
    ended = run(asking, arguments, place, monkeypatch)
    wanted = {0, 3} if arguments[0] in {"plan", "add"} else {0}
    if arguments[:2] == ["diff", "1"]:  # the sample was published once
        wanted = {2}
    assert ended.code in wanted, ended.err
    assert "Traceback" not in ended.err


def test_every_command_has_an_example() -> None:
    names = {one.name or (one.callback.__name__ if one.callback else "") for one in app.registered_commands}
    assert {arguments_of(one)[0] for one in examples()} == names

"""Help texts and usage errors. What starting a command loads: test_imports.py."""

from importlib.metadata import version

import pytest

from cli.main import app, ended

COMMANDS = [one.name or one.callback.__name__ for one in app.registered_commands if one.callback]


def test_the_commands_are_those_that_are_promised() -> None:
    promised = (
        "refresh ingest add plan probe status query why explain report notebook mcp "
        "export cite release rollback diff lake move reparse retry dev doctor"
    )
    assert promised.split() == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_examples_and_the_common_options(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended([command, "-h"]) == 0
    shown = capsys.readouterr().out
    assert "--quiet" in shown
    assert "Examples" in shown
    assert f"$ pithhouse {command}" in shown
    assert "--data" in shown
    assert "PITHHOUSE_DATA" in shown
    assert "--json" in shown


def test_the_exit_codes_are_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(["--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "0 done, 1 error, 2 wrong usage or no such thing, 3 partly done, 4 a check failed, 5 locked" in shown


def test_the_commands_are_listed_in_groups(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(["-h"]) == 0
    shown = capsys.readouterr().out
    places = [shown.index(f"─ {group} ─") for group in ("Load pages", "Ask", "Hand on", "Look after")]
    assert places == sorted(places)
    assert "─ Commands ─" not in shown, "every command is in a group"


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert [ended([one]) for one in ("-V", "--version")] == [0, 0]
    first, second = capsys.readouterr().out.splitlines()
    assert first == second == f"pithhouse {version('pithhouse')}"


def test_a_word_that_is_no_command_is_answered_with_one_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(["qurey"]) == 2
    assert capsys.readouterr().err.count("Did you mean") == 1


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["query"], ["ingest"], ["refresh", "--nonsense"], ["query", "FROM hubs", "--format", "xml"], []],
    ids=" ".join,
)
def test_wrong_usage_ends_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(arguments) == 2
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    assert "Usage" in out + err

"""Help texts and usage errors. What starting a command loads: test_imports.py."""

import pytest

from cli.main import app, ended

COMMANDS = [one.name or one.callback.__name__ for one in app.registered_commands if one.callback]


def test_the_commands_are_those_that_are_promised() -> None:
    promised = (
        "refresh ingest add plan probe status query why explain report notebook "
        "export cite rollback diff reparse retry dev doctor"
    )
    assert promised.split() == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_examples_and_the_common_options(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended([command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "Examples" in shown
    assert f"$ pithhouse {command}" in shown
    assert "--data" in shown
    assert "PITHHOUSE_DATA" in shown
    assert "--json" in shown


def test_the_exit_codes_are_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(["--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "0 done, 1 error, 2 wrong usage, 3 partly done, 4 a check failed, 5 locked" in shown


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

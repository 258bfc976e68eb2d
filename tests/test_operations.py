"""docs/operations.md: its commands are run from top to bottom, and its table has every exit code."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.exits import Exit
from cli.main import ended
from tests import shared_samples
from tests.cli.commands import CHECKOUT, PAGE

TEXT = (CHECKOUT / "docs/operations.md").read_text(encoding="utf-8")
BLOCKS = [re.sub(r"^ +", "", one, flags=re.MULTILINE) for one in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)]
HUB = "0a0a0a0a-0000-4000-8000-000000000001"


@pytest.mark.deep
@pytest.mark.skipif(shutil.which("flock") is None, reason="flock (util-linux) is not installed here")
def test_the_commands_do_what_is_said(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    shutil.copytree(shared_samples.sample_house(tmp_path_factory), tmp_path / "data")
    (tmp_path / "data" / "hubs.csv").write_text("url\n", encoding="utf-8")
    shutil.copyfile(PAGE, tmp_path / "page.html")
    (tmp_path / "page.html").write_text("made up, and no page of a hub", encoding="utf-8")
    program = tmp_path / "bin" / "pithhouse"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -P -m cli.main "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = "set -eux\n" + "\n".join(BLOCKS)
    named = {"PATH": f"{program.parent}:{os.environ['PATH']}", "PYTHONPATH": str(CHECKOUT)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PITHHOUSE_")}
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", script],
        cwd=tmp_path,
        env=kept | named,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert not (tmp_path / "restored").exists()
    assert (tmp_path / "moved" / "warehouse.duckdb").exists()
    assert not (tmp_path / "moved" / ".hold").exists()


def test_every_command_is_one_that_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    """The short form: the shell can read the blocks, and each command has the options that it is given."""
    read = subprocess.run(["bash", "-n", "-c", "\n".join(BLOCKS)], capture_output=True, text=True, check=False)
    assert (read.returncode, read.stderr) == (0, "")
    given: dict[str, set[str]] = {}
    for name, options in re.findall(r"\bpithhouse ([a-z]+)([^\n|>]*)", "\n".join(BLOCKS)):
        given.setdefault(name, set()).update(re.findall(r"--[a-z-]+", options))
    assert {"reparse", "doctor", "status", "rollback", "query", "refresh", "ingest"} <= given.keys()
    for name, options in given.items():
        assert ended([name, "--help"]) == 0
        help_text = capsys.readouterr().out
        assert [one for one in options if one not in help_text] == [], name


def test_there_is_a_block_for_each_task() -> None:
    assert len(BLOCKS) >= 9
    for command in ("tar", "reparse --diff", "rollback", "status", "doctor", "mv "):
        assert any(command in block for block in BLOCKS), command


def test_every_exit_code_is_in_the_table_and_no_other() -> None:
    table = TEXT.split("## What to do for each exit code")[1]
    assert [int(one) for one in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)] == sorted(Exit)

"""docs/tutorial.md: what it shows is what the commands print, run from top to bottom on the sample."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import shared_samples
from tests.browser.serving import served
from tests.console import ELSEWHERE, ROOT, TUTORIAL, beside_the_data, blocks, commands, printed, rewritten

TEXT = TUTORIAL.read_text("utf-8")


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed here")
def test_answers_are_those_of_the_sample(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    shutil.copytree(shared_samples.sample_house(tmp_path_factory), tmp_path / "data")
    assert rewritten(TEXT, tmp_path) == TEXT, "run `python -m tests.console`, and look at what changed"
    assert (tmp_path / "sparse.html").exists()


def test_no_block_escapes() -> None:
    """Every command is in a block that is compared, and every block of code is followed by what it prints."""
    assert re.findall(r"^```(?!console|python|sql|text)\w+", TEXT, re.MULTILINE) == []
    assert len(re.findall(r"^```(?:python|sql)$", TEXT, re.MULTILINE)) == len(
        re.findall("^```text$", TEXT, re.MULTILINE)
    )
    elsewhere = [one for block in blocks(TEXT) for one in commands(block) if one.removeprefix("$ ") in ELSEWHERE]
    assert elsewhere == ["$ make run", "$ pithhouse dev"]


def test_a_reader_may_end_before_the_writer() -> None:
    """Long before the other end has written all: what the first command then ends with is not the page's concern."""
    assert printed("$ seq 1000000 | head -2") == "1\n2\n"
    with pytest.raises(AssertionError, match="ended with 7: gone"):
        printed("$ (echo gone >&2; exit 7) | head -2")


def test_the_first_question_of_make_run_has_this_answer(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The short form: what `make run` asks is in the Makefile."""
    shown = blocks(TEXT)[0]
    sql = re.search(r'query "(.*?)"\n\n', shown, re.DOTALL)
    assert sql
    makefile = (ROOT / "Makefile").read_text("utf-8")
    first = [re.search(rf"^{name} = (.*)$", makefile, re.MULTILINE) for name in ("FIRST_COLUMNS", "FIRST_ROWS")]
    assert [" ".join(line.split()) for line in sql[1].splitlines()] == [one[1] for one in first if one]
    with beside_the_data(shared_samples.sample_house(tmp_path_factory).parent):
        assert shown.endswith(printed(f'pithhouse query "{sql[1]}"'))


@pytest.mark.deep
def test_make_run_prints_what_is_shown(tmp_path: Path) -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not installed")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "PITHHOUSE_"))}
    done = subprocess.run(
        [make, "--old-file=setup", "run", f"DATA={tmp_path / 'data'}"],
        cwd=ROOT,
        env=kept,
        capture_output=True,
        text=True,
        check=True,
    )
    command, _, end = blocks(TEXT)[0].split("\n", 2)
    assert command == "$ make run"
    assert done.stdout.endswith(end)


@pytest.mark.deep
def test_the_dagster_ui_answers(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    shutil.copytree(shared_samples.sample_house(tmp_path_factory), tmp_path / "data")
    with served("dev", tmp_path / "data", "/server_info") as address:
        assert address.startswith("http://127.0.0.1:")

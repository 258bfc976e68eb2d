"""The notebook runs as a script on a published file, has marimo's form, and says what is missing."""

import os
import subprocess
import sys
from pathlib import Path

from cli.notebook import NOTEBOOK
from tests.cli.commands import CHECKOUT, Pithhouse


def test_it_runs_as_a_script_from_first_cell_to_last(sample_house: Path) -> None:
    surroundings = os.environ | {"PITHHOUSE_DATA": str(sample_house), "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(
        [sys.executable, NOTEBOOK], env=surroundings, capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_marimo_finds_nothing_to_say_of_its_form() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "marimo", "check", "--strict", NOTEBOOK], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_all_share_one_opening_and_see_utc(sample_house: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from pipelines.reporting.opened import shared; "
        "found = [shared(Path(sys.argv[1])).execute(\"SELECT current_setting('TimeZone')\").fetchall() for _ in 'ab']; "
        "assert found == [[('UTC',)]] * 2, found"
    )
    command = [sys.executable, "-c", code, str(sample_house / "warehouse.duckdb")]
    surroundings = os.environ | {"TZ": "America/New_York", "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_without_a_published_file_it_says_what_makes_one(empty: Pithhouse) -> None:
    answer = empty("notebook", "--port", "0")
    assert answer.code == 1
    assert "pithhouse refresh" in answer.err

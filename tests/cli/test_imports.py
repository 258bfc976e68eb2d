"""What commands load: those that people wait for load neither Dagster nor pandera nor what comes with them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.commands import CHECKOUT, SAMPLE

HEAVY = {"dagster", "pandera", "pandas", "alembic", "sqlalchemy", "aiohttp", "pyarrow"}
"""Each takes from a tenth of a second to more than a second."""

PARSING = {"selectolax", "pylatexenc"}
"""What only the processes need that read pages."""

LIGHTEST = (["--help"], ["query", "FROM hubs"], ["rollback", "--list"])
"""These load neither polars nor pydantic, and so no settings and no schemas."""

QUICK = (
    ["refresh", "--help"],
    ["status"],
    ["status", "--json"],
    ["plan"],
    ["plan", "--all"],
    ["why", "papers", "arxiv:9912.00017", "novelty"],
    ["query", "--list"],
    ["diff", "2026-09-01", "2026-10-01"],
    ["diff", "0", "0"],
    ["doctor", "--quick"],
    ["refresh"],  # and nothing is new
    ["refresh", "--json"],
    ["ingest", str(SAMPLE)],
)

ONE_AFTER_THE_OTHER = """
import json, sys
from cli.main import ended
for arguments in json.loads(sys.argv[1]):
    code = ended(arguments)
    print("\\n" + json.dumps(["ended", code, sorted({name.split(".")[0] for name in sys.modules})]), flush=True)
"""


def test_commands_that_people_wait_for_load_nothing_heavy(sample_house: Path, tmp_path: Path) -> None:
    """All in one process: the first that fails is the one that loads what it should not."""
    data = shutil.copytree(sample_house, tmp_path / "data")  # a look that finds nothing new leaves its time there
    commands = [*LIGHTEST, *QUICK]
    given = [[*one, *([] if "--help" in one else ["--data", str(data)])] for one in commands]
    done = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_THE_OTHER, json.dumps(given)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    ends = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('["ended"')]
    assert len(ends) == len(commands)
    for arguments, (_, code, packages) in zip(commands, ends, strict=True):
        assert code == 0, (arguments, done.stderr)
        assert not HEAVY & set(packages), arguments
        assert arguments not in LIGHTEST or not {"polars", "pydantic"} & set(packages), arguments


def test_a_run_loads_no_parser_and_searches_for_garbage_again_once_it_is_loaded() -> None:
    code = (
        "import gc, json, sys\n"
        "from cli.garbage import only_modules\n"
        "with only_modules():\n"
        "    import cli.loading\n"
        "    before = gc.isenabled()\n"
        "print(json.dumps([before, gc.isenabled(), gc.get_freeze_count(), *sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    was_enabled, is_enabled, frozen, *modules = json.loads(done.stdout)
    assert (was_enabled, is_enabled) == (False, True)
    assert frozen == 0, "pages that were fetched before would stay for good"
    assert "dagster" in modules
    assert not {*PARSING, "pipelines.parsing.parse"} & set(modules)


@pytest.mark.deep
def test_a_first_run_loads_no_package_that_only_other_ways_of_asking_need(tmp_path: Path) -> None:
    given = ["ingest", str(SAMPLE), "--data", str(tmp_path / "data")]
    done = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_THE_OTHER, json.dumps([given])],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    (_, code, packages) = json.loads(done.stdout.splitlines()[-1])
    assert code == 0, done.stderr
    assert "dagster" in packages
    assert not {"pyarrow", "numpy", "pandas", "pandera", "aiohttp", *PARSING} & set(packages)

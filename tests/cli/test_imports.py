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

NOTHING_NEW = (["refresh"], ["refresh", "--json"], ["ingest", str(SAMPLE)])

QUICK = (
    ["--help"],
    ["refresh", "--help"],
    ["status"],
    ["status", "--json"],
    ["plan"],
    ["plan", "--all"],
    ["why", "papers", "arxiv:9912.00017", "novelty"],
    ["query", "FROM hubs"],
    ["query", "--list"],
    ["rollback", "--list"],
    ["diff", "2026-09-01", "2026-10-01"],
    ["diff", "0", "0"],
    ["doctor", "--quick"],
    *NOTHING_NEW,
)


@pytest.fixture(scope="module")
def house(sample_house: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample's folder: a look that finds nothing new leaves its time there."""
    return shutil.copytree(sample_house, tmp_path_factory.mktemp("imports") / "data")


def loaded_by(arguments: list[str], data: Path) -> set[str]:
    """The packages that a command loads, in a process of its own; it ends well."""
    own = [] if "--help" in arguments else ["--data", str(data)]
    code = (
        "import json, sys\n"
        "from cli.main import ended\n"
        f"code = ended({[*arguments, *own]!r})\n"
        "print('\\n' + json.dumps([code, sorted({name.split('.')[0] for name in sys.modules})]))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    ended, packages = json.loads(done.stdout.splitlines()[-1])
    assert ended == 0, done.stderr
    return set(packages)


@pytest.mark.parametrize("arguments", QUICK, ids=" ".join)
def test_commands_that_people_wait_for_load_nothing_heavy(arguments: list[str], house: Path) -> None:
    assert not HEAVY & loaded_by(arguments, house)


def test_query_and_help_load_no_polars(house: Path) -> None:
    for arguments in (["--help"], ["query", "FROM hubs"], ["rollback", "--list"]):
        assert "polars" not in loaded_by(arguments, house), arguments

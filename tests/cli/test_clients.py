"""A published file is read alike by the DuckDB of this project, by old ones and by the newest (docs/clients.md).

`.ci/clients` puts the others into a folder each; `.ci/run` does so and names the folder in DUCKDB_CLIENTS. Where they
are not there, their tests are skipped.
"""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from schemas import registry, table
from schemas.macros import PUBLIC

CLIENT = Path(__file__).with_name("saved_queries.py")
QUERIES = Path(__file__).parents[2] / "pipelines/building/sql/queries"
OTHERS = ("1.2.2", "1.3.2", "1.4.4", "1.5.0", "newest")  # .ci/clients installs the same


@pytest.fixture(scope="module")
def published(sample_house: Path) -> Path:
    return sample_house / "warehouse.duckdb"


@pytest.fixture(scope="module")
def ours(published: Path) -> dict[str, Any]:
    return read(published, *sys.path)


def read(file: Path, *packages: str) -> dict[str, Any]:
    """What a Python that finds DuckDB in these folders reads in the file."""
    done = subprocess.run(
        [sys.executable, "-S", CLIENT, file, QUERIES],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(packages)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_saved_query_is_answered(ours: dict[str, Any]) -> None:
    assert ours["version"] == duckdb.__version__
    assert ours["answers"].keys() == {path.name for path in QUERIES.iterdir()}
    assert all(ours["answers"][name] for name in ("02_most_cited.sql", "09_search.sql", "11_as_of.sql"))
    assert ours["tables"]["main.hubs"][0] == 14
    assert ours["macros"].keys() == {call for one in PUBLIC for call in one.calls}
    assert all(ours["macros"].values())
    assert ours["views"].keys() == {".".join(table.place(model)) for model in registry.MARTS}
    assert all(rows > 0 for view, rows in ours["views"].items() if view != "marts.last_changes")


@pytest.mark.parametrize("version", OTHERS)
def test_another_duckdb_reads_the_same(version: str, published: Path, ours: dict[str, Any]) -> None:
    client = Path(os.environ.get("DUCKDB_CLIENTS", "no such folder")) / version
    if not (client / "duckdb").is_dir():
        pytest.skip(f"DuckDB {version} is not here: `.ci/clients FOLDER` installs it, DUCKDB_CLIENTS names the folder")
    theirs = read(published, str(client))
    assert version in (theirs.pop("version"), "newest")
    assert theirs == {name: found for name, found in ours.items() if name != "version"}


def test_everybody_may_read_the_file_and_nobody_write_it(published: Path) -> None:
    assert stat.S_IMODE(published.stat().st_mode) == 0o444


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to every file")
def test_who_opens_it_for_writing_is_refused_and_told_why(published: Path) -> None:
    with pytest.raises(duckdb.Error, match="Permission denied"):
        duckdb.connect(published)

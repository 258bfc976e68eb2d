"""The command is killed in the middle (FAULTS.md F26): the published file is intact, the next run completes.

Every step of the library is killed one by one in tests/pipelines; here it is the whole command, at a few points.
"""

import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.warehouse.damage import read_through
from pipelines.workspace import DataFolder
from tests.cli.commands import SAMPLE, Pithhouse, process
from tests.pipelines.building.support import Rows, all_tables, load

POINTS: dict[str, Callable[[Path], bool]] = {
    "landed": lambda data: any((data / "raw").glob("*.cdxj")),
    "read": lambda data: any((data / "readings").glob("parser-*/[!.]*")),
    "built": lambda data: (data / "warehouse.building.duckdb").exists(),
}
"""When to kill, by what has to be in the data folder by then."""


def killed(data: Path, is_reached: Callable[[], bool], how: signal.Signals) -> int:
    """Take in the sample and end the process at a point; gives its exit code."""
    running = process("ingest", SAMPLE, "--data", data)
    deadline = time.monotonic() + 60
    while not is_reached() and running.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.002)
    running.send_signal(how)
    _, err = running.communicate(timeout=60)
    assert "Traceback" not in err
    return running.returncode


def held(path: Path) -> dict[str, Rows]:
    """All tables but history, which tells when each capture landed: here one landed before the others."""
    return {name: rows for name, rows in all_tables(path).items() if not name.startswith("history")}


@pytest.mark.parametrize(
    ("point", "how"),
    [
        pytest.param("landed", signal.SIGKILL, marks=pytest.mark.deep),
        pytest.param("built", signal.SIGKILL, marks=pytest.mark.deep),
        pytest.param("read", signal.SIGTERM, marks=pytest.mark.deep),
    ],
    ids=str,
)
def test_the_published_file_is_whole_and_the_next_run_completes(
    empty: Pithhouse, sample_house: Path, point: str, how: signal.Signals
) -> None:
    load(DataFolder(empty.data), next(SAMPLE.glob("6c105973*.html")))
    published = empty.data / "warehouse.duckdb"
    before = published.read_bytes()
    for made in ("raw", "readings"):  # so that the points are reached anew
        shutil.rmtree(empty.data / made)

    code = killed(empty.data, lambda: POINTS[point](empty.data), how)

    assert code in ({-9} if how is signal.SIGKILL else {130, -how, 0})
    read_through(published)
    if code:
        assert published.read_bytes() == before
    assert empty("ingest", SAMPLE).code == 0
    assert held(published) == held(sample_house / "warehouse.duckdb")
    assert not (empty.data / "warehouse.building.duckdb").exists()

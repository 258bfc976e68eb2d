"""Pages with what must be read in them, as folders that `pithhouse probe --save-case` writes: all that are found here.

More are looked for in the folder that PITHHOUSE_CASES names: pages whose words may not be in the repository.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.parsing.store.cases import CASE, PAGE, read_case, write_case
from pipelines.parsing.vocabulary.capture_context import CaptureContext

HERE = Path(__file__).parent / "cases"
ELSEWHERE = os.environ.get("PITHHOUSE_CASES")
FOLDERS = sorted(path.parent for root in (HERE, *([Path(ELSEWHERE)] if ELSEWHERE else [])) for path in root.rglob(CASE))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_case_is_read_as_it_says(folder: Path) -> None:
    expected, found = read_case(folder)
    assert found == expected


def test_a_case_that_is_read_otherwise_fails(tmp_path: Path) -> None:
    hub = "0a0a0a0a-0000-4000-8000-00000000000c"
    source = CaptureContext("1" * 20, hub, f"https://pith.science/citations/{hub}", datetime(2026, 11, 25, tzinfo=UTC))
    body = (HERE / "dotted-title-impossible-date" / PAGE).read_bytes()
    write_case(tmp_path / "one", body, source, "made up")
    (tmp_path / "one" / PAGE).write_bytes(body.replace(b"Snuffers", b"Wicks"))
    expected, found = read_case(tmp_path / "one")
    assert found != expected
    assert [row["title"] for row in found["citing_papers"]][-1] == "Wicks"

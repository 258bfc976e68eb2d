"""The memory of a build: what nothing needs any more is not kept."""

from pathlib import Path

import duckdb
import pytest

from pipelines.building import new_file
from pipelines.building.build import build
from pipelines.building.marts import add_index
from pipelines.workspace import DataFolder
from tests.pipelines.building.support import NOW, Page, store


def test_the_index_of_words_of_many_pages_is_made_beside_no_scratch_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = DataFolder(tmp_path)
    store(folder, [Page(1)])
    left: list[str] = []

    def watched(connection: duckdb.DuckDBPyConnection) -> None:
        found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()
        left.extend(name for (name,) in found)
        add_index(connection)

    monkeypatch.setattr(new_file, "add_index", watched)
    monkeypatch.setattr(new_file, "MOST_IN_LANES", -1)
    assert build(folder, NOW).rows["hubs"] == 1
    assert left == []

"""Readings that were changed on the disk: they are made of raw again, and nothing wrong is published (FAULTS F29)."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.building.build import build
from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.parsing.store.readings import ReadingStore
from pipelines.workspace import DataFolder
from schemas import registry, table
from tests.pipelines.building.support import NOW, SAMPLE, all_tables, ask
from tests.tiers import rest_deep


@pytest.fixture
def whole(loaded_sample: DataFolder) -> DataFolder:
    """The sample, published; not to be written to."""
    return loaded_sample


def damaged(root: Path, name: str) -> DataFolder:
    """The sample, read, with 200 bytes in the middle of a file of readings changed: both of its ends are whole."""
    folder = DataFolder(root)
    RawStore(folder.raw).append(arrivals([SAMPLE], NOW), NOW)
    store = ReadingStore(folder.readings)
    store.read_new(RawStore(folder.raw))
    assert store.changed() == []
    [path] = folder.readings.rglob(f"{name}.parquet")
    found = bytearray(path.read_bytes())
    middle = len(found) // 3
    found[middle : middle + 200] = bytes(200)
    path.write_bytes(found)
    assert store.damaged() == []
    assert store.changed() == [path.parent]
    return folder


@pytest.mark.parametrize("name", rest_deep(*(table.name(model) for model in registry.READINGS[:3])))
def test_they_are_read_anew_and_the_tables_are_as_they_were(whole: DataFolder, tmp_path: Path, name: str) -> None:
    folder = damaged(tmp_path, name)
    ReadingStore(folder.readings).read_new(RawStore(folder.raw))
    assert build(folder, NOW).left_out == {}
    assert all_tables(folder.building) == all_tables(whole.warehouse)
    assert ask(folder, "SELECT count(*) FROM captures WHERE is_problem") == [(0,)]
    assert ReadingStore(folder.readings).changed() == []


def test_a_change_that_can_still_be_read_is_found_as_well(whole: DataFolder, tmp_path: Path) -> None:
    """A whole file with another title in it, as no statement could tell: the batch is named by its bytes."""
    folder = damaged(tmp_path, "hub_readings")
    [path] = folder.readings.rglob("hub_readings.parquet")
    ReadingStore(folder.readings).remove_changed()
    ReadingStore(folder.readings).read_new(RawStore(folder.raw))
    rows = pl.read_parquet(path, glob=False).with_columns(title=pl.lit("Another title"))
    rows.write_parquet(path)
    assert build(folder, NOW).left_out == {}
    assert all_tables(folder.building) == all_tables(whole.warehouse)

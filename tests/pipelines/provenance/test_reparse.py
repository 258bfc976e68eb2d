"""A changed parser: a comparison shows what would change, with its bytes, and `retry` reads refused cells again."""

from pathlib import Path
from shutil import copytree

import pytest

from pipelines.building.build import build
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.store.retry import forget, retry
from pipelines.progress import ProgressCallback, no_progress
from pipelines.provenance.reparse import reparse
from pipelines.warehouse import summary
from pipelines.warehouse.connections import NothingToCompare, NotPublished
from pipelines.workspace import DataFolder
from tests import shared_samples
from tests.pipelines.building.forged import HUB, REFUSAL, REFUSED, WORSE, forged
from tests.pipelines.building.support import NOW, Page


@pytest.fixture(scope="module")
def misread(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A published file of a worse parser; read-only."""
    return shared_samples.forged_folder(tmp_path_factory)


@pytest.fixture
def copied(misread: DataFolder, tmp_path: Path) -> DataFolder:
    """A copy, to be written to."""
    return DataFolder(copytree(misread.root, tmp_path / "copied"))


def _silent(_: str) -> ProgressCallback:
    return no_progress


def _files(folder: DataFolder) -> dict[str, bytes]:
    found = [path for path in folder.root.rglob("*") if path.is_file() and path != folder.lock_file]
    return {str(path.relative_to(folder.root)): path.read_bytes() for path in found}


def test_what_would_change_is_counted_and_led_to_its_bytes(misread: DataFolder) -> None:
    folder = misread
    before = _files(folder)
    found = reparse(folder, NOW, _silent)
    assert _files(folder) == before, "a comparison changes nothing and leaves nothing"
    changed = {(one.table, column.column): column.changed for one in found.tables for column in one.columns}
    assert changed == {
        ("hubs", "title"): 1,
        ("history.hubs", "title"): 1,
        ("papers", "novelty"): 2,
        ("history.papers", "novelty"): 2,
        ("captures", "quarantined_cells"): 1,
    }
    (refused,) = [one for one in found.tables if one.table == "quarantine"]
    assert (refused.rows, refused.removed, refused.added) == (1, 1, 0)
    assert (found.captures, found.is_changed) == (1, True)
    assert found.cells > 200
    shown = {(one.table, one.key[0]): one for one in found.examples}
    title = shown["hubs", HUB]
    assert title.before.value == "A title that was read wrongly"
    assert title.before.place is None, "no bytes give it"
    assert title.after.place is not None
    assert title.after.place.printed == title.after.value
    worse, lost = shown["papers", WORSE], shown["papers", REFUSED]
    assert (worse.before.value, worse.after.value, lost.before.value, lost.after.value) == (1.5, 6.0, None, 6.0)
    assert worse.after.place is not None
    assert worse.after.place.printed == "6.0"
    body = RawStore(folder.raw).body(next(RawStore(folder.raw).captures()))
    start = worse.after.place.byte_start
    assert body[start : start + worse.after.place.byte_length] == b"6.0"


def test_the_same_parser_changes_nothing(tmp_path: Path) -> None:
    found = reparse(forged(tmp_path, is_worse=False), NOW, _silent)
    assert not found.is_changed
    assert found.examples == []
    assert found.cells > 200


def test_where_nothing_can_be_compared_it_fails(copied: DataFolder, tmp_path: Path) -> None:
    with pytest.raises(NotPublished):
        reparse(DataFolder(tmp_path / "nowhere"), NOW, _silent)
    (copied.root / ".shadow-left").mkdir()
    RawStore(copied.raw).append([Page(1).arrival()], NOW)
    with pytest.raises(NothingToCompare, match="1 stored captures are not published"):
        reparse(copied, NOW, _silent)
    empty = DataFolder(tmp_path / "empty")
    empty.root.mkdir()
    build(empty, NOW)
    empty.building.rename(empty.warehouse)
    with pytest.raises(NothingToCompare, match="holds no capture"):
        reparse(empty, NOW, _silent)


def test_refused_cells_are_read_again(misread: DataFolder) -> None:
    (found,) = retry(RawStore(misread.raw), *summary.refusals(misread.warehouse))
    assert found.now_read == (REFUSAL,)
    assert (found.still_refused, found.newly_refused, found.outcome) == ((), (), "ok")
    assert found.is_changed


@pytest.mark.deep
def test_batches_set_aside_are_read_anew_and_change_the_build(copied: DataFolder) -> None:
    folder = copied
    store, raw = ReadingStore(folder.readings), RawStore(folder.raw)
    [capture] = store.capture_ids()
    assert forget(store, {"another"}) == 0
    assert store.capture_ids() == {capture}
    assert forget(store, {capture}) == 1
    assert store.capture_ids() == set()
    assert store.read_new(raw).read == 1
    assert len(list(store.folder.iterdir())) == 1, "what was set aside is gone"
    assert not build(folder, NOW).is_unchanged
    assert forget(store) == 1
    store.read_new(raw)
    folder.building.replace(folder.warehouse)
    assert build(folder, NOW).is_unchanged, "the same rows have the same name"

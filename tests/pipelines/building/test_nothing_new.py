"""Whether a run is needed: no where all is landed, read and published; yes as soon as anything is new or not whole."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.building import nothing_new as deciding
from pipelines.building.nothing_new import NothingNew, nothing_new
from pipelines.landing.errors import SourceNotFound
from pipelines.parsing.store.readings import ReadingStore
from pipelines.workspace import DataFolder
from tests.pipelines.building.support import NOW, SAMPLE, load

CAPTURES = 32
"""Captures of the sample."""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """The sample, published; not to be written to."""
    folder = DataFolder(tmp_path_factory.mktemp("published"))
    load(folder, SAMPLE)
    return folder


@pytest.fixture
def copy(published: DataFolder, tmp_path: Path) -> DataFolder:
    return DataFolder(shutil.copytree(published.root, tmp_path / "copy"))


def contents(folder: DataFolder) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in sorted(folder.root.rglob("*")) if one.is_file()}


def test_what_was_taken_in_needs_no_run_and_nothing_is_written(published: DataFolder) -> None:
    before = contents(published)
    assert nothing_new(published, [SAMPLE], NOW) == NothingNew(CAPTURES, 0)
    assert nothing_new(published, [], NOW) == NothingNew(0, 0)
    assert contents(published) == before


def test_progress_is_told_of_each_capture(published: DataFolder) -> None:
    told: list[tuple[int, int]] = []
    nothing_new(published, [SAMPLE], NOW, lambda done, total: told.append((done, total)))
    assert told == [(number, 0) for number in range(1, CAPTURES + 1)]


def test_one_new_capture_needs_a_run_and_no_more_are_taken_then(published: DataFolder, tmp_path: Path) -> None:
    page = tmp_path / "6c105973-2837-584c-ae67-88e220f57e30.html"
    page.write_text("a page that never came", encoding="utf-8")
    told: list[int] = []
    assert nothing_new(published, [page, SAMPLE], NOW, lambda done, _: told.append(done)) is None
    assert told == [1]


def test_a_path_that_is_not_there_is_said(published: DataFolder, tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match="nowhere"):
        nothing_new(published, [tmp_path / "nowhere"], NOW)


def _torn(folder: DataFolder) -> None:
    with next(folder.raw.glob("*.warc.gz")).open("ab") as file:
        file.write(b"\x1f\x8b half a record")


def _cut_index(folder: DataFolder) -> None:
    index = next(folder.raw.glob("*.cdxj"))
    index.write_bytes(index.read_bytes()[:-5])


def _gone_warc(folder: DataFolder) -> None:
    next(folder.raw.glob("*.warc.gz")).unlink()


def _linked_index(folder: DataFolder) -> None:
    index = next(folder.raw.glob("*.cdxj"))
    index.rename(index.with_suffix(".moved"))
    index.symlink_to(index.with_suffix(".moved"))


def _no_readings(folder: DataFolder) -> None:
    shutil.rmtree(folder.readings)


def _unfinished_batch(folder: DataFolder) -> None:
    (ReadingStore(folder.readings).folder / ".0123456789abcdef").mkdir()


def _cut_batch(folder: DataFolder) -> None:
    file = next(folder.readings.rglob("hub_readings.parquet"))
    file.write_bytes(file.read_bytes()[:-4])


def _changed_batch(folder: DataFolder) -> None:
    file = next(folder.readings.rglob("capture_readings.parquet"))
    whole = file.read_bytes()
    file.write_bytes(whole[:4] + bytes(len(whole) - 8) + whole[-4:])


def _left_file(folder: DataFolder) -> None:
    shutil.copy(folder.warehouse, folder.building)


def _no_file(folder: DataFolder) -> None:
    folder.warehouse.unlink()


def _cut_file(folder: DataFolder) -> None:
    whole = folder.warehouse.read_bytes()
    folder.warehouse.unlink()
    folder.warehouse.write_bytes(whole[: len(whole) // 2])


def _no_raw(folder: DataFolder) -> None:
    shutil.rmtree(folder.raw)


@pytest.mark.parametrize(
    "spoil",
    [
        _torn,
        _cut_index,
        _gone_warc,
        _linked_index,
        _no_raw,
        _no_readings,
        _unfinished_batch,
        _cut_batch,
        _changed_batch,
        _left_file,
        _no_file,
        _cut_file,
    ],
)
def test_what_is_not_whole_needs_a_run(copy: DataFolder, spoil: Callable[[DataFolder], None]) -> None:
    spoil(copy)
    assert nothing_new(copy, [SAMPLE], NOW) is None


def test_another_recipe_needs_a_run(published: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "recipe", lambda: "of another release")
    assert nothing_new(published, [SAMPLE], NOW) is None

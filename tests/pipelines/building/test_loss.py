"""The guard of volume: what a new file takes away from the published one, and whether a page explains it.

Every file is built from captures that were landed and readings that were stored; what is lost is taken from the disk.
"""

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipelines.building.build import build
from pipelines.building.loss import FEWEST_OF, FEWEST_ROWS, Loss, losses, said
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.frames import frames
from pipelines.parsing.store.readings import ReadingStore
from pipelines.warehouse.publish import publish
from pipelines.workspace import DataFolder
from tests.pipelines.building.support import NOW, SAMPLE, Page, at, load, store

HUBS = [f"0a1b2c3d-4e5f-4a6b-8c7d-0000000000{number:02}" for number in range(12)]
PAPERS = 60


def page(hub: int, minutes: float, papers: range = range(PAPERS), *, is_complete: bool = True, **cells: object) -> Page:
    """A complete page of a hub that lists so many papers of its own."""
    rows = [{"title": f"Paper {one} on {hub}", "arxiv_id": f"26{hub:02}.{one:05}", **cells} for one in papers]
    return Page(minutes, explorer=rows, hub_id=HUBS[hub], is_complete=is_complete, hub={"title": f"Work {hub}"})


def published(root: Path, pages: list[Page]) -> DataFolder:
    folder = DataFolder(root)
    store(folder, pages)
    build(folder, NOW)
    publish(folder)
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """Twelve hubs with 60 papers each, published."""
    return published(tmp_path_factory.mktemp("whole"), [page(one, one) for one in range(12)])


def lost(folder: DataFolder) -> dict[str, Loss]:
    build(folder, NOW)
    return {one.table: one for one in losses(folder.building, folder.warehouse)}


def without(whole: DataFolder, root: Path, hubs: range) -> DataFolder:
    """The same published file, with raw captures of only some hubs."""
    folder = published(root, [page(one, one) for one in hubs])
    folder.warehouse.unlink()
    shutil.copy(whole.warehouse, folder.warehouse)
    return folder


def test_captures_that_are_gone_from_raw_are_named_with_the_rows_that_go(whole: DataFolder, tmp_path: Path) -> None:
    folder = without(whole, tmp_path, range(4))
    found = lost(folder)
    assert (found["citations"].gone, found["citations"].rows) == (8 * PAPERS, 12 * PAPERS)
    assert (found["captures"].gone, found["hubs"].gone, found["papers"].gone) == (8, 8, 8 * PAPERS)
    assert found["citations"].is_too_much(0.5)
    assert not found["citations"].is_too_much(0.7)
    assert not found["captures"].is_too_much(0.05), "so few captures are below the floor"
    text = said([found["citations"]], 0.05)
    assert "citations: 480 of 720 rows would go and 0 change (66.7%, at most 5% may)" in text
    assert f"hub_id={HUBS[4]}, paper_id=arxiv:" in text
    assert "(made up): 60 rows, the capture is not stored any more" in text


def test_readings_that_were_lost_to_another_outcome_are_named(whole: DataFolder, tmp_path: Path) -> None:
    """The same captures, and most are said to have timed out: by the same parser, nothing explains that."""
    folder = DataFolder(tmp_path)
    pages = [page(one, one) for one in range(12)]
    landed = RawStore(folder.raw).append((one.arrival() for one in pages), NOW).captures
    readings = [
        one.reading(capture.capture_id)
        if number < 3
        else replace(one, explorer=(), hub=None, outcome="timed_out").reading(capture.capture_id)
        for number, (one, capture) in enumerate(zip(pages, landed, strict=True))
    ]
    ReadingStore(folder.readings).write(frames(readings))
    shutil.copy(whole.warehouse, folder.warehouse)
    found = lost(folder)
    assert found["citations"].gone == 9 * PAPERS
    assert "the capture is timed_out" in said([found["citations"]], 0.05)
    assert (found["captures"].gone, found["captures"].changed) == (0, 9)


def test_a_newer_capture_that_says_otherwise_explains_all_rows_of_its_hub(whole: DataFolder, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    shutil.copytree(whole.root, folder.root)
    store(folder, [page(one, 100 + one, range(5)) for one in range(12)], at(200))
    assert lost(folder) == {}


def test_a_capture_from_before_explains_as_well(whole: DataFolder, tmp_path: Path) -> None:
    """Late arrivals change what is known of their hub, and of no other."""
    folder = DataFolder(tmp_path / "data")
    shutil.copytree(whole.root, folder.root)
    store(folder, [page(0, -500, range(500), role="method")], at(200))
    assert lost(folder) == {}


def test_a_paper_that_becomes_another_in_hubs_without_a_new_capture_is_explained(tmp_path: Path) -> None:
    """A title alone is known on one hub; a capture of another hub says which arXiv paper it is."""
    unlinked = [{"title": f"Shared {one}"} for one in range(400)]
    folder = published(tmp_path, [Page(1, explorer=unlinked, hub_id=HUBS[0])])
    linked = [{"title": f"Shared {one}", "arxiv_id": f"2601.{one:05}"} for one in range(400)]
    store(folder, [Page(2, explorer=linked, hub_id=HUBS[1])], at(10))
    assert lost(folder) == {}


def test_another_version_of_the_parser_explains_what_it_read_and_not_what_is_gone(
    whole: DataFolder, tmp_path: Path
) -> None:
    folder = without(whole, tmp_path, range(6))
    build(folder, NOW)
    folder.building.chmod(0o644)
    with duckdb.connect(str(folder.building)) as connection:
        connection.execute("UPDATE captures SET parser_version = 'another'")
        connection.execute("DELETE FROM citations WHERE hub_id = ?", [HUBS[0]])
    found = {one.table: one for one in losses(folder.building, folder.warehouse)}
    assert found["citations"].gone == 6 * PAPERS, "of the hubs whose captures are gone"
    assert found["captures"].gone == 6


def test_a_fault_of_the_build_that_drops_rows_is_found(whole: DataFolder, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    shutil.copytree(whole.root, folder.root)
    store(folder, [page(0, 100)], at(200))
    build(folder, NOW)
    with duckdb.connect(str(folder.building)) as connection:
        connection.execute("DELETE FROM citations WHERE hub_id <> ?", [HUBS[0]])
        connection.execute("UPDATE papers SET title = 'Wrong' WHERE paper_id LIKE 'arxiv:2605.%'")
    found = {one.table: one for one in losses(folder.building, folder.warehouse)}
    assert found.keys() == {"citations", "papers"}
    assert (found["citations"].gone, found["citations"].changed) == (11 * PAPERS, 0)
    assert (found["papers"].gone, found["papers"].changed) == (0, PAPERS)


def test_the_sample_never_trips_even_where_all_but_one_capture_is_gone(
    loaded_sample: DataFolder, tmp_path: Path
) -> None:
    alone = DataFolder(tmp_path / "alone")
    (tmp_path / "one").mkdir()
    shutil.copy(min(SAMPLE.glob("*.html")), tmp_path / "one")
    load(alone, tmp_path / "one")
    found = losses(alone.warehouse, loaded_sample.warehouse)
    assert found
    assert not [one for one in found if one.is_too_much(0.0)]


@pytest.mark.parametrize("table", ["citations", "captures", "claims"])
def test_the_floor_and_the_share_both_have_to_be_passed(table: str) -> None:
    floor = FEWEST_OF.get(table, FEWEST_ROWS)
    assert not Loss(table, floor * 2, floor, 0, (), ()).is_too_much(0.05)
    assert Loss(table, floor * 2, floor, 1, (), ()).is_too_much(0.05)
    assert not Loss(table, floor * 100, floor, 1, (), ()).is_too_much(0.05)


def test_a_published_file_that_is_damaged_is_nothing_to_compare_with(whole: DataFolder, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.duckdb"
    damaged.write_bytes(whole.warehouse.read_bytes()[:5000])
    assert losses(whole.warehouse, damaged) == []
    assert losses(whole.warehouse, tmp_path / "none.duckdb") == []

"""Releases as folders: dated, whole, never changed, and each with what leads from the one before to it."""

import json
import re
import stat
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest
import yaml

from pipelines.building.build import build
from pipelines.exporting.files import CHECKSUMS, exported
from pipelines.exporting.keys import file_name, foreign_keys
from pipelines.locks import Locked, lock_file
from pipelines.releasing.delta import apply_delta
from pipelines.releasing.errors import ReleaseDamaged
from pipelines.releasing.release import MANIFEST, Release, release, releases, require_whole
from pipelines.warehouse.publish import publish
from pipelines.workspace import DataFolder
from schemas import table
from tests.pipelines.building.support import Page, at, store

PAGE = Path(__file__).parents[3] / "docs/releases.md"
DAY = datetime(2026, 11, 28, 12, tzinfo=UTC)
FIRST = {"title": "A", "title_raw": "A", "arxiv_id": "9912.00001", "novelty": 6.0, "role": "method"}
SECOND = {"title": "B", "title_raw": "B", "arxiv_id": "9912.00002", "novelty": 7.0}
THIRD = {"title": "C", "title_raw": "C", "arxiv_id": "hep-th/9901001"}


def published(folder: DataFolder, page: Page, minutes: float) -> None:
    """Land one page, build a minute later and publish."""
    store(folder, [page], at(minutes))
    build(folder, at(minutes + 1))
    publish(folder)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[DataFolder, Path, list[Release]]:
    """Two releases, with a page between them that changes a row, adds one and shows another no more."""
    folder = DataFolder(tmp_path_factory.mktemp("data"))
    place = folder.root / "releases"
    published(folder, Page(1, explorer=[FIRST, SECOND], hub={"tier": "hub"}, is_complete=True), 10)
    one = release(folder.warehouse, place, DAY)
    published(folder, Page(20, explorer=[FIRST | {"novelty": 8.0}, THIRD], hub={"tier": "mega_hub"}), 30)
    return folder, place, [one, release(folder.warehouse, place, DAY)]


def contents(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_a_release_is_dated_and_the_second_of_a_day_is_numbered(made: tuple[DataFolder, Path, list[Release]]) -> None:
    _, place, [one, two] = made
    assert (one.folder.name, two.folder.name) == ("2026-11-28", "2026-11-28.2")
    assert (one.former, two.former) == ("", "2026-11-28")
    assert releases(place) == [one.folder, two.folder]
    assert {path.name for path in place.iterdir()} == {"2026-11-28", "2026-11-28.2", ".lock"}


def test_names_are_in_the_order_of_time(tmp_path: Path) -> None:
    names = ["2026-11-28", "2026-11-28.2", "2026-11-28.10", "2026-12-01"]
    for name in [*reversed(names), "notes", ".new"]:
        (tmp_path / name).mkdir()
    assert [one.name for one in releases(tmp_path)] == names


def test_a_release_holds_the_tables_the_file_and_what_describes_them(
    made: tuple[DataFolder, Path, list[Release]],
) -> None:
    folder, _, [one, two] = made
    for each in (one, two):
        files = contents(each.folder)
        described = {"datapackage.json", "croissant.json", "sources.yml", "contract.odcs.yaml", "openlineage.jsonl"}
        described |= {MANIFEST, "CHANGES.md", CHECKSUMS, "warehouse.duckdb"}
        tables = {f"{file_name(model)}.parquet" for model in exported()}
        assert {name for name in files if not name.startswith("delta/")} == tables | described
        require_whole(each.folder)
        assert all(stat.S_IMODE((each.folder / name).stat().st_mode) == 0o444 for name in files)
    assert (two.folder / "warehouse.duckdb").read_bytes() == folder.warehouse.read_bytes()
    with duckdb.connect(two.folder / "warehouse.duckdb", read_only=True) as connection:
        for resource in two.resources:
            assert len(pl.read_parquet(two.folder / resource.path)) == resource.rows
        [(papers,)] = connection.execute("SELECT count(*) FROM papers").fetchall()
    assert papers == 3


def test_the_first_release_and_the_delta_give_the_second_byte_for_byte(
    made: tuple[DataFolder, Path, list[Release]], tmp_path: Path
) -> None:
    _, _, [one, two] = made
    apply_delta(one.folder, two.folder / "delta", tmp_path / "made")
    for resource in two.resources:
        applied, released = (pl.read_parquet(one / resource.path) for one in (tmp_path / "made", two.folder))
        assert applied.schema == released.schema
        assert [repr(row) for row in applied.rows()] == [repr(row) for row in released.rows()], resource.name
    papers = {one.table: one for one in two.deltas}["papers"]
    assert (papers.kind, papers.added, papers.changed, papers.removed) == ("rows", 1, 1, 0)


def test_the_statements_of_the_page_on_releases_do_what_it_says(
    made: tuple[DataFolder, Path, list[Release]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, [one, two] = made
    (tmp_path / "former").symlink_to(one.folder)
    (tmp_path / "next").symlink_to(two.folder)
    monkeypatch.chdir(tmp_path)
    apply, digest = re.findall(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'America/St_Johns'")  # as that of a reader's machine may be
        connection.execute(apply)
        found = connection.execute(digest).fetchall()
    assert found == [(delta.digest,) for delta in two.deltas if delta.table == "papers"]
    assert pl.read_parquet("papers.parquet").equals(pl.read_parquet("next/papers.parquet"))


def test_the_page_on_releases_names_every_file_of_one(made: tuple[DataFolder, Path, list[Release]]) -> None:
    _, _, [_, two] = made
    page = PAGE.read_text("utf-8")
    named = {name for name in contents(two.folder) if "/" not in name and not name.endswith(".parquet")}
    assert not {name for name in named if f"`{name}`" not in page}
    kinds = re.findall(r"^\| `(\w+)` \| (?:keep|replace|take|remove)", page, re.MULTILINE)
    assert kinds == ["unchanged", "rows", "whole", "dropped"]


def test_the_changes_are_told_in_words(made: tuple[DataFolder, Path, list[Release]]) -> None:
    _, _, [one, two] = made
    assert "This is the first release." in (one.folder / "CHANGES.md").read_text("utf-8")
    told = (two.folder / "CHANGES.md").read_text("utf-8")
    assert "Changes since 2026-11-28." in told
    assert "- tier moved from hub to mega_hub" in told
    assert "- citing paper appeared: C" in told
    assert "`papers.novelty`: 1 cell changed, such as arxiv:9912.00001: “6.0” became “8.0”" in told
    assert "| `papers` | 1 | 0 | 1 |" in told


def test_the_same_file_is_not_released_twice(made: tuple[DataFolder, Path, list[Release]]) -> None:
    folder, place, [_, two] = made
    before = contents(place)
    again = release(folder.warehouse, place, DAY)
    assert (again.is_new, again.folder, again.former) == (False, two.folder, "2026-11-28")
    assert contents(place) == before


@pytest.fixture
def copied(made: tuple[DataFolder, Path, list[Release]], tmp_path: Path) -> tuple[DataFolder, Path]:
    """The first release alone, in a folder that a test may write to."""
    folder, _, [one, _] = made
    place = tmp_path / "releases"
    for name, content in contents(one.folder).items():
        (place / one.folder.name / name).parent.mkdir(parents=True, exist_ok=True)
        (place / one.folder.name / name).write_bytes(content)
    return folder, place


@pytest.mark.parametrize("damage", ["changed", "missing", "added", "no checksums"])
def test_a_damaged_release_has_no_successor(copied: tuple[DataFolder, Path], damage: str) -> None:
    folder, place = copied
    former = place / "2026-11-28"
    match damage:
        case "changed":
            path = former / "papers.parquet"
            path.write_bytes(path.read_bytes()[:-1] + b"?")
        case "missing":
            (former / "papers.parquet").unlink()
        case "added":
            (former / "notes.txt").write_text("mine")
        case "no checksums":
            (former / CHECKSUMS).unlink()
    with pytest.raises(ReleaseDamaged, match="restore the release from a copy"):
        release(folder.warehouse, place, DAY)
    assert {one.name for one in place.iterdir()} == {"2026-11-28", ".lock"}


def test_a_release_that_fails_leaves_nothing_and_the_next_one_succeeds(copied: tuple[DataFolder, Path]) -> None:
    folder, place = copied

    def fail(done: int, total: int) -> None:
        if done == total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        release(folder.warehouse, place, DAY, fail)
    assert {one.name for one in place.iterdir()} == {"2026-11-28", ".lock"}
    (place / ".new").mkdir()
    (place / ".new/half.parquet").write_bytes(b"half")  # what a killed call leaves
    done = release(folder.warehouse, place, DAY)
    assert done.folder.name == "2026-11-28.2"
    assert "half.parquet" not in contents(done.folder)
    assert {one.name for one in place.iterdir()} == {"2026-11-28", "2026-11-28.2", ".lock"}


def test_one_release_at_a_time(copied: tuple[DataFolder, Path]) -> None:
    folder, place = copied
    with lock_file(place / ".lock", 0, ""), pytest.raises(Locked):
        release(folder.warehouse, place, DAY)


def test_the_contract_says_what_the_schemas_say(made: tuple[DataFolder, Path, list[Release]]) -> None:
    _, _, [_, two] = made
    told = yaml.safe_load((two.folder / "contract.odcs.yaml").read_text("utf-8"))
    assert (told["apiVersion"], told["kind"]) == ("v3.1.0", "DataContract")
    there = {file_name(model) for model in exported()}
    for model, described in zip(exported(), told["schema"], strict=True):
        properties = {one["name"]: one for one in described["properties"]}
        assert list(properties) == [one.name for one in table.columns(model)]
        for one in table.columns(model):
            assert properties[one.name]["required"] is not one.is_nullable
            assert properties[one.name].get("primaryKey", False) is one.is_key
        leading = {name: one["relationships"][0]["to"] for name, one in properties.items() if "relationships" in one}
        assert leading == {name: f"{target}.{name}" for name, target in foreign_keys(model, there).items()}
    [papers] = [one for one in told["schema"] if one["name"] == "papers"]
    [novelty] = [one for one in papers["properties"] if one["name"] == "novelty"]
    assert novelty["logicalTypeOptions"] == {"minimum": 0, "maximum": 10}


def test_lineage_names_what_each_table_was_made_from(made: tuple[DataFolder, Path, list[Release]]) -> None:
    _, _, [_, two] = made
    events = [json.loads(line) for line in (two.folder / "openlineage.jsonl").read_text("utf-8").splitlines()]
    by_name = {one["outputs"][0]["name"]: one for one in events}
    assert list(by_name) == [table.title(model) for model in exported()]
    inputs = {name: {one["name"] for one in event["inputs"]} for name, event in by_name.items()}
    readings = {f"readings.{one}_readings" for one in ("capture", "citing_paper")}
    assert inputs["papers"] == readings | {"raw"}
    assert inputs["claims"] == readings | {"readings.claim_readings", "citations", "raw"}
    assert "readings.facet_readings" in inputs["citations"], "a view by year proves absence only by its count"
    assert inputs["fetches"] == {"raw"}
    assert inputs["marts.co_citation"] == {"citations", "hubs"}
    facets = by_name["papers"]["outputs"][0]["facets"]
    assert [one["name"] for one in facets["schema"]["fields"]][:2] == ["paper_id", "arxiv_id"]
    [source] = facets["columnLineage"]["fields"]["novelty"]["inputFields"]
    assert (source["name"], source["field"]) == ("readings.citing_paper_readings", "novelty")
    assert "paper_id" not in facets["columnLineage"]["fields"], "it is computed from several columns"
    assert len({one["run"]["runId"] for one in events}) == len(events)

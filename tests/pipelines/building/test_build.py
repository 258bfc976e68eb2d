"""The build as a whole: nothing new without new input, statements that keep to their schemas, time that grows with the
rows.
"""

import resource
import shutil
from pathlib import Path

import polars as pl
import pytest

from pipelines.building import new_file
from pipelines.building.build import build
from pipelines.building.history import from_scratch
from pipelines.building.inputs import landed_frame, prepare
from pipelines.building.shape import ShapeBroken, fill_table
from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.parsing.store.frames import frames
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.version import PARSER_VERSION
from pipelines.warehouse import beside, summary
from pipelines.warehouse.connections import open_new
from pipelines.warehouse.publish import fingerprint_of, publish, versions
from pipelines.workspace import DataFolder
from schemas import registry, table
from schemas.paper_aliases import PaperAliases
from schemas.readings.capture_readings import CaptureReadings
from schemas.readings.citing_paper_readings import CitingPaperReadings
from schemas.table import column
from tests.pipelines.building.support import (
    NOW,
    SAMPLE,
    Page,
    all_tables,
    ask,
    broken,
    load,
    rows_of,
    store,
)


@pytest.fixture
def sample(loaded_sample: DataFolder) -> DataFolder:
    """The sample, published; not to be written to."""
    return loaded_sample


def copy_of(folder: DataFolder, root: Path) -> DataFolder:
    shutil.copytree(folder.root, root)
    return DataFolder(root)


def test_the_sample_keeps_every_contract_and_fills_every_table_but_those_of_faults_and_fetching(
    sample: DataFolder,
) -> None:
    assert broken(sample.warehouse) == []
    empty = {name for name, rows in all_tables(sample.warehouse).items() if not rows}
    assert empty <= {"quarantine", "sources", "fetches"}


def test_the_same_input_again_gives_no_new_file_and_no_new_version(sample: DataFolder, tmp_path: Path) -> None:
    folder = copy_of(sample, tmp_path / "copy")
    before = folder.warehouse.read_bytes()
    again = load(folder, SAMPLE)
    assert (again.is_unchanged, again.rows) == (True, {})
    assert folder.warehouse.read_bytes() == before
    assert (folder.building.exists(), versions(folder)) == (False, [])


def test_readings_that_were_deleted_come_back_and_change_nothing(sample: DataFolder, tmp_path: Path) -> None:
    folder = copy_of(sample, tmp_path / "copy")
    shutil.rmtree(folder.readings)
    assert load(folder).is_unchanged


def test_a_lost_warehouse_is_built_anew_with_equal_tables(sample: DataFolder, tmp_path: Path) -> None:
    folder = copy_of(sample, tmp_path / "copy")
    folder.warehouse.unlink()
    assert not load(folder).is_unchanged
    assert all_tables(folder.warehouse) == all_tables(sample.warehouse)


def test_captures_that_were_read_after_a_build_are_built_in(tmp_path: Path) -> None:
    """A build between landing and reading knows the captures, but not what they show."""
    folder = DataFolder(tmp_path)
    RawStore(folder.raw).append(arrivals([SAMPLE], NOW), NOW)
    assert build(folder, NOW).rows["hubs"] == 0
    publish(folder)
    assert load(folder).rows["hubs"] == 14


def test_records_that_stand_elsewhere_are_listed_where_they_stand(sample: DataFolder, tmp_path: Path) -> None:
    """Raw landed anew in another order: the same captures, at other places."""
    folder = copy_of(sample, tmp_path / "copy")
    shutil.rmtree(folder.raw)
    files = sorted((one for one in SAMPLE.iterdir() if one.name != "captures.csv"), reverse=True)
    assert not load(folder, *files).is_unchanged
    places = [(one.capture_id, one.warc_file, one.warc_offset) for one in RawStore(folder.raw).captures()]
    assert sorted(ask(folder, "SELECT capture_id, warc_file, warc_offset FROM captures")) == sorted(places)


def test_the_rows_are_counted_and_progress_is_told(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    store(folder, [Page(1, explorer=[{"title": "T", "title_raw": "T"}])])
    told: list[tuple[int, int]] = []
    done = build(folder, NOW, lambda number, total: told.append((number, total)))
    assert told == [(number, len(registry.TABLES)) for number in range(1, len(registry.TABLES) + 1)]
    assert done.rows == summary.rows(folder.building, registry.IN_THE_FILE)
    assert done.rows.items() >= {name: len(rows) for name, rows in all_tables(folder.building).items()}.items()
    assert (done.fingerprint, done.is_unchanged) == (fingerprint_of(folder.building), False)
    meta = "SELECT built_at, parser_version FROM meta.build"
    assert ask(folder, meta) == [(NOW, PARSER_VERSION)]


def test_nothing_landed_gives_a_whole_and_empty_warehouse(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    assert set(build(folder, NOW).rows.values()) == {0}
    assert broken(publish(folder)) == []


def test_a_folder_with_an_odd_name_works(tmp_path: Path) -> None:
    """DuckDB takes some characters for patterns of file names."""
    folder = DataFolder(tmp_path / "it's [a] *{b} é ;")
    assert load(folder, SAMPLE).rows["hubs"] == 14
    assert load(folder, SAMPLE).is_unchanged


class WithOneMore(PaperAliases):
    """One row per alias, with a column that no statement gives."""

    unwritten: str = column("Nothing. NULL: always.", null=True)

    class Config:
        """The table's name."""

        name = "paper_aliases"


class WithOneLess(PaperAliases):
    """One row per alias; `reason` is promised as a number."""

    reason: pl.Int32 = column("A number.")  # type: ignore[assignment]

    class Config:
        """The table's name."""

        name = "paper_aliases"


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (WithOneMore, r"sql/paper_aliases\.sql and schemas/paper_aliases\.py disagree on unwritten"),
        (WithOneLess, r"paper_aliases\.py disagree on reason \(VARCHAR, promised INTEGER\)"),
    ],
)
def test_a_statement_that_disagrees_with_its_schema_is_refused(
    tmp_path: Path, model: type[table.Table], message: str
) -> None:
    with open_new(tmp_path / "new.duckdb") as connection:
        prepare(connection, {"landed": landed_frame([])}, ReadingStore(tmp_path / "readings"))
        with pytest.raises(ShapeBroken, match=message):
            fill_table(connection, model, from_scratch(model))


def test_a_build_that_fails_leaves_no_file(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    store(folder, [Page(1)])

    def stop(number: int, total: int) -> None:
        if number == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(folder, NOW, stop)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["raw", "readings"]


def test_what_an_interrupted_build_left_is_replaced(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    store(folder, [Page(1)])
    folder.building.write_bytes(b"half a file")
    beside.wal_of(folder.building).write_bytes(b"half a log")
    spilled = folder.root / "warehouse.building.duckdb.tmp"
    spilled.mkdir()
    (spilled / "rows").write_bytes(b"x")
    assert build(folder, NOW).rows["hubs"] == 1
    assert not spilled.exists()
    publish(folder)


def test_where_memory_is_not_enough_the_build_starts_over_with_more(
    sample: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = copy_of(sample, tmp_path / "again")
    again.warehouse.unlink()
    monkeypatch.setattr(new_file, "LEAST_MEMORY", 2**20)
    monkeypatch.setattr(new_file, "MEMORY_OF_READINGS", 0)
    build(again, NOW)
    assert all_tables(again.building) == all_tables(sample.warehouse)


def test_quarantine_and_residue_of_captures_that_are_gone_are_left_out(tmp_path: Path) -> None:
    cell = {"table_name": "papers", "column_name": "novelty", "text_raw": "7,0", "reason": "no number"}
    folder = DataFolder(tmp_path)
    store(folder, [Page(1, quarantine=[cell])])
    shutil.rmtree(folder.raw)
    store(folder, [Page(2, quarantine=[cell])])
    build(folder, NOW)
    assert len(rows_of(folder, "quarantine")) == 1


def many(folder: DataFolder, hubs: int, captures: int, rows: int) -> int:
    """Readings of so many captures of each hub, with so many rows each; every page is complete."""
    pages = [
        Page(number, hub={"title": f"Work {hub}", "title_raw": f"Work {hub}"}, is_complete=True, hub_id=hub_id(hub))
        for hub in range(hubs)
        for number in range(captures)
    ]
    landed = RawStore(folder.raw).append((one.arrival() for one in pages), NOW).captures
    readings = [page.reading(one.capture_id) for page, one in zip(pages, landed, strict=True)]
    made = frames(readings)
    ranks = pl.DataFrame({"rank": pl.int_range(1, rows + 1, dtype=pl.Int32, eager=True)})
    listed = made[CaptureReadings].select("capture_id").with_row_index("page").join(ranks, how="cross")
    # A paper drops out of the list every page, so that there are as many to retire as there are pages.
    number = pl.col("page") // captures * 7 + pl.col("page") % captures + pl.col("rank")
    schema = table.polars_schema(CitingPaperReadings)
    made[CitingPaperReadings] = listed.with_columns(
        block=pl.lit("explorer"),
        line_number=pl.col("rank"),
        title=pl.format("Paper {}", number),
        title_raw=pl.format("Paper {}", number),
        arxiv_id=pl.format("9912.{}", number.cast(pl.String).str.zfill(5)),
        summary=pl.format("It is number {}.", number),
    ).select(
        pl.col(name).cast(dtype)
        if name in {*listed.columns, "block", "line_number", "title", "title_raw", "arxiv_id", "summary"}
        else pl.lit(None, dtype).alias(name)
        for name, dtype in schema.items()
    )
    batch = ReadingStore(folder.readings).folder / "batch"
    batch.mkdir(parents=True)
    for model, frame in made.items():
        frame.write_parquet(batch / f"{table.name(model)}.parquet")
    return len(pages) * rows


def hub_id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def used() -> float:
    """Seconds of processor time of this process, all threads."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


def test_two_thousand_captures_of_fifty_rows_are_built_in_seconds(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    assert many(folder, hubs=100, captures=20, rows=50) == 100_000
    start = used()
    assert build(folder, NOW).rows["citations"] == 100 * 69
    assert used() - start < 20


@pytest.mark.deep
def test_one_hub_with_many_captures_costs_no_more_than_many_hubs(tmp_path: Path) -> None:
    """Joining every citation with every later page of its hub would be quadratic."""
    seconds = {}
    for hubs, captures in ((500, 4), (1, 2000)):
        folder = DataFolder(tmp_path / str(hubs))
        many(folder, hubs, captures, rows=20)
        start = used()
        done = build(folder, NOW)
        seconds[hubs] = used() - start
        assert done.rows["captures"] == 2000
    retired = ask(
        folder,
        "SELECT count(*) FILTER (WHERE retired_at = last_captured_at + INTERVAL 1 MINUTE), "
        "count(*) FILTER (WHERE NOT is_current) FROM citations",
    )
    assert retired == [(1999, 1999)]
    assert seconds[1] < 3 * seconds[500] + 1

"""Readings on disk: each batch whole or absent, one bad page never stops the others, all of it made from raw."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines.landing.captures import Arrival
from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.parsing.store import readings
from pipelines.parsing.store.frames import frames, validated_frames
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.vocabulary.records import CaptureRow, CitingPaperRow, HubRow, Reading
from pipelines.parsing.workers.task import PageTask, landed_page, run
from schemas import registry, table
from schemas.contract import violations
from schemas.quarantine import Quarantine
from schemas.readings.capture_readings import CaptureReadings
from schemas.readings.citing_paper_readings import CitingPaperReadings
from schemas.readings.hub_readings import HubReadings

SAMPLE = Path(__file__).parents[4] / "data" / "sample"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
HUB = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


@pytest.fixture
def raw(tmp_path: Path) -> RawStore:
    """The sample, landed."""
    store = RawStore(tmp_path / "raw")
    store.append(arrivals([SAMPLE], NOW), NOW)
    return store


@pytest.fixture
def store(tmp_path: Path) -> ReadingStore:
    return ReadingStore(tmp_path / "readings")


def page(body: bytes, minute: int, **changes: object) -> Arrival:
    cells: dict[str, object] = {
        "hub_id": HUB,
        "url": f"https://pith.science/citations/{HUB}",
        "filters": {},
        "source_rendering": "html",
        "captured_at": datetime(2026, 3, 1, 0, minute, tzinfo=UTC),
        "outcome": "ok",
        "reason": "",
        "body": body,
        "source": "page.html",
    }
    return Arrival(**(cells | changes))  # type: ignore[arg-type]


def read(store: ReadingStore, model: type[table.Table]) -> pl.DataFrame:
    return pl.concat([pl.read_parquet(one, glob=False) for one in store.files(model)])


def outcomes(store: ReadingStore) -> dict[str, int]:
    counted = read(store, CaptureReadings).group_by("outcome").len().sort("outcome").rows()
    return {str(outcome): int(n) for outcome, n in counted}


def contents(store: ReadingStore) -> dict[str, bytes]:
    return {str(path.relative_to(store.folder)): path.read_bytes() for path in store.folder.rglob("*.parquet")}


def test_all_captures_are_read_once(raw: RawStore, store: ReadingStore) -> None:
    told: list[tuple[int, int]] = []
    report = store.read_new(raw, lambda done, total: told.append((done, total)))
    assert (report.read, report.batches, told) == (32, 1, [(done, 32) for done in range(1, 33)])
    assert report.outcomes == outcomes(store) == {"ok": 31, "pending": 1}
    assert store.capture_ids() == {one.capture_id for one in raw.captures()}
    before = contents(store)
    again = store.read_new(raw)
    assert (again.read, again.batches, again.outcomes) == (0, 0, {})
    assert contents(store) == before


def test_every_reading_keeps_its_contract(raw: RawStore, store: ReadingStore) -> None:
    store.read_new(raw)
    for model in registry.READINGS:
        frame = read(store, model)
        assert frame.schema == table.polars_schema(model)
        assert violations(model, frame) == []


def test_batches_of_any_size_read_the_same(
    raw: RawStore, store: ReadingStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.read_new(raw)
    small = ReadingStore(tmp_path / "small")
    monkeypatch.setattr(readings, "BATCH", 7)
    report = small.read_new(raw)
    assert (report.read, report.batches) == (32, 5)
    for model in registry.READINGS:
        keys = table.keys(model)
        assert read(small, model).sort(keys).equals(read(store, model).sort(keys))


def test_deleted_readings_come_back_byte_by_byte(raw: RawStore, store: ReadingStore) -> None:
    store.read_new(raw)
    before = contents(store)
    shutil.rmtree(store.folder)
    store.read_new(raw)
    assert contents(store) == before


def test_another_parser_version_reads_all_anew_beside_the_former(raw: RawStore, tmp_path: Path) -> None:
    for version in ("1", "2"):
        assert ReadingStore(tmp_path / "readings", version).read_new(raw).read == 32
    assert {path.name for path in (tmp_path / "readings").iterdir()} == {"parser-1", "parser-2"}


def test_an_interrupted_batch_is_removed_and_read_anew(raw: RawStore, store: ReadingStore) -> None:
    unfinished = store.folder / ".0123456789abcdef"
    unfinished.mkdir(parents=True)
    (unfinished / "capture_readings.parquet").write_bytes(b"PAR1 half a file")
    assert store.files(CaptureReadings) == []
    assert store.capture_ids() == set()
    assert store.read_new(raw).read == 32
    assert not unfinished.exists()


@pytest.mark.parametrize("damage", ["cut", "empty", "missing", "zeros"])
@pytest.mark.parametrize("name", ["capture_readings", "residue"])
def test_a_batch_that_is_not_whole_is_read_anew(raw: RawStore, store: ReadingStore, name: str, damage: str) -> None:
    """What a loss of power leaves, for a batch is renamed only when all of it is on the disk."""
    store.read_new(raw)
    before = contents(store)
    [path] = store.folder.glob(f"*/{name}.parquet")
    length = path.stat().st_size
    match damage:
        case "missing":
            path.unlink()
        case "zeros":
            path.write_bytes(bytes(length))
        case _:
            path.write_bytes(path.read_bytes()[: length // 2 if damage == "cut" else 0])
    assert store.read_new(raw).read == 32
    assert contents(store) == before


def test_a_batch_that_cannot_be_written_leaves_nothing(
    raw: RawStore, store: ReadingStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here another program holds the place of the finished batch: the rename is refused by the system."""
    store.read_new(raw)
    [batch] = store.folder.iterdir()
    name = batch.name
    shutil.rmtree(batch)
    batch.write_text("a file where the batch should stand")
    with pytest.raises(OSError, match=name):
        store.read_new(raw)
    assert [path.name for path in store.folder.iterdir()] == [name]
    batch.unlink()
    assert store.read_new(raw).read == 32


def test_a_corrupt_record_is_an_outcome_and_the_others_are_read(raw: RawStore, store: ReadingStore) -> None:
    """FAULTS F29: bytes with a wrong digest are never parsed."""
    captures = list(raw.captures())
    victim = captures[10]
    warc = raw.root / victim.warc_file
    warc.chmod(0o644)
    damaged = bytearray(warc.read_bytes())
    start = (victim.warc_offset + captures[11].warc_offset) // 2
    damaged[start : start + 40] = bytes(40)
    warc.write_bytes(damaged)
    assert store.read_new(raw).outcomes == {"corrupt": 1, "ok": 30, "pending": 1}
    bad = read(store, CaptureReadings).filter(pl.col("outcome") == "corrupt")
    [row] = bad.rows(named=True)
    assert (row["capture_id"], row["is_complete"], row["quarantined_cells"]) == (victim.capture_id, False, 1)
    assert victim.warc_file in row["reason"]
    refused = read(store, Quarantine).filter(pl.col("capture_id") == victim.capture_id)
    assert refused["reason"].to_list() == [row["reason"]]


def test_rows_that_break_a_promise_are_set_aside_with_their_page_only(store: ReadingStore) -> None:
    """One page with an impossible cell, one with a key twice, one good page, in one batch."""

    def made(number: int, *papers: CitingPaperRow, **cells: object) -> Reading:
        one = f"{number:020x}"
        for paper in papers:
            paper.capture_id = one
        return Reading(CaptureRow(one, "html", "ok", is_complete=True), HubRow(one, **cells), list(papers))  # type: ignore[arg-type]

    paper = ("", "explorer", 1, 1)
    readings = [
        made(1, CitingPaperRow(*paper, title="Good"), title="Good"),
        made(2, CitingPaperRow(*paper, novelty=11.0), title="Impossible"),
        made(3, CitingPaperRow(*paper, title="One"), CitingPaperRow(*paper, title="Two"), title="Twice"),
    ]
    store.write(validated_frames(frames(readings), lambda: readings))
    assert outcomes(store) == {"contract_broken": 2, "ok": 1}
    assert read(store, HubReadings)["title"].to_list() == ["Good"]
    assert read(store, CitingPaperReadings)["title"].to_list() == ["Good"]
    refused = read(store, Quarantine).sort("capture_id")
    assert refused["table_name"].to_list() == ["citing_paper_readings"] * 2
    assert refused["column_name"].to_list() == ["novelty", "capture_id, block, rank"]
    assert "11.0" in refused["reason"][0]
    rows = read(store, CaptureReadings).sort("capture_id")
    assert rows["is_complete"].to_list() == [True, False, False]
    assert rows["citing_papers_listed"].to_list() == [0, 0, 0]


def test_what_landed_badly_is_not_parsed_but_listed(tmp_path: Path, store: ReadingStore) -> None:
    raw = RawStore(tmp_path / "raw")
    bad = [
        page(b"", 1, outcome="empty", reason="zero bytes"),
        page(b"words", 2, outcome="refused", reason="no hub", hub_id=None, url="file:notes.txt", source_rendering=None),
        page(b"\x00\x01\x02" * 50, 3),
        page(b"words of no hub page", 4),
    ]
    raw.append(bad, NOW)
    report = store.read_new(raw)
    assert (report.read, report.quarantined_cells) == (4, 4)
    assert sum(report.outcomes.values()) == 4
    assert report.outcomes.items() >= {"empty": 1, "refused": 1}.items()
    assert "ok" not in report.outcomes
    refused = read(store, Quarantine)
    assert refused["reason"].null_count() == 0
    assert set(refused["table_name"]) == {"captures"}
    assert "file:notes.txt" in refused["text_raw"].to_list()


def test_reading_one_capture_gives_what_the_store_writes(raw: RawStore, store: ReadingStore) -> None:
    store.read_new(raw)
    for capture in list(raw.captures())[:4]:
        page = landed_page(raw, capture)
        assert isinstance(page, PageTask)
        for model, frame in frames([run(page)]).items():
            stored = read(store, model).filter(pl.col("capture_id") == capture.capture_id)
            assert stored.equals(frame)


def test_no_rows_make_empty_frames_with_all_columns() -> None:
    for model, frame in frames([]).items():
        assert (frame.height, frame.schema) == (0, table.polars_schema(model))
    assert set(frames([])) == set(registry.READINGS)

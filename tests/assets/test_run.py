"""The job on the bundled sample: what it reports, what it publishes, and that a second run changes nothing."""

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.alarm import MOST, NEW_KIND
from assets.chores import forget_former_assets
from assets.contracts import NAME, ContractBroken, require_contracts
from assets.definitions import build_defs
from assets.keys import WAREHOUSE, named_key, table_key
from assets.landing_metadata import ACCEPTED
from assets.loss import NAME as NO_LOSS
from assets.published import COMPLETE, OPENS
from assets.resources import FolderResource
from pipelines.building.build import build
from pipelines.landing.archives.source import Tally
from pipelines.landing.errors import SourceNotFound
from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.locks import Locked
from pipelines.parsing.store.readings import ReadingStore
from pipelines.warehouse import summary
from pipelines.warehouse.connections import open_published
from pipelines.warehouse.quality import CHECKS
from pipelines.workspace import DataFolder
from schemas import ddl, table
from schemas.hubs import Hubs
from schemas.registry import IN_THE_FILE, MARTS, SEARCH, TABLES
from tests.assets.runs import SAMPLE, Runner, metadata, runner, spoil, steps
from tests.tiers import rest_deep

PAGE = "6c105973-2837-584c-ae67-88e220f57e30.20260925T060000Z.html"
ALL_STEPS = {
    "intake",
    "raw_pages",
    "readings",
    "tables",
    "contracts",
    "quality",
    "alarm",
    "loss",
    "warehouse",
    "published",
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Runner, dg.ExecuteInProcessResult]]:
    with runner(tmp_path_factory.mktemp("house"), is_kept=True) as one:
        yield one, one.run(raise_on_error=True)


@pytest.fixture
def published(ran: tuple[Runner, dg.ExecuteInProcessResult], tmp_path: Path) -> Iterator[Runner]:
    """A data folder of its own, with what the first run published."""
    shutil.copytree(ran[0].folder.root, tmp_path / "house", ignore=shutil.ignore_patterns("dagster"))
    with runner(tmp_path / "house") as one:
        yield one


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Runner]:
    with runner(tmp_path) as one:
        yield one


def test_it_publishes_what_it_reports(ran: tuple[Runner, dg.ExecuteInProcessResult]) -> None:
    one, result = ran
    assert steps(result) == ALL_STEPS
    rows = summary.rows(one.folder.warehouse)
    reported = {
        table.name(model): metadata(result, "tables", table_key(model))["dagster/row_count"] for model in TABLES
    }
    assert reported == rows
    assert rows["hubs"] >= 12
    assert metadata(result, "warehouse")["dagster/row_count"] == sum(rows.values())
    assert not one.folder.building.exists()


def test_it_reports_numbers_that_can_be_plotted(ran: tuple[Runner, dg.ExecuteInProcessResult]) -> None:
    _, result = ran
    landed, read, taken = (metadata(result, name) for name in ("raw_pages", "readings", "intake"))
    captures = len((SAMPLE / "captures.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert landed["new_captures"] == captures
    assert (landed["already_there"], landed["bad_captures"]) == (0, 0)
    assert read["captures_read"] == captures
    assert taken["paths"] == [str(SAMPLE)]
    assert taken["files"] > captures
    assert {record["kind"] for record in taken["first_files"]} >= {"page", "JSON twin", "list text"}


def test_the_views_report_the_rows_that_they_give(ran: tuple[Runner, dg.ExecuteInProcessResult]) -> None:
    one, result = ran
    for model in (*SEARCH, *MARTS):
        told = metadata(result, "tables", table_key(model))
        with open_published(one.folder.warehouse) as connection:
            [(rows,)] = connection.execute(f"SELECT count(*) FROM {ddl.address(model)}").fetchall()
        assert told["dagster/row_count"] == rows > 0
        assert len(told["first_rows"]) == min(rows, 5)


def test_first_rows_are_those_of_the_file(ran: tuple[Runner, dg.ExecuteInProcessResult]) -> None:
    one, result = ran
    shown = metadata(result, "tables", table_key(Hubs))["first_rows"]
    with open_published(one.folder.warehouse) as connection:
        expected = connection.execute("SELECT hub_id::VARCHAR FROM hubs ORDER BY hub_id LIMIT 5").fetchall()
    assert [(record["hub_id"],) for record in shown] == expected


def test_every_contract_holds_and_says_so(ran: tuple[Runner, dg.ExecuteInProcessResult]) -> None:
    _, result = ran
    evaluated = [one for one in result.get_asset_check_evaluations() if one.check_name == NAME]
    held = {one.asset_key: one for one in evaluated if one.blocking}
    assert set(held) == {table_key(model) for model in TABLES}
    assert all(one.passed for one in held.values())
    plain = {name: entry.value for name, entry in held[table_key(Hubs)].metadata.items()}
    assert plain["rows"] == metadata(result, "tables", table_key(Hubs))["dagster/row_count"]
    assert plain["expected"] == plain["actual"]


def test_the_counts_warn_and_do_not_stop(ran: tuple[Runner, dg.ExecuteInProcessResult]) -> None:
    one, result = ran
    found = {
        evaluation.check_name: evaluation
        for evaluation in result.get_asset_check_evaluations()
        if evaluation.check_name not in {NAME, MOST, NEW_KIND, NO_LOSS, OPENS, COMPLETE, ACCEPTED}
    }
    assert set(found) == {check.name for check in CHECKS.values()}
    assert all(evaluation.severity is dg.AssetCheckSeverity.WARN for evaluation in found.values())
    residue = found["no_line_is_left_over"]
    counted = summary.rows(one.folder.warehouse)["residue"]
    assert residue.metadata["actual"].value == counted
    assert residue.passed == (counted == 0)


def test_a_second_run_publishes_nothing_new(published: Runner) -> None:
    before = published.folder.warehouse.read_bytes()
    again = published.run(at="2026-12-02T12:00:00+00:00", raise_on_error=True)
    assert metadata(again, "raw_pages")["new_captures"] == 0
    assert metadata(again, "warehouse")["is_unchanged"] is True
    assert metadata(again, "tables", table_key(Hubs))["dagster/row_count"] > 0
    assert published.folder.warehouse.read_bytes() == before
    assert not published.folder.versions.exists()


def plant(folder: DataFolder, monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    """Make the build end with one more statement, as a fault in its SQL would."""

    def spoiled(*arguments: Any, **named: Any) -> Any:
        made = build(*arguments, **named)
        spoil(folder.building, statement)
        return made

    monkeypatch.setattr("assets.tables.build", spoiled)


def new_page(folder: DataFolder) -> Path:
    """A file that was not taken in yet, so that there is something to build."""
    path = folder.root / "0a0a0a0a-0000-4000-8000-000000000001.html"
    path.write_text("made up, and no page of a hub", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("statement", "table_name", "said"),
    rest_deep(
        ("UPDATE hubs SET tier = 'giga_hub' WHERE tier = 'hub'", "hubs", "giga_hub"),
        ("INSERT INTO abstracts FROM abstracts", "abstracts", "key is unique"),
        ("ALTER TABLE papers ADD COLUMN surprise INTEGER", "papers", "surprise"),
        ("UPDATE citations SET ref_number = -1", "citations", "ref_number"),
    ),
)
def test_a_broken_contract_publishes_nothing(
    published: Runner, monkeypatch: pytest.MonkeyPatch, statement: str, table_name: str, said: str
) -> None:
    before = published.folder.warehouse.read_bytes()
    plant(published.folder, monkeypatch, statement)

    result = published.run([new_page(published.folder)])

    assert not result.success
    assert "warehouse" not in steps(result)
    broken = [one for one in result.get_asset_check_evaluations() if not one.passed and one.blocking]
    assert [one.asset_key for one in broken] == [named_key(table_name)]
    said_first, _, rows = (broken[0].description or "").partition("\n\n- ")
    assert said in said_first
    has_rows = "ADD COLUMN" not in statement
    assert ("key `hub_id=" in rows) == ("failing_rows" in broken[0].metadata) == has_rows
    assert broken[0].metadata["expected"].value != broken[0].metadata["actual"].value
    assert "violations" in broken[0].metadata
    assert published.folder.warehouse.read_bytes() == before


@pytest.mark.deep
def test_the_next_run_completes_what_a_failed_check_held_back(
    published: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(published.folder, monkeypatch, "UPDATE hubs SET tier = 'giga_hub'")
    assert not published.run([new_page(published.folder)]).success
    with pytest.raises(ContractBroken, match="tier"):  # the step alone, as the UI can start it
        require_contracts(FolderResource(path=str(published.folder.root)))
    captures = summary.rows(published.folder.warehouse)["captures"]

    monkeypatch.undo()
    published.run(raise_on_error=True)

    assert summary.rows(published.folder.warehouse)["captures"] == captures + 1


def test_a_check_can_be_run_again_on_the_published_file(published: Runner) -> None:
    defs = build_defs({"data_folder": FolderResource(path=str(published.folder.root))})
    only = dg.AssetSelection.checks(dg.AssetCheckKey(table_key(Hubs), NAME))
    job = dg.define_asset_job("one_check", selection=only)
    result = (
        dg.Definitions.merge(defs, dg.Definitions(jobs=[job]))
        .resolve_job_def("one_check")
        .execute_in_process(instance=published.instance)
    )
    (held,) = result.get_asset_check_evaluations()
    assert (held.asset_key, held.passed) == (table_key(Hubs), True)


def checks_of_the_file(runner: Runner) -> dict[str, dg.AssetCheckEvaluation]:
    """What the checks of the published file find as it is now, without a run of the other steps."""
    defs = build_defs({"data_folder": FolderResource(path=str(runner.folder.root))})
    only = dg.AssetSelection.checks(*(dg.AssetCheckKey(WAREHOUSE, name) for name in (OPENS, COMPLETE)))
    job = dg.define_asset_job("file", selection=only)
    merged = dg.Definitions.merge(defs, dg.Definitions(jobs=[job]))
    result = merged.resolve_job_def("file").execute_in_process(instance=runner.instance)
    return {one.check_name: one for one in result.get_asset_check_evaluations()}


def test_the_published_file_itself_is_checked(published: Runner) -> None:
    good = checks_of_the_file(published)
    assert [good[name].passed for name in (OPENS, COMPLETE)] == [True, True]
    published.folder.warehouse.chmod(0o644)
    raw = RawStore(published.folder.raw)
    landed = raw.append(arrivals([new_page(published.folder)], datetime.now(UTC), raw, Tally()), datetime.now(UTC))
    assert len(landed.captures) == 1
    bad = checks_of_the_file(published)
    assert [bad[name].passed for name in (OPENS, COMPLETE)] == [False, False]
    assert "chmod 444" in (bad[OPENS].description or "")
    assert (bad[COMPLETE].description or "").startswith("1 captures landed")
    published.folder.warehouse.chmod(0o600)
    published.folder.warehouse.write_bytes(b"no database")
    damaged = checks_of_the_file(published)[OPENS]
    assert not damaged.passed
    assert "pithhouse doctor" in (damaged.description or "")


def test_tables_alone_are_built_and_the_published_file_follows(published: Runner) -> None:
    """What Materialize on one table does in the UI, and then Materialize on `warehouse`."""
    before = published.folder.warehouse.read_bytes()
    defs = build_defs({"data_folder": FolderResource(path=str(published.folder.root))})
    some = dg.define_asset_job("some", selection=dg.AssetSelection.assets(*map(table_key, IN_THE_FILE)))
    last = dg.define_asset_job("last", selection=dg.AssetSelection.assets(WAREHOUSE))
    merged = dg.Definitions.merge(defs, dg.Definitions(jobs=[some, last]))
    raw, readings = RawStore(published.folder.raw), ReadingStore(published.folder.readings)
    raw.append(arrivals([new_page(published.folder)], datetime.now(UTC), raw, Tally()), datetime.now(UTC))
    readings.read_new(raw)
    merged.resolve_job_def("some").execute_in_process(instance=published.instance)
    assert published.folder.warehouse.read_bytes() == before
    assert published.folder.building.exists()
    merged.resolve_job_def("last").execute_in_process(instance=published.instance)
    assert summary.outcomes(published.folder.warehouse)["not_a_hub"] == 1
    assert not published.folder.building.exists()


def test_assets_of_former_keys_leave_the_catalog(fresh: Runner) -> None:
    for name in ("hubs", "readings"):  # as the first release named them
        fresh.instance.report_runless_asset_event(dg.AssetMaterialization(name))
    fresh.instance.report_runless_asset_event(dg.AssetMaterialization(table_key(Hubs)))
    assert forget_former_assets(fresh.instance) == ["hubs", "readings"]
    assert fresh.instance.all_asset_keys() == [table_key(Hubs)]
    assert forget_former_assets(fresh.instance) == []


def test_another_writer_is_waited_for_up_to_a_bound(fresh: Runner) -> None:
    with fresh.folder.lock(), pytest.raises(dg.DagsterError) as caught:
        fresh.run(raise_on_error=True)
    assert isinstance(caught.value.__cause__, Locked)
    assert not fresh.folder.raw.exists()


def test_a_run_waits_until_the_other_one_ends_and_takes_the_time_that_was_given(fresh: Runner) -> None:
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with fresh.folder.lock():
            held.set()
            free.wait(0.1)

    other = threading.Thread(target=hold)
    other.start()
    held.wait()
    assert fresh.run([SAMPLE / PAGE], at="2026-12-24T20:00:00+01:00", raise_on_error=True).success
    other.join()
    assert summary.built_at(fresh.folder.warehouse).isoformat() == "2026-12-24T19:00:00+00:00"


def test_a_path_that_is_not_there_stops_before_anything_is_taken(fresh: Runner) -> None:
    with pytest.raises(SourceNotFound, match="nowhere"):
        fresh.run([fresh.folder.root / "nowhere"], raise_on_error=True)
    assert not fresh.folder.warehouse.exists()

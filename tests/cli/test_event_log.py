"""Dagster's event log with kept engines: Dagster uses it, and reads by its own what was written through it."""

from pathlib import Path

import dagster as dg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from cli.dagster_home import instance, prepared
from cli.event_log import EventLog
from pipelines.workspace import DataFolder


@dg.op
def speak(context: dg.OpExecutionContext) -> None:
    context.log_event(dg.AssetMaterialization("spoken", metadata={"words": 3}))


@dg.job(executor_def=dg.in_process_executor)
def speaking() -> None:
    speak()


def test_each_file_has_one_engine_and_dagsters_own_log_reads_the_same(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    with instance(folder) as opened:
        log = opened.event_log_storage
        assert isinstance(log, EventLog)
        ran = speaking.execute_in_process(instance=opened)
        engines = dict(log._engines)
        assert set(engines) == {"index", ran.run_id}
        written = [(one.message, one.timestamp) for one in opened.all_logs(ran.run_id)]
        assert log._engines == engines
    with dg.DagsterInstance.from_config(str(prepared(folder))) as own:
        assert not isinstance(own.event_log_storage, EventLog)
        assert [(one.message, one.timestamp) for one in own.all_logs(ran.run_id)] == written
        made = own.get_latest_materialization_event(dg.AssetKey("spoken"))
        assert made
        assert made.asset_materialization
        assert made.asset_materialization.metadata["words"].value == 3
    assert len(written) > 5


@dg.asset(check_specs=[dg.AssetCheckSpec("is_told", asset="told")])
def told(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg] # [None] would be one output
    """Report the record of the event before, and a check."""
    return dg.MaterializeResult(
        metadata={"before": _last_run(context.instance)}, check_results=[dg.AssetCheckResult(passed=True)]
    )


def _last_run(opened: dg.DagsterInstance) -> str:
    [record] = opened.get_asset_records([dg.AssetKey("told")])
    last = record.asset_entry.last_materialization_record
    return last.run_id if last else ""


def test_the_record_of_an_asset_is_that_of_its_last_event(tmp_path: Path) -> None:
    """Records are kept between events: each event of the asset replaces its own, and so does taking it away."""
    folder = DataFolder(tmp_path)
    with instance(folder) as opened:
        assert opened.get_asset_records([dg.AssetKey("told")]) == []
        first, second = (dg.materialize([told], instance=opened) for _ in range(2))
        [made] = second.asset_materializations_for_node("told")
        assert made.metadata["before"].value == first.run_id
        assert _last_run(opened) == second.run_id
        checked = [one.target_materialization_data for one in second.get_asset_check_evaluations()]
        assert [one.run_id for one in checked if one] == [second.run_id]
        opened.wipe_assets([dg.AssetKey("told")])
        assert opened.get_asset_records([dg.AssetKey("told")]) == []
    with dg.DagsterInstance.from_config(str(prepared(folder))) as own:
        assert len(own.all_logs(second.run_id)) == len(own.all_logs(first.run_id))


def test_an_event_that_cannot_be_stored_leaves_no_part_of_itself(tmp_path: Path) -> None:
    with instance(DataFolder(tmp_path)) as opened:
        ran = speaking.execute_in_process(instance=opened)
        log = opened.event_log_storage
        assert isinstance(log, EventLog)
        [made] = opened.all_logs(ran.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
        before = len(opened.all_logs(ran.run_id))
        with log.index_connection() as connection:
            connection.execute(text("ALTER TABLE asset_keys RENAME TO no_longer_there"))
        with pytest.raises(OperationalError):
            log.store_event(made)
        assert len(opened.all_logs(ran.run_id)) == before

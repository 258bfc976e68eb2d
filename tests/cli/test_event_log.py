"""Dagster's event log with kept engines: Dagster uses it, and reads by its own what was written through it."""

from pathlib import Path

import dagster as dg

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

"""A machine that was off for days (FAULTS F36): Dagster's own scheduler and freshness daemon on a real instance.

Both loops are those that `pithhouse dev` runs; only the time is given to them. What they ask for is queued and not run.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest
from dagster._core.definitions.freshness import FreshnessState
from dagster._core.test_utils import create_test_daemon_workspace_context, freeze_time
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import ModuleTarget
from dagster._daemon.freshness import FreshnessDaemon
from dagster._scheduler.scheduler import launch_scheduled_runs

from cli import dagster_home
from pipelines.workspace import DataFolder

THURSDAY = datetime(2026, 12, 3, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkspaceProcessContext]:
    """What the daemon of `pithhouse dev` works with, in a folder with a site: else there is nothing to refresh."""
    root = tmp_path_factory.mktemp("missed")
    (root / "pithhouse.toml").write_text('site = "https://pith.science"\n', encoding="utf-8")
    target = ModuleTarget("assets.definitions", None, None, "assets")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PITHHOUSE_DATA", str(root))  # the code is loaded in a process of its own
        with (
            dagster_home.instance(DataFolder(root)) as instance,
            create_test_daemon_workspace_context(target, instance) as context,
        ):
            yield context


def wake(daemon: WorkspaceProcessContext, now: datetime) -> None:
    """One turn of the scheduler."""
    errors = [one for one in launch_scheduled_runs(daemon, logging.getLogger(__name__), now, {}) if one]
    assert not errors


def asked(daemon: WorkspaceProcessContext) -> list[tuple[str, str]]:
    """Job and tick of every run that was asked for, in order."""
    runs = sorted(daemon.instance.get_runs(), key=lambda one: one.tags["dagster/run_key"])
    assert {one.status for one in runs} <= {dg.DagsterRunStatus.QUEUED}
    return [(one.job_name, one.tags["dagster/run_key"]) for one in runs]


def test_a_schedule_that_was_missed_for_days_asks_for_one_late_run(daemon: WorkspaceProcessContext) -> None:
    wake(daemon, THURSDAY)
    assert asked(daemon) == [], "the schedules start here"
    monday = THURSDAY + timedelta(days=4)
    wake(daemon, monday)
    late = [("cleanup", "2026-12-06"), ("refresh", "2026-12-07")]
    assert asked(daemon) == late, "four days were missed, and one Sunday"
    for minutes in (1, 30, 600):
        wake(daemon, monday + timedelta(minutes=minutes))
    assert asked(daemon) == late, "and it is asked for once"
    wake(daemon, monday + timedelta(days=1))
    assert asked(daemon) == [*late, ("refresh", "2026-12-08")]


def test_what_was_not_refreshed_for_days_says_that_it_is_late(daemon: WorkspaceProcessContext) -> None:
    keys = [dg.AssetKey(one) for one in ("raw_pages", "warehouse")]
    instance = daemon.instance
    required = instance.get_required_daemon_types()
    assert FreshnessDaemon.daemon_type() in required, "it runs in `pithhouse dev`"  # type: ignore[no-untyped-call]
    for key in keys:
        instance.report_runless_asset_event(dg.AssetMaterialization(key))
    refreshed = datetime.now(UTC)

    def said(hours: int) -> FreshnessState:
        """Turn the daemon once, so many hours later."""
        with freeze_time(refreshed + timedelta(hours=hours)):
            assert not [one for one in FreshnessDaemon().run_iteration(daemon) if one]
        records = instance.get_freshness_state_records(keys)
        (state,) = {records[key].freshness_state for key in keys}
        return state

    assert [said(hours) for hours in (1, 25, 27, 49, 51, 72)] == [
        FreshnessState.PASS,
        FreshnessState.PASS,
        FreshnessState.WARN,
        FreshnessState.WARN,
        FreshnessState.FAIL,
        FreshnessState.FAIL,
    ]
    for key in keys:
        instance.report_runless_asset_event(dg.AssetMaterialization(key))
    assert said(1) is FreshnessState.PASS, "the late run makes up for it"

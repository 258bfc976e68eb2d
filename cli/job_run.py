"""A run of a Dagster job in this process, recorded as the UI would record it: with its origin and its own mark.

Dagster's `execute_in_process` records a run without an origin, which neither Timeline nor Jobs shows.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import dagster as dg
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.execution.api import execute_run

from assets import labels
from assets.origin import code_origin, remote_origin


def new_run_id() -> str:
    """Return an id for a run that is about to be created."""
    return str(uuid4())


def execute(
    job: dg.JobDefinition,
    opened: dg.DagsterInstance,
    run_id: str,
    config: Mapping[str, Any],
    assets: Sequence[dg.AssetKey] = (),
) -> dg.JobExecutionResult:
    """Create a run and execute it in this process.

    Args:
        job: the job; its executor must run in one process.
        opened: the record of runs.
        run_id: the id of the run.
        config: the run's configuration.
        assets: the assets to materialize; empty: all of the job.

    Raises:
        dg.DagsterError: a step failed, with its cause.
        dg.DagsterExecutionInterruptedError: the run was interrupted.
    """
    run = opened.create_run_for_job(
        job,
        run_id=run_id,
        run_config=config,
        tags={**job.run_tags, **labels.COMMAND},
        asset_selection=frozenset(assets) or None,
        remote_job_origin=remote_origin(job.name),
        job_code_origin=code_origin(job.name),
    )
    return execute_run(InMemoryJob(job), run, opened, raise_on_error=True)

"""A phase that fails for a shard, and the search in that shard for the captures that it fails with (decision 0030)."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from typing import Protocol

from pipelines.building.failing_captures import BuildFaulty, Fault, FaultyPart
from pipelines.building.shards import parts
from pipelines.building.shards.phases import Bounds, Stage, Trial

Attempt = Path | BuildFaulty
"""The folder of what a phase made of one shard, or why it could not."""


class Phase(Protocol):
    """A phase of one shard, which can also be tried with some of its captures."""

    def __call__(self, stage: Stage, shard: int, bounds: Bounds, trial: Trial | None = None) -> Path:
        """Do it; return the folder of what it made."""


def attempted(phase: Phase, stage: Stage, shard: int, bounds: Bounds) -> Attempt:
    """Do a phase of one shard; return its folder, or the fault if the rows of some capture may be the cause.

    Raises:
        BuildFaulty: the cause is no capture.
    """
    try:
        return phase(stage, shard, bounds)
    except BuildFaulty as faulty:
        if not faulty.may_be_of_captures:
            raise
        return faulty


def faulty_part(phase: Phase, stage: Stage, shard: int, fault: Fault, bounds: Bounds) -> FaultyPart:
    """Return a shard that a phase failed for, as a part of the build that can be tried by itself.

    Args:
        phase: the phase.
        stage: what it starts from; its files have to stay until the last trial.
        shard: the number of the shard.
        fault: what failed.
        bounds: what a trial may use.
    """

    def fails(captures: Collection[str]) -> bool:
        trial = replace(stage, scratch=stage.scratch / "trial")
        try:
            phase(trial, shard, bounds, Trial(captures, fault.table))
        except BuildFaulty as found:
            return found.may_be_of_captures
        finally:
            rmtree(trial.scratch, ignore_errors=True)
        return False

    return FaultyPart(fault, _captures_in(stage, shard, bounds), fails)


def _captures_in(stage: Stage, shard: int, bounds: Bounds) -> set[str]:
    """Return the canonical captures whose rows are in one shard: of hubs, or of papers once there are such."""
    with stage.opened(f"captures-{shard}", bounds) as (connection, _):
        rows = parts.rows_of(stage.relation("landed", None if stage.hubs else shard))
        if stage.hubs:
            rows += f" SEMI JOIN ({parts.rows_of(stage.relation('paper_rows', shard))}) AS shown USING (capture_id)"
        return {str(one) for (one,) in connection.execute(f"SELECT DISTINCT read_as {rows}").fetchall()}

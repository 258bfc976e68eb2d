"""Runs of the real job on a data folder of a test, with a real instance."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from assets.definitions import build_defs
from assets.resources import Clock, FolderResource
from pipelines.workspace import DataFolder

SAMPLE = Path(__file__).resolve().parent.parent.parent / "data" / "sample"
_OPENED: list[dg.DagsterInstance] = []
"""Kept alive: when Dagster loads definitions, it refers weakly to the instance that was opened last."""

NOON = "2026-12-01T12:00:00+00:00"


@dataclass
class Runner:
    """Runs the job in one data folder, one instance for all of its runs."""

    folder: DataFolder
    instance: dg.DagsterInstance

    def run(
        self, paths: Sequence[Path] = (), *, at: str = NOON, raise_on_error: bool = False, **resources: Any
    ) -> dg.ExecuteInProcessResult:
        resource = FolderResource(path=str(self.folder.root), wait_seconds=0.2)
        defs = build_defs({"data_folder": resource, "clock": Clock(fixed_at=at), **resources})
        return defs.resolve_job_def("refresh").execute_in_process(
            instance=self.instance,
            raise_on_error=raise_on_error,
            run_config={
                "resources": {"sources": {"config": {"paths": [str(path) for path in paths]}}},
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            },
        )


@contextmanager
def runner(root: Path, *, is_kept: bool = False) -> Iterator[Runner]:
    """A runner whose record of runs is in memory, or in files below the folder (slower)."""
    home = root / "dagster"
    home.mkdir(parents=True, exist_ok=True)
    with dg.DagsterInstance.local_temp(str(home)) if is_kept else dg.DagsterInstance.ephemeral() as instance:
        _OPENED.append(instance)
        yield Runner(DataFolder(root), instance)


def metadata(result: dg.ExecuteInProcessResult, node: str, asset: dg.AssetKey | None = None) -> dict[str, Any]:
    """The plain values that an asset of a step (by default its first) reported in a run; of a table, its records."""
    made, *_ = (one for one in result.asset_materializations_for_node(node) if asset in {None, one.asset_key})
    return {
        name: [dict(record.data) for record in entry.records]
        if isinstance(entry, dg.TableMetadataValue)
        else entry.value
        for name, entry in made.metadata.items()
    }


def steps(result: dg.ExecuteInProcessResult) -> set[str]:
    """The steps that ended well."""
    return {event.step_key for event in result.get_step_success_events() if event.step_key}


def spoil(path: Path, statement: str) -> None:
    """Put a file in the place of another in which one more statement was run: the run has the other one open."""
    other = Path(shutil.copy(path, path.with_name("spoiled.duckdb")))
    with duckdb.connect(str(other)) as connection:
        connection.execute(statement)
        connection.execute("CHECKPOINT")
    other.replace(path)

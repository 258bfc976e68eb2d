"""Dagster's home in a data folder: its settings, its record of runs, and runs whose process is gone.

No asset is here. `loading`, `dev` and `doctor` use it; `pithhouse query` and `--help` must not, for it imports Dagster.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Final

import dagster as dg

from cli.plain_paths import plain_path
from pipelines.locks import lock_file
from pipelines.workspace import DataFolder

_IN_PACKAGE: Final = Path(str(files("cli").joinpath("dagster.yaml")))
SETTINGS: Final = _IN_PACKAGE if _IN_PACKAGE.exists() else _IN_PACKAGE.parent.parent / _IN_PACKAGE.name
"""Dagster's settings: a wheel holds them in the package `cli`, a checkout at its top."""

OPENING_SECONDS: Final = 60.0
PROCESS_TAG: Final = "pithhouse/process"


def prepared(folder: DataFolder) -> Path:
    """Make the home, with the settings that come with this package, and give its path."""
    folder.dagster.mkdir(parents=True, exist_ok=True)
    copy = folder.dagster / SETTINGS.name
    if not copy.exists() or copy.read_bytes() != SETTINGS.read_bytes():
        unfinished = copy.with_suffix(f".{os.getpid()}")
        shutil.copyfile(SETTINGS, unfinished)
        unfinished.replace(copy)
    return folder.dagster


@contextmanager
def instance(folder: DataFolder) -> Iterator[dg.DagsterInstance]:
    """Open the record of runs.

    Dagster makes its tables when it opens a home for the first time; of two processes that do so at once, one
    would fail. So they open it one after the other.

    Raises:
        Locked: another process has been opening it for a minute.
    """
    home = prepared(folder)
    with lock_file(home / ".opening", OPENING_SECONDS, f"{home} is being opened by"):
        made = dg.DagsterInstance.from_config(str(plain_path(home)))
    with made as opened:
        yield opened


def own_tag() -> dict[str, str]:
    """Give the tag by which a run of this process is known."""
    return {PROCESS_TAG: str(os.getpid())}


def end_dead_runs(opened: dg.DagsterInstance) -> int:
    """Mark runs as failed whose process is gone: Dagster goes on showing them as running.

    Returns:
        How many there were.
    """
    started = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])
    dead = [run for run in opened.get_runs(started) if is_dead(run)]
    for run in dead:
        opened.report_run_failed(run, f"Process {run.tags[PROCESS_TAG]} ended before the run did.")
    return len(dead)


def is_dead(run: dg.DagsterRun) -> bool:
    """Tell whether a run counts as going on whose process is gone."""
    is_started = run.status is dg.DagsterRunStatus.STARTED
    return is_started and PROCESS_TAG in run.tags and not _is_alive(run.tags[PROCESS_TAG])


def _is_alive(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True

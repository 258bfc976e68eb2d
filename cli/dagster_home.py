"""Dagster's home in a data folder: its settings, its record of runs, and runs whose process is gone.

`pithhouse query` and `--help` must not import this module, because it imports Dagster.
"""

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Final

import dagster as dg
from alembic.config import Config
from alembic.script import ScriptDirectory
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage import legacy_storage, runs, schedules  # noqa: F401 (else loaded as a home is opened)

from cli.event_log import EventLog
from cli.plain_paths import plain_path
from cli.run_output import RunOutput
from cli.run_record import abandoned, mark
from pipelines.locks import lock_file
from pipelines.workspace import DataFolder

_IN_PACKAGE: Final = Path(str(files("cli").joinpath("dagster.yaml")))
SETTINGS: Final = _IN_PACKAGE if _IN_PACKAGE.exists() else _IN_PACKAGE.parent.parent / _IN_PACKAGE.name
"""Dagster's settings: a wheel holds them in the package `cli`, a checkout at its top."""

OPENING_SECONDS: Final = 60.0


def prepared(folder: DataFolder) -> Path:
    """Create the home with the settings that come with this package, and return its path."""
    folder.dagster.mkdir(parents=True, exist_ok=True)
    copy = folder.dagster / SETTINGS.name
    if not copy.exists() or copy.read_bytes() != SETTINGS.read_bytes():
        unfinished = copy.with_suffix(f".{os.getpid()}")
        shutil.copyfile(SETTINGS, unfinished)
        unfinished.replace(copy)
    return folder.dagster


@contextmanager
def instance(folder: DataFolder, *, is_followed: bool = True) -> Iterator[dg.DagsterInstance]:
    """Open the record of runs.

    Dagster creates its tables when it opens a home for the first time. If two processes did so at once, one would fail,
    so they open it one after the other.

    Args:
        folder: the data folder.
        is_followed: whether what the steps of a run print appears at once, or when they have ended.

    Raises:
        Locked: another process has been opening it for a minute.
    """
    home = prepared(folder)
    _read_migrations_once()
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)  # else a Ctrl-C prints a traceback
    with lock_file(home / ".opening", OPENING_SECONDS, f"{home} is being opened by"):
        made = dg.DagsterInstance.from_ref(_described(plain_path(home)))
    with made as opened:
        if isinstance(output := opened.compute_log_manager, RunOutput):
            output.is_followed = is_followed
        yield opened


def _read_migrations_once() -> None:
    """Let alembic share Dagster's hundred migrations among the files of the record.

    It would read them anew twice or three times for each file that is opened, and every run has a file of its own.
    """
    ScriptDirectory.from_config = staticmethod(_scripts)  # type: ignore[method-assign]


def _scripts(config: Config) -> ScriptDirectory:
    place = config.get_main_option("script_location")
    if place not in _known_scripts:
        _known_scripts[place] = _scripts_of(config)
    return _known_scripts[place]


_scripts_of: Final = ScriptDirectory.from_config
_known_scripts: Final[dict[str | None, ScriptDirectory]] = {}


def _described(home: Path) -> InstanceRef:
    """Describe the instance as its dagster.yaml does, but with our event log and capture of output."""
    ours = {
        "event_log_storage": (EventLog, home / "history" / "runs"),
        "compute_logs": (RunOutput, home / "storage"),
    }
    overrides = {
        name: {"module": one.__module__, "class": one.__name__, "config": {"base_dir": str(files)}}
        for name, (one, files) in ours.items()
    }
    return InstanceRef.from_dir(str(home), overrides=overrides)


def end_dead_runs(folder: DataFolder, opened: dg.DagsterInstance) -> list[str]:
    """Mark runs of commands whose process is gone as failed; Dagster would show them as running forever.

    Returns:
        The ids of those runs.
    """
    dead = []
    for run_id in abandoned(folder):
        run = opened.get_run_by_id(run_id)
        if run and not run.is_finished:
            opened.report_run_failed(run, "The process of this run ended before the run did.")
            dead.append(run_id)
        mark(folder, run_id).unlink(missing_ok=True)
    return dead

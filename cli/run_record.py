"""Dagster's record of runs, read from its SQLite file with one read-only query.

Opening Dagster's own instance would take a second and a half, most of it spent on imports. Runs are recorded by
Dagster itself; this module only reads. A locked file next to the record marks each run of a command while it lasts.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote

from pipelines.locks import is_locked, lock_file
from pipelines.workspace import DataFolder

REFRESH: Final = "refresh"
"""The job that `refresh` and `ingest` run."""

SUCCESS: Final = "SUCCESS"
FAILURE: Final = "FAILURE"
OVER: Final = (SUCCESS, FAILURE, "CANCELED")
"""Dagster's states for a run that has ended."""

WAIT_SECONDS: Final = 15.0
"""How long to wait while a run is writing its record."""

MARK_SECONDS: Final = 10.0
"""So long a command waits for another one that is looking at its mark."""

_LATEST: Final = (
    "SELECT run_id, status, create_timestamp, end_time FROM runs "
    "WHERE ?1 IN ('', pipeline_name) ORDER BY id DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Run:
    """A run in Dagster's record.

    Attributes:
        run_id: the run, as named in the UI.
        status: its state in Dagster.
        created_at: when it was requested (UTC).
        ended_at: when it ended (UTC); None if it has not.
        is_dead: whether it is recorded as running although the process that started it is gone.
    """

    run_id: str
    status: str
    created_at: datetime
    ended_at: datetime | None
    is_dead: bool


@dataclass(frozen=True, slots=True)
class State:
    """The last requested run of any job and of the job `refresh`; the number of runs in progress or waiting."""

    newest: Run | None
    newest_of_job: Run | None
    unfinished: int


def state(folder: DataFolder) -> State:
    """Return the state of the record, which is opened once; raises sqlite3.Error as `latest` does."""
    with _opened(folder) as record:
        if record is None:
            return State(None, None, 0)
        return State(_latest(folder, record, ""), _latest(folder, record, REFRESH), _unfinished(record))


def latest(folder: DataFolder, job: str = "") -> Run | None:
    """Return the run that was requested last; None if there is none yet.

    Args:
        folder: the data folder.
        job: only runs of this job; by default of any job.

    Raises:
        sqlite3.Error: the record is damaged, or its schema is not that of the installed Dagster.
    """
    with _opened(folder) as record:
        return _latest(folder, record, job) if record else None


def _latest(folder: DataFolder, record: sqlite3.Connection, job: str) -> Run | None:
    found = record.execute(_LATEST, [job]).fetchone()
    if found is None:
        return None
    run_id, status, created, ended = found
    created_at = datetime.fromisoformat(created).replace(tzinfo=UTC)
    is_dead = status not in OVER and run_id in abandoned(folder)
    return Run(run_id, status, created_at, datetime.fromtimestamp(ended, UTC) if ended else None, is_dead)


def _unfinished(record: sqlite3.Connection) -> int:
    """Count the runs that are in progress or waiting."""
    asked = f"SELECT count(*) FROM runs WHERE status NOT IN ({', '.join('?' * len(OVER))})"
    return int(record.execute(asked, OVER).fetchone()[0])


def mark(folder: DataFolder, run_id: str) -> Path:
    """Return the file that the process of a run keeps locked while the run lasts."""
    return folder.dagster / "running" / run_id


@contextmanager
def under_way(folder: DataFolder, run_id: str) -> Iterator[None]:
    """Mark a run as being in progress in this process.

    The mark is a lock, not a process id: ids are reused, and in a container every run has the same id.
    """
    path = mark(folder, run_id)
    with lock_file(path, MARK_SECONDS, f"{path} is held by"):
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def abandoned(folder: DataFolder) -> list[str]:
    """List the runs of commands whose process ended before they could remove their mark."""
    marks = folder.dagster / "running"
    return sorted(one.name for one in marks.iterdir() if not is_locked(one)) if marks.is_dir() else []


@contextmanager
def _opened(folder: DataFolder) -> Iterator[sqlite3.Connection | None]:
    """Open the record for reading; None if there is none yet."""
    path = folder.dagster / "history" / "runs.db"
    if not path.exists():
        yield None
        return
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=WAIT_SECONDS)) as record:
        yield record

"""Dagster's record of runs, read without Dagster: its SQLite file is asked, in one read-only question.

Opening Dagster's own instance for that takes a second and a half, most of it imports. Nothing is written here;
`dagster_home` does that. `status`, `doctor` and the decision whether a run is needed use this.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

from pipelines.workspace import DataFolder

PROCESS_TAG: Final = "pithhouse/process"
"""The tag of a run that names the process that it runs in."""

REFRESH: Final = "refresh"
"""The job that `refresh` and `ingest` run."""

STARTED: Final = "STARTED"
SUCCESS: Final = "SUCCESS"
FAILURE: Final = "FAILURE"
OVER: Final = (SUCCESS, FAILURE, "CANCELED")
"""States of a run that ended, in Dagster's words."""

WAIT_SECONDS: Final = 15.0
"""So long a run that is writing its record is waited for."""

_LATEST: Final = (
    "SELECT run_id, status, create_timestamp, end_time, "
    "(SELECT value FROM run_tags WHERE run_tags.run_id = runs.run_id AND key = ?1) FROM runs "
    "WHERE ?2 IN ('', pipeline_name) ORDER BY id DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Run:
    """A run as Dagster's record has it.

    Attributes:
        run_id: the run, as the UI names it.
        status: its state, in Dagster's words.
        created_at: when it was asked for (UTC).
        ended_at: when it ended (UTC); None: it has not.
        process: the process that it runs in; None where that is not known.
    """

    run_id: str
    status: str
    created_at: datetime
    ended_at: datetime | None
    process: str | None

    @property
    def is_dead(self) -> bool:
        """Whether it counts as going on, and its process is gone."""
        return self.status == STARTED and self.process is not None and not is_alive(self.process)


@dataclass(frozen=True, slots=True)
class State:
    """The run that was asked for last, of any job and of the job `refresh`; how many are under way or wait."""

    newest: Run | None
    newest_of_job: Run | None
    unfinished: int


def state(folder: DataFolder) -> State:
    """Return the state of the record, which is opened once; raises sqlite3.Error as `latest` does."""
    with _opened(folder) as record:
        if record is None:
            return State(None, None, 0)
        return State(_latest(record, ""), _latest(record, REFRESH), _unfinished(record))


def latest(folder: DataFolder, job: str = "") -> Run | None:
    """Return the run that was asked for last; None where there was none yet.

    Args:
        folder: the data folder.
        job: whose run; by default of any job.

    Raises:
        sqlite3.Error: the record is damaged, or not in the form of the Dagster that is installed.
    """
    with _opened(folder) as record:
        return _latest(record, job) if record else None


def _latest(record: sqlite3.Connection, job: str) -> Run | None:
    found = record.execute(_LATEST, [PROCESS_TAG, job]).fetchone()
    if found is None:
        return None
    run_id, status, created, ended, process = found
    created_at = datetime.fromisoformat(created).replace(tzinfo=UTC)
    return Run(run_id, status, created_at, datetime.fromtimestamp(ended, UTC) if ended else None, process)


def unfinished(folder: DataFolder) -> int:
    """Count the runs that are under way or wait, by the record; raises sqlite3.Error as `latest` does."""
    with _opened(folder) as record:
        return _unfinished(record) if record else 0


def _unfinished(record: sqlite3.Connection) -> int:
    asked = f"SELECT count(*) FROM runs WHERE status NOT IN ({', '.join('?' * len(OVER))})"
    return int(record.execute(asked, OVER).fetchone()[0])


def is_alive(process: str) -> bool:
    """Tell whether there is a process of this number."""
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def _opened(folder: DataFolder) -> Iterator[sqlite3.Connection | None]:
    """Open the record for reading; None where there is none yet."""
    path = folder.dagster / "history" / "runs.db"
    if not path.exists():
        yield None
        return
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=WAIT_SECONDS)) as record:
        yield record

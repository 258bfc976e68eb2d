"""How a command ends: the exit codes (DESIGN.md section 4), and the exit code and next command for each error.

Dagster and pandera are not imported here, because `--help` and `query` must start fast; their errors are recognised by
their causes.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import duckdb

from pipelines.errors import InvalidSettings, RowsLost
from pipelines.exporting.errors import DoesNotFit, NotAnExport
from pipelines.landing.errors import InvalidHubURL, LandingError, NoSuchCapture, RawStoreBusy, SourceNotFound
from pipelines.locks import Locked
from pipelines.releasing.errors import ReleaseDamaged
from pipelines.scaling.errors import (
    ClusterLost,
    LakeFailed,
    NoSuchVersion,
    NotAQuestion,
    ScaleMissing,
    StorageFailed,
    WorkerUnfit,
)
from pipelines.warehouse.connections import NoSuchCell, NoSuchHub, NothingToCompare, NotPublished
from pipelines.warehouse.publish import NotBuilt
from pipelines.warehouse.saved_queries import NoSuchQuery


class Exit(IntEnum):
    """The exit codes that scripts can rely on."""

    OK = 0
    ERROR = 1
    USAGE = 2
    PARTIAL = 3
    CHECK_FAILED = 4
    LOCKED = 5
    INTERRUPTED = 130
    CLOSED_PIPE = 141


class CheckFailed(Exception):  # noqa: N818 (what happened)
    """Blocking checks failed: nothing was published. The message names them and what they found."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What happened, to which thing; what to do next; and the exit code."""

    code: Exit
    what: str
    next_step: str


UNEXPECTED = "Run it again with PITHHOUSE_DEBUG=1 for the traceback, and report it."


def explained(error: BaseException) -> Failure:
    """Explain an error to the person who ran the command.

    Args:
        error: what was raised. Dagster wraps errors of its steps, so the causes are examined as well.
    """
    causes = list(_chain(error))
    for cause in causes:
        if failure := _known(cause):
            return failure
    last = causes[-1]
    return Failure(Exit.ERROR, f"{type(last).__name__}: {last}", UNEXPECTED)


_NO_SUCH: Final = (SourceNotFound, NoSuchCapture, NoSuchCell, NoSuchHub, NoSuchQuery, NotAnExport)
"""What was named is not there; the message ends with how to list what is. Typer ends in the same way."""

_WRITTEN_BESIDE: Final = re.compile(r"(?<=/)\.([^/]+)\.\d+$")
"""The name of a file that is written beside the one that it will replace."""

_TABLES: Final = '`pithhouse query "SHOW TABLES"` lists the tables; DESCRIBE shows one.'
_SUGGESTIONS: Final = ("Did you mean", "Candidate")
"""DuckDB's own suggestions; one is enough."""

_KNOWN: Final[tuple[tuple[tuple[type[BaseException], ...], Exit, str], ...]] = (
    ((Locked, RawStoreBusy), Exit.LOCKED, "Wait until it ends, or wait longer with --wait; `pithhouse doctor` looks."),
    ((CheckFailed, RowsLost), Exit.CHECK_FAILED, "The published file is as it was. `pithhouse dev` shows the checks."),
    ((LakeFailed, ScaleMissing, ClusterLost, WorkerUnfit, StorageFailed), Exit.ERROR, ""),  # they end with what to do
    ((NoSuchVersion, NotAQuestion), Exit.USAGE, ""),
    ((NotPublished,), Exit.ERROR, ""),  # its message ends with what to do
    ((NotBuilt, ReleaseDamaged), Exit.ERROR, ""),
    ((NothingToCompare,), Exit.ERROR, ""),  # so do this one and the next
    (_NO_SUCH, Exit.USAGE, ""),
    ((DoesNotFit,), Exit.USAGE, ""),
    ((InvalidHubURL,), Exit.USAGE, "Give the URL of a hub: https://pith.science/citations/<uuid>"),
    ((LandingError,), Exit.ERROR, "`pithhouse doctor` names what is wrong in the data folder."),
    ((InvalidSettings,), Exit.USAGE, "docs/settings.md says what each means; `pithhouse doctor` prints them."),
    ((duckdb.CatalogException, duckdb.BinderException), Exit.ERROR, _TABLES),
    ((duckdb.Error,), Exit.ERROR, ""),
    ((OSError,), Exit.ERROR, "Correct that, then run the command again: nothing is lost."),
)


def was_interrupted(error: BaseException) -> bool:
    """Tell whether an error is a Ctrl-C, as DuckDB or one of Dagster's steps reports it, or came while one was handled.

    SQLAlchemy closes a connection that was interrupted, and then fails to roll it back.
    """
    return any(
        isinstance(one, KeyboardInterrupt | duckdb.InterruptException)
        or (isinstance(one, RuntimeError) and str(one) == "Query interrupted")
        for one in _behind(error)
    )


def _known(error: BaseException) -> Failure | None:
    if isinstance(error, duckdb.Error) and "Corrupt database file" in str(error):  # DuckDB has no class for it
        return Failure(Exit.ERROR, str(error), "`pithhouse doctor` names the file and its repair.")
    for kinds, code, next_step in _KNOWN:
        if isinstance(error, kinds):
            what = _os_error(error) if isinstance(error, OSError) else str(error)
            is_suggested = isinstance(error, duckdb.Error) and any(one in what for one in _SUGGESTIONS)
            return Failure(code, what, "" if is_suggested else next_step)
    return None


def _os_error(error: OSError) -> str:
    file = _WRITTEN_BESIDE.sub(r"\1", str(error.filename or ""))
    named = f"{file}: " if file else ""
    return f"{named}{error.strerror or error}"


def _behind(error: BaseException) -> list[BaseException]:
    """Return an error with its causes and what was being handled when each was raised."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and one not in found:
            found.append(one)
            waiting += [one.__cause__, one.__context__]
    return found


def _chain(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__
    return found

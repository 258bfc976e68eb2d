"""Find the captures that make a build fail, so that everything else can be published without them.

No capture may stop a later run (decision 0030). If a statement fails on the rows of some capture, or a table breaks its
contract because of them, it is tried with fewer and fewer captures until the failing ones are known. The caller runs
the trial builds and leaves these captures out (outcome `build_failed`, docs/outcomes.md).
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from pipelines.building.inputs import NONE_LEFT_OUT
from pipelines.warehouse.audit import audit_tables
from pipelines.warehouse.connections import open_published
from pipelines.warehouse.summary import first_rows, rows
from schemas import registry, table

MOST_TRIALS: Final = 500
"""After this many trials, groups of failing captures are no longer split: each is left out as a whole."""

FEW: Final = 20
"""Up to this many captures may be left out, whatever their share."""

MOST_SHARE: Final = 0.5
"""If a larger share of the captures fails, the fault is in the statement rather than in the captures."""

LONGEST_REASON: Final = 1000

_NOT_OF_DATA: Final = (
    duckdb.OperationalError,
    duckdb.InterruptException,
    duckdb.PermissionException,
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ParserException,
    duckdb.SyntaxException,
)
"""Errors of the disk, the machine or the statement itself, which no capture can cause."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What failed.

    Attributes:
        table: the name of the table or view.
        reason: DuckDB's message, or the violated contract.
        depth: how many of `registry.TABLES` have to be built to see it; one more for a view.
        is_contract: whether the table was built but violates its contract.
    """

    table: str
    reason: str
    depth: int
    is_contract: bool = False

    @property
    def is_view(self) -> bool:
        """Whether it appears only in the finished file."""
        return self.depth > len(registry.TABLES)


UNKNOWN: Final = Fault("captures", "see captures.reason", 0)
"""Stands for a fault of an earlier build, which is described in its own file."""


Fails = Callable[[Sequence[str]], bool]
"""Returns whether the build, or a part of it, fails in the same way with only these captures."""


@dataclass(frozen=True, slots=True)
class FaultyPart:
    """A part of a build that fails by itself, so that it can be tried without the others.

    Attributes:
        fault: what failed.
        captures: the canonical captures whose rows are in the part.
        fails: runs a trial of the part.
    """

    fault: Fault
    captures: Collection[str]
    fails: Fails


class BuildFaulty(Exception):  # noqa: N818 (the state of the new file)
    """A statement failed, or its table violates its contract.

    Attributes:
        fault: what failed, first.
        error: DuckDB's error, if any.
        parts: the parts of the build that failed; empty: the build as a whole did.
    """

    def __init__(self, fault: Fault, error: duckdb.Error | None = None, parts: Sequence[FaultyPart] = ()) -> None:
        super().__init__(fault.reason)
        self.fault = fault
        self.error = error
        self.parts = parts

    def __reduce__(self) -> tuple[type["BuildFaulty"], tuple[Fault, duckdb.Error | None]]:
        """Let it come back from another process, which knows of no other part."""
        return BuildFaulty, (self.fault, self.error)

    @property
    def may_be_of_captures(self) -> bool:
        """Whether the rows of some capture may be the cause."""
        return not isinstance(self.error, _NOT_OF_DATA) and "No space left" not in str(self.error)


@contextmanager
def naming(name: str, depth: int) -> Iterator[None]:
    """Add the name of the table to errors of the statement that makes it.

    Raises:
        BuildFaulty: replaces DuckDB's error, which it contains.
    """
    try:
        yield
    except duckdb.Error as error:
        raise BuildFaulty(Fault(name, f"{type(error).__name__}: {error}"[:LONGEST_REASON], depth), error) from error


def require_sound(path: Path, lanes: int = 1) -> dict[str, int]:
    """Check the contracts of a new file's tables, and that its views can be queried.

    Args:
        path: the new file.
        lanes: 2: the views are queried while the contracts are checked.

    Returns:
        The number of rows of each view and each search table.

    Raises:
        BuildFaulty: the first fault found.
    """
    if lanes == 1:
        _require_contracts(path)
        return _views_asked(path)
    with open_published(path), ThreadPoolExecutor(1) as thread:  # both lanes share the instance that is open here
        asked = thread.submit(_views_asked, path)
        _require_contracts(path)
        return asked.result()


def _require_contracts(path: Path) -> None:
    for depth, (model, broken) in enumerate(audit_tables(path, registry.TABLES).items(), 1):
        if broken:
            reason = "; ".join(map(str, broken))[:LONGEST_REASON]
            raise BuildFaulty(Fault(table.name(model), reason, depth, is_contract=True))


def _views_asked(path: Path) -> dict[str, int]:
    try:
        return _asked(path, _VIEWS)
    except duckdb.Error:
        for model in _VIEWS:
            require_askable(path, table.name(model))
        raise  # no view fails on its own, so there is no capture to look for


_VIEWS: Final = (*registry.SEARCH, *registry.MARTS)


def require_askable(path: Path, view: str) -> None:
    """Query one view of a new file; a name that is not a view's is ignored.

    Raises:
        BuildFaulty: the query fails.
    """
    with naming(view, len(registry.TABLES) + 1):
        _asked(path, [model for model in _VIEWS if table.name(model) == view])


def _asked(path: Path, models: Sequence[type[table.Table]]) -> dict[str, int]:
    first_rows(path, models)
    return rows(path, models) if models else {}


class NotOfCaptures(Exception):  # noqa: N818 (what was found)
    """The fault appears without any capture or with too many of them: the statement is at fault."""


def failing(captures: Sequence[str], fails: Fails) -> list[str]:
    """Find the captures that make a build fail.

    Each half that fails by itself is halved again. If captures fail only in combination, the latest of them is left
    out, so that earlier ones stay.

    Args:
        captures: all captures of the failed build, in the order in which they landed; one for each distinct body.
        fails: runs a trial.

    Raises:
        NotOfCaptures: the build fails without any capture.
    """
    search = _Search(fails)
    if fails([]):
        raise NotOfCaptures
    found: list[str] = []
    rest = list(captures)
    while rest:
        found += search.within(rest)
        rest = [one for one in captures if one not in set(found)]
        if not fails(rest):
            break
    return found


@dataclass(slots=True)
class _Search:
    fails: Fails
    trials: int = 0

    def within(self, captures: list[str]) -> list[str]:
        """Return at least one failing capture among some that fail together."""
        if len(captures) == 1 or self.trials >= MOST_TRIALS:
            return captures
        middle = len(captures) // 2
        found = []
        for half in (captures[:middle], captures[middle:]):
            if self._try(half):
                found += self.within(half)
        return found or [captures[self._shortest_failing(captures, middle) - 1]]

    def _shortest_failing(self, captures: list[str], sound: int) -> int:
        """Return the length of the shortest failing prefix; that of length `sound` does not fail, the whole does."""
        failing = len(captures)
        while failing - sound > 1:
            middle = (sound + failing) // 2
            sound, failing = (sound, middle) if self._try(captures[:middle]) else (middle, failing)
        return failing

    def _try(self, captures: list[str]) -> bool:
        self.trials += 1
        return self.fails(captures)


def are_too_many(left_out: int, captures: int) -> bool:
    """Return whether so many captures fail that the fault cannot be theirs."""
    return left_out > max(FEW, MOST_SHARE * captures)


def left_out_frame(left_out: Mapping[str, Fault]) -> pl.DataFrame:
    """Return the captures that are left out as a frame for `inputs.give_readings`."""
    found = [
        (one, fault.table, f"left out, for {fault.table} cannot be built with it: {fault.reason}")
        for one, fault in sorted(left_out.items())
    ]
    return pl.DataFrame(found, schema=NONE_LEFT_OUT.schema, orient="row")

"""Which captures make a build fail, so that everything else is built and published without them.

No capture may stop a later run. A statement that fails on the rows of some capture, or a table that breaks its contract
because of them, is tried with fewer captures until those that it fails on are known. Nothing is built here: `build`
gives the trial, leaves the captures out, and says so (outcome `build_failed`, docs/outcomes.md).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from pipelines.building.inputs import NONE_LEFT_OUT
from pipelines.warehouse.audit import audit_tables
from pipelines.warehouse.summary import first_rows, rows
from schemas import registry, table

MOST_TRIALS: Final = 500
"""After so many trials captures are no longer told apart: those of a group that fails are left out together."""

FEW: Final = 20
"""So many captures may be left out whatever their share is."""

MOST_SHARE: Final = 0.5
"""Above this share of the captures the fault is not theirs but the statement's."""

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
"""Errors of the disk, the machine or the statement itself: no capture brings them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What failed.

    Attributes:
        table: the table or view, by its name.
        reason: what DuckDB said, or which promise is broken.
        depth: how many of `registry.TABLES` have to be built to see it; one more for a view.
        is_contract: the table was built, and breaks its contract.
    """

    table: str
    reason: str
    depth: int
    is_contract: bool = False

    @property
    def is_view(self) -> bool:
        """Whether it shows only in the finished file."""
        return self.depth > len(registry.TABLES)


UNKNOWN: Final = Fault("captures", "see captures.reason", 0)
"""What failed in a build that is not asked here."""


class BuildFaulty(Exception):  # noqa: N818 (the state of the new file)
    """A statement failed, or its table breaks its contract; `error` is DuckDB's, if it has one."""

    def __init__(self, fault: Fault, error: duckdb.Error | None = None) -> None:
        super().__init__(fault.reason)
        self.fault = fault
        self.error = error

    @property
    def may_be_of_captures(self) -> bool:
        """Whether the rows of some capture may be why."""
        return not isinstance(self.error, _NOT_OF_DATA) and "No space left" not in str(self.error)


@contextmanager
def naming(name: str, depth: int) -> Iterator[None]:
    """Name the table that a statement makes, where the statement fails.

    Raises:
        BuildFaulty: in place of DuckDB's error, which it holds.
    """
    try:
        yield
    except duckdb.Error as error:
        raise BuildFaulty(Fault(name, f"{type(error).__name__}: {error}"[:LONGEST_REASON], depth), error) from error


def require_sound(path: Path) -> dict[str, int]:
    """Check the contracts of a new file's tables, and that its views can be asked.

    Returns:
        How many rows each view and each table of the search has.

    Raises:
        BuildFaulty: with the first fault.
    """
    for depth, (model, broken) in enumerate(audit_tables(path, registry.TABLES).items(), 1):
        if broken:
            reason = "; ".join(map(str, broken))[:LONGEST_REASON]
            raise BuildFaulty(Fault(table.name(model), reason, depth, is_contract=True))
    try:
        return _asked(path, _VIEWS)
    except duckdb.Error:
        for model in _VIEWS:
            require_askable(path, table.name(model))
        raise  # none of them fails by itself: no capture is looked for


_VIEWS: Final = (*registry.SEARCH, *registry.MARTS)


def require_askable(path: Path, view: str) -> None:
    """Ask one view of a new file; a name that is none of a view is passed over.

    Raises:
        BuildFaulty: it fails.
    """
    with naming(view, len(registry.TABLES) + 1):
        _asked(path, [model for model in _VIEWS if table.name(model) == view])


def _asked(path: Path, models: Sequence[type[table.Table]]) -> dict[str, int]:
    first_rows(path, models)
    return rows(path, models) if models else {}


Fails = Callable[[Sequence[str]], bool]
"""Tells whether the build fails in the same way with these captures alone."""


class NotOfCaptures(Exception):  # noqa: N818 (what was found)
    """The fault shows without any capture, or with too many of them: it is the statement's."""


def failing(captures: Sequence[str], fails: Fails) -> list[str]:
    """Find the captures that a build fails with.

    Each half that fails by itself is halved again. Where captures fail only together, the latest of them is the one
    that is left out, so that what was there before stays.

    Args:
        captures: all that the failed build had, in the order in which they landed; those of the same bytes are one.
        fails: the trial.

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
        """Find failing captures among some that fail together: at least one."""
        if len(captures) == 1 or self.trials >= MOST_TRIALS:
            return captures
        middle = len(captures) // 2
        found = []
        for half in (captures[:middle], captures[middle:]):
            if self._try(half):
                found += self.within(half)
        return found or [captures[self._shortest_failing(captures, middle) - 1]]

    def _shortest_failing(self, captures: list[str], sound: int) -> int:
        """Give the length of the shortest beginning that fails; that of length `sound` does not, the whole does."""
        failing = len(captures)
        while failing - sound > 1:
            middle = (sound + failing) // 2
            sound, failing = (sound, middle) if self._try(captures[:middle]) else (middle, failing)
        return failing

    def _try(self, captures: list[str]) -> bool:
        self.trials += 1
        return self.fails(captures)


def are_too_many(left_out: int, captures: int) -> bool:
    """Tell whether so many captures fail that the fault is not theirs."""
    return left_out > max(FEW, MOST_SHARE * captures)


def left_out_frame(left_out: Mapping[str, Fault]) -> pl.DataFrame:
    """Turn the captures that are left out into a frame, as `inputs.give_readings` takes it."""
    found = [
        (one, fault.table, f"left out, for {fault.table} cannot be built with it: {fault.reason}")
        for one, fault in sorted(left_out.items())
    ]
    return pl.DataFrame(found, schema=NONE_LEFT_OUT.schema, orient="row")

"""What today's parser would change in the published file: a comparison with a trial build, with examples and bytes."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from pipelines.landing.raw_store import RawStore
from pipelines.progress import ProgressCallback
from pipelines.provenance.trial_build import trial_build
from pipelines.provenance.why import AROUND, Answer, Place, Seen, why
from pipelines.warehouse.compare import MAX_EXAMPLES, RUN_RECORDS, TableChange, change_of, columns_there, pair_of_files
from pipelines.warehouse.connections import NoSuchCell, NothingToCompare
from pipelines.warehouse.scratch import open_both
from pipelines.workspace import DataFolder
from schemas import registry, table

PROVED: Final = 12
"""Maximum number of examples shown with their bytes: each one costs parsing a page and querying all readings."""

_IGNORED: Final[dict[str, AbstractSet[str]]] = {"captures": {"parser_version"}}
"""Columns that name the parser rather than what it read."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a changed cell: its value, the capture that gave it, and the bytes; None if they are not found."""

    value: Any
    capture: Seen | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class ProvedExample:
    """A changed cell with its bytes, before and after."""

    table: str
    key: tuple[str, ...]
    column: str
    before: Side
    after: Side


@dataclass(frozen=True, slots=True)
class Reparse:
    """What today's parser changes.

    Attributes:
        captures: number of captures read.
        tables: every table, changed or not.
        examples: some changed cells with their bytes, taking one from each column in turn.
    """

    captures: int
    tables: list[TableChange]
    examples: list[ProvedExample]

    @property
    def cells(self) -> int:
        """The number of cells compared."""
        return sum(one.cells for one in self.tables)

    @property
    def is_changed(self) -> bool:
        """Whether anything differs."""
        return any(one.is_changed for one in self.tables)


def reparse(folder: DataFolder, now: datetime, progress: Callable[[str], ProgressCallback]) -> Reparse:
    """Parse every stored capture with today's parser, build the tables, and compare them with the published file.

    Args:
        folder: the data folder; it is left unchanged.
        now: the time (UTC).
        progress: starts a named progress bar and returns the function that advances it.

    Raises:
        NotPublished: there is no published file.
        NothingToCompare: there are no cells to compare, or the stored captures differ from the published ones.
    """
    with trial_build(folder, now, progress) as trial:
        tables = _compared(folder.warehouse, trial.warehouse)
        captures = next(one.rows for one in tables if one.table == "captures")
        if not sum(one.cells for one in tables):
            raise NothingToCompare("the two files have no row in common: nothing was compared")
        return Reparse(captures, tables, _examples(folder, trial, tables, progress("looking for bytes")))


def _compared(published: Path, today: Path) -> list[TableChange]:
    with open_both(published, today) as connection:
        there, named = columns_there(connection), [(table.name(model), model) for model in registry.TABLES]
        return [
            change_of(connection, pair_of_files(there, model, _IGNORED.get(name, frozenset())), MAX_EXAMPLES)
            for name, model in named
            if name not in RUN_RECORDS
        ]


def _examples(
    folder: DataFolder, trial: DataFolder, tables: list[TableChange], advance: ProgressCallback
) -> list[ProvedExample]:
    changed = [(one.table, column) for one in tables for column in one.columns]
    in_turns = chain.from_iterable(
        ((name, column.column, column.examples[turn]) for name, column in changed if turn < len(column.examples))
        for turn in range(max((len(column.examples) for _, column in changed), default=0))
    )
    chosen = list(islice(in_turns, PROVED))
    found = []
    for done, (name, column, one) in enumerate(chosen, 1):
        asked = (name, *one.key, column)
        before, after = _side(folder, asked, one.before), _side(trial, asked, one.after)
        found.append(ProvedExample(name, one.key, column, before, after))
        advance(done, len(chosen))
    return found


def _side(folder: DataFolder, asked: tuple[str, ...], value: Any) -> Side:
    """Find the capture and the bytes of a cell's value in one of the two files."""
    try:
        answer = why(folder, asked)
    except NoSuchCell:
        return Side(value, None, None)
    if value is None or answer.how != "read" or not answer.captures:
        return Side(value, answer.captures[0] if answer.captures and value is not None else None, None)
    return Side(value, answer.captures[0], answer.place or _sought(folder, answer))


def _sought(folder: DataFolder, answer: Answer) -> Place | None:
    """Find the bytes of a value read by an earlier parser: the only occurrence of its text, None if there are more."""
    raw = RawStore(folder.raw)
    body, printed = raw.body(raw.find(answer.captures[0].capture_id)), str(answer.value).encode()
    start = body.find(printed)
    if start < 0 or body.find(printed, start + 1) >= 0:
        return None
    end = start + len(printed)
    parts = (body[start:end], body[max(start - AROUND, 0) : start], body[end : end + AROUND])
    return Place(start, len(printed), *(part.decode("utf-8", "replace") for part in parts))

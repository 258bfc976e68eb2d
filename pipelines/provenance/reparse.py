"""What today's parser would change in the published file: the comparison with a shadow, with the bytes of examples.

The trial build and the comparison of two files are made elsewhere; here both come together.
"""

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
from pipelines.warehouse.compare import MAX_EXAMPLES, RUN_RECORDS, TableChange, change_of, pair_of_files
from pipelines.warehouse.connections import NoSuchCell, NothingToCompare, open_both
from pipelines.workspace import DataFolder
from schemas import registry, table

PROVED: Final = 12
"""So many examples are led to their bytes: each costs a page and a question to all readings."""

_IGNORED: Final[dict[str, AbstractSet[str]]] = {"captures": {"parser_version"}}
"""Columns that name the parser and not what it read."""


@dataclass(frozen=True, slots=True)
class Side:
    """A cell on one side: its value, the capture that gave it, and the bytes; None where they are not found."""

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
        captures: how many were read.
        tables: every table, changed or not.
        examples: some changed cells with their bytes, one of each column first.
    """

    captures: int
    tables: list[TableChange]
    examples: list[ProvedExample]

    @property
    def cells(self) -> int:
        """How many cells were compared."""
        return sum(one.cells for one in self.tables)

    @property
    def is_changed(self) -> bool:
        """Whether anything differs."""
        return any(one.is_changed for one in self.tables)


def reparse(folder: DataFolder, now: datetime, progress: Callable[[str], ProgressCallback]) -> Reparse:
    """Read every stored capture by today's parser into a shadow, and compare it with the published file.

    Args:
        folder: the data folder; nothing in it is changed.
        now: the time (UTC).
        progress: starts a bar by name, and gives the function that moves it.

    Raises:
        NotPublished: there is no published file.
        NothingToCompare: there are no cells to compare, or other captures are stored than published.
    """
    with trial_build(folder, now, progress) as trial:
        tables = _compared(folder.warehouse, trial.warehouse)
        captures = next(one.rows for one in tables if one.table == "captures")
        if not sum(one.cells for one in tables):
            raise NothingToCompare("no row stands in both files: nothing was compared")
        return Reparse(captures, tables, _examples(folder, trial, tables, progress("looking for bytes")))


def _compared(published: Path, today: Path) -> list[TableChange]:
    with open_both(published, today) as connection:
        named = [(table.name(model), model) for model in registry.TABLES]
        return [
            change_of(connection, pair_of_files(connection, model, _IGNORED.get(name, frozenset())), MAX_EXAMPLES)
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
    """Find capture and bytes of a cell as one file has it."""
    try:
        answer = why(folder, asked)
    except NoSuchCell:
        return Side(value, None, None)
    if value is None or answer.how != "read" or not answer.captures:
        return Side(value, answer.captures[0] if answer.captures and value is not None else None, None)
    return Side(value, answer.captures[0], answer.place or _sought(folder, answer))


def _sought(folder: DataFolder, answer: Answer) -> Place | None:
    """Seek what a former parser read: where its words stand in the body just once, they are shown there."""
    raw = RawStore(folder.raw)
    body, printed = raw.body(raw.find(answer.captures[0].capture_id)), str(answer.value).encode()
    start = body.find(printed)
    if start < 0 or body.find(printed, start + 1) >= 0:
        return None
    end = start + len(printed)
    parts = (body[start:end], body[max(start - AROUND, 0) : start], body[end : end + AROUND])
    return Place(start, len(printed), *(part.decode("utf-8", "replace") for part in parts))

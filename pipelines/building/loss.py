"""What a new file would take away from the published one without a page that explains it.

Captures are kept for good, so published rows go or change only because something new was captured or the parser reads
a page otherwise (`sql/loss/loss_explained.sql`). Anything else that takes rows away, such as raw files that were
deleted, readings that were lost, or a fault of the build, must not pass in silence. Nothing is stopped here; `assets`
refuses to publish.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from pipelines.building.statements import statement
from pipelines.parsing.vocabulary.outcomes import FAILURES
from pipelines.settings import DEFAULTS
from pipelines.warehouse.compare import RUN_RECORDS, SIGHTINGS, pair_of_files
from pipelines.warehouse.connections import NotPublished, open_both, open_published
from pipelines.warehouse.remembered import remembered, state_of
from schemas import ddl, registry, table
from schemas.captures import Captures
from schemas.ddl import quoted
from schemas.table import Table

FEWEST_ROWS: Final = 300
"""So few rows of a table stop nothing, whatever their share is: a handful of hubs is corrected by hand."""

FEWEST_OF: Final = {"hubs": 50, "abstracts": 50, "captures": 50, "claims": 1000}
"""The same for tables with few rows for each page, and with many."""

EXAMPLES: Final = 3
SOURCES_SHOWN: Final = 5

_UNCOUNTED: Final = {
    "captures": {"landed_at", "warc_file", "warc_offset", "read_as", "parser_version"},
    "vocabulary": {"captures"},
}
"""Cells whose change is no loss: where a capture stands, and how many print a word."""


@dataclass(frozen=True, slots=True)
class LostFrom:
    """A capture that rows came from: how many of them, and what is known of it in the new file."""

    capture_id: str
    source_file: str
    rows: int
    state: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.capture_id} ({self.source_file}): {self.rows:,} rows, the capture is {self.state}"


@dataclass(frozen=True, slots=True)
class Loss:
    """What one table would lose.

    Attributes:
        table: its name.
        rows: rows of the published file.
        gone: rows that the new file has not.
        changed: rows in which it says something else.
        examples: the keys of some of them.
        captures: the captures that they came from, those with most rows first.
    """

    table: str
    rows: int
    gone: int
    changed: int
    examples: tuple[str, ...]
    captures: tuple[LostFrom, ...]

    @property
    def share(self) -> float:
        """The share of the table's rows, from 0 to 1."""
        return (self.gone + self.changed) / self.rows if self.rows else 0.0

    def is_too_much(self, most: float = DEFAULTS.most_lost) -> bool:
        """Tell whether so much would be lost that it must not be published unseen."""
        return self.gone + self.changed > FEWEST_OF.get(self.table, FEWEST_ROWS) and self.share > most


def losses(new: Path, former: Path) -> list[Loss]:
    """Compare a new file with the published one, and list what goes or changes without a page that explains it.

    Args:
        new: the new file.
        former: the published one. Where it is missing, damaged, or of a release that had other tables, nothing of
            it can be compared.

    Returns:
        The tables with such rows, in the order of the registry.
    """
    if not former.exists():
        return []
    key = state_of(former)
    return remembered(new, "losses", [key], lambda _: {key: _losses(new, former)})[key]


def _losses(new: Path, former: Path) -> list[Loss]:
    try:
        open_published(former).close()
    except NotPublished:
        return []
    with open_both(former, new) as connection:
        failures = f"({', '.join(map(ddl.literal, sorted(FAILURES)))})"
        try:
            connection.execute(statement("loss_explained").replace("$failures", failures))
        except (duckdb.CatalogException, duckdb.BinderException):  # a release before there were these tables
            return []
        found = [_loss(connection, model) for model in registry.TABLES if table.name(model) not in RUN_RECORDS]
    return [one for one in found if one.gone or one.changed]


def said(found: Sequence[Loss], most: float) -> str:
    """Say of each table what it would lose, some of the rows, and the captures that they came from."""
    return "\n".join(
        f"{one.table}: {one.gone:,} of {one.rows:,} rows would go and {one.changed:,} change ({one.share:.1%}, at most "
        f"{most:.0%} may), and no page says so. Such as {'; '.join(one.examples)}. "
        + (f"They came from {'; '.join(map(str, one.captures))}." if one.captures else "")
        for one in found
    )


def _loss(connection: duckdb.DuckDBPyConnection, model: type[Table]) -> Loss:
    name = table.name(model)
    pair = pair_of_files(connection, model, SIGHTINGS | _UNCOUNTED.get(name, set()))
    columns = {*pair.before_columns} & {*pair.after_columns}
    if not columns.issuperset(pair.keys):  # of another release: its rows are not told apart as ours are
        return Loss(name, 0, 0, 0, (), ())
    explained = _explained(model, columns)
    if model is Captures:  # stored for good: no page takes one away
        explained = f"y.capture_id IS NOT NULL AND ({explained})"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE unexplained AS SELECT x.*, {pair.kind} = 'removed' AS is_gone "
        f"FROM {pair.joined} WHERE {pair.kind} IN ('removed', 'changed') AND NOT coalesce({explained}, false)"
    )
    [(rows, gone, changed)] = connection.execute(
        f"SELECT (SELECT count(*) FROM {pair.before}), count(*) FILTER (is_gone), "
        "count(*) FILTER (NOT is_gone) FROM unexplained"
    ).fetchall()
    if not gone + changed:
        return Loss(name, rows, 0, 0, (), ())
    key = ", ".join(map(quoted, pair.keys))
    shown = ", ".join(f"{ddl.literal(one + '=')} || {quoted(one)}::VARCHAR" for one in pair.keys)
    examples = connection.execute(
        f"SELECT concat_ws(', ', {shown}) FROM unexplained ORDER BY NOT is_gone, {key} LIMIT {EXAMPLES}"
    ).fetchall()
    captures = _captures(connection) if "capture_id" in columns else ()
    return Loss(name, rows, gone, changed, tuple(str(one) for (one,) in examples), captures)


def _explained(model: type[Table], columns: set[str]) -> str:
    """Say in SQL which rows of a table some page speaks of, by what the table has of hub, paper and capture."""
    said = []
    if "hub_id" in columns:
        said.append("x.hub_id::VARCHAR IN (SELECT hub_id::VARCHAR FROM told_hubs)")
    if "paper_id" in columns:
        said.append("x.paper_id IN (FROM told_papers)")
    if "alias" in columns:
        said.append("x.alias IN (FROM told_papers)")
    if "capture_id" in columns and ("capture_id" in table.keys(model) or not said):
        said.append("x.capture_id IN (FROM told_captures)")
    return " OR ".join(said) or "false"


def _captures(connection: duckdb.DuckDBPyConnection) -> tuple[LostFrom, ...]:
    """Name the captures that the unexplained rows came from, and what became of them."""
    found = connection.execute(
        "SELECT lost.capture_id, any_value(old.source_file), count(*), "
        "coalesce(any_value(new.outcome), 'not stored any more') "
        "FROM unexplained AS lost LEFT JOIN former.main.captures AS old USING (capture_id) "
        "LEFT JOIN newer.main.captures AS new ON new.capture_id = lost.capture_id "
        f"GROUP BY lost.capture_id ORDER BY 3 DESC, 1 LIMIT {SOURCES_SHOWN}"
    ).fetchall()
    return tuple(LostFrom(one, str(file), int(rows), str(state)) for one, file, rows, state in found)

"""Published rows that a new file would lose or change without a page that explains it.

Captures are kept forever, so published rows should disappear or change only because something new was captured or the
parser reads a page differently (`sql/loss/loss_explained.sql`). Any other loss, such as from deleted raw files, lost
readings or a fault in the build, must not go unnoticed. This module measures it; `assets` refuses to publish.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from pipelines.building.statements import statement
from pipelines.parsing.vocabulary.outcomes import FAILURES
from pipelines.settings import DEFAULTS
from pipelines.warehouse.compare import RUN_RECORDS, SIGHTINGS, Columns, Pair, columns_there, differs, pair_of_files
from pipelines.warehouse.connections import NotPublished, open_published
from pipelines.warehouse.remembered import remembered, state_of
from pipelines.warehouse.scratch import open_both
from schemas import ddl, registry, table
from schemas.captures import Captures
from schemas.ddl import quoted
from schemas.table import Table

FEWEST_ROWS: Final = 300
"""Losing up to this many rows of a table stops nothing, whatever their share: a few hubs can be corrected by hand."""

FEWEST_OF: Final = {"hubs": 50, "abstracts": 50, "captures": 50, "claims": 1000}
"""The same for tables with few rows for each page, and with many."""

EXAMPLES: Final = 3
SOURCES_SHOWN: Final = 5

_UNCOUNTED: Final = {
    "captures": {"landed_at", "warc_file", "warc_offset", "read_as", "parser_version"},
    "vocabulary": {"captures"},
}
"""Columns in which a change is not a loss: where a capture is stored, and how many captures print a word."""


@dataclass(frozen=True, slots=True)
class LostFrom:
    """A capture that lost rows came from: their number, and the capture's state in the new file."""

    capture_id: str
    source_file: str
    rows: int
    state: str

    def __str__(self) -> str:
        """Describe it in one line."""
        return f"{self.capture_id} ({self.source_file}): {self.rows:,} rows, the capture is {self.state}"


@dataclass(frozen=True, slots=True)
class Loss:
    """What one table would lose.

    Attributes:
        table: its name.
        rows: number of rows in the published file.
        gone: number of rows that the new file lacks.
        changed: number of rows that differ in the new file.
        examples: the keys of some of these rows.
        captures: the captures that these rows came from, those with most rows first.
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
        """Return whether so much would be lost that a person has to agree before it is published."""
        return self.gone + self.changed > FEWEST_OF.get(self.table, FEWEST_ROWS) and self.share > most


def losses(new: Path, former: Path) -> list[Loss]:
    """Compare a new file with the published one, and list rows lost or changed without a page that explains it.

    Args:
        new: the new file.
        former: the published file. If it is missing, damaged, or from a release with other tables, nothing can be
            compared.

    Returns:
        The tables with such rows, in registry order.
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
        there = columns_there(connection)
        found = [_loss(connection, model, there) for model in registry.TABLES if table.name(model) not in RUN_RECORDS]
    return [one for one in found if one.gone or one.changed]


def said(found: Sequence[Loss], most: float) -> str:
    """Describe for each table what it would lose, with some of the rows and the captures that they came from."""
    return "\n".join(
        f"{one.table}: {one.gone:,} of {one.rows:,} rows would go and {one.changed:,} change ({one.share:.1%}, at most "
        f"{most:.0%} may), and no page says so. Such as {'; '.join(one.examples)}. "
        + (f"They came from {'; '.join(map(str, one.captures))}." if one.captures else "")
        for one in found
    )


def _loss(connection: duckdb.DuckDBPyConnection, model: type[Table], there: Columns) -> Loss:
    name = table.name(model)
    pair = pair_of_files(there, model, SIGHTINGS | _UNCOUNTED.get(name, set()))
    columns = {*pair.before_columns} & {*pair.after_columns}
    if not columns.issuperset(pair.keys):  # from another release, in which the table has another key
        return Loss(name, 0, 0, 0, (), ())
    explained = f"coalesce({_explained(model, columns)}, false)"
    [(rows,)] = connection.execute(f"SELECT count(*) FROM {pair.before}").fetchall()
    if not _suspects(connection, pair, "true" if model is Captures else f"NOT {explained}"):
        return Loss(name, rows, 0, 0, (), ())
    if model is Captures:  # captures are kept forever, so no page explains the loss of one
        explained = f"y.capture_id IS NOT NULL AND {explained}"
    is_gone = f"y.{quoted(pair.keys[0])} IS NULL"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE unexplained AS SELECT x.*, {is_gone} AS is_gone "
        f"FROM suspects AS x LEFT JOIN {pair.after} AS y ON {pair.same_key} "
        f"WHERE ({' OR '.join([is_gone, *map(differs, pair.cells)])}) AND NOT ({explained})"
    )
    [(gone, changed)] = connection.execute(
        "SELECT count(*) FILTER (is_gone), count(*) FILTER (NOT is_gone) FROM unexplained"
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


def _suspects(connection: duckdb.DuckDBPyConnection, pair: Pair, where: str) -> int:
    """Put the rows of `before` that are not in `after` as they were into the table `suspects`; return their number.

    Rows are compared by the hashes of all their cells, which takes half the time of comparing cell by cell.
    """
    cells = f"hash({', '.join(map(quoted, (*pair.keys, *pair.cells)))})"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE suspects AS SELECT x.* EXCLUDE (all_cells) "
        f"FROM (SELECT *, {cells} AS all_cells FROM {pair.before}) AS x "
        f"ANTI JOIN (SELECT {cells} AS all_cells FROM {pair.after}) AS y USING (all_cells) WHERE {where}"
    )
    [(number,)] = connection.execute("SELECT count(*) FROM suspects").fetchall()
    return int(number)


def _explained(model: type[Table], columns: set[str]) -> str:
    """Return the SQL condition that a page explains a row's change, by the row's hub, paper or capture."""
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
    """Return the captures that the unexplained rows came from, and what became of them."""
    found = connection.execute(
        "SELECT lost.capture_id, any_value(old.source_file), count(*), "
        "coalesce(any_value(new.outcome), 'not stored any more') "
        "FROM unexplained AS lost LEFT JOIN former.main.captures AS old USING (capture_id) "
        "LEFT JOIN newer.main.captures AS new ON new.capture_id = lost.capture_id "
        f"GROUP BY lost.capture_id ORDER BY 3 DESC, 1 LIMIT {SOURCES_SHOWN}"
    ).fetchall()
    return tuple(LostFrom(one, str(file), int(rows), str(state)) for one, file, rows, state in found)

"""Which capture, and which row of its reading, gave each published cell its newest known value.

The statements in `sql/` keep only the winning value; these queries run over the same rows and return its origin
(decision 0006).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import duckdb

from pipelines.building.failing_captures import UNKNOWN, left_out_frame
from pipelines.building.inputs import landed_frame, prepare
from pipelines.building.shape import fill_table
from pipelines.building.statements import TOGETHER, table_statement
from pipelines.landing.captures import Capture
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.canonical_capture import read_as
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.provenance.cell_search import RowKey
from pipelines.provenance.row_sources import SOURCES, RowSource
from pipelines.warehouse import summary
from pipelines.warehouse.connections import from_microseconds, open_published
from pipelines.warehouse.scratch import open_scratch
from pipelines.workspace import DataFolder
from schemas.ddl import address, quoted
from schemas.table import Table, keys

_IS_NEWEST_LIST: Final = (
    "one.capture_seq = (SELECT max(capture_seq) FROM observed AS other "
    "WHERE other.hub_id = one.hub_id AND other.block = one.block)"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """The capture that gave a cell, the row of its reading, and the value there."""

    capture_id: str
    row: RowKey
    value: Any


@dataclass(frozen=True, slots=True)
class Sighting:
    """One row of a reading from which a published row was built."""

    capture_id: str
    captured_at: datetime
    url: str
    filters: str
    block: str
    rank: int
    is_newest_list: bool
    """Whether the row is in the hub's newest capture of that list."""


class Origins:
    """The readings that a published file was built from, ready to be queried."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, captures: dict[str, Capture]) -> None:
        self._connection = connection
        self._read_as = read_as(captures.values())
        self.captures = captures

    def source(self, capture_id: str) -> CaptureContext:
        """Return the context that a capture's bytes were parsed with: that of the canonical capture of these bytes."""
        return CaptureContext.of(self.captures[self._read_as[capture_id]])

    def of_cells(
        self, table: str, key: tuple[str, ...] | None = None
    ) -> Iterator[tuple[tuple[str, ...], dict[str, Origin]]]:
        """Yield each row's key, as text, with the origins of its cells by column; NULL cells have none.

        Args:
            table: one of SOURCES.
            key: the key of a single row; None for all rows.
        """
        source = SOURCES[table]
        cells = ", ".join(_origin(source, column) for column in source.cells)
        found = self._connection.execute(
            f"SELECT {_key(source)}, {cells} FROM {source.rows} WHERE {source.shows} AND {_where(source, key)} "
            f"GROUP BY {', '.join(map(quoted, source.keys))}",
            list(key or ()),
        )
        for row in found.fetchall():
            found_in = zip(source.cells, row[1:], strict=True)
            origins = {column: _as_origin(source, one) for column, one in found_in if one and one["value"] is not None}
            yield tuple(row[0]), origins

    def sightings(self, table: str, key: tuple[str, ...] | None = None) -> dict[tuple[str, ...], list[Sighting]]:
        """Return the rows of readings that each published row was built from, oldest first, by its key as text."""
        source = SOURCES[table]
        block = f"block, rank, {_IS_NEWEST_LIST}" if source.has_blocks else "'', 0, false"
        seen = f"one.capture_id, epoch_us(one.captured_at), landed.url, landed.view, {block}"
        found = self._connection.execute(
            f"SELECT {_key(source, 'one.')}, {seen} FROM {source.rows} AS one JOIN landed USING (capture_id) "
            f"WHERE {source.shows} AND {_where(source, key, 'one.')} ORDER BY {source.newer}",
            list(key or ()),
        )
        rows: dict[tuple[str, ...], list[Sighting]] = {}
        for place, capture_id, moment, url, filters, in_block, rank, is_newest in found.fetchall():
            sighting = Sighting(capture_id, from_microseconds(moment), url, filters, in_block, rank, is_newest)
            rows.setdefault(tuple(place), []).append(sighting)
        return rows

    def built(self, model: type[Table]) -> dict[tuple[str, ...], dict[str, Any]]:
        """Run a table's own statement again, and return its rows by key, as text."""
        fill_table(self._connection, model, table_statement(model))
        return by_key(self._connection, model)


def by_key(connection: duckdb.DuckDBPyConnection, model: type[Table]) -> dict[tuple[str, ...], dict[str, Any]]:
    """Return the rows of a table by key, each column of the key as text."""
    found = connection.execute(f"SELECT * FROM {address(model)}")
    names = [one[0] for one in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return {tuple(str(row[one]) for one in keys(model)): row for row in rows}


@contextmanager
def opened(folder: DataFolder, hub_id: str | None = None) -> Iterator[Origins]:
    """Open the readings that the published file was built from.

    Args:
        folder: the data folder.
        hub_id: use only this hub's captures, for tables whose rows belong to one hub; None: all captures. Papers
            need all, because a paper's identity depends on all of them.

    Raises:
        NotPublished: there is no published file.
    """
    with open_published(folder.warehouse) as published:
        [(version,)] = published.execute("SELECT parser_version FROM meta.build").fetchall()
        ids = {one for (one,) in published.execute("SELECT capture_id FROM captures").fetchall()}
    left_out = left_out_frame(dict.fromkeys(summary.left_out(folder.warehouse), UNKNOWN))
    captures = {one.capture_id: one for one in RawStore(folder.raw).captures() if one.capture_id in ids}
    wanted = [one for one in captures.values() if hub_id in (None, one.hub_id)]
    with open_scratch() as connection:
        prepare(
            connection,
            {"landed": landed_frame(wanted), "left_out": left_out},
            ReadingStore(folder.readings, str(version)),
        )
        yield Origins(connection, captures)


def _origin(source: RowSource, column: str) -> str:
    """Return SQL that selects the origin of the newest value; a verdict sentence's four cells share one capture."""
    known = quoted(TOGETHER[0] if column in TOGETHER else column)
    row = f"[{', '.join(f'{one}::VARCHAR' for one in source.row)}]::VARCHAR[]"
    origin = f"{{'capture_id': capture_id, 'row': {row}, 'value': {quoted(column)}}}"
    return f"arg_max({origin}, {source.newer}) FILTER ({known} IS NOT NULL) AS {quoted('by ' + column)}"


def _as_origin(source: RowSource, found: dict[str, Any]) -> Origin:
    row = tuple(found["row"])
    return Origin(found["capture_id"], (row[0], int(row[1])) if source.has_blocks else row, found["value"])


def _key(source: RowSource, of: str = "") -> str:
    return "[" + ", ".join(f"{of}{quoted(key)}::VARCHAR" for key in source.keys) + "]"


def _where(source: RowSource, key: tuple[str, ...] | None, of: str = "") -> str:
    return " AND ".join(f"{of}{quoted(one)}::VARCHAR = ?" for one in source.keys) if key else "true"

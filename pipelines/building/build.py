"""The build: all tables of the warehouse from all readings, in a new file beside the published one.

Each table is one statement in `sql/`; here are only the order, the inputs and the promises of shape. The result is
a pure function of raw index, readings and versions: the order of arrival never matters. `assets` calls `build`.
"""

import errno
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from pipelines.building import contents, made_from
from pipelines.building.carried import NOTHING, Carried, carry, with_former, with_states
from pipelines.building.fetching_frames import receipt_frame, source_frame
from pipelines.building.history import as_history, is_history
from pipelines.building.house import House
from pipelines.building.inputs import landed_frame, prepare, statement, table_statement
from pipelines.building.marts import add_macros, add_marts
from pipelines.building.publish import discard, fingerprint_of, recipe_of
from pipelines.building.query import open_new
from pipelines.building.shape import fill_table
from pipelines.fetching.schedule import view_states
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.reading_store import Advance, ReadingStore, unwatched
from pipelines.settings import DEFAULTS, Settings
from schemas import ddl, registry, table
from schemas.table import Table


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build.

    Attributes:
        rows: number of rows of each table.
        fingerprint: of everything that went in.
        is_unchanged: the published file was built from the same; there is no new file.
        seconds: how long it took.
        carried: what was taken over from the published file.
    """

    rows: dict[str, int]
    fingerprint: str
    is_unchanged: bool
    seconds: float
    carried: Carried = NOTHING


PREPARED: Final[dict[str, tuple[str, ...]]] = {
    "claims": ("claim_sides", "claim_facets"),
    "history_hubs": ("timeline",),
}
"""Statements that make what a table's own statement starts from, run just before it."""

FINISHED: Final = {"claims": "claim_end"}
"""Statements that are run behind a table's own."""


def build(
    house: House,
    built_at: datetime,
    advance: Advance = unwatched,
    settings: Settings = DEFAULTS,
    only: Collection[str] | None = None,
) -> Built:
    """Build the warehouse in a new file.

    Args:
        house: the data folder.
        built_at: goes into `meta.build` (UTC).
        advance: told of progress, in tables.
        settings: how often hubs are due, for the table `sources`.
        only: the captures to build from, by id; None: all that landed.

    Returns:
        What was built. The file is closed and whole; it is not published.

    Raises:
        ShapeBroken: when a statement and its schema disagree.
        OSError: when the new file cannot be written (a full disk); it is removed then, as after any other error.
    """
    started = time.monotonic()
    captures = [one for one in RawStore(house.raw).captures() if only is None or one.capture_id in only]
    landed = landed_frame(captures)
    readings = ReadingStore(house.readings)
    recipe = made_from.recipe()
    fingerprint = made_from.fingerprint(recipe, landed, readings.capture_ids() | readings.batches())
    published = fingerprint_of(house.warehouse)
    if published == fingerprint:
        return Built({}, fingerprint, is_unchanged=True, seconds=time.monotonic() - started)
    states = view_states(captures, readings.outcomes(captures), built_at)
    frames = {"source_states": source_frame(house, states, settings), "fetch_receipts": receipt_frame(house)}
    former = house.warehouse if recipe_of(house.warehouse) == recipe else None
    previous = contents.built_at(house.warehouse) if published else None
    marks = (fingerprint, recipe)
    new = _New(house.building, {"landed": landed, **frames}, readings, advance, built_at, previous, marks)
    with _whole_or_absent(house):
        try:
            rows, carried = new.made(former)
        except duckdb.Error as error:  # of the new file, or of the published one: it may be damaged (FAULTS F29)
            if not former:
                raise
            rows, _ = new.made(None)
            carried = Carried(hindrance=f"the published file could not be read ({error})")
    return Built(rows, fingerprint, is_unchanged=False, seconds=time.monotonic() - started, carried=carried)


@dataclass(frozen=True, slots=True)
class _New:
    """The new file, and what it is made from."""

    path: Path
    frames: Mapping[str, pl.DataFrame]
    readings: ReadingStore
    advance: Advance
    built_at: datetime
    previous: datetime | None
    marks: tuple[str, str]

    def made(self, former: Path | None) -> tuple[dict[str, int], Carried]:
        """Make the new file; gives the rows of each table, and what was taken over from a published one."""
        with open_new(self.path) as connection:
            rows, carried = build_tables(connection, self.frames, self.readings, self.advance, former)
            made_from.write_meta(connection, self.marks, self.built_at, self.previous, carried.captures)
            add_marts(connection, is_carried=carried.captures > 0)
            connection.execute("CHECKPOINT")
        return rows, carried


def build_tables(
    connection: duckdb.DuckDBPyConnection,
    frames: Mapping[str, pl.DataFrame],
    readings: ReadingStore,
    advance: Advance = unwatched,
    former: Path | None = None,
) -> tuple[dict[str, int], Carried]:
    """Fill a new file with every table and macro.

    Args:
        connection: of the new file.
        frames: the raw index as `landed`, and the books of fetching.
        readings: where the Parquet files are.
        advance: told of progress, in tables.
        former: the published file, where it was built by the same parser, statements and schemas.

    Returns:
        The rows of each table, and what was carried over.
    """
    carried = carry(connection, frames, readings, former) if former else NOTHING
    if not carried.captures:
        prepare(connection, frames, readings)
    rows: dict[str, int] = {}
    for done, model in enumerate(registry.TABLES, 1):
        rows[table.name(model)] = _fill(connection, model, is_carried=carried.captures > 0)
        advance(done, len(registry.TABLES))
    add_macros(connection)
    return rows, carried


@contextmanager
def _whole_or_absent(house: House) -> Iterator[None]:
    """Remove the new file when building it fails, and say what a refusal of the disk means (FAULTS F27)."""
    try:
        yield
    except BaseException as error:
        discard(house)
        is_full = isinstance(error, duckdb.Error) and "No space left" in str(error)
        if is_full or isinstance(error, duckdb.IOException):
            code = errno.ENOSPC if is_full else errno.EIO
            what = f"the new warehouse could not be written, the published one is as it was ({error})"
            raise OSError(code, what, str(house.building)) from error
        raise


def _fill(connection: duckdb.DuckDBPyConnection, model: type[Table], *, is_carried: bool) -> int:
    """Create a table with its comments and fill it by its statement, sorted by key."""
    name = table.name(model)
    for part in PREPARED.get(name, ()):
        connection.execute(statement(part))
    filled = table_statement(model)
    if is_history(model):
        filled = as_history(model, with_states(model, filled) if is_carried else filled)
    if is_carried:
        filled = with_former(model, filled)
    connection.execute("BEGIN")  # one write to the disk for each table, not for each comment
    fill_table(connection, model, filled)
    connection.execute("COMMIT")
    if name in FINISHED:
        connection.execute(statement(FINISHED[name]))
    [(rows,)] = connection.execute(f"SELECT count(*) FROM {ddl.address(model)}").fetchall()
    return int(rows)

"""The build: all tables of the warehouse from all readings, in a new file beside the published one.

Each table is one statement in `sql/`; here are only the order, the inputs and the promises of shape. The result is
a pure function of raw index, readings and versions: the order of arrival never matters. `assets` calls `build`.
"""

import errno
import hashlib
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import duckdb
import polars as pl

from pipelines.building import contents
from pipelines.building.fetching_frames import receipt_frame, source_frame
from pipelines.building.history import as_history, is_history
from pipelines.building.house import House
from pipelines.building.inputs import SQL, landed_frame, prepare, statement
from pipelines.building.marts import add_macros, add_marts
from pipelines.building.publish import discard, fingerprint_of
from pipelines.building.query import open_new
from pipelines.building.shape import fill_table
from pipelines.fetching.schedule import view_states
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.outcomes import UNTROUBLED
from pipelines.parsing.reading import PARSER_VERSION
from pipelines.parsing.reading_store import Advance, ReadingStore, unwatched
from pipelines.settings import DEFAULTS, Settings
from schemas import ddl, registry, table
from schemas.table import Table

BUILD_VERSION: Final = "3"
"""Raise it with every change of a statement: the next run then builds anew without new captures."""


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build.

    Attributes:
        rows: number of rows of each table.
        fingerprint: of everything that went in.
        is_unchanged: the published file was built from the same; there is no new file.
        seconds: how long it took.
    """

    rows: dict[str, int]
    fingerprint: str
    is_unchanged: bool
    seconds: float


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
    fingerprint = _fingerprint(landed, readings.capture_ids() | readings.batches())
    published = fingerprint_of(house.warehouse)
    if published == fingerprint:
        return Built({}, fingerprint, is_unchanged=True, seconds=time.monotonic() - started)
    with _whole_or_absent(house), open_new(house.building) as connection:
        states = view_states(captures, readings.outcomes(captures), built_at)
        frames = {"source_states": source_frame(house, states, settings), "fetch_receipts": receipt_frame(house)}
        rows = build_tables(connection, {"landed": landed, **frames}, readings, advance)
        write_meta(connection, fingerprint, built_at, contents.built_at(house.warehouse) if published else None)
        add_marts(connection)
        connection.execute("CHECKPOINT")
    return Built(rows, fingerprint, is_unchanged=False, seconds=time.monotonic() - started)


def build_tables(
    connection: duckdb.DuckDBPyConnection,
    frames: Mapping[str, pl.DataFrame],
    readings: ReadingStore,
    advance: Advance = unwatched,
) -> dict[str, int]:
    """Fill a new file with every table and macro; gives the rows of each table."""
    prepare(connection, frames, readings)
    rows: dict[str, int] = {}
    for done, model in enumerate(registry.TABLES, 1):
        rows[table.name(model)] = _fill(connection, model)
        advance(done, len(registry.TABLES))
    add_macros(connection)
    return rows


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


def _fill(connection: duckdb.DuckDBPyConnection, model: type[Table]) -> int:
    """Create a table with its comments and fill it by its statement, sorted by key."""
    name = table.name(model)
    for part in PREPARED.get(name, ()):
        connection.execute(statement(part))
    filled = statement(name).replace("$parser_version", ddl.literal(PARSER_VERSION))
    filled = filled.replace("$untroubled", f"({', '.join(map(ddl.literal, sorted(UNTROUBLED)))})")
    if is_history(model):
        filled = as_history(model, filled)
    connection.execute("BEGIN")  # one write to the disk for each table, not for each comment
    fill_table(connection, model, filled)
    connection.execute("COMMIT")
    if name in FINISHED:
        connection.execute(statement(FINISHED[name]))
    [(rows,)] = connection.execute(f"SELECT count(*) FROM {ddl.address(model)}").fetchall()
    return int(rows)


def write_meta(
    connection: duckdb.DuckDBPyConnection, fingerprint: str, built_at: datetime, previous: datetime | None
) -> None:
    """Write the row of `meta.build`; `previous` is when the file was built that is published now."""
    connection.execute("CREATE SCHEMA meta")
    connection.execute(
        "CREATE TABLE meta.build AS SELECT ?::VARCHAR AS fingerprint, ?::TIMESTAMPTZ AS built_at, "
        "?::TIMESTAMPTZ AS previous_built_at, ?::VARCHAR AS parser_version, ?::VARCHAR AS build_version",
        [fingerprint, built_at, previous, PARSER_VERSION, BUILD_VERSION],
    )
    connection.execute("COMMENT ON TABLE meta.build IS 'One row: what this file was built from, and when (UTC).'")


def _fingerprint(landed: pl.DataFrame, read: set[str]) -> str:
    """Hash everything that the result depends on: captures, which of them are read, parser, statements, schemas.

    Attempts that found nothing changed (304) are left out, and the books of fetching: they alone are no reason to
    publish, and go into the tables with the next thing that is.
    """
    digest = hashlib.sha256(f"{PARSER_VERSION}|{BUILD_VERSION}|".encode())
    for model in (*registry.TABLES, *registry.SEARCH, *registry.MARTS):
        digest.update("\n".join(ddl.create_statements(model)).encode())
    for folder in (SQL, SQL.joinpath("marts"), SQL.joinpath("queries")):
        for one in sorted(folder.iterdir(), key=lambda one: one.name):
            digest.update(one.read_bytes() if one.is_file() else b"")
    digest.update(landed.filter(pl.col("outcome") != "unchanged").write_csv().encode())
    digest.update("".join(sorted(read)).encode())
    return digest.hexdigest()

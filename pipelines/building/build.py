"""The build: all tables of the warehouse from all readings, in a new file beside the published one.

Each table is one statement in `sql/`; here are only the order, the inputs and the promises of shape. The result is
a pure function of raw index, readings and versions: the order of arrival never matters. `assets` calls `build`.
"""

import errno
import hashlib
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Final

import duckdb
import polars as pl

from pipelines.building.history import as_history, is_history
from pipelines.building.house import House
from pipelines.building.publish import discard, fingerprint_of
from pipelines.building.query import open_new
from pipelines.landing.captures import Capture
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.reading import PARSER_VERSION
from pipelines.parsing.reading_store import Advance, ReadingStore, unwatched
from schemas import ddl, registry, table
from schemas.table import Table

BUILD_VERSION: Final = "2"
"""Raise it with every change of a statement: the next run then builds anew without new captures."""

_LANDED_TYPES: Final[dict[str, pl.DataType]] = {
    "capture_id": pl.String(),
    "hub_id": pl.String(),
    "url": pl.String(),
    "filters": pl.String(),
    "source_rendering": pl.String(),
    "captured_at": pl.Datetime("us", "UTC"),
    "landed_at": pl.Datetime("us", "UTC"),
    "outcome": pl.String(),
    "reason": pl.String(),
    "http_status": pl.Int32(),
    "source": pl.String(),
    "body_sha256": pl.String(),
    "body_bytes": pl.Int64(),
    "warc_file": pl.String(),
    "warc_offset": pl.Int64(),
}
LANDED: Final = pl.Schema(_LANDED_TYPES)
"""The raw index as a frame: what `landed` is in the statements."""


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

_NO_PATTERN: Final = re.compile(r"[*?\[]")
"""Characters of a path that DuckDB would take for a pattern of names."""

_SQL: Final = files("pipelines.building").joinpath("sql")

_AS_TEXT: Final = {"UUID", "JSON"}
"""Types that polars has not: statements may give them as text, and the insert is the conversion."""


class ShapeBroken(RuntimeError):  # noqa: N818 (what is wrong with a statement of ours)
    """A statement gives other columns or types than its schema promises. The message names them."""


def build(house: House, built_at: datetime, advance: Advance = unwatched) -> Built:
    """Build the warehouse in a new file.

    Args:
        house: the data folder.
        built_at: goes into `meta.build` (UTC).
        advance: told of progress, in tables.

    Returns:
        What was built. The file is closed and whole; it is not published.

    Raises:
        ShapeBroken: when a statement and its schema disagree.
        OSError: when the new file cannot be written (a full disk); it is removed then, as after any other error.
    """
    started = time.monotonic()
    landed = landed_frame(list(RawStore(house.raw).captures()))
    readings = ReadingStore(house.readings)
    fingerprint = _fingerprint(landed, readings.capture_ids())
    if fingerprint_of(house.warehouse) == fingerprint:
        return Built({}, fingerprint, is_unchanged=True, seconds=time.monotonic() - started)
    with _whole_or_absent(house), open_new(house.building) as connection:
        rows = build_tables(connection, landed, readings, advance)
        _write_meta(connection, fingerprint, built_at)
        connection.execute("CHECKPOINT")
    return Built(rows, fingerprint, is_unchanged=False, seconds=time.monotonic() - started)


def build_tables(
    connection: duckdb.DuckDBPyConnection, landed: pl.DataFrame, readings: ReadingStore, advance: Advance = unwatched
) -> dict[str, int]:
    """Fill a new file with every table and macro; gives the rows of each table."""
    prepare(connection, landed, readings)
    rows: dict[str, int] = {}
    for done, model in enumerate(registry.TABLES, 1):
        rows[table.name(model)] = _fill(connection, model)
        advance(done, len(registry.TABLES))
    connection.execute(statement("macros"))
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


def landed_frame(captures: list[Capture]) -> pl.DataFrame:
    """Turn the raw index into a frame, sorted by id; filters as canonical JSON."""
    rows = [
        {name: getattr(one, name) for name in LANDED} | {"filters": json.dumps(one.filters, sort_keys=True)}
        for one in captures
    ]
    return pl.DataFrame(rows, schema=LANDED, orient="row").sort("capture_id")


def prepare(connection: duckdb.DuckDBPyConnection, landed: pl.DataFrame, readings: ReadingStore) -> None:
    """Give the statements their inputs: `landed`, a view for each reading, and the observations."""
    connection.register("landed_frame", landed.to_arrow())
    connection.execute("CREATE TEMP TABLE landed AS FROM landed_frame")
    connection.unregister("landed_frame")
    for model in registry.READINGS:
        name = table.name(model) + ("_readings" if model in registry.TABLES else "")
        connection.execute(f"CREATE TEMP VIEW {ddl.quoted(name)} AS {source(model, readings.files(model))}")
    connection.execute(statement("observations"))


def source(model: type[Table], parquet: list[str]) -> str:
    """Select a reading's columns from its files; an empty table of the same shape where there are none."""
    if parquet:
        listed = ", ".join(ddl.literal(_NO_PATTERN.sub(r"[\g<0>]", one)) for one in parquet)
        return f"SELECT {ddl.column_list(model)} FROM read_parquet([{listed}])"
    nulls = ", ".join(f"NULL::{one.sql_type} AS {ddl.quoted(one.name)}" for one in table.columns(model))
    return f"SELECT {nulls} WHERE false"


def _fill(connection: duckdb.DuckDBPyConnection, model: type[Table]) -> int:
    """Create a table with its comments and fill it by its statement, sorted by key."""
    name = table.name(model)
    for part in PREPARED.get(name, ()):
        connection.execute(statement(part))
    filled = statement(name).replace("$parser_version", ddl.literal(PARSER_VERSION))
    if is_history(model):
        filled = as_history(model, filled)
    given = connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE FROM ({filled}))").fetchall()
    _check_shape(model, dict(given))
    listed = ddl.column_list(model)
    order = ", ".join(map(ddl.quoted, table.keys(model)))
    connection.execute("BEGIN")  # one write to the disk for each table, not for each comment
    for one in ddl.create_statements(model):
        connection.execute(one)
    address = ddl.address(model)
    connection.execute(f"INSERT INTO {address} ({listed}) SELECT {listed} FROM ({filled}) ORDER BY {order}")
    connection.execute("COMMIT")
    if name in FINISHED:
        connection.execute(statement(FINISHED[name]))
    [(rows,)] = connection.execute(f"SELECT count(*) FROM {address}").fetchall()
    return int(rows)


def _check_shape(model: type[Table], given: dict[str, str]) -> None:
    """Compare a statement's columns with the schema's.

    INSERT would fill a missing column with NULL in silence, and make 2 of 1.7 where an integer is promised.
    """
    promised = {one.name: ddl.full_type(one.sql_type) for one in table.columns(model)}
    wrong = sorted(promised.keys() ^ given.keys())
    for name in promised.keys() & given.keys():
        is_text = given[name] == "VARCHAR" and promised[name] in _AS_TEXT
        if given[name] != promised[name] and not is_text:
            wrong.append(f"{name} ({given[name]}, promised {promised[name]})")
    if wrong:
        name = table.name(model)
        raise ShapeBroken(f"sql/{name}.sql and schemas/{name}.py disagree on {', '.join(wrong)}")


def _write_meta(connection: duckdb.DuckDBPyConnection, fingerprint: str, built_at: datetime) -> None:
    connection.execute("CREATE SCHEMA meta")
    connection.execute(
        "CREATE TABLE meta.build AS SELECT ?::VARCHAR AS fingerprint, ?::TIMESTAMPTZ AS built_at, "
        "?::VARCHAR AS parser_version, ?::VARCHAR AS build_version",
        [fingerprint, built_at, PARSER_VERSION, BUILD_VERSION],
    )
    connection.execute("COMMENT ON TABLE meta.build IS 'One row: what this file was built from, and when (UTC).'")


def _fingerprint(landed: pl.DataFrame, read: set[str]) -> str:
    """Hash everything that the result depends on: captures, which of them are read, parser, statements, schemas."""
    digest = hashlib.sha256(f"{PARSER_VERSION}|{BUILD_VERSION}|".encode())
    for model in registry.TABLES:
        digest.update("\n".join(ddl.create_statements(model)).encode())
    for one in sorted(_SQL.iterdir(), key=lambda one: one.name):
        digest.update(one.read_bytes())
    digest.update(landed.write_csv().encode())
    digest.update("".join(sorted(read)).encode())
    return digest.hexdigest()


def statement(name: str) -> str:
    """Give one of the files in `sql/`."""
    return _SQL.joinpath(f"{name}.sql").read_text(encoding="utf-8")

"""Fill all tables of a new file by their statements, or patch those of a copy, one after the other.

Each table is one statement in `sql/`; this module sees to their order, their inputs and the shape of their results.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from pipelines.building.failing_captures import naming
from pipelines.building.history import from_scratch
from pipelines.building.incremental.patches import patch_table
from pipelines.building.incremental.remade import Carried, carry
from pipelines.building.inputs import NONE_LEFT_OUT, prepare
from pipelines.building.shape import fill_table
from pipelines.building.shards.whole import Shards, fill_in_shards
from pipelines.building.sql_graph import Relations, needs_of
from pipelines.parsing.store.readings import ReadingStore
from pipelines.progress import ProgressCallback, no_progress
from pipelines.warehouse.damage import read_every_value
from schemas import ddl, registry, table
from schemas.table import Table

KEPT: Final = (
    *("batches", "captures_now", "confirmed", "decided_dates", "decided_identities", "identities", "known_identities"),
    *("moved", "posting_dates", "remade_captures", "remade_hubs", "touched_papers"),
)
"""Relations to keep although no table's statement reads them: for the next build, or to patch the published file."""


def build_tables(  # noqa: PLR0913 (two of them are of trials alone, and one of shards)
    connection: duckdb.DuckDBPyConnection,
    frames: Mapping[str, pl.DataFrame],
    readings: ReadingStore,
    advance: ProgressCallback = no_progress,
    *,
    models: Sequence[type[Table]] = registry.TABLES,
    is_part: bool = False,
    shards: Shards | None = None,
) -> dict[str, int]:
    """Fill a new file with every table.

    Args:
        connection: a connection to the new file.
        frames: the raw index as `landed`, and the records of fetching.
        readings: the store of the Parquet files.
        advance: progress callback, called with numbers of tables.
        models: the tables to build, if not all: a prefix of the registry.
        is_part: whether `landed` contains only some of the captures that have readings.
        shards: how the build is divided; None: not at all.

    Returns:
        The number of rows of each table.

    Raises:
        BuildFaulty: a statement failed.
    """
    made: dict[type[Table], str] = {}
    with naming("captures", 0):
        relations = None
        if shards:
            given = {"left_out": NONE_LEFT_OUT, **frames}
            relations, made = fill_in_shards(connection, given, readings, shards, advance)
        wanted = {*KEPT, *(name for model in models for name in needs_of(table.name(model)))}
        relations = relations or prepare(connection, frames, readings, is_part=is_part, wanted=wanted)

    def fill(model: type[Table]) -> None:
        if model not in made:
            relations.require(needs_of(table.name(model)))
        fill_table(connection, model, made.get(model) or from_scratch(model))

    return _each_table(relations, models, fill, advance, shards.steps if shards else 0)


def patch_tables(
    connection: duckdb.DuckDBPyConnection,
    frames: Mapping[str, pl.DataFrame],
    readings: ReadingStore,
    former: Path,
    advance: ProgressCallback = no_progress,
) -> tuple[dict[str, int], Carried]:
    """Patch every table of a copy of the published file, if the rows of most captures can be carried over.

    Args:
        connection: a connection to the copy.
        frames: the raw index as `landed`, and the records of fetching.
        readings: the store of the Parquet files.
        former: the published file, built by the same parser, statements and schemas.
        advance: progress callback, called with numbers of tables.

    Returns:
        The number of rows of each table, and what was carried over. If that is nothing, no table was changed.

    Raises:
        BuildFaulty: a statement failed, or the published file cannot be read.
    """
    with naming("captures", 0):
        carried, relations = carry(connection, frames, readings, former)
        if relations is None:
            return {}, carried
        read_every_value(connection)  # a damaged block would be carried over as it is (FAULTS F29)
        connection.execute("DELETE FROM meta.build")  # so that a half-patched file is not taken for a whole one

    def patch(model: type[Table]) -> None:
        relations.require(needs_of(table.name(model)))
        patch_table(connection, model)

    return _each_table(relations, registry.TABLES, patch, advance), carried


def _each_table(
    relations: Relations,
    models: Sequence[type[Table]],
    make: Callable[[type[Table]], None],
    advance: ProgressCallback,
    steps_before: int = 0,
) -> dict[str, int]:
    """Make one table after the other, and drop what is not needed any more; return the number of rows of each."""
    connection, rows = relations.connection, dict[str, int]()
    for done, model in enumerate(models, 1):
        with naming(table.name(model), done):
            connection.execute("BEGIN")  # one write to disk per table, rather than one per statement
            make(model)
            connection.execute("COMMIT")
            [(count,)] = connection.execute(f"SELECT count(*) FROM {ddl.address(model)}").fetchall()
            rows[table.name(model)] = int(count)
            relations.add(table.name(model))
            relations.release([*KEPT, *(name for left in models[done:] for name in needs_of(table.name(left)))])
        advance(steps_before + done, steps_before + len(registry.TABLES))
    return rows


def drop_scratch(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop all temporary relations: once the tables and what the next build needs are there, they only take memory."""
    found = connection.execute(
        "SELECT 'VIEW', view_name FROM duckdb_views() WHERE temporary AND NOT internal "
        "UNION ALL SELECT 'TABLE', table_name FROM duckdb_tables() WHERE temporary"
    )
    for kind, name in found.fetchall():
        connection.execute(f"DROP {kind} {ddl.quoted(name)}")

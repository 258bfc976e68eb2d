"""Fill all tables of a new file by their statements, one after the other.

Each table is one statement in `sql/`; this module sees to their order, their inputs and the shape of their results.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from pipelines.building.failing_captures import naming
from pipelines.building.history import as_history, from_scratch, is_history
from pipelines.building.incremental import NOTHING, Carried, carry, with_former, with_states
from pipelines.building.inputs import NONE_LEFT_OUT, prepare
from pipelines.building.shape import fill_table
from pipelines.building.shards.whole import Shards, fill_in_shards
from pipelines.building.sql_graph import needs_of
from pipelines.building.statements import table_statement
from pipelines.parsing.store.readings import ReadingStore
from pipelines.progress import ProgressCallback, no_progress
from schemas import ddl, registry, table
from schemas.table import Table

KEPT: Final = tuple("batches captures_now confirmed identities moved posting_dates remade_captures remade_hubs".split())
"""Relations to keep although no table's statement reads them: for the next build, or to select rows to carry over."""


def build_tables(  # noqa: PLR0913 (two of them are of trials alone, and one of shards)
    connection: duckdb.DuckDBPyConnection,
    frames: Mapping[str, pl.DataFrame],
    readings: ReadingStore,
    advance: ProgressCallback = no_progress,
    former: Path | None = None,
    *,
    models: Sequence[type[Table]] = registry.TABLES,
    is_part: bool = False,
    shards: Shards | None = None,
) -> tuple[dict[str, int], Carried]:
    """Fill a new file with every table.

    Args:
        connection: a connection to the new file.
        frames: the raw index as `landed`, and the records of fetching.
        readings: the store of the Parquet files.
        advance: progress callback, called with numbers of tables.
        former: the published file, if it was built by the same parser, statements and schemas.
        models: the tables to build, if not all: a prefix of the registry.
        is_part: whether `landed` contains only some of the captures that have readings.
        shards: how a build from scratch is divided; None: not at all.

    Returns:
        The number of rows of each table, and what was carried over.

    Raises:
        BuildFaulty: a statement failed.
    """
    made: dict[type[Table], str] = {}
    with naming("captures", 0):
        carried, relations = carry(connection, frames, readings, former) if former else (NOTHING, None)
        if relations is None and shards:
            given = {"left_out": NONE_LEFT_OUT, **frames}
            relations, made = fill_in_shards(connection, given, readings, shards, advance)
        wanted = {*KEPT, *(name for model in models for name in needs_of(table.name(model)))}
        relations = relations or prepare(connection, frames, readings, is_part=is_part, wanted=wanted)
    steps = shards.steps if shards and made else 0
    rows: dict[str, int] = {}
    for done, model in enumerate(models, 1):
        with naming(table.name(model), done):
            if model not in made:
                relations.require(needs_of(table.name(model)))
            filled = made.get(model) or (_carrying(model) if carried.captures else from_scratch(model))
            rows[table.name(model)] = _fill(connection, model, filled)
            relations.add(table.name(model))
            relations.release([*KEPT, *(name for left in models[done:] for name in needs_of(table.name(left)))])
        advance(steps + done, steps + len(registry.TABLES))
    return rows, carried


def drop_scratch(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop all temporary relations: once the tables and what the next build needs are there, they only take memory."""
    found = connection.execute(
        "SELECT 'VIEW', view_name FROM duckdb_views() WHERE temporary AND NOT internal "
        "UNION ALL SELECT 'TABLE', table_name FROM duckdb_tables() WHERE temporary"
    )
    for kind, name in found.fetchall():
        connection.execute(f"DROP {kind} {ddl.quoted(name)}")


def _carrying(model: type[Table]) -> str:
    """Return the statement that makes the rows of changed hubs and selects the others from the published file."""
    made = table_statement(model)
    return with_former(model, as_history(model, with_states(model, made)) if is_history(model) else made)


def _fill(connection: duckdb.DuckDBPyConnection, model: type[Table], filled: str) -> int:
    """Create a table with its comments and fill it from a statement, sorted by key."""
    connection.execute("BEGIN")  # one write to disk per table, rather than one per comment
    fill_table(connection, model, filled)
    connection.execute("COMMIT")
    [(rows,)] = connection.execute(f"SELECT count(*) FROM {ddl.address(model)}").fetchall()
    return int(rows)

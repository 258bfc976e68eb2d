"""Fill all tables of a new file by their statements, one after the other.

Each table is one statement in `sql/`; this module sees to their order, their inputs and the shape of their results.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from pipelines.building.failing_captures import naming
from pipelines.building.history import as_history, is_history
from pipelines.building.incremental import NOTHING, Carried, carry, with_former, with_states
from pipelines.building.inputs import prepare
from pipelines.building.shape import fill_table
from pipelines.building.sql_graph import needs_of
from pipelines.building.statements import table_statement
from pipelines.parsing.store.readings import ReadingStore
from pipelines.progress import ProgressCallback, no_progress
from schemas import ddl, registry, table
from schemas.table import Table

KEPT: Final = tuple("batches captures_now confirmed identities moved posting_dates remade_captures remade_hubs".split())
"""Relations to keep although no table's statement reads them: for the next build, or to select rows to carry over."""


def build_tables(  # noqa: PLR0913 (two of them are of trials alone)
    connection: duckdb.DuckDBPyConnection,
    frames: Mapping[str, pl.DataFrame],
    readings: ReadingStore,
    advance: ProgressCallback = no_progress,
    former: Path | None = None,
    *,
    models: Sequence[type[Table]] = registry.TABLES,
    is_part: bool = False,
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

    Returns:
        The number of rows of each table, and what was carried over.

    Raises:
        BuildFaulty: a statement failed.
    """
    with naming("captures", 0):
        carried, relations = carry(connection, frames, readings, former) if former else (NOTHING, None)
        relations = relations or prepare(connection, frames, readings, is_part=is_part)
    rows: dict[str, int] = {}
    for done, model in enumerate(models, 1):
        with naming(table.name(model), done):
            relations.require(needs_of(table.name(model)))
            rows[table.name(model)] = _fill(connection, model, is_carried=carried.captures > 0)
            relations.add(table.name(model))
            relations.release([*KEPT, *(name for left in models[done:] for name in needs_of(table.name(left)))])
        advance(done, len(registry.TABLES))
    return rows, carried


def _fill(connection: duckdb.DuckDBPyConnection, model: type[Table], *, is_carried: bool) -> int:
    """Create a table with its comments and fill it from its statement, sorted by key."""
    filled = table_statement(model)
    if is_history(model):
        filled = as_history(model, with_states(model, filled) if is_carried else filled)
    if is_carried:
        filled = with_former(model, filled)
    connection.execute("BEGIN")  # one write to disk per table, rather than one per comment
    fill_table(connection, model, filled)
    connection.execute("COMMIT")
    [(rows,)] = connection.execute(f"SELECT count(*) FROM {ddl.address(model)}").fetchall()
    return int(rows)

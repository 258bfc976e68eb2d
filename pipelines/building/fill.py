"""All tables of a new file filled by their statements, one after the other.

Each table is one statement in `sql/`; here are only the order, the inputs and the promises of shape. `new_file` calls
`build_tables`.
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
"""Relations that no table's statement names: the next build starts from them, or they tell which rows to carry over."""


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
        connection: of the new file.
        frames: the raw index as `landed`, and the books of fetching.
        readings: where the Parquet files are.
        advance: told of progress, in tables.
        former: the published file, where it was built by the same parser, statements and schemas.
        models: the first of the tables, where not all are wanted.
        is_part: `landed` holds only some of the captures whose readings are there.

    Returns:
        The rows of each table, and what was carried over.

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
    """Create a table with its comments and fill it by its statement, sorted by key."""
    filled = table_statement(model)
    if is_history(model):
        filled = as_history(model, with_states(model, filled) if is_carried else filled)
    if is_carried:
        filled = with_former(model, filled)
    connection.execute("BEGIN")  # one write to the disk for each table, not for each comment
    fill_table(connection, model, filled)
    connection.execute("COMMIT")
    [(rows,)] = connection.execute(f"SELECT count(*) FROM {ddl.address(model)}").fetchall()
    return int(rows)

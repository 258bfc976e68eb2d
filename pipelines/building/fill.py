"""Fill all tables of a new file by their statements, or patch those of a copy, one after the other or two at a time.

Each table is one statement in `sql/`; this module sees to their order, their inputs and the shape of their results.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
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
from pipelines.building.table_sources import asks_for_papers
from pipelines.parsing.store.readings import ReadingStore
from pipelines.progress import ProgressCallback, no_progress
from pipelines.warehouse.damage import read_every_value
from pipelines.warehouse.lanes import beside
from schemas import ddl, registry, table
from schemas.paper_aliases import PaperAliases
from schemas.papers import Papers
from schemas.summaries import Summaries
from schemas.table import Table

KEPT: Final = (
    *("batches", "captures_now", "confirmed", "decided_dates", "decided_identities", "identities", "known_identities"),
    *("moved", "posting_dates", "remade_captures", "remade_hubs", "touched_papers"),
)
"""Relations to keep although no table's statement reads them: for the next build, or to patch the published file."""

APART: Final = tuple(model for model in registry.TABLES if not asks_for_papers(model))
"""Tables whose statements do not ask which paper a row is of: they can be made while that is decided."""

SEARCHED: Final = (Papers, Summaries)
"""The other tables that the index of words is made from."""

OTHERS: Final = (
    *(model for model in registry.TABLES if model not in {*APART, *SEARCHED, PaperAliases}),
    PaperAliases,  # last: the observations, which hold the texts, are dropped before
)
"""The tables that are made beside the index of words."""


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
    steps = shards.steps if shards else 0
    made: dict[type[Table], str] = {}
    if shards:
        with naming("captures", 0):
            given = {"left_out": NONE_LEFT_OUT, **frames}
            relations, made = fill_in_shards(connection, given, readings, shards, advance)
    else:
        relations = _prepared(connection, frames, readings, {*KEPT, *_needs_of(models)}, is_part=is_part)

    def fill(model: type[Table]) -> None:
        if model in made:
            fill_table(connection, model, made[model])
        else:
            _fill(relations, model)

    return _each_table(relations, models, fill, lambda done: advance(steps + done, steps + len(registry.TABLES)))


def build_searched(
    connection: duckdb.DuckDBPyConnection,
    frames: Mapping[str, pl.DataFrame],
    readings: ReadingStore,
    advance: ProgressCallback = no_progress,
) -> tuple[Relations, dict[str, int]]:
    """Fill a new file with the tables that are searched, and beside them with those that need no identity of papers.

    Args:
        connection: a connection to the new file.
        frames: as for `build_tables`.
        readings: the store of the Parquet files.
        advance: progress callback, called with numbers of tables.

    Returns:
        The relations that `build_others` starts from, and the number of rows of each table.

    Raises:
        BuildFaulty: a statement failed.
    """

    def fill_apart(lane: duckdb.DuckDBPyConnection) -> dict[str, int]:
        relations = _prepared(lane, frames, readings, set(_needs_of(APART)))
        return _each_table(relations, APART, partial(_fill, relations))

    of = len(registry.TABLES)
    with beside(connection, fill_apart) as apart:
        relations = _prepared(connection, frames, readings, {*KEPT, *_needs_of((*SEARCHED, *OTHERS))})
        fill = partial(_fill, relations)
        # The index waits for these tables, but not for their blocks: those are written with the next table.
        connection.execute("SET wal_autocheckpoint = '1TiB'")
        rows = _each_table(relations, SEARCHED, fill, lambda done: advance(done, of), later=OTHERS)
    connection.execute("RESET wal_autocheckpoint")
    rows |= apart.result()
    for done in range(len(SEARCHED) + 1, len(rows) + 1):
        advance(done, of)
    return relations, rows


def build_others(
    relations: Relations, done: Mapping[str, int], advance: ProgressCallback = no_progress
) -> dict[str, int]:
    """Fill the tables that are left after `build_searched`; return the number of rows of each table of the file.

    Args:
        relations: the relations to start from.
        done: the numbers of rows of the tables that are there.
        advance: progress callback, called with numbers of tables.

    Raises:
        BuildFaulty: a statement failed.
    """
    made = _each_table(
        relations, OTHERS, partial(_fill, relations), lambda more: advance(len(done) + more, len(registry.TABLES))
    )
    found = {**done, **made}
    return {name: found[name] for name in map(table.name, registry.TABLES)}


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

    return _each_table(relations, registry.TABLES, patch, lambda done: advance(done, len(registry.TABLES))), carried


def _prepared(
    connection: duckdb.DuckDBPyConnection,
    frames: Mapping[str, pl.DataFrame],
    readings: ReadingStore,
    wanted: Collection[str],
    *,
    is_part: bool = False,
) -> Relations:
    """Return the relations that the statements of tables start from; `wanted` as for `inputs.prepare`."""
    with naming("captures", 0):
        return prepare(connection, frames, readings, is_part=is_part, wanted=wanted)


def _needs_of(models: Iterable[type[Table]]) -> Iterator[str]:
    """Return the relations that the statements of some tables read."""
    return (name for model in models for name in needs_of(table.name(model)))


def _fill(relations: Relations, model: type[Table]) -> None:
    """Make a table by its statement."""
    relations.require(needs_of(table.name(model)))
    fill_table(relations.connection, model, from_scratch(model))


def _each_table(
    relations: Relations,
    models: Sequence[type[Table]],
    make: Callable[[type[Table]], None],
    advance: Callable[[int], object] = int,
    later: Sequence[type[Table]] = (),
) -> dict[str, int]:
    """Make one table after the other, and drop what is not needed any more; return the number of rows of each.

    Args:
        relations: the relations that their statements read.
        models: the tables.
        make: makes one.
        advance: told how many are done.
        later: tables whose statements will read some of the relations as well.
    """
    connection, rows = relations.connection, dict[str, int]()
    for done, model in enumerate(models, 1):
        with naming(table.name(model), registry.TABLES.index(model) + 1):
            connection.execute("BEGIN")  # one write to disk per table, rather than one per statement
            make(model)
            connection.execute("COMMIT")
            [(count,)] = connection.execute(f"SELECT count(*) FROM {ddl.address(model)}").fetchall()
            rows[table.name(model)] = int(count)
            relations.add(table.name(model))
            relations.release([*KEPT, *_needs_of((*models[done:], *later))])
        advance(done)
    return rows

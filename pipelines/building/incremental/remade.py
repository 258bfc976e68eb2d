"""Incremental builds: which rows have to be made again, and whether all others may stay as they are (decision 0027).

Only changed hubs are made again, by the same statements as in a full build, with `landed` filtered to their captures;
`patches` puts their rows into a copy of the published file. Papers span hubs: for them, a new value replaces the former
one. This is valid only if every new capture is newer than all captures read before, nothing earlier has changed, and
parser, statements and schemas are the same; otherwise the build starts from scratch. Both ways give the same rows, as
tests/pipelines/building/test_incremental.py verifies.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from pipelines.building.inputs import (
    NONE_LEFT_OUT,
    batches_of,
    give_frames,
    give_readings,
    reading_name,
    relations_from,
)
from pipelines.building.sql_graph import Relations, Step, needs_of, steps_in
from pipelines.building.statements import table_statement
from pipelines.parsing.store.readings import ReadingStore
from schemas import ddl, registry
from schemas.captures import Captures

MOST_REMADE: Final = 0.5
"""If more than this share of the captures is affected, a build from scratch is as fast."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What is carried over.

    Attributes:
        captures: number of captures whose rows are carried over.
        rebuild_reason: why there are none; empty if there is no published file with the same recipe.
    """

    captures: int = 0
    rebuild_reason: str = ""


NOTHING: Final = Carried()


def carry(
    connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame], readings: ReadingStore, former: Path
) -> tuple[Carried, Relations | None]:
    """Prepare the inputs of the rows that have to be rebuilt, if the others can be carried over.

    Args:
        connection: a connection to a copy of the published file; that itself is attached to it as `former`.
        frames: as for `inputs.prepare`.
        readings: the store of the Parquet files.
        former: the published file, built by the same parser, statements and schemas.

    Returns:
        What is carried over, and the relations that the statements of tables start from. If nothing can be carried
        over, the latter is None, and `inputs.prepare` has to be called.

    Raises:
        duckdb.Error: the published file cannot be read.
    """
    connection.execute(f"ATTACH {ddl.literal(str(former))} AS former (READ_ONLY)")
    give_frames(connection, {"left_out": NONE_LEFT_OUT, **frames})
    give_readings(connection, readings)
    relations = relations_from("incremental", connection, frames, _CAPTURES_NOW, _KNOWN_IDENTITIES)
    relations.require(["rebuild_reasons"])
    if found := connection.execute("SELECT rebuild_reason FROM rebuild_reasons ORDER BY ALL").fetchall():
        return Carried(rebuild_reason="; ".join(str(one) for (one,) in found)), None
    connection.execute("CREATE TEMP TABLE landed_whole AS FROM landed")
    connection.execute("CREATE TEMP TABLE read_whole AS SELECT capture_id, hub_id::UUID AS hub_id FROM seen")
    relations.add("landed_whole")
    _cut(relations, readings, "arrived")
    relations.require(["remade_captures"])
    [(remade, read, kept)] = connection.execute(
        "SELECT (SELECT count(*) FROM read_whole SEMI JOIN remade_hubs USING (hub_id)), "
        "(SELECT count(*) FROM read_whole), "
        "(SELECT count(*) FROM former.main.captures ANTI JOIN remade_captures USING (capture_id))"
    ).fetchall()
    if not kept or remade > MOST_REMADE * read:
        return Carried(rebuild_reason=f"{remade:,} of {read:,} captures are of hubs that changed"), None
    _cut(relations, readings, "remade_captures")
    relations.require(name for step in (*steps_in("base"), *steps_in("incremental")) for name in step.makes)
    return Carried(kept), relations


def _captures_now(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE TEMP TABLE captures_now AS FROM former.main.captures LIMIT 0")
    connection.execute(f"INSERT INTO captures_now BY NAME {table_statement(Captures)}")


_CAPTURES_NOW: Final = Step("captures_now", needs_of("captures"), ("captures_now",), (), _captures_now)
"""Makes the table `captures` of all captures, for comparison with the published one."""


def _known_identities(connection: duckdb.DuckDBPyConnection) -> None:
    """Find the combinations of keys that are tied to those of the new rows, directly or through other combinations.

    Which paper a combination stands for depends only on the combinations that share an id, a title or a summary with
    it, and on those that these share one with, and so on. All others keep the paper that they have.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE known_identities AS "
        "SELECT *, rowid AS place_before FROM former.meta.identities LIMIT 0"
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE reached (tie VARCHAR)")
    tied, newest = " OR ".join(f"{one} IN (FROM newly)" for one in _TIES), "keyed"
    while _reach(connection, newest):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE tied AS SELECT *, rowid AS place_before FROM former.meta.identities "
            f"WHERE ({tied}) AND rowid NOT IN (SELECT place_before FROM known_identities)"
        )
        connection.execute("INSERT INTO known_identities FROM tied")
        newest = "tied"
    for name in ("reached", "newly", "tied"):
        connection.execute(f"DROP TABLE IF EXISTS {name}")


def _reach(connection: duckdb.DuckDBPyConnection, rows: str) -> bool:
    """Put the ties of some rows that were not reached before into the tables `newly` and `reached`; tell if any."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE newly AS SELECT DISTINCT unnest([{', '.join(_TIES)}]) AS tie FROM {rows}"
    )
    connection.execute("DELETE FROM newly WHERE tie IS NULL OR tie IN (FROM reached)")
    [(count,)] = connection.execute("INSERT INTO reached FROM newly").fetchall()
    return bool(count)


_TIES: Final = ("arxiv_id", "title_key", "former_title_key", "summary_key", "former_summary_key")
"""The keys by which combinations are tied; no two kinds of them have a value in common."""

_KNOWN_IDENTITIES: Final = Step("known_identities", frozenset(("keyed",)), ("known_identities",), (), _known_identities)
"""Makes the rows of `meta.identities` whose paper is decided again; `place_before` is their `rowid` there."""

_OF_ALL: Final = (
    *(_CAPTURES_NOW.name, "late_anywhere", "arrived", _KNOWN_IDENTITIES.name, "keys_before", "combinations"),
    *("identities", "posting_dates", "all_identities", "all_posting_dates", "remade_hubs"),
)
"""Steps whose relations are of all captures that arrived, or of all captures, whatever `landed` is filtered to."""


def _cut(relations: Relations, readings: ReadingStore, captures: str) -> None:
    """Restrict what the statements see to the captures in a table."""
    connection = relations.connection
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE landed AS FROM landed_whole SEMI JOIN {captures} USING (capture_id)"
    )
    give_readings(connection, readings, batches_of(connection, readings))
    relations.renew({"landed", *map(reading_name, registry.READINGS)}, _OF_ALL)

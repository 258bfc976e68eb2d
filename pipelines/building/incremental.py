"""Incremental builds: carrying rows over from the published file instead of rebuilding them (docs/decisions/0027).

Only changed hubs are rebuilt, by the same statements as in a full build, with `landed` filtered to their captures; the
rows of all other hubs are carried over. Papers span hubs: for them, a new value replaces the former one. This is valid
only if every new capture is newer than all captures read before, nothing earlier has changed, and parser, statements
and schemas are the same; otherwise the build starts from scratch. Both ways give the same rows, as
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
from schemas import ddl, registry, table
from schemas.captures import Captures
from schemas.fetches import Fetches
from schemas.history.papers import PapersHistory
from schemas.hubs import Hubs
from schemas.paper_aliases import PaperAliases
from schemas.papers import Papers
from schemas.sources import Sources
from schemas.summaries import Summaries
from schemas.table import Table
from schemas.vocabulary import Vocabulary

WHOLE: Final = (PaperAliases, Sources, Fetches)
"""Tables that are always rebuilt, because they are made from few rows."""

MERGED: Final = (Papers, Summaries, Vocabulary)
"""Tables that span hubs: a newer value replaces the former one, and without a newer value the former one stays."""

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
        connection: a connection to the new file; the published one is attached to it as `former`.
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
    relations = relations_from("incremental", connection, frames, _CAPTURES_NOW)
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

_OF_ALL: Final = (_CAPTURES_NOW.name, "late_anywhere", "arrived", "combinations", "identities", "remade_hubs")
"""Steps whose relations cover all captures, whatever `landed` is filtered to."""


def with_former(model: type[Table], made: str) -> str:
    """Extend a statement that makes the rebuilt rows so that it also selects the rows carried over."""
    if model in WHOLE:
        return made
    columns, place = ddl.column_list(model), f"former.{'.'.join(map(ddl.quoted, table.place(model)))}"
    if model is Captures:
        return f"SELECT {columns} FROM captures_now"
    if model in MERGED:
        return _merged(model, made, place)
    if model is PapersHistory:
        # Open rows of papers with new rows may be closed now; `with_states` rebuilds them.
        kept = "paper_id NOT IN (FROM moved) AND NOT (" + _OPEN + " AND paper_id IN (SELECT paper_id FROM paper_rows))"
    elif "hub_id" in table.keys(model):
        kept = "hub_id NOT IN (FROM remade_hubs)"
    else:
        kept = "capture_id NOT IN (FROM remade_captures)"
    return f"SELECT {columns} FROM ({made}) UNION ALL SELECT {columns} FROM ({_seen_again(model, place)}) WHERE {kept}"


def _seen_again(model: type[Table], place: str) -> str:
    """Return SQL for the former rows, with `last_captured_at` advanced for captures that have been confirmed since."""
    if "last_captured_at" not in table.polars_schema(model):
        return f"FROM {place}"
    by, rows = ("hub_id", _PER_HUB) if model is Hubs else ("capture_id", "confirmed")
    if model is Papers:
        by, rows = "paper_id", _PER_PAPER
    return (
        "SELECT old.* REPLACE (greatest(old.last_captured_at, again.confirmed_at) AS last_captured_at) "
        f"FROM {place} AS old LEFT JOIN {rows} AS again USING ({by})"
    )


_PER_HUB: Final = "(SELECT hub_id, max(confirmed_at) AS confirmed_at FROM confirmed GROUP BY hub_id)"
_PER_PAPER: Final = (
    "(SELECT paper_id, max(confirmed_at) AS confirmed_at FROM former.main.citations JOIN confirmed USING (capture_id) "
    "GROUP BY paper_id)"
)


_OPEN: Final = "(valid_to IS NULL AND known_to IS NULL)"


def with_states(model: type[Table], observations: str) -> str:
    """Continue the history of papers: the former open state of a paper is added as its first observation."""
    if model is not PapersHistory:
        return observations
    return f"""
FROM ({observations})
UNION ALL BY NAME
SELECT
    * EXCLUDE (valid_from, valid_to, known_from, known_to), '-infinity'::TIMESTAMPTZ AS since,
    valid_from AS captured_at, known_from AS known_at, 0 AS seq, true AS is_present
FROM former.history.papers
WHERE {_OPEN} AND paper_id IN (SELECT paper_id FROM paper_rows) AND paper_id NOT IN (FROM moved)
"""


def leave_for_next(connection: duckdb.DuckDBPyConnection) -> None:
    """Write into `meta` what the next build needs to carry over rows of this one."""
    for name in ("batches", "identities", "posting_dates"):
        connection.execute(f"CREATE TABLE meta.{name} AS FROM {name} ORDER BY ALL")


def _merged(model: type[Table], made: str, place: str) -> str:
    """Return SQL that merges new values over the former ones."""
    keys = ", ".join(map(ddl.quoted, table.keys(model)))
    cells = [_over_former(model, one.name) for one in table.columns(model) if not one.is_key]
    moved = "WHERE paper_id NOT IN (FROM moved)" if "paper_id" in table.keys(model) else ""
    return (
        f"SELECT {keys}, {', '.join(cells)} FROM ({made}) AS new "
        f"FULL JOIN (FROM ({_seen_again(model, place)}) {moved}) AS old USING ({keys})"
    )


def _over_former(model: type[Table], name: str) -> str:
    cell = ddl.quoted(name)
    match name:
        case "last_captured_at" if model is Papers:
            return f"greatest(new.{cell}, old.{cell}) AS {cell}"
        case "first_captured_at":
            return f"least(new.{cell}, old.{cell}) AS {cell}"
        case "captures":
            return f"(coalesce(new.{cell}, 0) + coalesce(old.{cell}, 0))::INTEGER AS {cell}"
        case _:
            return f"coalesce(new.{cell}, old.{cell}) AS {cell}"


def _cut(relations: Relations, readings: ReadingStore, captures: str) -> None:
    """Restrict what the statements see to the captures in a table."""
    connection = relations.connection
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE landed AS FROM landed_whole SEMI JOIN {captures} USING (capture_id)"
    )
    give_readings(connection, readings, batches_of(connection, readings))
    relations.renew({"landed", *map(reading_name, registry.READINGS)}, _OF_ALL)

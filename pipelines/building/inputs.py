"""The inputs of the statements in `sql/`: the raw index, the readings, the records of fetching, the observations.

All of them are temporary tables and views of a connection.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from pipelines.building.paper_keys import names_a_paper, summary_form, tells_a_paper, title_form
from pipelines.building.sql_graph import Relations, Step, steps_in
from pipelines.landing.captures import Capture
from pipelines.landing.hub_url import unread_parameters
from pipelines.parsing.store.canonical_capture import confirmed, read_as
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.vocabulary.outcomes import BECAUSE
from pipelines.warehouse.frame_stream import FrameStream
from schemas import ddl, registry, table
from schemas.quarantine import Quarantine
from schemas.readings.capture_readings import CaptureReadings
from schemas.table import Table

_LANDED_TYPES: Final[dict[str, pl.DataType]] = {
    "capture_id": pl.String(),
    "hub_id": pl.String(),
    "url": pl.String(),
    "filters": pl.String(),
    "unread_parameters": pl.String(),
    "view": pl.String(),
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
    "read_as": pl.String(),
    "confirms": pl.String(),
    "confirmed_at": pl.Datetime("us", "UTC"),
}
LANDED: Final = pl.Schema(_LANDED_TYPES)
"""The schema of the raw index as a frame, which the statements call `landed`."""

_NO_PATTERN: Final = re.compile(r"[*?\[]")
"""Characters of a path that DuckDB would treat as a glob pattern."""

NONE_LEFT_OUT: Final = pl.DataFrame(
    schema={"read_as": pl.String(), "table_name": pl.String(), "reason": pl.String()}, orient="row"
)
"""No capture is left out."""

_OF_LEFT_OUT: Final[dict[type[Table], str]] = {
    CaptureReadings: (
        "SELECT landed.capture_id, 'build_failed' AS outcome, left_out.reason, 1::INTEGER AS quarantined_cells "
        "FROM left_out JOIN landed USING (read_as)"
    ),
    Quarantine: (
        "SELECT read_as AS capture_id, 1::INTEGER AS position, table_name, landed.url AS text_raw, "
        f"{ddl.literal(BECAUSE['build_failed'])} AS refused_because, left_out.reason "
        "FROM left_out JOIN landed USING (read_as) WHERE landed.capture_id = landed.read_as"
    ),
}
"""The rows that replace the readings of a capture that is left out."""


def landed_frame(captures: Iterable[Capture]) -> pl.DataFrame:
    """Return the raw index as a frame, sorted by id; filters are canonical JSON."""
    captures = list(captures)
    stand_in = read_as(captures)
    confirms = confirmed(captures, stand_in)
    confirmed_at = {one.capture_id: one.captured_at for one in captures}
    for one in captures:
        if kept := confirms.get(one.capture_id):
            confirmed_at[kept] = max(confirmed_at[kept], one.captured_at)
    derived = {"read_as", "confirms", "confirmed_at", "view", "unread_parameters"}
    own = [name for name in LANDED if name not in derived]
    rows = [
        {name: getattr(one, name) for name in own}
        | _view(one)
        | {"read_as": stand_in[one.capture_id], "confirms": confirms.get(one.capture_id)}
        | {"confirmed_at": confirmed_at[one.capture_id]}
        for one in captures
    ]
    return pl.DataFrame(rows, schema=LANDED, orient="row").sort("capture_id")


def _view(capture: Capture) -> dict[str, str | None]:
    """Return a capture's filters, its other URL parameters that may select rows, and the view that both define."""
    unread = ", ".join(unread_parameters(capture.url)) or None
    return {
        "filters": json.dumps(capture.filters, sort_keys=True),
        "unread_parameters": unread,
        "view": json.dumps(capture.filters | ({"?": unread} if unread else {}), sort_keys=True),
    }


def prepare(
    connection: duckdb.DuckDBPyConnection,
    frames: Mapping[str, pl.DataFrame],
    readings: ReadingStore,
    *,
    is_part: bool = False,
    wanted: Collection[str] | None = None,
) -> Relations:
    """Make the inputs of the statements: the frames, the readings and the observations.

    Args:
        connection: a connection to the new file.
        frames: `landed`, and `left_out` if captures are left out (`failing_captures`).
        readings: the store of the Parquet files.
        is_part: whether `landed` contains only some of the captures; if so, only their readings are used.
        wanted: the relations that are needed in the end, if the others need not be kept.

    Returns:
        The relations that the statements of tables start from; those needed by a single table are made later.
    """
    give_frames(connection, {"left_out": NONE_LEFT_OUT, **frames})
    only = batches_of(connection, readings) if is_part else None
    give_readings(connection, readings, only, is_copied=is_part or not frames.get("left_out", NONE_LEFT_OUT).is_empty())
    relations = relations_from("scratch", connection, frames, wanted=wanted)
    made = [name for step in (*steps_in("base"), *steps_in("scratch")) for name in step.makes]
    relations.require(name for name in made if wanted is None or name in wanted)
    return relations


def relations_from(
    folder: str,
    connection: duckdb.DuckDBPyConnection,
    frames: Mapping[str, pl.DataFrame],
    *more: Step,
    wanted: Collection[str] | None = None,
) -> Relations:
    """Return the relations of a connection that has the frames and the readings.

    Args:
        folder: `scratch`, or `incremental` if the published file provides some of them.
        connection: a connection to the new file.
        frames: the frames that the connection has.
        more: further steps.
        wanted: as for `prepare`.
    """
    folders = ("base", folder, "claims", "history")
    steps = (*(step for one in folders for step in steps_in(one)), TEXT_FORMS, *more)
    given = {"batches", "left_out", *frames, *map(reading_name, registry.READINGS)}
    return Relations(connection, steps, given, wanted)


def give_text_forms(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables `title_forms` and `summary_forms` from the titles and summaries of the captures in `seen`."""
    for column, form, is_own in (("title", title_form, names_a_paper), ("summary", summary_form, tells_a_paper)):
        schema = {column: pl.String(), "form": pl.String(), "is_own": pl.Boolean()}
        give_frames(connection, {f"{column}_forms": pl.DataFrame(schema=schema)})
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE texts AS SELECT DISTINCT {column} AS text FROM citing_paper_readings "
            f"SEMI JOIN seen USING (capture_id) WHERE {column} IS NOT NULL"
        )
        [(count,)] = connection.execute("SELECT count(*) FROM texts").fetchall()
        for first in range(0, count, TEXTS_AT_ONCE):
            rows = f"rowid BETWEEN {first} AND {first + TEXTS_AT_ONCE - 1}"
            texts = [str(text) for (text,) in connection.execute(f"SELECT text FROM texts WHERE {rows}").fetchall()]
            forms = [form(text) for text in texts]
            give_frames(connection, {"part": pl.DataFrame([texts, forms, list(map(is_own, forms))], schema=schema)})
            connection.execute(f"INSERT INTO {column}_forms FROM part")
        connection.execute("DROP TABLE IF EXISTS part; DROP TABLE texts")


TEXTS_AT_ONCE: Final = 2**15
"""So many texts at once are objects of Python, which take several times the memory of their text."""

TEXT_FORMS: Final = Step(
    "text_forms", frozenset(("citing_paper_readings", "seen")), ("title_forms", "summary_forms"), (), give_text_forms
)
"""The only step between readings and tables that is not SQL."""


def give_frames(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> None:
    """Make a temporary table from each frame."""
    for name, frame in frames.items():
        connection.register("frame", FrameStream(frame))
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {ddl.quoted(name)} AS FROM frame")
        connection.unregister("frame")


def give_readings(
    connection: duckdb.DuckDBPyConnection,
    readings: ReadingStore,
    only: Collection[str] | None = None,
    *,
    is_copied: bool = False,
) -> None:
    """Make a view of each reading, and the table `batches` with the names of all batches.

    A capture with the same bytes as a canonical capture has the rows of that reading under its own id. Residue and
    quarantine appear only under the canonical capture.

    Args:
        connection: has the table `landed`, to whose captures the rows are limited, and `left_out`, whose captures get
            no rows except the outcome `build_failed`.
        readings: the store of the Parquet files.
        only: the batches to use; None: all.
        is_copied: make tables instead of views, so that no statement evaluates a row that is left out.
    """
    names = pl.DataFrame({"batch": sorted(readings.batches())}, schema={"batch": pl.String()})
    give_frames(connection, {"batches": names})
    for model in registry.READINGS:
        rows = source(model, [one for one in readings.files(model) if only is None or Path(one).parent.name in only])
        name = reading_name(model)
        kept = f"FROM ({rows}) AS rows ANTI JOIN left_out ON left_out.read_as = rows.capture_id"
        if model in registry.TABLES:
            made = f"SELECT rows.* {kept}"
        else:
            made = (
                f"SELECT landed.capture_id, rows.* EXCLUDE (capture_id) FROM (SELECT rows.* {kept}) AS rows "
                "JOIN landed ON landed.read_as = rows.capture_id"
            )
        made += f" UNION ALL BY NAME {_OF_LEFT_OUT[model]}" if model in _OF_LEFT_OUT else ""
        kind = "TABLE" if is_copied else "VIEW"
        connection.execute(f"CREATE OR REPLACE TEMP {kind} {ddl.quoted(name)} AS {made}")


def reading_name(model: type[Table]) -> str:
    """Return the relation name of a reading, which differs from its own if a published table has that name."""
    return f"{table.name(model)}_readings" if model in registry.TABLES else table.name(model)


def source(model: type[Table], parquet: list[str]) -> str:
    """Return SQL that selects a reading's columns from its files; without files, an empty table of the same shape."""
    if parquet:
        return f"SELECT {ddl.column_list(model)} FROM read_parquet({parquet_list(parquet)})"
    nulls = ", ".join(f"NULL::{one.sql_type} AS {ddl.quoted(one.name)}" for one in table.columns(model))
    return f"SELECT {nulls} WHERE false"


def batches_of(connection: duckdb.DuckDBPyConnection, readings: ReadingStore) -> set[str]:
    """Return the names of the batches in which the captures of `landed` were read."""
    files = readings.files(CaptureReadings)
    if not files:
        return set()
    found = connection.execute(
        f"SELECT DISTINCT parse_path(filename)[-2] FROM read_parquet({parquet_list(files)}, filename = true) "
        "WHERE capture_id IN (SELECT read_as FROM landed)"
    )
    return {str(batch) for (batch,) in found.fetchall()}


def parquet_list(parquet: list[str]) -> str:
    """Return files as the list argument of `read_parquet`."""
    return "[" + ", ".join(ddl.literal(_NO_PATTERN.sub(r"[\g<0>]", one)) for one in parquet) + "]"

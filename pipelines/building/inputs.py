"""What the statements of `sql/` start from: the raw index, the readings, the books of fetching, the observations.

Nothing is created here that stays: all of it is temporary. `build` gives it to a new file, `origins` to a scratch one.
"""

import json
import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Final

import duckdb
import polars as pl

from pipelines.landing.captures import Capture
from pipelines.parsing.read_as import read_as
from pipelines.parsing.reading_store import ReadingStore
from schemas import ddl, registry, table
from schemas.table import Table

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
    "read_as": pl.String(),
}
LANDED: Final = pl.Schema(_LANDED_TYPES)
"""The raw index as a frame: what `landed` is in the statements."""

_NO_PATTERN: Final = re.compile(r"[*?\[]")
"""Characters of a path that DuckDB would take for a pattern of names."""

SQL: Final = files("pipelines.building").joinpath("sql")
"""The folder of the statements."""


def statement(name: str) -> str:
    """Give one of the files in `sql/`."""
    return SQL.joinpath(f"{name}.sql").read_text(encoding="utf-8")


def landed_frame(captures: Iterable[Capture]) -> pl.DataFrame:
    """Turn the raw index into a frame, sorted by id; filters as canonical JSON."""
    captures = list(captures)
    stand_in = read_as(captures)
    own = [name for name in LANDED if name != "read_as"]
    rows = [
        {name: getattr(one, name) for name in own}
        | {"filters": json.dumps(one.filters, sort_keys=True), "read_as": stand_in[one.capture_id]}
        for one in captures
    ]
    return pl.DataFrame(rows, schema=LANDED, orient="row").sort("capture_id")


def prepare(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame], readings: ReadingStore) -> None:
    """Give the statements their inputs: the frames, among them `landed`; a view for each reading; the observations.

    A capture whose bytes were read in another one has the rows of that reading under its own id. Residue and quarantine
    stay where they were found.
    """
    for name, frame in frames.items():
        connection.register("frame", frame.to_arrow())
        connection.execute(f"CREATE TEMP TABLE {ddl.quoted(name)} AS FROM frame")
        connection.unregister("frame")
    for model in registry.READINGS:
        rows = source(model, readings.files(model))
        if model in registry.TABLES:
            connection.execute(f"CREATE TEMP VIEW {ddl.quoted(table.name(model) + '_readings')} AS {rows}")
            continue
        connection.execute(
            f"CREATE TEMP VIEW {ddl.quoted(table.name(model))} AS SELECT landed.capture_id, "
            f"rows.* EXCLUDE (capture_id) FROM ({rows}) AS rows JOIN landed ON landed.read_as = rows.capture_id"
        )
    connection.execute(statement("observations"))


def source(model: type[Table], parquet: list[str]) -> str:
    """Select a reading's columns from its files; an empty table of the same shape where there are none."""
    if parquet:
        listed = ", ".join(ddl.literal(_NO_PATTERN.sub(r"[\g<0>]", one)) for one in parquet)
        return f"SELECT {ddl.column_list(model)} FROM read_parquet([{listed}])"
    nulls = ", ".join(f"NULL::{one.sql_type} AS {ddl.quoted(one.name)}" for one in table.columns(model))
    return f"SELECT {nulls} WHERE false"

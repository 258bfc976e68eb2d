"""The new file: built from all captures or, if that fails, from all except those that make it fail.

`fill` makes the tables, and `failing_captures` finds the captures to leave out.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import Final

import duckdb
import polars as pl

from pipelines.building import fingerprint
from pipelines.building.failing_captures import (
    BuildFaulty,
    Fails,
    Fault,
    NotOfCaptures,
    are_too_many,
    failing,
    left_out_frame,
    naming,
    require_askable,
    require_sound,
)
from pipelines.building.fill import build_others, build_searched, build_tables, patch_tables
from pipelines.building.incremental.remade import NOTHING, Carried
from pipelines.building.marts import add_index, add_marts, patch_marts
from pipelines.building.shards.whole import Shards
from pipelines.building.sql_graph import drop_scratch
from pipelines.parsing.store.readings import ReadingStore
from pipelines.progress import ProgressCallback, no_progress
from pipelines.warehouse.audit import audit_table
from pipelines.warehouse.connections import LEAST_MEMORY, MOST_MEMORY, open_new
from pipelines.warehouse.lanes import beside
from schemas import registry


class ReadingsChanged(Exception):  # noqa: N818 (the state of the data folder)
    """Files of readings were altered on disk; they have to be made again before anything is built from them."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a build may use: bytes of memory, threads (None: all cores), statements at a time."""

    memory: int
    threads: int | None
    lanes: int


naming_the_rest: Final = partial(naming, "meta", len(registry.TABLES) + 1)
"""Names errors of what depends on the tables: the schema `meta`, the index of words, macros and views."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """The new file, and what it is built from."""

    path: Path
    frames: Mapping[str, pl.DataFrame]
    readings: ReadingStore
    advance: ProgressCallback
    built_at: datetime
    previous: datetime | None
    marks: tuple[str, str]
    shards: Shards | None = None

    def made(
        self, former: Path | None, left_out: Mapping[str, Fault] | None = None, *, is_checked: bool = True
    ) -> tuple[dict[str, int], Carried]:
        """Make the new file; return the numbers of rows by table and view, and what was carried over.

        Without shards, DuckDB starts with the memory that is enough for so many readings. If that fails, it gets the
        most, and does one thing at a time.

        Raises:
            BuildFaulty: a statement failed, or a table violates its contract.
        """
        bounds = self._bounds(left_out or {})
        try:
            rows, carried = self._filled(former, left_out or {}, bounds)
        except BuildFaulty as faulty:
            if self.shards or not isinstance(faulty.error, duckdb.OutOfMemoryException):
                raise
            rows, carried = self._filled(former, left_out or {}, replace(bounds, memory=MOST_MEMORY, lanes=1))
        return rows | (require_sound(self.path, bounds.lanes) if is_checked else {}), carried

    def _filled(
        self, former: Path | None, left_out: Mapping[str, Fault], bounds: Bounds
    ) -> tuple[dict[str, int], Carried]:
        frames, carried = {**self.frames, "left_out": left_out_frame(left_out)}, NOTHING
        if former:
            with open_new(self.path, bounds.memory, bounds.threads, copied_from=former) as connection:
                rows, carried = patch_tables(connection, frames, self.readings, former, self.advance)
                if carried.captures:
                    with naming_the_rest():
                        self._write_meta(connection, carried)
                        patch_marts(connection)
                        connection.execute("CHECKPOINT")
                    return rows, carried
        with open_new(self.path, bounds.memory, bounds.threads) as connection:
            made = self._made_in_two_lanes if bounds.lanes > 1 else self._made_in_one_lane
            rows = made(connection, frames)
            with naming_the_rest():
                add_marts(connection)
                connection.execute("CHECKPOINT")
        if self.shards:
            rmtree(self.shards.scratch, ignore_errors=True)
        return rows, carried

    def _made_in_one_lane(
        self, connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]
    ) -> dict[str, int]:
        """Make the tables, the schema `meta` and the index of words, one after the other."""
        rows = build_tables(connection, frames, self.readings, self.advance, shards=self.shards)
        with naming_the_rest():
            self._write_meta(connection)
            drop_scratch(connection)
            add_index(connection)
        return rows

    def _made_in_two_lanes(
        self, connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]
    ) -> dict[str, int]:
        """Make the same, two at a time (docs/decisions/0056)."""
        relations, rows = build_searched(connection, frames, self.readings, self.advance)
        with beside(connection, naming_the_rest()(add_index)):
            rows = build_others(relations, rows, self.advance)
            with naming_the_rest():
                self._write_meta(connection)
        with naming_the_rest():
            drop_scratch(connection)
        return rows

    def _write_meta(self, connection: duckdb.DuckDBPyConnection, carried: Carried = NOTHING) -> None:
        fingerprint.write_meta(connection, self.marks, self.built_at, self.previous, carried.captures)

    def _bounds(self, left_out: Collection[str] = ()) -> Bounds:
        """Return what is enough for the readings."""
        size = sum(Path(one).stat().st_size for model in registry.READINGS for one in self.readings.files(model))
        memory = MOST_MEMORY if self.shards else min(MOST_MEMORY, max(LEAST_MEMORY, MEMORY_OF_READINGS * size))
        is_one = self.shards or left_out or size > MOST_IN_LANES
        return Bounds(memory, 1 if size <= FEW_READINGS else None, 1 if is_one else 2)

    def readings_landed(self) -> list[str]:
        """Return the canonical captures, one for each distinct body, in the order in which they landed."""
        landed = self.frames["landed"].sort("landed_at", "captured_at", "capture_id")
        return landed["read_as"].unique(maintain_order=True).to_list()

    def fails(self, captures: Collection[str], fault: Fault) -> bool:
        """Return whether a fault appears with only some captures, building no more tables than necessary."""
        some = self.frames["landed"].filter(pl.col("read_as").is_in(list(captures)))
        part = replace(self, frames={**self.frames, "landed": some}, advance=no_progress, shards=None)
        try:
            if fault.is_view:
                part.made(None, is_checked=False)
                require_askable(self.path, fault.table)
                return False
            models = registry.TABLES[: fault.depth]
            with open_new(self.path, threads=self._bounds().threads) as connection:
                build_tables(connection, part.frames, self.readings, models=models, is_part=True)
        except BuildFaulty as found:
            return found.may_be_of_captures
        return fault.is_contract and bool(audit_table(self.path, models[-1]))


MEMORY_OF_READINGS: Final = 6
"""DuckDB may use so many times the bytes of all readings, which are compressed, and `LEAST_MEMORY` in any case."""
MOST_IN_LANES: Final = 2**25
"""Bytes of readings up to which a build does two things at a time, in the memory for one: about 6,000 pages."""
FEW_READINGS: Final = 2**20
"""Bytes of readings up to which one thread builds sooner than two: most of the time is planning, which uses one."""


def made_of_all_that_can(
    new: NewFile, former: Path | None, known: Callable[[], Collection[str]]
) -> tuple[dict[str, int], Carried, dict[str, Fault]]:
    """Make the new file; if that fails, from scratch; if that fails too, without the captures that make it fail.

    Args:
        new: the new file.
        former: the published file, if its rows may be carried over.
        known: returns the captures that the published file was built without.

    Returns:
        The numbers of rows by table and view, what was carried over, and what was left out.

    Raises:
        ReadingsChanged: files of readings were altered.
        duckdb.Error: a statement fails with any captures. If instead a contract is violated with any captures, the file
            is made all the same, for the checks to report.
    """
    if new.readings.changed():
        raise ReadingsChanged
    rebuild_reason = ""
    if former:
        try:
            return *new.made(former), {}
        except BuildFaulty as faulty:  # the cause may also be a damaged published file (FAULTS F29)
            rebuild_reason = f"the published file could not be read ({faulty})"
    try:
        rows, carried = new.made(None)
    except BuildFaulty as faulty:
        rows, left_out = _made_without_failing(new, faulty, known())
        return (
            rows,
            Carried(rebuild_reason="the build fails with some captures, which are left out" * bool(left_out)),
            left_out,
        )
    return rows, Carried(rebuild_reason=rebuild_reason) if rebuild_reason else carried, {}


def _made_without_failing(
    new: NewFile, faulty: BuildFaulty, known: Collection[str]
) -> tuple[dict[str, int], dict[str, Fault]]:
    """Find the captures to leave out, of one failed build after the other, and make the new file from the others."""
    everything = new.readings_landed()
    left_out: dict[str, Fault] = {}
    while True:
        found = _failing_with(new, faulty, [one for one in everything if one not in left_out], known)
        left_out |= found
        if not found or are_too_many(len(left_out), len(everything)):
            if faulty.error:
                raise faulty.error
            return new.made(None, is_checked=False)[0], {}
        try:
            return new.made(None, left_out)[0], left_out
        except BuildFaulty as another:
            faulty = another


def _failing_with(new: NewFile, faulty: BuildFaulty, captures: list[str], known: Collection[str]) -> dict[str, Fault]:
    """Find the captures that made a build fail, each with its fault: within the parts that failed, or in the whole."""
    if not faulty.may_be_of_captures:
        return {}
    found: dict[str, Fault] = {}
    for part in faulty.parts:
        some = [one for one in captures if one in part.captures and one not in found]
        if part.fails(some):
            found |= dict.fromkeys(_failing_in(some, part.fails, known), part.fault)
        if are_too_many(len(found), len(captures)):
            break
    return found or dict.fromkeys(_failing_in(captures, partial(new.fails, fault=faulty.fault), known), faulty.fault)


def _failing_in(captures: list[str], fails: Fails, known: Collection[str]) -> list[str]:
    """Find the captures that fail among some that fail together; those that failed before are tried first."""
    again = [one for one in captures if one in known and fails([one])]
    rest = [one for one in captures if one not in again]
    if again and not fails(rest):
        return again
    try:
        return again + failing(rest, fails)
    except NotOfCaptures:
        return []

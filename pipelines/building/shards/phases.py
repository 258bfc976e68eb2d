"""The phases of a build by shards: which relations and tables each makes, from which that are on disk.

Every statement is one of `sql/`, as in a build of the whole; only what `landed` and the readings hold differs. Each
phase opens a database of its own and leaves Parquet files in a folder of its own, which it returns. So the phases of
two shards can be on two machines.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from pipelines.building.failing_captures import naming
from pipelines.building.history import from_scratch
from pipelines.building.inputs import TEXT_FORMS, give_frames, give_readings, reading_name
from pipelines.building.shape import check_shape
from pipelines.building.shards import parts
from pipelines.building.sql_graph import Relations, needs_of, steps_in
from pipelines.parsing.store.readings import ReadingStore
from pipelines.warehouse.scratch import open_spilling
from schemas import ddl, registry, table
from schemas.abstracts import Abstracts
from schemas.citations import Citations
from schemas.claims import Claims
from schemas.facet_counts import FacetCounts
from schemas.history.citations import CitationsHistory
from schemas.history.facet_counts import FacetCountsHistory
from schemas.history.hubs import HubsHistory
from schemas.history.papers import PapersHistory
from schemas.hubs import Hubs
from schemas.paper_aliases import PaperAliases
from schemas.papers import Papers
from schemas.readings.capture_readings import CaptureReadings
from schemas.readings.citing_paper_readings import CitingPaperReadings
from schemas.readings.claim_readings import ClaimReadings
from schemas.readings.facet_readings import FacetReadings
from schemas.readings.hub_readings import HubReadings
from schemas.summaries import Summaries
from schemas.table import Table

BY_HUB: Final = (
    *(Hubs, Abstracts, Citations, FacetCounts, Claims),
    *(HubsHistory, CitationsHistory, FacetCountsHistory),
)
"""Tables whose rows each depend on one hub, and on the identity of papers."""

BY_PAPER: Final = (Papers, Summaries, PapersHistory)
"""Tables whose rows each depend on the rows of one paper, in pages of any hub."""

DIVIDED: Final = (
    *("landed", "seen"),
    *map(reading_name, (CaptureReadings, HubReadings, CitingPaperReadings, FacetReadings, ClaimReadings)),
)
"""The relations that are divided by hub."""

FOR_THE_FILE: Final = ("identities", "posting_dates")
"""Relations that the new file keeps for the next build."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a phase may use: bytes of memory, and threads (None: all cores)."""

    memory: int
    threads: int | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """A phase of one shard tried again, to find the captures that it fails with.

    Attributes:
        captures: the canonical captures to try it with.
        last: the name of the table whose statement failed: those after it are not made.
    """

    captures: Collection[str]
    last: str


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a build by shards has come: each phase starts from the files of those before.

    Attributes:
        scratch: the folder in which each phase makes its own.
        shards: how many there are, both of hubs and of papers.
        divided: the folder of `divide`.
        keys: the folders of `find_keys`, by shard.
        identified: the folder of `identify`.
        hubs: the folders of `fill_by_hub`, by shard.
    """

    scratch: Path
    shards: int
    divided: Path = Path()
    keys: Sequence[Path] = ()
    identified: Path = Path()
    hubs: Sequence[Path] = ()

    def relation(self, name: str, shard: int | None = None) -> list[str]:
        """List the files of a relation, of one shard or of all."""
        if name in {*DIVIDED, "late_anywhere"}:
            return parts.files([self.divided], name, shard)
        if name in {"keyed", "title_keys"}:
            return parts.files(self.keys if shard is None else [self.keys[shard]], name)
        return parts.files(self.hubs if name == "paper_rows" else [self.identified], name, shard)

    @contextmanager
    def opened(self, phase: str, bounds: Bounds) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
        """Open a database for one phase, with a new folder for what it makes."""
        folder = parts.new_folder(self.scratch, phase)
        with open_spilling(folder, bounds.memory, bounds.threads) as connection, naming("captures", 0):
            yield connection, folder


def divide(
    stage: Stage, frames: Mapping[str, pl.DataFrame], readings: ReadingStore, bounds: Bounds, *, is_copied: bool
) -> Path:
    """Divide captures and readings by hub, and number the captures across all hubs.

    Args:
        stage: the start.
        frames: the raw index as `landed`, and the captures that are left out.
        readings: the store of the Parquet files.
        bounds: what the phase may use.
        is_copied: see `give_readings`.
    """
    with stage.opened("divided", bounds) as (connection, folder):
        give_frames(connection, {name: frames[name] for name in ("landed", "left_out")})
        give_readings(connection, readings, is_copied=is_copied)
        relations = _relations(connection, {"landed", "left_out", *map(reading_name, registry.READINGS)})
        relations.require(["seen", "late_anywhere"])
        connection.execute(
            f"CREATE TEMP TABLE shards AS SELECT capture_id, hash(coalesce(hub_id, capture_id)) % {stage.shards} "
            "AS shard FROM landed"
        )
        for name in DIVIDED:
            query = f"SELECT * FROM {ddl.quoted(name)} JOIN shards USING (capture_id)"
            parts.write_divided(connection, folder, name, query, stage.shards)
        parts.write(connection, folder, "late_anywhere", "FROM late_anywhere")
    return folder


def find_keys(stage: Stage, shard: int, bounds: Bounds, trial: Trial | None = None) -> Path:
    """Find the combinations of keys by which the rows of one shard identify their papers."""
    with stage.opened(f"keys-{shard}", bounds) as (connection, folder):
        relations = _given(connection, stage, DIVIDED, shard, trial)
        relations.require(["keyed", "title_keys"])
        for name in ("keyed", "title_keys"):
            parts.write(connection, folder, name, f"FROM {name}")
    return folder


def identify(stage: Stage, bounds: Bounds) -> Path:
    """Decide which paper each combination of keys stands for, once for all hubs."""
    kept = (*FOR_THE_FILE, "posting_years")
    with stage.opened("identified", bounds) as (connection, folder):
        relations = _given(connection, stage, ["keyed"])
        relations.require([*kept, *needs_of(table.name(PaperAliases))])
        _write_tables(relations, folder, (PaperAliases,), kept)
        for name in kept:
            parts.write(connection, folder, name, f"FROM {name}")
        each = (
            f"SELECT *, {one} AS shard {parts.rows_of(stage.relation('keyed', one))}" for one in range(stage.shards)
        )
        connection.execute(f"CREATE OR REPLACE TEMP VIEW keyed AS {' UNION ALL '.join(each)}")
        relations.require(["identified"])
        query = "SELECT * EXCLUDE (shard), shard FROM identified"
        parts.write_divided(connection, folder, "identified", query, stage.shards)
    return folder


def fill_by_hub(stage: Stage, shard: int, bounds: Bounds, trial: Trial | None = None) -> Path:
    """Make the rows of the hubs of one shard, and divide by paper what their pages show of papers."""
    with stage.opened(f"hubs-{shard}", bounds) as (connection, folder):
        relations = _given(connection, stage, [*DIVIDED, "title_keys", "identified", "posting_years"], shard, trial)
        relations.require(["paper_rows"])
        rows = f"SELECT *, hash(paper_id) % {stage.shards} AS shard FROM paper_rows"
        parts.write_divided(connection, folder, "paper_rows", rows, stage.shards)
        _write_tables(relations, folder, BY_HUB, trial=trial)
    return folder


def fill_by_paper(stage: Stage, shard: int, bounds: Bounds, trial: Trial | None = None) -> Path:
    """Make the rows of the papers of one shard."""
    with stage.opened(f"papers-{shard}", bounds) as (connection, folder):
        parts.give(connection, "landed", stage.relation("landed"))
        relations = _given(connection, stage, ["paper_rows", "late_anywhere"], shard, trial)
        relations.add("landed")
        _write_tables(relations, folder, BY_PAPER, trial=trial)
    return folder


def _given(
    connection: duckdb.DuckDBPyConnection,
    stage: Stage,
    names: Sequence[str],
    shard: int | None = None,
    trial: Trial | None = None,
) -> Relations:
    """Return the relations of a connection that starts from files; in a trial, from the rows of its captures."""
    for name in names:
        parts.give(connection, name, stage.relation(name, shard))
    if trial is not None:
        tried = pl.DataFrame({"read_as": sorted(trial.captures)}, schema={"read_as": pl.String()})
        give_frames(connection, {"tried": tried})
        connection.execute(
            "CREATE TEMP TABLE tried_captures AS SELECT capture_id FROM landed SEMI JOIN tried USING (read_as)"
        )
        for name in {*DIVIDED, "paper_rows"} & set(names):
            parts.limit(connection, name, "tried_captures")
    return _relations(connection, names)


def _relations(connection: duckdb.DuckDBPyConnection, given: Iterable[str]) -> Relations:
    there = set(given)
    steps = [step for folder in ("base", "scratch", "claims", "history") for step in steps_in(folder)]
    return Relations(connection, [one for one in (*steps, TEXT_FORMS) if not there & set(one.makes)], there)


def _write_tables(
    relations: Relations,
    folder: Path,
    models: Sequence[type[Table]],
    kept: Sequence[str] = (),
    trial: Trial | None = None,
) -> None:
    """Write the rows of some tables as their schemas declare them, not sorted yet.

    Raises:
        BuildFaulty: a statement failed.
        ShapeBroken: a statement and its schema disagree.
    """
    for done, model in enumerate(models, 1):
        name = table.name(model)
        with naming(name, registry.TABLES.index(model) + 1):
            relations.require(needs_of(name))
            made = from_scratch(model)
            check_shape(relations.connection, model, made)
            cells = ", ".join(f"{ddl.quoted(one.name)}::{one.sql_type} AS {one.name}" for one in table.columns(model))
            parts.write(relations.connection, folder, name, f"SELECT {cells} FROM ({made})")
            parts.give(relations.connection, name, parts.files([folder], name))
        if trial and trial.last == name:
            return
        relations.add(name)
        relations.release([*kept, *(need for left in models[done:] for need in needs_of(table.name(left)))])

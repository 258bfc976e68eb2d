"""A build by shards as a whole: its phases in order, and the tables that come of them.

What each phase makes is in `phases`. The tables that are in no phase, because their statements look at one row at a
time or at few rows, are filled in the new file, as in a build of the whole.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from pipelines.building.failing_captures import BuildFaulty
from pipelines.building.inputs import give_frames, give_readings, reading_name
from pipelines.building.shards import parts, phases
from pipelines.building.shards.phases import BY_HUB, BY_PAPER, FOR_THE_FILE, Bounds, Stage
from pipelines.building.shards.trials import Attempt, Phase, attempted, faulty_part
from pipelines.building.sql_graph import Relations
from pipelines.parsing.store.readings import ReadingStore
from pipelines.progress import ProgressCallback
from pipelines.warehouse.connections import most_memory
from schemas import registry, table
from schemas.paper_aliases import PaperAliases
from schemas.table import Table

MOST_CAPTURES: Final = 50_000
"""Captures in a shard, where no setting says how many shards there are."""

Work = Callable[[int, Bounds], Attempt]
"""A phase of one shard, by the shard's number and what it may use."""

Each = Callable[[Work, int], Iterable[Attempt]]
"""Does a phase for so many shards, and returns what became of each, in order."""


def one_by_one(work: Work, shards: int) -> list[Attempt]:
    """Do a phase for one shard after another, each with all cores and the memory of a build."""
    return [work(shard, Bounds(most_memory())) for shard in range(shards)]


@dataclass(frozen=True, slots=True)
class Shards:
    """How a build from scratch is divided.

    Attributes:
        number: how many shards there are: at least two.
        scratch: the folder to work in, which has to stay until the tables are filled.
        each: does a phase for all shards.
    """

    number: int
    scratch: Path
    each: Each = one_by_one

    @property
    def steps(self) -> int:
        """How many steps of progress there are before the first table is filled."""
        return 3 * self.number + 2


def divided_into(captures: int, wanted: int, scratch: Path, each: Each = one_by_one) -> Shards | None:
    """Return how to divide a build of so many captures; None: not at all.

    Args:
        captures: how many landed.
        wanted: the setting; 0: as many as are needed.
        scratch: the folder to work in.
        each: does a phase for all shards.
    """
    number = wanted or -(-captures // MOST_CAPTURES)
    return Shards(number, scratch, each) if number > 1 else None


def fill_in_shards(
    connection: duckdb.DuckDBPyConnection,
    frames: Mapping[str, pl.DataFrame],
    readings: ReadingStore,
    shards: Shards,
    advance: ProgressCallback,
) -> tuple[Relations, dict[type[Table], str]]:
    """Make the rows of all tables that can be made by shards.

    Args:
        connection: a connection to the new file, to which nothing but temporary relations is added here.
        frames: the raw index as `landed`, `left_out`, and the records of fetching.
        readings: the store of the Parquet files.
        shards: how many there are, and who does them.
        advance: progress callback, called with numbers of steps.

    Returns:
        The relations that the statements of the other tables read, and for each table that was made the statement that
        selects its rows.

    Raises:
        BuildFaulty: a statement failed. Where it failed for some shards, they are its parts, and can be tried as long
            as the scratch folder is there.
    """
    here, done = Bounds(most_memory()), 0

    def step(folder: Path) -> Path:
        nonlocal done
        done += 1
        advance(done, shards.steps + len(registry.TABLES))
        return folder

    def of_each(phase: Phase) -> list[Path]:
        folders, faulty = list[Path](), dict[int, BuildFaulty]()
        for shard, made in enumerate(shards.each(partial(attempted, phase, stage), shards.number)):
            if isinstance(made, BuildFaulty):
                faulty[shard] = made
            else:
                folders.append(step(made))
        if faulty:
            first = next(iter(faulty.values()))
            found = [faulty_part(phase, stage, shard, one.fault, here) for shard, one in faulty.items()]
            raise BuildFaulty(first.fault, first.error, found) from first
        return folders

    stage, is_copied = Stage(shards.scratch, shards.number), not frames["left_out"].is_empty()
    stage = replace(stage, divided=step(phases.divide(stage, frames, readings, here, is_copied=is_copied)))
    stage = replace(stage, keys=of_each(phases.find_keys))
    stage = replace(stage, identified=step(phases.identify(stage, here)))
    stage = replace(stage, hubs=of_each(phases.fill_by_hub))
    papers = of_each(phases.fill_by_paper)

    made: dict[type[Table], str] = {}
    for folders, models in ((stage.hubs, BY_HUB), (papers, BY_PAPER), ([stage.identified], (PaperAliases,))):
        made |= {model: parts.rows_of(parts.files(folders, table.name(model))) for model in models}
    give_frames(connection, frames)
    give_readings(connection, readings, is_copied=is_copied)
    parts.give(connection, "recent", stage.relation("seen"))
    for name in FOR_THE_FILE:
        parts.give(connection, name, stage.relation(name))
    return Relations(connection, (), {"recent", *frames, *map(reading_name, registry.READINGS)}), made

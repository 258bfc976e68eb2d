"""Readings as columns: one frame for each reading table, and their promises checked; no file and no page is here.

`reading_store` writes what is made here. Rows that break a promise of the schemas are set aside with their page.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any, Final, TypeVar

import polars as pl

from pipelines.parsing.outcomes import BECAUSE
from pipelines.parsing.rows import QuarantineRow, Reading
from schemas import table
from schemas.contract import Violation, violations
from schemas.quarantine import Quarantine
from schemas.readings.capture_readings import CaptureReadings
from schemas.readings.citing_paper_readings import CitingPaperReadings
from schemas.readings.claim_readings import ClaimReadings
from schemas.readings.facet_readings import FacetReadings
from schemas.readings.hub_readings import HubReadings
from schemas.readings.word_readings import WordReadings
from schemas.residue import Residue
from schemas.table import Table

CHUNK: Final = 50
"""Captures whose rows are Python objects at one time; beyond them rows are columns, a tenth of the size."""

Frames = dict[type[Table], pl.DataFrame]
"""One frame for each reading table."""

Item = TypeVar("Item")


def frames(readings: Iterable[Reading]) -> Frames:
    """Turn readings into one frame for each reading table, by column, in the schema's types and order.

    Args:
        readings: taken a few at a time, so that a batch never stands in memory as objects.
    """
    parts = [_part(chunk) for chunk in batches(readings, CHUNK)] or [_part([])]
    return {model: pl.concat([part[model] for part in parts]) for model in parts[0]}


def _part(readings: Sequence[Reading]) -> Frames:
    rows: dict[type[Table], Iterable[Any]] = {
        CaptureReadings: [one.capture for one in readings],
        HubReadings: [one.hub for one in readings if one.hub],
        CitingPaperReadings: [row for one in readings for row in one.citing_papers],
        FacetReadings: [row for one in readings for row in one.facets],
        WordReadings: [row for one in readings for row in one.words],
        ClaimReadings: [row for one in readings for row in one.claims],
        Residue: [row for one in readings for row in one.residue],
        Quarantine: [row for one in readings for row in one.quarantine],
    }
    return {model: _frame(model, found) for model, found in rows.items()}


def _frame(model: type[Table], rows: Iterable[Any]) -> pl.DataFrame:
    schema = table.polars_schema(model)
    found = list(zip(*map(attrgetter(*schema), rows), strict=True)) or [()] * len(schema)
    return pl.DataFrame(dict(zip(schema, found, strict=True)), schema=schema)


def kept_promises(readings: Iterable[Reading], again: Callable[[], Iterable[Reading]]) -> Frames:
    """Turn a batch into frames; where rows break a promise, once more, with the captures of broken rows set aside.

    Args:
        readings: those of the batch.
        again: gives the same ones once more: they are not kept, for they take ten times as much as the frames.
    """
    made = frames(readings)
    return frames(map(_checked, again())) if _broken(made) else made


def _checked(reading: Reading) -> Reading:
    broken = _broken(frames([reading]))
    if not broken:
        return reading
    row, reason = reading.capture, "; ".join(map(str, broken))
    row.outcome, row.reason, row.quarantined_cells = "contract_broken", reason, 1
    row.is_complete = False
    first, because = broken[0], BECAUSE["contract_broken"]
    refused = QuarantineRow(row.capture_id, 1, first.table, first.column, "", reason, refused_because=because)
    return Reading(row, quarantine=[refused])


def _broken(made: Frames) -> list[Violation]:
    return [one for model, frame in made.items() for one in violations(model, frame)]


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Cut items into lists of some size, the last one shorter."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch

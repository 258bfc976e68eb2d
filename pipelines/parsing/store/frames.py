"""Readings as columns: one frame for each reading table, checked against the schemas. Nothing is written here.

A capture with rows that break a schema is refused as a whole (outcome `contract_broken`).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from operator import attrgetter
from typing import Any, Final, TypeVar

import polars as pl
from polars.exceptions import PanicException

from pipelines.parsing.lines.decoding import REPLACEMENT
from pipelines.parsing.vocabulary.outcomes import BECAUSE
from pipelines.parsing.vocabulary.records import CaptureRow, QuarantineRow, Reading
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
"""At most this many captures are held as Python objects; columns take a tenth of the memory."""

UNSTORABLE: Final = (UnicodeError, TypeError, ValueError, OverflowError, pl.exceptions.PolarsError, PanicException)
"""What polars raises for a value that no column of its type can hold: a lone surrogate, a number or time too large."""

_SURROGATE: Final = re.compile("[\ud800-\udfff]")

Frames = dict[type[Table], pl.DataFrame]
"""One frame for each reading table."""

Item = TypeVar("Item")


def frames(readings: Iterable[Reading]) -> Frames:
    """Turn readings into one frame for each reading table, by column, in the schema's types and order.

    Args:
        readings: consumed a few at a time, so that a batch is never in memory as objects.
    """
    parts = [_storable_part(chunk) for chunk in batches(readings, CHUNK)] or [_part([])]
    return {model: pl.concat([part[model] for part in parts]) for model in parts[0]}


def _storable_part(readings: Sequence[Reading]) -> Frames:
    """Make frames of some readings; a value that cannot be stored affects its own capture only."""
    try:
        return _part(readings)
    except UNSTORABLE:
        return _part([_storable(one) for one in readings])


def _storable(reading: Reading) -> Reading:
    """Return a reading unchanged if frames can hold it, else with its texts cleaned, else refused as a whole."""
    try:
        _part([reading])
    except UNSTORABLE:
        pass
    else:
        return reading
    try:
        cleaned = _with_clean_texts(reading)
        _part([cleaned])
    except UNSTORABLE as error:
        reason = _clean(f"what was read cannot be stored, please report it: {type(error).__name__}: {error}")
        return _refused(reading, "captures", None, reason)
    return cleaned


def _with_clean_texts(reading: Reading) -> Reading:
    """Replace lone surrogates in every text by U+FFFD, and count them (FAULTS F14)."""
    rows: list[Any] = [reading.capture, *filter(None, [reading.hub]), *reading.citing_papers, *reading.facets]
    rows += [*reading.words, *reading.claims, *reading.residue, *reading.quarantine]
    replaced = 0
    for row in rows:
        for one in fields(row):
            value = getattr(row, one.name)
            if isinstance(value, str) and (clean := _clean(value)) != value:
                replaced += len(_SURROGATE.findall(value))
                setattr(row, one.name, clean)
    reading.capture.replacement_characters += replaced
    return reading


def _clean(text: str) -> str:
    return _SURROGATE.sub(REPLACEMENT, text)


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


def validated_frames(made: Frames, again: Callable[[], Iterable[Reading]]) -> Frames:
    """Check the frames of a batch; if rows break a schema, rebuild the batch with the captures of such rows refused.

    Args:
        made: the frames.
        again: returns the readings of the batch once more; they are not kept, since they take ten times the memory.
    """
    return frames(map(_checked, again())) if _broken(made) else made


def _checked(reading: Reading) -> Reading:
    broken = _broken(frames([reading]))
    if not broken:
        return reading
    return _refused(reading, broken[0].table, broken[0].column, "; ".join(map(str, broken)))


def _refused(reading: Reading, broken: str, column: str | None, reason: str) -> Reading:
    """Return the reading of a capture whose rows cannot be kept: only the certain cells of its own row."""
    outcome = "contract_broken"
    read = reading.capture
    row = CaptureRow(read.capture_id, read.rendering, outcome, reason, encoding=read.encoding, quarantined_cells=1)
    refused = QuarantineRow(row.capture_id, 1, broken, column, "", reason, refused_because=BECAUSE[outcome])
    return Reading(row, quarantine=[refused])


def _broken(made: Frames) -> list[Violation]:
    return [one for model, frame in made.items() for one in violations(model, frame)]


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Split items into lists of `size`; the last list may be shorter."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch

"""Check every cell of a published file against its source, by reading bytes and running statements again.

A cell read from a page has to follow from its bytes alone. A computed cell has no bytes: it has to equal what its
table's statement makes of the readings. A cell that fails is reported with both values; repairing is left to the user.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pipelines.landing.captures import WITH_PAGE
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.progress import ProgressCallback, no_progress
from pipelines.provenance.cell_search import CONCLUDED
from pipelines.provenance.kept_texts import says
from pipelines.provenance.origins import Origin, Origins, by_key, opened
from pipelines.provenance.positions_of import trace
from pipelines.provenance.row_sources import SOURCES
from pipelines.provenance.rules import rederived
from pipelines.warehouse.connections import open_published
from pipelines.workspace import DataFolder
from schemas import registry, table
from schemas.table import Table

Key = tuple[str, ...]
Row = dict[str, Any]
Rows = dict[Key, Row]
_OF_READINGS = {"residue": "text", "quarantine": "text_raw"}
"""Tables whose rows give their own byte range, and the column that these bytes print."""
_COUNTS = ("text_lines", "furniture_lines", "residue_lines", "quarantined_cells", "replacement_characters")


@dataclass(slots=True)
class CellCheck:
    """The result of a check.

    Attributes:
        cells: number of cells by how they were proved: `read` again from their bytes, `concluded` from what the page
            lacks, `computed` again by the table's statement, `null` (no capture prints it), or `kept` as landed or
            as recorded by the build.
        wrong: a message for each cell that was not proved.
    """

    cells: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A cell to be proved by the bytes of its capture."""

    table: str
    key: Key
    column: str
    origin: Origin


def check_cells(folder: DataFolder, advance: ProgressCallback = no_progress) -> CellCheck:
    """Prove every cell of the published file.

    Args:
        folder: the data folder.
        advance: progress callback, called with numbers of captures.

    Returns:
        The number of cells by kind of proof, and the cells that were not proved.

    Raises:
        NotPublished: there is no published file.
        CorruptRecord: a capture's bytes are not those that were landed.
    """
    found = CellCheck()
    wanted: dict[str, list[_Wanted]] = {}
    with open_published(folder.warehouse) as published:
        rows = {table.name(model): by_key(published, model) for model in registry.TABLES}
    with opened(folder) as origins:
        for model in registry.TABLES:
            for one in _table(rows[table.name(model)], origins, model, found):
                wanted.setdefault(one.origin.capture_id, []).append(one)
        captures = list(origins.captures.values())
    kept = {name: rows[name] for name in ("captures", *_OF_READINGS)}
    raw = RawStore(folder.raw)
    for done, capture in enumerate(captures, 1):
        cells = wanted.get(capture.capture_id, [])
        own = {
            name: [row for row in rows.values() if row["capture_id"] == capture.capture_id]
            for name, rows in kept.items()
        }
        if capture.outcome in WITH_PAGE:
            _capture(raw.body(capture), origins.source(capture.capture_id), cells, own, found)
        advance(done, len(captures))
    return found


def _table(rows: Rows, origins: Origins, model: type[Table], found: CellCheck) -> Iterator[_Wanted]:
    """Compare one table with its origins; yield the cells still to be proved by bytes."""
    name, columns = table.name(model), [one.name for one in table.columns(model)]
    if name not in SOURCES:
        found.cells["kept"] += len(rows) * len(columns) - len(rows) * (name in _OF_READINGS)
        return
    source = SOURCES[name]
    by_row, built = dict(origins.of_cells(name)), origins.built(model)
    found.wrong += [f"{name} {' '.join(key)}: the file lacks this row" for key in built if key not in rows]
    for key, row in rows.items():
        for column in columns:
            value = row[column]
            if column not in source.cells:
                computed = built.get(key, {}).get(column)
                if computed == value:
                    found.cells["computed"] += 1
                else:
                    found.wrong.append(_wrong(name, key, column, value, computed))
                continue
            origin = by_row.get(key, {}).get(column)
            if origin is None and value is None:
                found.cells["null"] += 1
            elif origin is None or origin.value != value:
                found.wrong.append(_wrong(name, key, column, value, origin.value if origin else None))
            elif (source.reading, column, value) in CONCLUDED:
                found.cells["concluded"] += 1
            else:
                yield _Wanted(name, key, column, origin)


def _capture(
    body: bytes, source: CaptureContext, wanted: list[_Wanted], own: dict[str, list[Row]], found: CellCheck
) -> None:
    """Prove the cells that one capture gave, and its texts in residue and quarantine, from its bytes."""
    traced = trace(body, source)
    read = traced.reading.capture
    encoding = read.encoding or "utf-8"
    for one in wanted:
        cell = traced.cells.get((SOURCES[one.table].reading, one.origin.row, one.column))
        said = rederived(cell, body, source, encoding) if cell else None
        if said == one.origin.value:
            found.cells["read"] += 1
        else:
            found.wrong.append(_wrong(one.table, one.key, one.column, one.origin.value, said))
    for name, column in _OF_READINGS.items():
        for row in own[name]:
            if row["byte_start"] is None:
                found.cells["kept"] += 1
            elif says(body[row["byte_start"] : row["byte_end"]], encoding, row[column], whole=name == "residue"):
                found.cells["read"] += 1
            else:
                found.wrong.append(_wrong(name, (source.capture_id,), column, row[column], None))
    for row in own["captures"]:
        if row["outcome"] == "build_failed":  # left out of the build, so its counts do not have to match
            continue
        found.wrong += [
            _wrong("captures", (source.capture_id,), column, row[column], getattr(read, column))
            for column in _COUNTS
            if row[column] != getattr(read, column)
        ]


def _wrong(name: str, key: Key, column: str, value: object, said: object) -> str:
    return f"{name} {' '.join(key)} {column}: the file has {value!r}, its source gives {said!r}"

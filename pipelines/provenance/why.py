"""Why a published cell has its value: the capture, the rule and the exact bytes, or what it was computed from.

A byte range is shown only if those bytes, read by themselves, give the value (decision 0019).
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import duckdb

from pipelines.landing.captures import Capture
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.lines.decoding import decode_part
from pipelines.parsing.parse import read_capture
from pipelines.parsing.version import PARSER_VERSION
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.provenance.cell_search import CONCLUDED
from pipelines.provenance.computed import rule_of_computed
from pipelines.provenance.origins import Origin, Origins, opened
from pipelines.provenance.positions_of import trace
from pipelines.provenance.row_sources import SOURCES
from pipelines.provenance.rules import rederived
from pipelines.warehouse.connections import NoSuchCell, NoSuchHub, open_published
from pipelines.warehouse.find_hub import hub_named
from pipelines.warehouse.find_key import completed_key
from pipelines.workspace import DataFolder
from schemas import registry, table
from schemas.ddl import address, quoted
from schemas.table import Table

AROUND: Final = 60
"""Number of bytes shown before and after those of a cell."""

_OF_A_HUB: Final = frozenset(("hubs", "abstracts", "facet_counts"))
"""Tables in which each row is built from the captures of one hub."""


@dataclass(frozen=True, slots=True)
class Place:
    """A byte range of a capture's body: offset, length, and the decoded text there, before and after it."""

    byte_start: int
    byte_length: int
    printed: str
    before: str
    behind: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A capture that a cell was read or computed from, or that was searched without finding the value."""

    capture_id: str
    url: str
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a cell comes from.

    Attributes:
        table: the table.
        key: the row's key by column.
        column: the column.
        value: the value in the published file.
        how: `read` from words of a page, `concluded` from what a page lacks, `computed`, `kept` (the row belongs to
            one capture, as landed or as left by the parser), or `null`: no capture printed it.
        rule: the rule in words.
        parser: file and function of the parser that read it; None if none did.
        parser_version: version of the parser that made the reading.
        captures: the capture that it was read from, those that it was computed from, or all that were searched.
        place: the bytes; None if it was not read from words.
    """

    table: str
    key: dict[str, str]
    column: str
    value: Any
    how: str
    rule: str
    parser: str | None
    parser_version: str
    captures: tuple[Seen, ...]
    place: Place | None = None


def why(folder: DataFolder, asked: Sequence[str]) -> Answer:
    """Find out where a published cell comes from.

    Args:
        folder: the data folder.
        asked: the table, the values of its key in schema order, and the column. The beginning of an id is enough if it
            fits one row, and so is a part of a hub's title; a former id of a paper is replaced with its current one.

    Raises:
        NoSuchCell: there is no such table, row or column, or more than one row.
        NotPublished: there is no published file.
        CorruptRecord: the capture's bytes are not those that were landed.
    """
    with open_published(folder.warehouse) as published:
        model, key, column = _parted(asked)
        key, value = _published(published, model, key, column)
        [(version,)] = published.execute("SELECT parser_version FROM meta.build").fetchall()
        own = _own_place(published, model, key, column)
    name = table.name(model)
    named = dict(zip(table.keys(model), key, strict=True))
    if name not in SOURCES:
        return _kept(folder, Answer(name, named, column, value, "kept", _said(model, column), None, version, ()), own)
    with opened(folder, key[0] if name in _OF_A_HUB else None) as origins:
        blank = Answer(name, named, column, value, "computed", _said(model, column), None, version, ())
        return _computed(origins, blank, key) or _read(folder, origins, blank, key)


def _parted(asked: Sequence[str]) -> tuple[type[Table], tuple[str, ...], str]:
    models = {table.title(model): model for model in registry.TABLES}
    name = asked[0] if asked else ""
    if name not in models:
        raise NoSuchCell(f"there is no table {name!r}; the tables are {', '.join(models)}")
    model = models[name]
    keys, columns = table.keys(model), [one.name for one in table.columns(model)]
    if len(asked) != len(keys) + 2:
        shape = " ".join(("why", name, *(f"<{one}>" for one in keys), "<column>"))
        raise NoSuchCell(f"to ask for a cell of {name}, use {shape}; its columns are {', '.join(columns)}")
    if asked[-1] not in columns:
        raise NoSuchCell(f"{name} has no column {asked[-1]!r}; its columns are {', '.join(columns)}")
    return model, tuple(asked[1:-1]), asked[-1]


def _published(
    published: duckdb.DuckDBPyConnection, model: type[Table], key: tuple[str, ...], column: str
) -> tuple[tuple[str, ...], Any]:
    """Return the row's key, with ids completed and a paper's former id replaced by its current one, and the value."""
    name, keys = table.title(model), table.keys(model)
    where = " AND ".join(f"{quoted(one)}::VARCHAR = ?" for one in keys)
    select = f"SELECT {quoted(column)} FROM {address(model)} WHERE {where}"
    found = published.execute(select, list(key)).fetchall()
    if not found and "paper_id" in keys:
        place = keys.index("paper_id")
        today = published.execute("SELECT paper_id FROM paper_aliases WHERE alias = ?", [key[place]]).fetchall()
        key = (*key[:place], today[0][0], *key[place + 1 :]) if today else key
        found = published.execute(select, list(key)).fetchall()
    if not found and "hub_id" in keys:
        place = keys.index("hub_id")
        with suppress(NoSuchHub):  # of none or of several: the key is taken for the beginning of one below
            key = (*key[:place], str(hub_named(published, key[place])[0]), *key[place + 1 :])
            found = published.execute(select, list(key)).fetchall()
    if not found and (whole := completed_key(published, address(model), keys, key)):
        key = whole
        found = published.execute(select, list(key)).fetchall()
    if not found:
        said = ", ".join(f"{one} {value!r}" for one, value in zip(keys, key, strict=True))
        raise NoSuchCell(f'{name} has no row with {said}; `pithhouse query "FROM {name}"` lists its rows')
    return key, found[0][0]


def _own_place(
    published: duckdb.DuckDBPyConnection, model: type[Table], key: tuple[str, ...], column: str
) -> tuple[str | None, int | None, int | None]:
    """Return the capture and byte range that a row itself names, as in residue and quarantine; else None."""
    names = {one.name for one in table.columns(model)}
    if "capture_id" not in names:
        return None, None, None
    places = "byte_start, byte_end" if column in {"text", "text_raw"} and "byte_start" in names else "NULL, NULL"
    where = " AND ".join(f"{quoted(one)}::VARCHAR = ?" for one in table.keys(model))
    select = f"SELECT capture_id, {places} FROM {address(model)} WHERE {where}"
    [found] = published.execute(select, list(key)).fetchall()
    return found


def _said(model: type[Table], column: str) -> str:
    return next(one.description for one in table.columns(model) if one.name == column)


def _kept(folder: DataFolder, answer: Answer, own: tuple[str | None, int | None, int | None]) -> Answer:
    """Answer for tables whose rows name their own source."""
    capture_id, start, end = own
    if capture_id is None:
        return replace(answer, how="computed")
    raw = RawStore(folder.raw)
    capture = raw.find(capture_id)
    place = None
    if start is not None and end is not None:
        body = raw.body(capture)
        place = _place(body, start, end, read_capture(body, CaptureContext.of(capture)).capture.encoding or "utf-8")
    return replace(answer, captures=(_seen(capture),), place=place, how="read" if place else "kept")


def _computed(origins: Origins, answer: Answer, key: tuple[str, ...]) -> Answer | None:
    if answer.column in SOURCES[answer.table].cells:
        return None
    found = rule_of_computed(answer.table, answer.column)
    seen = origins.sightings(answer.table, key).get(key, [])
    picked = found.picked(seen) if found else seen
    own = f"part of the key: {answer.rule}" if answer.column in answer.key else answer.rule
    rule = found.rule if found else own
    if answer.value is None and not picked:
        rule, picked = f"{rule}: none found in these captures", seen
    captures = tuple(_seen(origins.captures[one]) for one in dict.fromkeys(one.capture_id for one in picked))
    return replace(answer, rule=rule, captures=captures, how="null" if answer.value is None else "computed")


def _read(folder: DataFolder, origins: Origins, answer: Answer, key: tuple[str, ...]) -> Answer:
    """Answer for a cell that holds the newest known value in its captures."""
    origin = dict(origins.of_cells(answer.table, key)).get(key, {}).get(answer.column)
    if origin is None:
        searched = dict.fromkeys(one.capture_id for one in origins.sightings(answer.table, key).get(key, []))
        rule = f"none of {len(searched):,} captures prints it; NULL never replaces a value (decision 0006)"
        return replace(answer, how="null", rule=rule, captures=tuple(_seen(origins.captures[one]) for one in searched))
    capture = origins.captures[origin.capture_id]
    body = RawStore(folder.raw).body(capture)
    return _proved(replace(answer, captures=(_seen(capture),)), origin, body, origins.source(capture.capture_id))


def _proved(answer: Answer, origin: Origin, body: bytes, source: CaptureContext) -> Answer:
    """Find the bytes and read them by themselves; if they give another value, say so in the rule."""
    reading = SOURCES[answer.table].reading
    if (reading, answer.column, answer.value) in CONCLUDED:
        rule = "an HTML page without a tier line is about a work below every tier (decision 0006)"
        return replace(answer, how="concluded", rule=rule)
    traced = trace(body, source)
    cell = traced.cells.get((reading, origin.row, answer.column))
    encoding = traced.reading.capture.encoding or "utf-8"
    said = rederived(cell, body, source, encoding) if cell else None
    if cell is None or said != origin.value:
        rule = (
            f"today's parser ({PARSER_VERSION}) reads another value or none; run `pithhouse refresh` to read it again"
        )
        return replace(answer, how="read", rule=rule)
    place = _place(body, cell.byte_start, cell.byte_end, encoding)
    return replace(answer, how="read", rule=cell.field.said, parser=cell.field.parser, place=place)


def _place(body: bytes, start: int, end: int, encoding: str) -> Place:
    before, printed, after = body[max(start - AROUND, 0) : start], body[start:end], body[end : end + AROUND]
    return Place(start, end - start, *(decode_part(one, encoding) for one in (printed, before, after)))


def _seen(capture: Capture) -> Seen:
    return Seen(capture.capture_id, capture.url, capture.captured_at)

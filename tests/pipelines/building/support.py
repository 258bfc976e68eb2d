"""What the tests of building share: loading a data folder as the pipeline does, made-up readings, a look at tables.

No rule of the build may be here. The readings made here are written by the real store, beside captures that really
landed; only the parser is left out, so that a test can say what a page showed in a few words.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.building.build import Built, build
from pipelines.building.history import from_scratch
from pipelines.building.inputs import landed_frame, prepare
from pipelines.building.sql_graph import needs_of
from pipelines.landing.captures import Arrival
from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.parsing.store.frames import frames
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.vocabulary.records import (
    CaptureRow,
    CitingPaperRow,
    ClaimRow,
    FacetRow,
    HubRow,
    QuarantineRow,
    Reading,
    ResidueRow,
    WordRow,
)
from pipelines.warehouse import audit
from pipelines.warehouse.connections import open_published
from pipelines.warehouse.publish import publish
from pipelines.workspace import DataFolder
from schemas import ddl, registry, table
from schemas.contract import violations
from schemas.refusals import RefusedBecause

REPO = Path(__file__).parents[3]
SAMPLE = REPO / "data" / "sample"
REAL = REPO.parent / "shared" / "captures"
REAL_HUB = {
    "title": "Energy and Policy Considerations for Deep Learning in NLP",
    "tier": "hub",
    "label": "Canonical reference",
    "verdict_kind": "canonical",
    "dominant_percent": 80,
    "citing_papers_printed": 39,
    "external_citations_printed": 1853,
    "external_source": "Crossref",
}
"""Cells of the one hub that the real captures show."""

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
START = datetime(2026, 3, 1, tzinfo=UTC)
HUB = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
LANDED = {"captures": {"landed_at", "warc_file", "warc_offset"}}
"""Columns that say how a capture was landed, and so may differ between two ways of landing it."""

Cells = Mapping[str, Any]
Rows = list[dict[str, Any]]


def at(minutes: float) -> datetime:
    """The made-up time so many minutes after the start."""
    return START + timedelta(minutes=minutes)


@dataclass(frozen=True, slots=True)
class Page:
    """A made-up capture and what a parser read in it; rows are given by the cells that are not NULL."""

    minutes: float
    explorer: Sequence[Cells] = ()
    representative: Sequence[Cells] = ()
    hub: Cells | None = field(default_factory=dict)
    facets: Sequence[tuple[str, str, str, int]] = ()
    words: Sequence[tuple[str, str, bool]] = ()
    quarantine: Sequence[Cells] = ()
    residue: Sequence[tuple[str, str]] = ()
    claims: Sequence[Cells] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    rendering: str = "html"
    is_complete: bool = False
    outcome: str = "ok"
    landed_as: str = "ok"
    hub_id: str | None = HUB
    url: str = ""

    def arrival(self) -> Arrival:
        """What lands: a body that says nothing."""
        query = "&".join(f"{key}={value}" for key, value in self.filters.items())
        return Arrival(
            hub_id=self.hub_id,
            url=self.url or f"https://pith.science/citations/{self.hub_id}?{query}".rstrip("?"),
            filters=dict(self.filters),
            source_rendering=self.rendering,
            captured_at=at(self.minutes),
            outcome=self.landed_as,
            reason="",
            body=repr(self).encode() if self.landed_as == "ok" else b"",
            source="made up",
        )

    def reading(self, capture_id: str) -> Reading:
        """What a parser would have written."""
        row = CaptureRow(capture_id, self.rendering, self.outcome, is_complete=self.is_complete)
        row.citing_papers_listed, row.representative_papers = len(self.explorer), len(self.representative)
        lists = {"explorer": self.explorer, "representative": self.representative}
        return Reading(
            row,
            None if self.hub is None else HubRow(capture_id, **self.hub),
            [
                CitingPaperRow(
                    **({"rank": rank, "line_number": rank} | dict(cells)), capture_id=capture_id, block=block
                )
                for block, papers in lists.items()
                for rank, cells in enumerate(papers, 1)
            ],
            [FacetRow(capture_id, *one, line_number=number) for number, one in enumerate(self.facets, 1)],
            [WordRow(capture_id, *one) for one in self.words],
            [ClaimRow(capture_id=capture_id, **({"position": 1} | dict(one))) for one in self.claims],
            quarantine=[
                QuarantineRow(capture_id, number, **({"refused_because": RefusedBecause.IMPOSSIBLE_VALUE} | dict(one)))
                for number, one in enumerate(self.quarantine, 1)
            ],
            residue=[ResidueRow(capture_id, number, *one) for number, one in enumerate(self.residue, 1)],
        )


def store(folder: DataFolder, pages: Sequence[Page], landed_at: datetime = NOW) -> list[str]:
    """Land the pages and write their readings; gives the capture ids in the same order."""
    if not pages:
        return []
    landed = RawStore(folder.raw).append((one.arrival() for one in pages), landed_at).captures
    assert len(landed) == len(pages), "two of the pages are the same capture"
    readings = [
        page.reading(capture.capture_id) for page, capture in zip(pages, landed, strict=True) if page.landed_as == "ok"
    ]
    if readings:
        ReadingStore(folder.readings).write(frames(readings))
    return [capture.capture_id for capture in landed]


def built(root: Path, *pages: Page) -> DataFolder:
    """A data folder whose new file is built from these pages."""
    folder = DataFolder(root)
    store(folder, pages)
    build(folder, NOW)
    return folder


class Tables:
    """Tables of a folder as views over the observations, in memory: a fourth of the cost of a build.

    A table is made when it is first asked for. Views of `marts`, the search and macros are only in a file.

    Attributes:
        connection: to the tables made so far.
        is_checked: whether each table that is made has to keep its contract, as in a build.
    """

    def __init__(self, folder: DataFolder, *, is_checked: bool = False) -> None:
        self.is_checked = is_checked
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'")
        landed = landed_frame(list(RawStore(folder.raw).captures()))
        self._relations = prepare(self.connection, {"landed": landed}, ReadingStore(folder.readings))
        self._missing = {table.name(model): model for model in registry.TABLES}

    def require(self, *names: str) -> None:
        """Make tables."""
        kind = "TABLE" if self.is_checked else "VIEW"
        for name in names:
            if model := self._missing.pop(name, None):
                self._relations.require(needs_of(name))
                self.connection.execute(f"CREATE TEMP {kind} {name} AS {from_scratch(model)}")
                self._relations.add(name)
                if self.is_checked:
                    rows = self.connection.sql(f"SELECT {audit._as_text(model)} FROM {name}")
                    assert violations(model, pl.DataFrame(rows)) == []

    def execute(self, statement: str, *parameters: object) -> duckdb.DuckDBPyConnection:
        """Ask tables, which are made when the statement names them; those of `history` have longer names here."""
        here = statement.replace("history.", "history_")
        self.require(*sorted(self._missing.keys() & set(re.findall(r"\w+", here))))
        return self.connection.execute(here, list(parameters))


def in_memory(root: Path, *pages: Page) -> Tables:
    """The tables of these pages, without a file: for what a statement says of pages."""
    folder = DataFolder(root)
    store(folder, pages)
    return Tables(folder, is_checked=True)


@contextmanager
def tables_of(folder: DataFolder, *names: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Some tables of a folder as views in memory, for property tests."""
    tables = Tables(folder)
    with tables.connection as connection:
        tables.require(*names)
        yield connection


@contextmanager
def observed(root: Path, pages: Sequence[Page], *names: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same of some pages."""
    folder = DataFolder(root)
    store(folder, pages)
    with tables_of(folder, *names) as connection:
        yield connection


def load(folder: DataFolder, *paths: Path) -> Built:
    """Land, read, build, publish: what a run of the pipeline does, but for the checks."""
    for path in paths:
        if path.is_file() and not path.is_relative_to(REPO):  # written by a test after NOW
            os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    RawStore(folder.raw).append(arrivals(paths, NOW), NOW)
    ReadingStore(folder.readings).read_new(RawStore(folder.raw))
    done = build(folder, NOW)
    if not done.is_unchanged:
        publish(folder)
    return done


def broken(path: Path) -> list[str]:
    """Every broken promise of a file."""
    return [str(one) for found in audit.audit_tables(path, registry.TABLES).values() for one in found]


def newest(folder: DataFolder) -> Path:
    """The new file, or the published one where there is none."""
    return folder.building if folder.building.exists() else folder.warehouse


def ask(source: DataFolder | Tables, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Ask tables in memory, or a folder's newest file."""
    if isinstance(source, Tables):
        return source.execute(statement, *parameters).fetchall()
    with open_published(newest(source)) as connection:
        return connection.execute(statement, list(parameters)).fetchall()


def rows_of(source: DataFolder | Tables, name: str) -> Rows:
    """A table's rows by its key, as dictionaries; uuids and JSON as text."""
    if isinstance(source, Tables):
        source.require(name)
        return _rows(source.connection, name)
    with open_published(newest(source)) as connection:
        return _rows(connection, name)


def all_tables(path: Path) -> dict[str, Rows]:
    """All tables of a file, without what says how captures were landed."""
    with open_published(path) as connection:
        found = {table.name(model): _rows(connection, ddl.address(model)) for model in registry.TABLES}
    return {
        name: [{cell: value for cell, value in row.items() if cell not in LANDED.get(name, ())} for row in rows]
        for name, rows in found.items()
    }


def _rows(connection: duckdb.DuckDBPyConnection, name: str) -> Rows:
    found = connection.execute(f"SELECT * FROM {name} ORDER BY ALL")
    columns = [one[0] for one in found.description or ()]
    return [
        {cell: str(value) if cell == "hub_id" and value else value for cell, value in zip(columns, row, strict=True)}
        for row in found.fetchall()
    ]

"""Stored readings of a page, without its bytes: outcome, completeness, printed counts, listed papers, facets.

Small columns of all readings are loaded at once; list rows only for the captures that are asked for.
"""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import polars as pl

from pipelines.landing.captures import WITH_PAGE, Capture
from pipelines.parsing.store.canonical_capture import read_as, reading_key
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.vocabulary.records import CaptureRow, CitingPaperRow, FacetRow, HubRow, Reading
from schemas import table
from schemas.readings.capture_readings import CaptureReadings
from schemas.readings.citing_paper_readings import CitingPaperReadings
from schemas.readings.facet_readings import FacetReadings
from schemas.readings.hub_readings import HubReadings
from schemas.table import Table

BATCHES_AT_HAND: Final = 4
"""How many batches keep their rows in memory: hubs that were read together are fetched together."""

_PAPERS: Final = (
    "block",
    "rank",
    "line_number",
    "arxiv_id",
    "title",
    "category",
    "posted_on",
    "verdict",
    "role",
    "summary",
)
_FACETS: Final = ("block", "facet", "value", "n", "line_number")


class StoredPages:
    """The readings of all landed captures by the parser version of a store."""

    def __init__(self, store: ReadingStore, captures: Iterable[Capture]) -> None:
        """Load the small columns. If one of their files cannot be read, nothing counts as stored (FAULTS F29).

        Args:
            store: the readings.
            captures: all landed captures.
        """
        captures = list(captures)
        self._stands_for = read_as(captures)
        self._canonical = {
            reading_key(one): self._stands_for[one.capture_id] for one in captures if one.outcome in WITH_PAGE
        }
        self._read: dict[str, tuple[str, bool, str]] = {}
        self._printed: dict[str, int | None] = {}
        with suppress(OSError, pl.exceptions.PolarsError):
            self._load(store)
        self._at_hand: dict[str, tuple[pl.DataFrame, pl.DataFrame]] = {}

    def _load(self, store: ReadingStore) -> None:
        files = store.files(CaptureReadings)
        if not files:
            return
        columns = ["capture_id", "citing_papers_printed"]
        self._printed = dict(pl.read_parquet(store.files(HubReadings), columns=columns, glob=False).rows())
        found = pl.scan_parquet(files, glob=False, include_file_paths="path")
        for capture_id, outcome, is_complete, path in (
            found.select("capture_id", "outcome", "is_complete", "path").collect().rows()
        ):
            self._read[capture_id] = outcome, is_complete, str(Path(path).parent)

    @property
    def outcomes(self) -> dict[str, str]:
        """The reading outcome of each landed capture; captures that are not read are left out."""
        return {one: self._read[as_other][0] for one, as_other in self._stands_for.items() if as_other in self._read}

    def canonical(self, page: Capture) -> str:
        """Return the id of the canonical capture of a page that arrives: its own if it is the first with its bytes."""
        return self._canonical.setdefault(reading_key(page), page.capture_id)

    def is_read(self, page: Capture) -> bool:
        """Tell whether a page has a stored reading, its own or that of the same bytes."""
        return self._canonical.get(reading_key(page)) in self._read

    def reading(self, page: Capture, *, with_rows: bool) -> Reading | None:
        """Return the stored reading of a page; None if there is none, or if its rows cannot be read.

        Args:
            page: the page's capture, landed or arriving.
            with_rows: whether to load the rows of its explorer and facets, with only the columns that identify papers
                and hold the counts.

        Returns:
            A reading with the outcome, completeness and printed count of citing papers; its other fields are empty.
        """
        capture_id = self._canonical.get(reading_key(page), "")
        if capture_id not in self._read:
            return None
        outcome, is_complete, batch = self._read[capture_id]
        hub = HubRow(capture_id, citing_papers_printed=self._printed.get(capture_id))
        found = Reading(CaptureRow(capture_id, None, outcome, is_complete=is_complete), hub)
        if with_rows:
            try:
                papers, facets = self._rows(batch)
            except (OSError, pl.exceptions.PolarsError):  # changed on the disk (FAULTS F29)
                return None
            found.citing_papers = [CitingPaperRow(**row) for row in _of(papers, capture_id)]
            found.facets = [FacetRow(**row) for row in _of(facets, capture_id)]
        return found

    def _rows(self, batch: str) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Load the rows of a batch: papers of the explorers, and facets."""
        if batch not in self._at_hand:
            if len(self._at_hand) >= BATCHES_AT_HAND:
                del self._at_hand[next(iter(self._at_hand))]
            papers = _listed(batch, CitingPaperReadings, _PAPERS, "explorer")
            self._at_hand[batch] = papers, _listed(batch, FacetReadings, _FACETS, "facets")
        return self._at_hand[batch]


def _listed(batch: str, model: type[Table], columns: tuple[str, ...], block: str) -> pl.DataFrame:
    path = f"{batch}/{table.name(model)}.parquet"
    return pl.read_parquet(path, columns=["capture_id", *columns], glob=False).filter(pl.col("block") == block)


def _of(rows: pl.DataFrame, capture_id: str) -> list[dict[str, Any]]:
    return rows.filter(pl.col("capture_id") == capture_id).to_dicts()

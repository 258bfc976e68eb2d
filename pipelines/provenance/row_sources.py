"""Which rows of which reading each table is made of, column by column. Nothing is queried here; see `origins`."""

from dataclasses import dataclass
from typing import Final, Self

from pipelines.building.statements import NEWEST, newest_cells
from schemas.abstracts import Abstracts
from schemas.facet_counts import FacetCounts
from schemas.readings.word_readings import WordReadings
from schemas.summaries import Summaries
from schemas.table import Table, keys, name
from schemas.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class RowSource:
    """Where the rows of a published table come from.

    Attributes:
        keys: the columns that the table's statement groups by: the table's key.
        reading: the reading that the cells were read into.
        row: the columns that identify a row of the reading within its capture.
        cells: the columns that hold the newest value of a column of the reading.
        newer: SQL expression to order by; the newer row has the greater value.
        shows: SQL condition for the rows that count as sightings.
    """

    keys: tuple[str, ...]
    reading: str
    row: tuple[str, ...]
    cells: tuple[str, ...]
    newer: str = "seq"
    shows: str = "true"

    @classmethod
    def of(cls, model: type[Table], reading: type[Table], cells: tuple[str, ...], **special: str) -> Self:
        """Return the source of a table that takes some cells from a reading."""
        row = tuple(one for one in keys(reading) if one != "capture_id")
        return cls(tuple(keys(model)), name(reading), row, cells, **special)

    @property
    def has_blocks(self) -> bool:
        """Whether the rows have `block` and `rank`."""
        return "rank" in self.row

    @property
    def rows(self) -> str:
        """The relation that the table's statement groups."""
        return "observed" if self.has_blocks else f"(SELECT * FROM seen JOIN {self.reading} USING (capture_id))"


_SPECIAL: Final[dict[type[Table], dict[str, str]]] = {
    Abstracts: {"shows": "abstract IS NOT NULL"},
    Summaries: {"shows": "summary IS NOT NULL"},
    FacetCounts: {"newer": "seq * 2 + (block = 'facets')::INTEGER"},
}

SOURCES: Final[dict[str, RowSource]] = {
    **{
        name(model): RowSource.of(model, reading, newest_cells(model), **_SPECIAL.get(model, {}))
        for model, reading in NEWEST.items()
    },
    name(Vocabulary): RowSource.of(Vocabulary, WordReadings, ("word",)),
}
"""The tables whose cells are read from pages. In the others, each row names its own source."""

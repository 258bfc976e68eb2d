"""Contract of the table `history.citations`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas.citations import CitationCells
from schemas.history.times import Historic
from schemas.table import column


class CitationsHistory(CitationCells, Historic):
    """One row per citation, start of a state (valid_from) and time that the state became known (known_from).

    While a citation is gone it has no row. `known_to IS NULL` selects what is known today; `citations_asof(ts)` and
    `citations_asof(ts, known)` return the rows of one moment.

    Example: SELECT paper_id, role, valid_from, valid_to FROM history.citations WHERE known_to IS NULL;
    """

    occurrence: pl.Int32 = column("Which of the paper's rows on the hub this is: see citations.", key=True, ge=1)

    class Config:
        """The table's name."""

        name = "history_citations"

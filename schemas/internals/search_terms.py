"""Contract of the table `internals.search_terms`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas.table import Table, column


class SearchTerms(Table):
    """One row per word and text that contains it.

    Example: SELECT term, sum(frequency) FROM internals.search_terms GROUP BY term ORDER BY 2 DESC;
    """

    term: str = column("The word, normalised: lower case, no accents, Greek letters by name.", key=True)
    document: pl.Int64 = column("The text that contains it: see search_documents.", key=True, ge=1)
    frequency: pl.Int64 = column("How often the text contains it.", ge=1)

    class Config:
        """The table's name."""

        name = "internals_search_terms"

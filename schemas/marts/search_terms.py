"""The table `marts.search_terms`: what it promises. No SQL and no parsing here; `schemas.registry` lists it."""

import polars as pl

from schemas.table import Table, column


class SearchTerms(Table):
    """One row per word and text that holds it.

    Example: SELECT term, sum(frequency) FROM marts.search_terms GROUP BY term ORDER BY 2 DESC;
    """

    term: str = column("The word, folded: lower case, no accents, Greek letters by name.", key=True)
    document: pl.Int64 = column("The text that holds it: see search_documents.", key=True, ge=1)
    frequency: pl.Int64 = column("How often it does.", ge=1)

    class Config:
        """The table's name."""

        name = "marts_search_terms"

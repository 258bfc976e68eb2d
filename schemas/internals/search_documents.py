"""Contract of the table `internals.search_documents`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas.table import Table, column


class SearchDocuments(Table):
    """One row per text that `search` covers: a citing paper with its summary, or a cited work with its abstract.

    Example: SELECT kind, count(*), avg(words) FROM internals.search_documents GROUP BY kind;
    """

    document: pl.Int64 = column("Number of the text in this file, from 1.", key=True, ge=1)
    kind: str = column("What kind of work the text belongs to.", isin=["citing paper", "cited work"])
    id: str = column("The paper_id, or the hub_id of a cited work.")
    words: pl.Int64 = column("Number of words in the text.", ge=0)

    class Config:
        """The table's name."""

        name = "internals_search_documents"

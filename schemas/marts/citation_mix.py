"""Contract of the view `marts.citation_mix`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.table import Table, column


class CitationMix(Table):
    """One row per hub, dimension and value: how the hub is cited, by the rows that were read, next to what is printed.

    Roles and polarities count citations; fields, verdicts and bands of novelty count citing papers. A base leaves out
    rows whose value is not known.

    Example: SELECT value, n, base_n, share FROM marts.citation_mix WHERE dimension = 'role' ORDER BY hub_id, n DESC;
    """

    hub_id: str = columns.hub_id()
    dimension: str = column("What is counted.", key=True, isin=columns.DIMENSIONS)
    value: str = column("The value in lower case, except fields; bands of novelty: 6.0 to 6.9.", key=True)
    hub_title: str = columns.hub_title()
    n: pl.Int32 = column("Rows with this value.", ge=0)
    base_n: pl.Int32 = column("Rows whose value is known.", ge=0)
    share: float = column("Share of n in base_n, from 0 to 1. NULL: no value is known.", null=True, ge=0, le=1)
    printed_n: pl.Int64 = column(
        "The newest count that a page prints for the value. NULL: none printed.", null=True, ge=0
    )
    printed_base_n: pl.Int64 = column("Sum of those counts over all values. NULL: none printed.", null=True, ge=0)

    class Config:
        """The view's name."""

        name = "marts_citation_mix"

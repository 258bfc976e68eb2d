"""Contract of the view `marts.citation_mix`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.table import Table, column


class CitationMix(Table):
    """One row per hub, dimension and value: how the hub is cited, as printed and by the rows that were read.

    The rows that were read may be a small part: 34 of 4,284. Where printed_n is known, printed_n / printed_base_n is
    the share to quote; base_n / printed_base_n says how much of it was read. Roles and polarities are two
    classifications of the same citations and count citations; fields, verdicts and bands of novelty count citing
    papers. A base leaves out rows whose value is not known. Novelty is never printed as a count.

    Example: SELECT value, printed_n, printed_base_n, n, base_n FROM marts.citation_mix WHERE dimension = 'role';
    """

    hub_id: str = columns.hub_id()
    dimension: str = column("What is counted.", key=True, isin=columns.DIMENSIONS)
    value: str = column("The value in lower case, except fields; bands of novelty: 6.0 to 6.9.", key=True)
    hub_title: str = columns.hub_title()
    n: pl.Int32 = column("Rows with this value among those that were read.", ge=0)
    base_n: pl.Int32 = column("Rows that were read and whose value is known.", ge=0)
    share: float = column(
        "Share of n in base_n, from 0 to 1: of the rows that were read, not of all. NULL: no value is known.",
        null=True,
        ge=0,
        le=1,
    )
    printed_n: pl.Int64 = column(
        "The count that the newest page with this facet prints for the value. NULL: that page prints none, or no page "
        "prints the facet. facet_counts keeps the counts of older pages.",
        null=True,
        ge=0,
    )
    printed_base_n: pl.Int64 = column(
        "Sum of those counts over all values of the facet. NULL: none printed.", null=True, ge=0
    )

    class Config:
        """The view's name."""

        name = "marts_citation_mix"

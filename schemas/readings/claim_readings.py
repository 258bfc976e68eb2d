"""The reading `claim_readings`: the counts and percentages that a capture prints; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.claims import Claims
from schemas.table import Table, column

NUMBERS = [
    "citing_papers",
    "sentence_count",
    "sentence_percent",
    "classified_percent",
    "external_citations",
    "filtered_shown",
    "filtered_total",
    "facet_count",
    "summary_count",
    "twin_citing_papers",
    "twin_external_citations",
    "twin_fields",
]
"""The kinds of printed numbers, by where on the page they appear."""


class ClaimReadings(Table):
    """One row per capture and printed count or percentage, as printed: the input of the table `claims`."""

    capture_id: str = columns.capture_id()
    number: str = column("Which number it is, by its place on the page or in the JSON twin.", key=True, isin=NUMBERS)
    position: pl.Int32 = Claims.position
    printed_text: str = Claims.printed_text
    printed_value: float = Claims.printed_value
    facet: str = column("The facet of a facet or summary count. NULL: not such a count, or a refused one.", null=True)
    value: str = column("The value that is counted, or the role of a percentage. NULL: neither applies.", null=True)
    line_number: pl.Int32 = column("Line that contains the number. NULL: from a JSON twin.", null=True, ge=1)

    class Config:
        """The reading's name."""

        name = "claim_readings"

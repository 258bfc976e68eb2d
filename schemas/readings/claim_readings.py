"""The reading `claim_readings`: the counts and percentages that a capture prints. `schemas.registry` lists it."""

import polars as pl

from schemas import columns
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
"""What a printed number is, by the place where it stands (HUB_PAGES.md sections 4 and 7)."""


class ClaimReadings(Table):
    """One row per capture and count or percentage that it prints, as printed: what the table `claims` starts from."""

    capture_id: str = columns.capture_id()
    number: str = column("What the number is, by its place on the page or in the twin.", key=True, isin=NUMBERS)
    position: pl.Int32 = column("Which of the capture's numbers of this kind it is, from 1.", key=True, ge=1)
    printed_text: str = columns.printed_text()
    printed_value: float = columns.printed_value()
    facet: str = column("The facet of a facet's or summary's count. NULL: no such count, or a refused one.", null=True)
    value: str = column("The value that is counted, or the role of a percentage. NULL: neither.", null=True)
    line_number: pl.Int32 = column("Line on which the number stands. NULL: of a twin.", null=True, ge=1)

    class Config:
        """The reading's name."""

        name = "claim_readings"

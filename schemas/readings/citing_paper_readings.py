"""The reading `citing_paper_readings`: the rows of both lists of a page; listed in `schemas.registry`."""

from datetime import date

import polars as pl

from schemas import columns
from schemas.table import Table, column


class CitingPaperReadings(Table):
    """One row per capture, list and rank: a citing paper as one list of one page shows it."""

    capture_id: str = columns.capture_id()
    block: str = column("Which list: representative or explorer.", key=True, isin=["representative", "explorer"])
    rank: pl.Int32 = column("Rank in the list, from 1.", key=True, ge=1)
    line_number: pl.Int32 = column("Line on which the row begins.", ge=1)
    arxiv_id: str = columns.arxiv_id("citing paper")
    url: str = columns.paper_url()
    title: str = columns.title("citing paper")
    title_raw: str = columns.title_raw("citing paper")
    category: str = columns.category()
    posted_on: date = columns.posted_on()
    verdict: str = columns.verdict()
    novelty: float = columns.novelty()
    role: str = columns.role()
    ref_number: pl.Int32 = columns.ref_number()
    mention_count: pl.Int32 = columns.mention_count()
    link_type: str = columns.link_type()
    summary: str = column("One-sentence summary as printed. NULL: none printed.", null=True)

    class Config:
        """The reading's name."""

        name = "citing_paper_readings"

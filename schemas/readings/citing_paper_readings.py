"""The reading `citing_paper_readings`: the rows of both lists of a page; listed in `schemas.registry`."""

from datetime import date

import polars as pl

from schemas import columns
from schemas.citations import Citations
from schemas.papers import Papers
from schemas.table import Table, column


class CitingPaperReadings(Table):
    """One row per capture, list and rank: a citing paper as one list of one page shows it."""

    capture_id: str = columns.capture_id()
    block: str = column("Which list: representative or explorer.", key=True, isin=["representative", "explorer"])
    rank: pl.Int32 = column("Rank in the list, from 1.", key=True, ge=1)
    line_number: pl.Int32 = column("Line on which the row begins.", ge=1)
    arxiv_id: str = Papers.arxiv_id
    url: str = Papers.url
    title: str = Papers.title
    title_raw: str = Papers.title_raw
    category: str = columns.category()
    posted_on: date = Papers.posted_on
    verdict: str = Papers.verdict
    novelty: float = Papers.novelty
    role: str = Citations.role
    ref_number: pl.Int32 = Citations.ref_number
    mention_count: pl.Int32 = Citations.mention_count
    link_type: str = Citations.link_type
    summary: str = column("One-sentence summary as printed. NULL: none printed.", null=True)

    class Config:
        """The reading's name."""

        name = "citing_paper_readings"

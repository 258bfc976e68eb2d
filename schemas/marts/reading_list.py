"""Contract of the view `marts.reading_list`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.table import Table, column


class ReadingList(Table):
    """One row per hub and current citing paper, with its summary; meant to be sorted by novelty.

    If a hub lists a paper twice, the role is that of the occurrence that has one.

    Example: SELECT novelty, title, summary FROM marts.reading_list ORDER BY novelty DESC NULLS LAST LIMIT 10;
    """

    hub_id: str = columns.hub_id()
    paper_id: str = columns.paper_id()
    hub_title: str = columns.hub_title()
    arxiv_id: str = columns.arxiv_id("citing paper")
    arxiv_doi: str = columns.arxiv_doi()
    title: str = columns.title("citing paper")
    url: str = columns.paper_url()
    category: str = columns.category()
    posted_on: pl.Date = columns.posted_on()
    verdict: str = columns.verdict()
    novelty: float = columns.novelty()
    role: str = columns.role()
    polarity: str = columns.polarity()
    summary: str = column("One-sentence summary by the machine review. NULL: none known.", null=True)

    class Config:
        """The view's name."""

        name = "marts_reading_list"

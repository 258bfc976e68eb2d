"""Contract of the table `papers`, without SQL or parsing; listed in `schemas.registry`."""

from datetime import date

from schemas import columns
from schemas.columns import Observed
from schemas.table import Table


class PaperCells(Table):
    """One row per citing paper: what is known about the paper itself."""

    paper_id: str = columns.paper_id()
    arxiv_id: str = columns.arxiv_id("citing paper")
    title: str = columns.title("citing paper")
    title_raw: str = columns.title_raw("citing paper")
    category: str = columns.category()
    posted_on: date = columns.posted_on()
    verdict: str = columns.verdict()
    novelty: float = columns.novelty()
    url: str = columns.paper_url()


class Papers(PaperCells, Observed):
    """One row per citing paper: the newest known value of each cell, over all hubs that it cites.

    Example: SELECT title, posted_on, novelty FROM papers WHERE category = 'cs.LG' ORDER BY novelty DESC;
    """

    arxiv_doi: str = columns.arxiv_doi()

    class Config:
        """The table's name."""

        name = "papers"

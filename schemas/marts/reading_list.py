"""Contract of the view `marts.reading_list`, without SQL or parsing; listed in `schemas.registry`."""

from datetime import date

from schemas import columns
from schemas.citations import Citations
from schemas.papers import Papers
from schemas.table import Table, column


class ReadingList(Table):
    """One row per hub and current citing paper, with its summary; meant to be sorted by novelty.

    If a hub lists a paper twice, the role is that of the occurrence that has one.

    Example: SELECT novelty, title, summary FROM marts.reading_list ORDER BY novelty DESC NULLS LAST LIMIT 10;
    """

    hub_id: str = columns.hub_id()
    paper_id: str = columns.paper_id()
    hub_title: str = columns.hub_title()
    arxiv_id: str = Papers.arxiv_id
    arxiv_doi: str = Papers.arxiv_doi
    title: str = Papers.title
    url: str = Papers.url
    category: str = columns.category()
    posted_on: date = Papers.posted_on
    verdict: str = Papers.verdict
    novelty: float = Papers.novelty
    role: str = Citations.role
    polarity: str = Citations.polarity
    summary: str = column("One-sentence summary by the machine review. NULL: none known.", null=True)

    class Config:
        """The view's name."""

        name = "marts_reading_list"

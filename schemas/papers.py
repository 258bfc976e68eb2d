"""Contract of the table `papers`, without SQL or parsing; listed in `schemas.registry`."""

from datetime import date

from schemas import columns
from schemas.columns import Observed
from schemas.table import Table, column


class PaperCells(Table):
    """One row per citing paper: what is known about the paper itself."""

    paper_id: str = columns.paper_id()
    arxiv_id: str = column(
        "arXiv identifier of the citing paper, without version. NULL: none known.",
        null=True,
        str_matches=columns.ARXIV_ID,
    )
    title: str = column("Title of the citing paper in Unicode (TeX resolved). NULL: none known.", null=True)
    title_raw: str = column("Title of the citing paper as printed, TeX kept. NULL: none known.", null=True)
    category: str = columns.category()
    posted_on: date = column("Date printed for the citing paper. NULL: none known.", null=True)
    verdict: str = column(
        "Verdict of the machine review as printed (unverdicted, accept, conditional, reject …). NULL: none known.",
        null=True,
        str_matches=columns.NOT_BLANK,
    )
    novelty: float = column("Novelty from 0 to 10, one decimal. NULL: none known.", null=True, ge=0, le=10)
    url: str = column("URL of the paper's page at the source. NULL: no link seen.", null=True)


class Papers(PaperCells, Observed):
    """One row per citing paper: the newest known value of each cell, over all hubs that it cites.

    Example: SELECT title, posted_on, novelty FROM papers WHERE category = 'cs.LG' ORDER BY novelty DESC;
    """

    arxiv_doi: str = column(
        "DOI that arXiv registers for the paper: 10.48550/arXiv.<arxiv_id>. It is derived, not printed. "
        "NULL: no arXiv identifier is known.",
        null=True,
        str_matches=columns.ARXIV_DOI,
    )

    class Config:
        """The table's name."""

        name = "papers"

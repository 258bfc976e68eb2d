"""The table `history.papers`: what it promises. No SQL and no parsing here; `schemas.registry` lists it."""

from datetime import date

from schemas import columns
from schemas.history.times import Historic


class PapersHistory(Historic):
    """One row per citing paper, time from which its cells held, and time from which that was known.

    Example: SELECT paper_id, verdict, novelty, valid_from FROM history.papers WHERE known_to IS NULL;
    """

    paper_id: str = columns.paper_id()
    arxiv_id: str = columns.arxiv_id("citing paper")
    title: str = columns.title("citing paper")
    title_raw: str = columns.title_raw("citing paper")
    category: str = columns.category()
    posted_on: date = columns.posted_on()
    verdict: str = columns.verdict()
    novelty: float = columns.novelty()
    url: str = columns.paper_url()

    class Config:
        """The table's name."""

        name = "history_papers"

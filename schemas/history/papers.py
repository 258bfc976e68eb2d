"""The table `history.papers`: what it promises. No SQL and no parsing here; `schemas.registry` lists it."""

from schemas.history.times import Historic
from schemas.papers import PaperCells


class PapersHistory(PaperCells, Historic):
    """One row per citing paper, time from which its cells held, and time from which that was known.

    Example: SELECT paper_id, verdict, novelty, valid_from FROM history.papers WHERE known_to IS NULL;
    """

    class Config:
        """The table's name."""

        name = "history_papers"

"""Contract of the table `history.papers`, without SQL or parsing; listed in `schemas.registry`."""

from schemas.history.times import Historic
from schemas.papers import PaperCells


class PapersHistory(PaperCells, Historic):
    """One row per citing paper, start of a state (valid_from) and time that the state became known (known_from).

    Example: SELECT paper_id, verdict, novelty, valid_from FROM history.papers WHERE known_to IS NULL;
    """

    class Config:
        """The table's name."""

        name = "history_papers"

"""Contract of the table `summaries`, without SQL or parsing; listed in `schemas.registry`."""

from schemas import columns
from schemas.columns import Observed
from schemas.table import column


class Summaries(Observed):
    """One row per citing paper with a summary: the newest one-sentence summary that was read.

    Example: SELECT title, summary FROM papers JOIN summaries USING (paper_id);
    """

    paper_id: str = columns.paper_id()
    summary: str = column("One-sentence summary by the machine review, as printed.", str_matches=r"\S")

    class Config:
        """The table's name."""

        name = "summaries"

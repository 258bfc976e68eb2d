"""The table `paper_aliases`: what it promises. No SQL and no parsing here; `schemas.registry` lists it."""

from schemas import columns
from schemas.table import Table, column


class PaperAliases(Table):
    """One row per id that a citing paper has or could have been given: each leads to today's id.

    Example: SELECT paper_id FROM paper_aliases WHERE alias = 'arxiv:2205.01068';
    """

    alias: str = column(
        "An id: today's own, or one from when less was known of the paper or titles were compared in another way.",
        key=True,
        str_matches=columns.PAPER_ID,
    )
    paper_id: str = columns.paper_id(key=False)
    reason: str = column("Why the two are one paper.", isin=["same id", "same title", "same summary"])

    class Config:
        """The table's name."""

        name = "paper_aliases"

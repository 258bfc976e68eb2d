"""Contract of the table `paper_aliases`, without SQL or parsing; listed in `schemas.registry`."""

from schemas import columns
from schemas.table import Table, column


class PaperAliases(Table):
    """One row per id that a citing paper has or could have been given, with its current id.

    Example: SELECT paper_id FROM paper_aliases WHERE alias = 'arxiv:2205.01068';
    """

    alias: str = column(
        "An id: the current one, or one from when less was known of the paper or titles were compared differently.",
        key=True,
        str_matches=columns.PAPER_ID,
    )
    paper_id: str = columns.paper_id(key=False)
    reason: str = column("Why both ids mean the same paper.", isin=["same id", "same title", "same summary"])

    class Config:
        """The table's name."""

        name = "paper_aliases"

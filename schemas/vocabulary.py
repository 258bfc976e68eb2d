"""Contract of the table `vocabulary`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.columns import Observed
from schemas.table import column


class Vocabulary(Observed):
    """One row per kind and word that pages print where one of a fixed set of words is expected.

    A word that the parser does not know is kept as printed and reported here.

    Example: SELECT kind, word, captures FROM vocabulary WHERE NOT is_known;
    """

    kind: str = column(
        "Where the word appears: label, verdict sentence, role, polarity, verdict, facet, link type or category.",
        key=True,
        str_matches=columns.NOT_BLANK,
    )
    word: str = column("The word as printed.", key=True, str_matches=columns.NOT_BLANK)
    is_known: bool = column("Whether the word is in the parser's word list.")
    captures: pl.Int32 = column("Number of captures that print it.", ge=1)

    class Config:
        """The table's name."""

        name = "vocabulary"

"""Contract of the table `abstracts`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.columns import Observed
from schemas.table import column


class Abstracts(Observed):
    """One row per hub with an abstract: the newest one that was read.

    Example: SELECT title, abstract FROM hubs JOIN abstracts USING (hub_id);
    """

    hub_id: str = columns.hub_id()
    abstract: str = column("The abstract in Unicode (TeX resolved).", str_matches=columns.NOT_BLANK)
    abstract_raw: str = column(
        "The abstract as printed: TeX kept, paragraphs joined by a space.", str_matches=columns.NOT_BLANK
    )
    word_count: pl.Int32 = column("Number of words in the abstract, split at whitespace.", ge=1)

    class Config:
        """The table's name."""

        name = "abstracts"

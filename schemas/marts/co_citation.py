"""Contract of the view `marts.co_citation`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.table import Table, column


class CoCitation(Table):
    """One row per pair of hubs that at least one current citing paper cites together; the smaller id comes first.

    The works that are cited together with one work stand in either column: look for it in both.

    Example: FROM marts.co_citation WHERE '70cd446b-8666-57cd-88d2-164850f89aac' IN (hub_id, other_hub_id);
    """

    hub_id: str = columns.hub_id()
    other_hub_id: str = column("The other hub's UUID.", key=True, sql="UUID", str_matches=columns.UUID)
    hub_title: str = columns.hub_title()
    other_hub_title: str = columns.hub_title()
    papers_citing_both: pl.Int64 = column("Papers that cite both.", ge=1)
    papers_citing_either: pl.Int64 = column("Papers that cite at least one of them.", ge=1)
    similarity: float = column("Papers citing both divided by papers citing either (Jaccard), from 0 to 1.", ge=0, le=1)

    class Config:
        """The view's name."""

        name = "marts_co_citation"

"""The table `residue`: what it promises, for readings and warehouse alike. `schemas.registry` lists it."""

import polars as pl

from schemas import columns
from schemas.table import Table, column


class Residue(Table):
    """One row per line that no parser claimed and that is not known page furniture: kept, never dropped.

    Example: SELECT block, text, count(*) FROM residue GROUP BY ALL ORDER BY 3 DESC;
    """

    capture_id: str = columns.capture_id()
    line_number: pl.Int32 = column(
        "Running number of the line among those of the page that print something, from 1.",
        key=True,
        ge=1,
    )
    block: str = column(
        "Block of the page in which the line stands; `hidden`: a reader does not see it; `unknown`: below a heading "
        "that no rule knows; `aside`: in an aside of the site."
    )
    text: str = column("The line as printed; elements are set apart where they part words.")
    byte_start: pl.Int64 = columns.byte_start()
    byte_end: pl.Int64 = columns.byte_end()

    class Config:
        """The table's name."""

        name = "residue"

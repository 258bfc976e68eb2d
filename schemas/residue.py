"""Contract of the table `residue`, for readings and the warehouse; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.table import Table, column


class Residue(Table):
    """One row per line that no parser recognised and that is not known boilerplate: kept, never dropped.

    Example: SELECT block, text, count(*) FROM residue GROUP BY ALL ORDER BY 3 DESC;
    """

    capture_id: str = columns.capture_id()
    line_number: pl.Int32 = column(
        "Number of the line within the page, counting only lines that print something, from 1.",
        key=True,
        ge=1,
    )
    block: str = column(
        "Block of the page that contains the line; `hidden`: not visible to a reader; `unknown`: below a heading that "
        "no rule knows; `aside`: in an aside of the site."
    )
    text: str = column("The line as printed, with a space between adjacent elements unless they split a word.")
    byte_start: pl.Int64 = column(
        "Byte offset in the capture's raw body where the text begins. NULL: no position.", null=True, ge=0
    )
    byte_end: pl.Int64 = column(
        "Byte offset in the capture's raw body just after the text. NULL: no position.", null=True, ge=0
    )

    class Config:
        """The table's name."""

        name = "residue"

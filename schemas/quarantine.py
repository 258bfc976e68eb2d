"""Contract of the table `quarantine`, for readings and the warehouse; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.refusals import RefusedBecause
from schemas.residue import Residue
from schemas.table import Table, column


class Quarantine(Table):
    """One row per refused cell or row: what was printed, why it was refused, and where it is in the page.

    Example: SELECT table_name, column_name, refused_because, reason, text_raw FROM quarantine;
    """

    capture_id: str = columns.capture_id()
    position: pl.Int32 = column("Sequence number within the capture, from 1.", key=True, ge=1)
    table_name: str = column("Table that the cell or row was meant for.")
    column_name: str = column("Column that the cell was meant for. NULL: the whole row or page was refused.", null=True)
    text_raw: str = column("The text as printed, at most 10,000 characters.")
    refused_because: str = column(
        "Why it was refused, in one word: see docs/outcomes.md.", isin=[one.value for one in RefusedBecause]
    )
    reason: str = column("Why it was refused, in a sentence.", str_matches=columns.NOT_BLANK)
    byte_start: pl.Int64 = Residue.byte_start
    byte_end: pl.Int64 = Residue.byte_end

    class Config:
        """The table's name."""

        name = "quarantine"

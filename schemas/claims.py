"""The table `claims`: what it promises. No SQL and no parsing here; `schemas.registry` lists it."""

import polars as pl

from schemas import columns
from schemas.table import Table, column

STATUSES = ["agrees", "explained", "disagrees", "unverifiable"]


class Claims(Table):
    """One row per number or percentage printed in a capture and thing that it can be compared with.

    A printed number is a claim: it is kept as printed, and compared with what else is known. Disagreement is reported
    and never refused. `claim` names the number and what it is compared with: docs/claims.md lists them.

    Example: SELECT claim, printed_text, numerator, denominator, explanation FROM claims WHERE status = 'disagrees';
    """

    capture_id: str = columns.capture_id()
    claim: str = column(
        "What was printed, and what it is compared with: sentence_percent_polarity, facet_count_rows, ...",
        key=True,
        str_matches=r"^[a-z_]+$",
    )
    position: pl.Int32 = column("Which of the capture's numbers of this kind it is, from 1.", key=True, ge=1)
    hub_id: str = columns.hub_id(key=False)
    printed_text: str = columns.printed_text()
    printed_value: float = columns.printed_value()
    recomputed_value: float = column("What it should be by the other side. NULL: there is no other side.", null=True)
    numerator: pl.Int64 = column(
        "The count that the recomputed value is, or its numerator. NULL: there is no other side.", null=True, ge=0
    )
    denominator: pl.Int64 = column("The base of a recomputed percentage. NULL: no percentage.", null=True, ge=0)
    status: str = column(
        "Whether it agrees, is explained (it differs, and it is known why), disagrees, or is unverifiable (there is "
        "nothing whole to compare it with).",
        isin=STATUSES,
    )
    explanation: str = column("What was compared, in words, with the numbers.", str_matches=columns.NOT_BLANK)

    class Config:
        """The table's name."""

        name = "claims"

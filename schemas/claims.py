"""Contract of the table `claims`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.table import Table, column

STATUSES = ["agrees", "explained", "disagrees", "unverifiable"]


class Claims(Table):
    """One row per comparison of a printed number: a count or percentage of a capture, and one value to compare it with.

    A printed number is a claim: it is kept as printed and compared with everything else that is known. Disagreement
    is reported; it never causes a refusal. `claim` names the number and the comparison: docs/claims.md lists them.

    Example: SELECT claim, printed_text, numerator, denominator, explanation FROM claims WHERE status = 'disagrees';
    """

    capture_id: str = columns.capture_id()
    claim: str = column(
        "The printed number and what it is compared with: sentence_percent_polarity, facet_count_rows, ...",
        key=True,
        str_matches=r"^[a-z_]+$",
    )
    position: pl.Int32 = column("Which of the capture's numbers of this kind this is, from 1.", key=True, ge=1)
    hub_id: str = columns.hub_id(key=False)
    printed_text: str = column("The words that contain the number, as printed.", str_matches=columns.NOT_BLANK)
    printed_value: float = column(
        "The number. NULL: the printed number is not exact (see quarantine).", null=True, ge=0
    )
    recomputed_value: float = column(
        "The number computed from the other side. NULL: there is no other side.", null=True
    )
    numerator: pl.Int64 = column(
        "The recomputed count, or the numerator of a recomputed percentage. NULL: there is no other side.",
        null=True,
        ge=0,
    )
    denominator: pl.Int64 = column("The base of a recomputed percentage. NULL: not a percentage.", null=True, ge=0)
    status: str = column(
        "Result of the comparison: agrees, explained (differs for a known reason), disagrees, or unverifiable (there "
        "is nothing complete to compare it with).",
        isin=STATUSES,
    )
    explanation: str = column("What was compared, in words, with the numbers.", str_matches=columns.NOT_BLANK)

    class Config:
        """The table's name."""

        name = "claims"

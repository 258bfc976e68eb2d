"""Contract of the view `marts.capture_quality`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.captures import Captures
from schemas.table import Table, Timestamp, column


class CaptureQuality(Table):
    """One row per capture: how well it was read, and how its printed numbers compare.

    Example: SELECT url, residue_lines, claims_disagreeing FROM marts.capture_quality ORDER BY captured_at DESC;
    """

    capture_id: str = columns.capture_id()
    hub_id: str = columns.hub_id(key=False, null=True)
    hub_title: str = columns.hub_title()
    url: str = Captures.url
    captured_at: Timestamp = Captures.captured_at
    rendering: str = Captures.rendering
    outcome: str = Captures.outcome
    is_complete: bool = Captures.is_complete
    text_lines: pl.Int32 = Captures.text_lines
    residue_lines: pl.Int32 = column("Lines that no parser recognised. NULL: not read.", null=True, ge=0)
    residue_share: float = column(
        "Share of residue in all lines, from 0 to 1. NULL: not read, or no line.", null=True, ge=0, le=1
    )
    quarantined_cells: pl.Int32 = column("Refused cells. NULL: not read.", null=True, ge=0)
    papers_without_link: pl.Int32 = column(
        "Rows of both lists that have no link to a paper, so their id is unknown. NULL: not read.",
        null=True,
        ge=0,
    )
    claims: pl.Int64 = column("Rows of claims: comparisons of the numbers that the capture prints.", ge=0)
    claims_agreeing: pl.Int64 = column("Comparisons that agree.", ge=0)
    claims_explained: pl.Int64 = column("Comparisons that differ for a known reason.", ge=0)
    claims_disagreeing: pl.Int64 = column("Comparisons that disagree.", ge=0)
    claims_unverifiable: pl.Int64 = column("Numbers with nothing complete to compare them with.", ge=0)

    class Config:
        """The view's name."""

        name = "marts_capture_quality"

"""The view `marts.capture_quality`: what it promises. No SQL and no parsing here; `schemas.registry` lists it."""

import polars as pl

from schemas import columns
from schemas.table import Table, Timestamp, column


class CaptureQuality(Table):
    """One row per capture: how well it was read, and how its printed numbers compare.

    Example: SELECT url, residue_lines, claims_disagreeing FROM marts.capture_quality ORDER BY captured_at DESC;
    """

    capture_id: str = columns.capture_id()
    hub_id: str = columns.hub_id(key=False, null=True)
    hub_title: str = columns.hub_title()
    url: str = column("Address that was captured, with its filters; or the name of a refused file.")
    captured_at: Timestamp = column("When the page was taken from the source (UTC).")
    rendering: str = column(
        "Which rendering the body is. NULL: it could not be told.", null=True, isin=columns.RENDERINGS
    )
    outcome: str = column("ok, or what was wrong: see the outcomes in docs/outcomes.md.", str_matches=r"^[a-z_]+$")
    is_complete: bool = column("Whether the view is complete. NULL: not a page that was read.", null=True)
    text_lines: pl.Int32 = column("Lines of text on the page. NULL: not read.", null=True, ge=0)
    residue_lines: pl.Int32 = column("Lines that nobody claimed. NULL: not read.", null=True, ge=0)
    residue_share: float = column("Those of all lines, from 0 to 1. NULL: not read, or no line.", null=True, ge=0, le=1)
    quarantined_cells: pl.Int32 = column("Cells refused. NULL: not read.", null=True, ge=0)
    papers_without_link: pl.Int32 = column(
        "Rows of both lists with no link that leads to a paper, so that their id is not known. NULL: not read.",
        null=True,
        ge=0,
    )
    claims: pl.Int64 = column("Numbers and percentages that it prints.", ge=0)
    claims_agreeing: pl.Int64 = column("Those that agree with what is known.", ge=0)
    claims_explained: pl.Int64 = column("Those that differ, and it is known why.", ge=0)
    claims_disagreeing: pl.Int64 = column("Those that disagree.", ge=0)
    claims_unverifiable: pl.Int64 = column("Those with nothing whole to compare them with.", ge=0)

    class Config:
        """The view's name."""

        name = "marts_capture_quality"

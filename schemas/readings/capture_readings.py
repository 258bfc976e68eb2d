"""The reading `capture_readings`: what a parser says of a capture as a whole. `schemas.registry` lists it."""

import polars as pl

from schemas import columns
from schemas.table import Table, column


class CaptureReadings(Table):
    """One row per capture read: what it is, how well it was read, and whether it proves absence."""

    capture_id: str = columns.capture_id()
    rendering: str = column(
        "Which rendering the body is. NULL: none could be told.", null=True, isin=columns.RENDERINGS
    )
    outcome: str = column("ok, pending, or why nothing was read.", str_matches=r"^[a-z_]+$")
    reason: str = column("What happened, in words. NULL: nothing to say.", null=True)
    encoding: str = column("The encoding that the bytes were decoded with. NULL: not decoded.", null=True)
    replacement_characters: pl.Int32 = column("Characters that became U+FFFD.", ge=0)
    text_lines: pl.Int32 = column("Lines of text on the page.", ge=0)
    furniture_lines: pl.Int32 = column("Lines known to carry nothing.", ge=0)
    residue_lines: pl.Int32 = column("Lines that nobody claimed.", ge=0)
    quarantined_cells: pl.Int32 = column("Cells refused.", ge=0)
    citing_papers_listed: pl.Int32 = column("Rows read in the explorer.", ge=0)
    representative_papers: pl.Int32 = column("Rows read among the representatives.", ge=0)
    papers_without_link: pl.Int32 = column("Rows of both lists, in HTML, with no link that leads to a paper.", ge=0)
    is_complete: bool = column("HTML whose listed rows reach the printed count of its view.")

    class Config:
        """The reading's name."""

        name = "capture_readings"

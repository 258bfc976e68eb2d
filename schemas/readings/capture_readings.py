"""The reading `capture_readings`: what a parser found out about a capture as a whole; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.captures import Captures
from schemas.table import Table, column


class CaptureReadings(Table):
    """One row per capture that was read: what it is, how well it was read, and whether it proves absence."""

    capture_id: str = columns.capture_id()
    rendering: str = Captures.rendering
    outcome: str = column("ok, pending, or why nothing was read.", str_matches=r"^[a-z_]+$")
    reason: str = Captures.reason
    encoding: str = column("The encoding that the bytes were decoded with. NULL: not decoded.", null=True)
    replacement_characters: pl.Int32 = column("Characters that were replaced by U+FFFD.", ge=0)
    text_lines: pl.Int32 = column("Lines of text on the page.", ge=0)
    furniture_lines: pl.Int32 = column("Boilerplate lines without data.", ge=0)
    residue_lines: pl.Int32 = column("Lines that no parser recognised.", ge=0)
    quarantined_cells: pl.Int32 = column("Refused cells.", ge=0)
    citing_papers_listed: pl.Int32 = column("Rows read in the explorer of citing papers.", ge=0)
    representative_papers: pl.Int32 = column("Rows read in the list of representative citing papers.", ge=0)
    papers_without_link: pl.Int32 = column("Rows of both lists in HTML that have no link to a paper.", ge=0)
    is_complete: bool = column("Whether it is HTML whose listed rows reach the printed count of its view.")

    class Config:
        """The reading's name."""

        name = "capture_readings"

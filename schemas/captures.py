"""Contract of the table `captures`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.table import Table, Timestamp, column


class Captures(Table):
    """One row per landed capture: every page, file or row that was taken in, good or bad.

    Example: SELECT outcome, count(*) FROM captures GROUP BY outcome;
    """

    capture_id: str = column(
        "Hash of hub, filters, rendering, time and content: the same capture has the same id in every warehouse.",
        key=True,
        str_matches=columns.CAPTURE_ID,
    )
    hub_id: str = columns.hub_id(key=False, null=True)
    url: str = column("The captured URL with its filters, or the name of a refused file.")
    source_file: str = column(
        "Where the capture came from: the host it was fetched from, or the name of its file without folders (a page, "
        "a WARC, or the captures.csv of a broken row)."
    )
    filters: str = column("Filters of the view as a JSON object with sorted keys; {} for the whole page.", sql="JSON")
    unread_parameters: str = column(
        "Comma-separated names of other URL parameters that may select rows: such a page proves no absence. "
        "NULL: none, or only tracking parameters (utm_source, fbclid …).",
        null=True,
    )
    rendering: str = column(
        "Which rendering the body is. NULL: it could not be determined.", null=True, isin=columns.RENDERINGS
    )
    captured_at: Timestamp = column("When the page was captured at the source (UTC).")
    landed_at: Timestamp = column("When the capture was added to the raw store (UTC).")
    outcome: str = column("ok, or what happened instead: see docs/outcomes.md.", str_matches=r"^[a-z_]+$")
    is_problem: bool = column("Whether a person should look at it: false for ok, pending, unchanged, retried and gone.")
    reason: str = column("What happened, in words. NULL: nothing to report.", null=True)
    http_status: pl.Int32 = column("Status of the HTTP response. NULL: no HTTP response.", null=True, ge=100, le=599)
    body_sha256: str = column("SHA-256 of the raw body, as hexadecimal digits.", str_matches=r"^[0-9a-f]{64}$")
    body_bytes: pl.Int64 = column("Length of the raw body in bytes.", ge=0)
    warc_file: str = column("WARC file under raw/ that contains the record.")
    warc_offset: pl.Int64 = column("Byte offset of the record in that file.", ge=0)
    read_as: str = column(
        "The capture whose reading is used for this one: the earliest with the same bytes of the same view, or itself. "
        "Its rows in residue and quarantine apply to this capture too.",
        str_matches=columns.CAPTURE_ID,
    )
    parser_version: str = column(
        "Version of the parser that looked at the capture; outcome says whether it could read it. NULL: none did.",
        null=True,
    )
    is_complete: bool = column(
        "Whether the view is complete: HTML whose listed rows reach the printed count. False also where no page could "
        "be read, which outcome tells. NULL: no parser looked at it.",
        null=True,
    )
    citing_papers_listed: pl.Int32 = column(
        "Rows read in the explorer of citing papers. NULL: not read.", null=True, ge=0
    )
    representative_papers: pl.Int32 = column(
        "Rows read in the list of representative citing papers. NULL: not read.", null=True, ge=0
    )
    papers_without_link: pl.Int32 = column(
        "Rows of both lists that have no link to a paper, so their id is unknown; counted for HTML only, otherwise 0. "
        "NULL: not read.",
        null=True,
        ge=0,
    )
    replacement_characters: pl.Int32 = column(
        "Bytes or characters that could not be decoded and were replaced by U+FFFD. NULL: not read.", null=True, ge=0
    )
    text_lines: pl.Int32 = column("Lines of text on the page. NULL: not read.", null=True, ge=0)
    furniture_lines: pl.Int32 = column(
        "Boilerplate lines without data: site header, navigation, footer, lone bullets. NULL: not read.",
        null=True,
        ge=0,
    )
    residue_lines: pl.Int32 = column("Lines that no parser recognised: see residue. NULL: not read.", null=True, ge=0)
    quarantined_cells: pl.Int32 = column("Refused cells: see quarantine. NULL: not read.", null=True, ge=0)

    class Config:
        """The table's name."""

        name = "captures"

"""The table `captures`: what it promises. No SQL and no parsing here; `schemas.registry` lists it."""

import polars as pl

from schemas import columns
from schemas.table import Table, Timestamp, column


class Captures(Table):
    """One row per capture landed: every page, file or row that was taken in, good or bad.

    Example: SELECT outcome, count(*) FROM captures GROUP BY outcome;
    """

    capture_id: str = column(
        "Hash of hub, filters, rendering, time and content: the same capture has the same id everywhere.",
        key=True,
        str_matches=columns.CAPTURE_ID,
    )
    hub_id: str = columns.hub_id(key=False, null=True)
    url: str = column("Address that was captured, with its filters; or the name of a refused file.")
    source_file: str = column(
        "Where it came from: the host that it was fetched from; or the file's name without folders: a page, a WARC, "
        "or the captures.csv of a broken row."
    )
    filters: str = column("Filters of the view as a JSON object, keys sorted; {} for the whole page.", sql="JSON")
    unread_parameters: str = column(
        "Names of other parameters in the address that may select rows, with commas between: such a page proves no "
        "absence. NULL: there are none, or only those that say where a reader came from (utm_source, fbclid …).",
        null=True,
    )
    rendering: str = column(
        "Which rendering the body is. NULL: it could not be told.", null=True, isin=columns.RENDERINGS
    )
    captured_at: Timestamp = column("When the page was taken from the source (UTC).")
    landed_at: Timestamp = column("When it was taken into the warehouse (UTC).")
    outcome: str = column("ok, or what was wrong: see the outcomes in docs/outcomes.md.", str_matches=r"^[a-z_]+$")
    is_problem: bool = column(
        "Whether a person should look at it: the outcome is none of ok, pending, unchanged, retried, gone."
    )
    reason: str = column("What happened, in words. NULL: nothing to say.", null=True)
    http_status: pl.Int32 = column("Status of the HTTP response. NULL: not from HTTP.", null=True, ge=100, le=599)
    body_sha256: str = column("SHA-256 of the raw body, in hexadecimal.", str_matches=r"^[0-9a-f]{64}$")
    body_bytes: pl.Int64 = column("Length of the raw body in bytes.", ge=0)
    warc_file: str = column("WARC file under raw/ that holds the record.")
    warc_offset: pl.Int64 = column("Offset of the record in that file, in bytes.", ge=0)
    read_as: str = column(
        "The capture whose reading stands for this one: the earliest with the same bytes of the same view, or itself. "
        "Its residue and quarantine are this one's as well.",
        str_matches=columns.CAPTURE_ID,
    )
    parser_version: str = column("Version of the parser that read the capture. NULL: not read.", null=True)
    is_complete: bool = column(
        "Whether the view is complete: HTML whose listed rows reach the printed count. NULL: not a page that was read.",
        null=True,
    )
    citing_papers_listed: pl.Int32 = column("Rows read in the citing papers explorer. NULL: not read.", null=True, ge=0)
    representative_papers: pl.Int32 = column(
        "Rows read among the representative citing papers. NULL: not read.", null=True, ge=0
    )
    papers_without_link: pl.Int32 = column(
        "Rows of both lists with no link that leads to a paper, so that their id is not known; of HTML only, else 0. "
        "NULL: not read.",
        null=True,
        ge=0,
    )
    replacement_characters: pl.Int32 = column(
        "Bytes or characters that could not be decoded and became U+FFFD. NULL: not read.", null=True, ge=0
    )
    text_lines: pl.Int32 = column("Lines of text on the page. NULL: not read.", null=True, ge=0)
    furniture_lines: pl.Int32 = column(
        "Lines known to carry nothing: site header, navigation, footer, lone bullets. NULL: not read.",
        null=True,
        ge=0,
    )
    residue_lines: pl.Int32 = column("Lines that nobody claimed: see residue. NULL: not read.", null=True, ge=0)
    quarantined_cells: pl.Int32 = column("Cells refused: see quarantine. NULL: not read.", null=True, ge=0)

    class Config:
        """The table's name."""

        name = "captures"

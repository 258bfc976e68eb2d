"""Columns that several tables share, each declared here once with its range and description.

A column that only one table has is declared in that table's file.
"""

from typing import Any

from schemas.table import Table, Timestamp, column

UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
CAPTURE_ID = r"^[0-9a-f]{20}$"
ARXIV_ID = r"^(\d{4}\.\d{4,5}|[a-z][a-z-]*(\.[A-Z]{2})?/\d{7})$"
ARXIV_DOI = r"^10\.48550/arXiv\.(\d{4}\.\d{4,5}|[a-z][a-z-]*(\.[A-Z]{2})?/\d{7})$"
PAPER_ID = r"^(arxiv:(\d{4}\.\d{4,5}|[a-z][a-z-]*(\.[A-Z]{2})?/\d{7})|(title|summary):[0-9a-f]{20})$"
NOT_BLANK = r"\S"

TIERS = ["none", "hub", "super_hub", "mega_hub"]
VERDICT_KINDS = ["canonical", "mixed", "indexing", "other"]
RENDERINGS = ["html", "full_text", "list_text", "json"]
DIMENSIONS = ["role", "polarity", "field", "verdict", "novelty"]


class Observed(Table):
    """When a row was seen, and which capture its newest value came from."""

    first_captured_at: Timestamp = column("Time of the earliest capture that shows this row (UTC).", common=True)
    last_captured_at: Timestamp = column("Time of the latest capture that shows this row (UTC).", common=True)
    capture_id: str = column(
        "The capture that supplied the newest of the row's values: see captures.",
        common=True,
        str_matches=CAPTURE_ID,
    )


def capture_id(*, key: bool = True) -> Any:
    """The capture that a row was read from."""
    return column("The capture that was read: see captures.", key=key, str_matches=CAPTURE_ID)


def hub_id(*, key: bool = True, null: bool = False) -> Any:
    """The UUID of a hub page, as in its URL."""
    return column(
        "The hub's UUID, as in its URL /citations/<uuid>." + (" NULL: the capture names none." * null),
        key=key,
        null=null,
        sql="UUID",
        str_matches=UUID,
    )


def paper_id(*, key: bool = True) -> Any:
    """The identity of a citing paper."""
    return column(
        "The citing paper: arxiv:<id> where a link gives it, else title:<hash> of the normalised title, "
        "else summary:<hash>. Where papers share a title or summary, the hash includes date, category or hub. "
        "Look up old ids in paper_aliases.",
        key=key,
        str_matches=PAPER_ID,
    )


def arxiv_id(whose: str) -> Any:
    """An arXiv identifier without its version."""
    return column(
        f"arXiv identifier of the {whose}, without version. NULL: none known.",
        null=True,
        str_matches=ARXIV_ID,
    )


def arxiv_doi() -> Any:
    """The DOI that arXiv registers for each of its papers."""
    return column(
        "DOI that arXiv registers for the paper: 10.48550/arXiv.<arxiv_id>. It is derived, not printed. "
        "NULL: no arXiv identifier is known.",
        null=True,
        str_matches=ARXIV_DOI,
    )


def title(whose: str) -> Any:
    """A title in Unicode."""
    return column(f"Title of the {whose} in Unicode (TeX resolved). NULL: none known.", null=True)


def title_raw(whose: str) -> Any:
    """A title as printed."""
    return column(f"Title of the {whose} as printed, TeX kept. NULL: none known.", null=True)


def category() -> Any:
    """An arXiv category as printed."""
    return column("Primary arXiv category as printed. NULL: none known.", null=True, str_matches=NOT_BLANK)


def posted_on() -> Any:
    """The date in a citing paper's meta line."""
    return column("Date printed for the citing paper. NULL: none known.", null=True)


def verdict() -> Any:
    """The verdict of the machine review."""
    return column(
        "Verdict of the machine review as printed (unverdicted, accept, conditional, reject …). NULL: none known.",
        null=True,
        str_matches=NOT_BLANK,
    )


def novelty() -> Any:
    """The novelty score."""
    return column("Novelty from 0 to 10, one decimal. NULL: none known.", null=True, ge=0, le=10)


def paper_url() -> Any:
    """The URL of a citing paper's page."""
    return column("URL of the paper's page at the source. NULL: no link seen.", null=True)


def role() -> Any:
    """The role of a citation."""
    return column(
        "Role of the citation as printed (background, method, baseline, dataset, other …). "
        "NULL: not classified, or not shown.",
        null=True,
        str_matches=NOT_BLANK,
    )


def ref_number() -> Any:
    """The reference number in the citing paper."""
    return column("Reference number in the citing paper's bibliography. NULL: not shown.", null=True, ge=0)


def mention_count() -> Any:
    """How often the citing paper refers to the work."""
    return column(
        "How many references to the work the citing paper makes, where the page prints it (`4 refs`). NULL: not shown.",
        null=True,
        ge=0,
    )


def link_type() -> Any:
    """How the page links the citing paper."""
    return column("Kind of link as printed (internal anchor …). NULL: not shown.", null=True)


def facet() -> Any:
    """The facet that a count belongs to."""
    return column(
        "What is counted: field, year, verdict, role or polarity; a new facet keeps its printed label.",
        key=True,
        str_matches=NOT_BLANK,
    )


def facet_value() -> Any:
    """The value that a facet counts."""
    return column("The value as printed (verdicts are in upper case here: ACCEPT).", key=True, str_matches=NOT_BLANK)


def facet_n() -> Any:
    """The count that a facet prints."""
    return column("The number printed for the value, in citing papers or citations.", ge=0)


def printed_text() -> Any:
    """The words that contain a printed number."""
    return column("The words that contain the number, as printed.", str_matches=NOT_BLANK)


def printed_value() -> Any:
    """A printed number."""
    return column("The number. NULL: the printed number is not exact (see quarantine).", null=True, ge=0)


def byte_start() -> Any:
    """Where a text begins in the raw body."""
    return column("Byte offset in the capture's raw body where the text begins. NULL: no position.", null=True, ge=0)


def byte_end() -> Any:
    """Where a text ends in the raw body."""
    return column("Byte offset in the capture's raw body just after the text. NULL: no position.", null=True, ge=0)


def hub_title() -> Any:
    """The title of a hub, repeated next to facts about it."""
    return column("Title of the cited work (Unicode). NULL: none known.", null=True)


def tier() -> Any:
    """The tier of a cited work."""
    return column(
        "Tier of the work; `none`: below hub. NULL: seen only as text or JSON twin, without a tier.",
        null=True,
        isin=TIERS,
    )


def label() -> Any:
    """The label next to the tier."""
    return column(
        "Label next to the tier as printed (Canonical reference, Mixed citations …). NULL: none printed.",
        null=True,
        str_matches=NOT_BLANK,
    )


def authors() -> Any:
    """The authors of a cited work."""
    return column("Authors as the JSON twin prints them. NULL: none known.", null=True)


def year() -> Any:
    """The year of a cited work."""
    return column("Year of the cited work (JSON twin). NULL: none known.", null=True, ge=0, le=9999)


def doi() -> Any:
    """The DOI of a cited work."""
    return column("DOI of the cited work (JSON twin). NULL: none known.", null=True)


def dominant_role() -> Any:
    """The role that the verdict sentence names."""
    return column("The role that the verdict sentence names. NULL: it names none.", null=True)


def dominant_percent() -> Any:
    """The percentage that the verdict sentence prints."""
    return column(
        "The percentage of classified citations that the verdict sentence prints. NULL: it prints none.",
        null=True,
        ge=0,
        le=100,
    )


def citing_papers_printed() -> Any:
    """The number of citing papers that a page prints."""
    return column("Number of citing Pith papers as printed on the page. NULL: none printed.", null=True, ge=0)


def polarity() -> Any:
    """The polarity of a citation."""
    return column("Polarity of the citation, known from views filtered by polarity. NULL: not known.", null=True)

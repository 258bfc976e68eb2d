"""Keys and other columns that belong to no table more than to others, and the patterns of values.

Any other column is declared in the file of its table; a view or reading that has it too names it there
(`title: str = Hubs.title`).
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


def category() -> Any:
    """An arXiv category as printed."""
    return column("Primary arXiv category as printed. NULL: none known.", null=True, str_matches=NOT_BLANK)


def hub_title() -> Any:
    """The title of a hub, repeated next to facts about it."""
    return column("Title of the cited work (Unicode). NULL: none known.", null=True)

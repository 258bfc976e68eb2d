"""The four times of a row of history, declared once. The models of this folder build on `Historic`."""

from schemas.columns import CAPTURE_ID
from schemas.table import Table, Timestamp, column


class Historic(Table):
    """When a row held, by the captures, and when that was known here."""

    valid_from: Timestamp = column("Time of the first capture that shows the row so (UTC).", key=True, common=True)
    known_from: Timestamp = column(
        "When the capture landed that this was first known from (UTC).", key=True, common=True
    )
    valid_to: Timestamp = column(
        "Time of the first later capture that shows it otherwise (UTC). NULL: none is known.", null=True, common=True
    )
    known_to: Timestamp = column(
        "When a capture landed that changed what is known of it (UTC). NULL: this is what is known today.",
        null=True,
        common=True,
    )
    capture_id: str = column("The first capture that shows it so: see captures.", common=True, str_matches=CAPTURE_ID)

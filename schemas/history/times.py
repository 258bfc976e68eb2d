"""The four times of a history row, declared once. The models in this folder derive from `Historic`."""

from schemas.columns import CAPTURE_ID
from schemas.table import Table, Timestamp, column


class Historic(Table):
    """When a state held, according to the captures, and when that was known here."""

    valid_from: Timestamp = column("Time of the first capture that shows this state (UTC).", key=True, common=True)
    known_from: Timestamp = column("When the capture landed that first made this known (UTC).", key=True, common=True)
    valid_to: Timestamp = column(
        "Time of the first later capture that shows a different state (UTC). NULL: none is known.",
        null=True,
        common=True,
    )
    known_to: Timestamp = column(
        "When a capture landed that changed this knowledge (UTC). NULL: this is what is known today.",
        null=True,
        common=True,
    )
    capture_id: str = column(
        "The first capture that shows this state: see captures.", common=True, str_matches=CAPTURE_ID
    )

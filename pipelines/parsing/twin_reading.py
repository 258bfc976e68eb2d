"""From a capture of the JSON twin to its rows; and the rows of a capture that is refused as a whole.

Which keys give which cells is `twin`'s to say, where they stand in the body `twin_places`'. `reading` calls this.
"""

from pipelines.parsing import json_text, printed_numbers, twin, words
from pipelines.parsing.decoding import Decoded
from pipelines.parsing.outcomes import BECAUSE
from pipelines.parsing.page import LONGEST_KEPT
from pipelines.parsing.rows import HubRow, QuarantineRow, Reading, ResidueRow
from pipelines.parsing.twin_places import OPENED, members
from schemas.refusals import RefusedBecause


def read_twin(decoded: Decoded, hub_id: str | None, reading: Reading) -> Reading:
    """Fill a reading from a twin, or refuse it.

    Args:
        decoded: the body.
        hub_id: the uuid of the address; the twin has to be of the same work.
        reading: the reading to fill.
    """
    capture_id = reading.capture.capture_id
    try:
        loaded = twin.load(decoded.text)
    except twin.NoTwin as error:
        return refused(reading, "not_a_hub", str(error), decoded.text[:80])
    reading.capture.replacement_characters += json_text.count_unstorable(decoded.text)
    named = loaded["work"].get("id")
    if named != hub_id:
        reason = f"the address is of {hub_id}, the twin of {str(named)[:80]}"
        return refused(reading, "wrong_work", reason, str(named))
    reading.hub = HubRow(capture_id)

    places = {
        one.path: (decoded.byte_offset(one.value_start), decoded.byte_offset(one.end))
        for one in members(decoded.text, OPENED)
    }

    def refuse(column: str, printed: str, reason: str, because: RefusedBecause) -> None:
        number, shown = len(reading.quarantine) + 1, twin.MEANT_FOR.get(column, column)
        path = twin.source_of(loaded, column)[0] if column in twin.SOURCES else ""
        start, end = places.get(path, (None, None))
        row = QuarantineRow(
            capture_id,
            number,
            "hubs",
            shown,
            printed[:LONGEST_KEPT],
            reason,
            start,
            end,
            refused_because=because,
        )
        reading.quarantine.append(row)

    twin.read_twin(loaded, reading.hub, refuse)
    reading.claims = printed_numbers.of_twin(loaded, reading.hub)
    for number, (key, value) in enumerate(twin.unread_keys(loaded), 1):
        reading.residue.append(
            ResidueRow(capture_id, number, "twin", f"{key}: {value}", *places.get(key, (None, None)))
        )
    if reading.hub.title is None and words.PENDING_TITLE in decoded.text:
        reading.capture.outcome, reading.capture.reason = (
            "pending",
            "the source has not resolved the title yet",
        )
    reading.capture.residue_lines = len(reading.residue)
    reading.capture.quarantined_cells = len(reading.quarantine)
    return reading


def refused(reading: Reading, outcome: str, reason: str, seen: str) -> Reading:
    """Refuse a capture as a whole: its outcome and reason, and in quarantine what was seen of it."""
    reading.capture.outcome, reading.capture.reason = outcome, reason
    capture_id = reading.capture.capture_id
    row = QuarantineRow(capture_id, 1, "captures", None, seen[:LONGEST_KEPT], reason, refused_because=BECAUSE[outcome])
    reading.quarantine.append(row)
    reading.capture.quarantined_cells = 1
    return reading

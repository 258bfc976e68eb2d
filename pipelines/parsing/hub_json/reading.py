"""Turn a capture of the JSON twin into rows, and make the rows of a capture that is refused as a whole.

`fields` decides which keys fill which cells, `members` where they are in the body.
"""

from pipelines.parsing.blocks import printed_numbers
from pipelines.parsing.blocks.block_result import LONGEST_KEPT
from pipelines.parsing.hub_json import fields
from pipelines.parsing.hub_json.members import OPENED, members
from pipelines.parsing.lines import json_text
from pipelines.parsing.lines.characters import without_directions
from pipelines.parsing.lines.decoding import Decoded
from pipelines.parsing.vocabulary import words
from pipelines.parsing.vocabulary.outcomes import BECAUSE
from pipelines.parsing.vocabulary.records import HubRow, QuarantineRow, Reading, ResidueRow
from schemas.refusals import RefusedBecause


def read_twin(decoded: Decoded, hub_id: str | None, reading: Reading) -> Reading:
    """Fill a reading from a JSON twin, or refuse it.

    Args:
        decoded: the body.
        hub_id: the uuid of the address; the JSON twin must be of the same work.
        reading: the reading to fill.
    """
    capture_id = reading.capture.capture_id
    try:
        loaded = fields.load(decoded.text)
    except fields.NoTwin as error:
        return refused(reading, "not_a_hub", str(error), decoded.text[:80])
    reading.capture.replacement_characters += json_text.count_unstorable(decoded.text)
    named = loaded["work"].get("id")
    if named != hub_id:
        reason = f"the address is of {hub_id}, the twin of {str(named)[:80]}"
        return refused(reading, "wrong_work", reason, str(named))
    _, of_state = fields.source_of(loaded, ["hub.state.work_id"])
    if of_state not in (None, hub_id):
        reason = f"the address is of {hub_id}, the state in the twin of {str(of_state)[:80]}"
        return refused(reading, "wrong_work", reason, str(of_state))
    reading.hub = HubRow(capture_id)

    places = {
        one.path: (decoded.byte_offset(one.value_start), decoded.byte_offset(one.end))
        for one in members(decoded.text, OPENED)
    }

    def refuse(column: str, path: str, printed: str, reason: str, because: RefusedBecause) -> None:
        number = len(reading.quarantine) + 1
        start, end = places.get(path, (None, None))
        row = QuarantineRow(
            capture_id,
            number,
            "hubs",
            column,
            printed[:LONGEST_KEPT],
            reason,
            start,
            end,
            refused_because=because,
        )
        reading.quarantine.append(row)

    fields.read_twin(loaded, reading.hub, refuse)
    reading.claims = printed_numbers.of_twin(loaded, reading.hub)
    for number, (key, value) in enumerate(fields.unread_keys(loaded), 1):
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
    """Refuse a capture as a whole: set its outcome and reason, and quarantine what was seen of it."""
    reading.capture.outcome, reading.capture.reason = outcome, reason
    capture_id, seen = reading.capture.capture_id, without_directions(seen)[:LONGEST_KEPT]
    row = QuarantineRow(capture_id, 1, "captures", None, seen, reason, refused_because=BECAUSE[outcome])
    reading.quarantine.append(row)
    reading.capture.quarantined_cells = 1
    return reading

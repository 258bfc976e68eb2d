"""How large a body may be: what is read, what is stored, and the outcome beyond that.

The limits (FAULTS.md F5, F17) live here alone, so that every source obeys the same ones; nothing is read here.
"""

from dataclasses import replace

from pipelines.landing.captures import Arrival

MEBIBYTE = 1 << 20
MAX_READ_BYTES = 32 * MEBIBYTE
MAX_STORED_BYTES = 64 * MEBIBYTE


def limited(arrival: Arrival) -> Arrival:
    """Return the arrival with its body within the limits and, if it was `ok`, the outcome that its size calls for."""
    size = len(arrival.body)
    is_cut = arrival.is_cut or size > MAX_STORED_BYTES
    outcome, reason = arrival.outcome, arrival.reason
    if outcome == "ok" and is_cut:
        outcome = "too_large"
        reason = f"more than {MAX_STORED_BYTES // MEBIBYTE} MiB: only the beginning is stored, and not read"
    elif outcome == "ok" and size > MAX_READ_BYTES:
        outcome = "too_large"
        reason = f"{size:,} bytes, more than {MAX_READ_BYTES // MEBIBYTE} MiB: stored whole, but not read"
    elif outcome == "ok" and size == 0:
        outcome, reason = "empty", "it has no bytes; capture the page again"
    if size > MAX_STORED_BYTES:
        body = arrival.body[:MAX_STORED_BYTES]
        return replace(arrival, body=body, body_sha256=None, is_cut=True, outcome=outcome, reason=reason)
    return arrival if outcome == arrival.outcome else replace(arrival, outcome=outcome, reason=reason)

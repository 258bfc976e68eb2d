"""What an answer of the site means: its outcome, and whether to retry. Then the attempt as an arrival.

Pure: no request is sent and no page is parsed (parsing finds out whether the body is a hub page). The rules are those
of FAULTS.md; the outcomes are explained in `landing.captures.OUTCOMES`.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from pipelines.fetching.transfer import NOT_MODIFIED, Answer
from pipelines.landing.captures import PAGE_STATUS, Arrival, Capture, sha256_of
from pipelines.landing.header_text import media_type_and_charset, one_line
from pipelines.landing.hub_url import HubAddress

PARTIAL: Final = 206
GONE: Final = (404, 410)
HTML_TYPES: Final = ("text/html", "application/xhtml+xml")
PASSING: Final = frozenset({408, 425, 429})
"""4xx of a site under load, which may succeed when retried (FAULTS.md F7); any other is final."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One view to fetch.

    Attributes:
        address: which view of which hub.
        url: its URL at the site.
        known: the stored page, to ask whether it changed; None where there is none.
    """

    address: HubAddress
    url: str
    known: Capture | None = None

    def conditions(self) -> dict[str, str]:
        """Return the header fields that request the page only if it changed (RFC 9110 section 13.1)."""
        if self.known is None:
            return {}
        given = {"If-None-Match": self.known.etag, "If-Modified-Since": self.known.last_modified}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class ResponseOutcome:
    """What an answer means: outcome and reason, and whether a retry may help."""

    outcome: str
    reason: str = ""
    may_pass: bool = False


def response_outcome(answer: Answer, *, is_twin: bool, is_conditional: bool) -> ResponseOutcome:
    """Interpret an answer that is not a redirect."""
    fault, reason, may_pass = answer.ended
    status = answer.status or 0
    if status == NOT_MODIFIED and is_conditional:
        return ResponseOutcome("unchanged")
    if fault and status < 400:  # above, the status says it, whatever the body is
        return ResponseOutcome(fault, reason, may_pass)
    if status in PAGE_STATUS:
        return _verdict_of_body(answer, is_twin=is_twin)
    said = answer.head.status_line if answer.head else "nothing"
    if status in GONE:
        return ResponseOutcome("gone", f"the site answered {said}")
    if status == PARTIAL:
        return ResponseOutcome("truncated", "the site sent a part only (206), which was not asked for", may_pass=True)
    may_pass = status in PASSING or status >= 500 or status == NOT_MODIFIED  # which nothing asked for (F11)
    return ResponseOutcome("failed", f"the site answered {said} instead of the page", may_pass)


def _verdict_of_body(answer: Answer, *, is_twin: bool) -> ResponseOutcome:
    """Interpret a body; if nothing marked its end, the page itself must (FAULTS.md F1)."""
    if not answer.body:
        return ResponseOutcome("empty", "the site answered 200 without a body", may_pass=True)
    if answer.is_end_told or _ends_itself(answer.body, is_twin=is_twin):
        return ResponseOutcome("ok")
    end = "the JSON is not whole" if is_twin else "there is no </html> at the end"
    return ResponseOutcome("truncated", f"nothing told where the body ends, and {end}", may_pass=True)


def _ends_itself(body: bytes, *, is_twin: bool) -> bool:
    if not is_twin:
        return b"</html>" in body[-4096:].lower()
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def arrival_of(
    wanted: Wanted, answer: Answer | None, verdict: ResponseOutcome, at: datetime, and_then: str = ""
) -> Arrival:
    """Make the arrival of one attempt.

    Args:
        wanted: what was requested.
        answer: what came; None if nothing was sent.
        verdict: what it means.
        at: when the answer was received (UTC).
        and_then: for an attempt that is not the last, what followed; the outcome is then `retried`, and the reason
            names the fault.
    """
    outcome, reason = verdict.outcome, verdict.reason
    if and_then:
        outcome, reason = "retried", f"{outcome}: {reason}; {and_then}"
    arrival = Arrival(
        hub_id=wanted.address.hub_id,
        url=wanted.url,
        filters=dict(wanted.address.filters),
        source_rendering="json" if wanted.address.is_twin else None,
        captured_at=at,
        outcome=outcome,
        reason=reason,
        body=b"",
        source=urlsplit(wanted.url).netloc,
    )
    if answer is None:
        return arrival
    return (
        _as_before(arrival, answer, wanted.known)
        if outcome == "unchanged" and wanted.known
        else _as_sent(arrival, answer)
    )


def _as_sent(arrival: Arrival, answer: Answer) -> Arrival:
    """Add what the answer brought; validators are kept only of a whole page."""
    content_type = answer.field("content-type")
    media_type, charset = media_type_and_charset(content_type) if content_type else (arrival.media_type, None)
    is_whole = arrival.outcome == "ok"
    return replace(
        arrival,
        body=answer.body,
        body_sha256=sha256_of(answer.body),  # asked for twice: by the raw store, and to see whether the page is known
        source_rendering=arrival.source_rendering or ("html" if media_type in HTML_TYPES else None),
        media_type=media_type,
        declared_charset=charset,
        http_status=answer.status,
        http=answer.head,
        is_cut=answer.ended.fault == "too_large",
        etag=one_line(answer.field("etag")) or None if is_whole else None,
        last_modified=one_line(answer.field("last-modified")) or None if is_whole else None,
    )


def _as_before(arrival: Arrival, answer: Answer, known: Capture) -> Arrival:
    """Refer to the stored bytes, which the site says are still those of the page (304)."""
    return replace(
        arrival,
        same_as=known,
        source_rendering=known.source_rendering,
        declared_charset=known.declared_charset,
        http_status=answer.status,
        http=answer.head,
        etag=one_line(answer.field("etag")) or known.etag,
        last_modified=one_line(answer.field("last-modified")) or known.last_modified,
    )

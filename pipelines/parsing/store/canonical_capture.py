"""Captures that share one reading: those with the same bytes of the same view. Only the earliest is read.

A page that did not change is not parsed again, whether the site says so (304) or its bytes are the same. The build
gives every capture the rows of its canonical capture.
"""

from collections.abc import Hashable, Iterable, Mapping

from pipelines.landing.captures import WITH_PAGE, Capture
from pipelines.landing.hub_url import unread_parameters


def read_as(captures: Iterable[Capture]) -> dict[str, str]:
    """Map every capture to its canonical capture: itself, or the earliest capture with the same bytes.

    A capture without a page maps to itself. "Earliest" is by time of capture, so that the order of arrival makes no
    difference.
    """
    chosen: dict[Hashable, str] = {}
    found: dict[str, str] = {}
    for one in sorted(captures, key=lambda capture: (capture.captured_at, capture.capture_id)):
        if one.outcome in WITH_PAGE:
            found[one.capture_id] = chosen.setdefault(reading_key(one), one.capture_id)
        else:
            found[one.capture_id] = one.capture_id
    return found


def reading_key(page: Capture) -> Hashable:
    """Return what decides how a page is read: captures with equal keys share a reading.

    Besides the bytes, that is the filters, other parameters that may select rows, and the charset.
    """
    view = (tuple(sorted(page.filters.items())), unread_parameters(page.url))
    return (page.hub_id, view, page.body_sha256, page.source_rendering, page.declared_charset)


def confirmed(captures: Iterable[Capture], stand_in: Mapping[str, str]) -> dict[str, str]:
    """Map each 304 answer that is no news to the capture that it confirms (docs/decisions/0036).

    It is no news if nothing else of the hub was captured since the page that it confirms, and both have the same
    canonical capture. JSON twins are counted apart: they are fetched between two visits to their page. If anything else
    came between, the answer says that the page is as it was before, which is news.

    Args:
        captures: in any order.
        stand_in: the map that `read_as` returns.
    """
    found: dict[str, str] = {}
    newest: dict[tuple[str | None, bool], str] = {}
    for one in sorted(captures, key=lambda capture: (capture.captured_at, capture.capture_id)):
        if one.outcome not in WITH_PAGE:
            continue
        place = (one.hub_id, one.source_rendering == "json")
        before = newest.get(place)
        if one.outcome == "unchanged" and before and stand_in[before] == stand_in[one.capture_id]:
            found[one.capture_id] = before
        else:
            newest[place] = one.capture_id
    return found

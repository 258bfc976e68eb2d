"""Which captures share one reading: those of the same bytes of the same view, of which only the earliest is read.

A page that did not change is not parsed again, whether the site said so (304) or the bytes do. Nothing is read here:
`reading_store` asks what is to be read, the build gives every capture the rows of the one that stands for it.
"""

from collections.abc import Hashable, Iterable, Mapping

from pipelines.landing.captures import WITH_PAGE, Capture
from pipelines.landing.hub_url import unread_parameters


def read_as(captures: Iterable[Capture]) -> dict[str, str]:
    """Name, for every capture, the one whose reading stands for it: itself, or the earliest with the same bytes.

    What holds no page stands for itself. The earliest by time of capture, so that the result does not depend on the
    order of arrival.
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
    """Return what decides how a page is read: captures of equal keys share a reading.

    Filters, other parameters that may select, and charset count as well as the bytes.
    """
    view = (tuple(sorted(page.filters.items())), unread_parameters(page.url))
    return (page.hub_id, view, page.body_sha256, page.source_rendering, page.declared_charset)


def confirmed(captures: Iterable[Capture], stand_in: Mapping[str, str]) -> dict[str, str]:
    """Name, for each answer 304 that is no news, the capture that it confirms (docs/decisions/0036).

    It is no news where nothing else was captured of the hub since the page that it confirms, and the same reading
    stands for both. Twins are set apart: they are fetched between two visits of their page. Where anything else came
    between, the answer says that the page is again as it was, and stands for itself.

    Args:
        captures: in any order.
        stand_in: as `read_as` names it.
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

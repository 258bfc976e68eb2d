"""Which captures share one reading: those of the same bytes of the same view, of which only the earliest is read.

A page that did not change is not parsed again, whether the site said so (304) or the bytes do. Nothing is read here:
`reading_store` asks what is to be read, the build gives every capture the rows of the one that stands for it.
"""

from collections.abc import Iterable

from pipelines.landing.captures import WITH_PAGE, Capture
from pipelines.landing.hub_url import unread_parameters


def read_as(captures: Iterable[Capture]) -> dict[str, str]:
    """Name, for every capture, the one whose reading stands for it: itself, or the earliest with the same bytes.

    Filters, other parameters that may select, and charset count as well as the bytes; what holds no page stands for
    itself. The earliest by time of capture, so that the result does not depend on the order of arrival.
    """
    chosen: dict[tuple[object, ...], str] = {}
    found: dict[str, str] = {}
    for one in sorted(captures, key=lambda capture: (capture.captured_at, capture.capture_id)):
        if one.outcome in WITH_PAGE:
            view = (tuple(sorted(one.filters.items())), unread_parameters(one.url))
            key = (one.hub_id, view, one.body_sha256, one.source_rendering, one.declared_charset)
            found[one.capture_id] = chosen.setdefault(key, one.capture_id)
        else:
            found[one.capture_id] = one.capture_id
    return found

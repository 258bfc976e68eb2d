"""What the parser is told of a capture besides its bytes.

It is apart from the parser, which takes a tenth of a second to load: whoever gives pages to workers does not need it.
"""

from dataclasses import dataclass
from datetime import datetime

from pipelines.landing.captures import Capture
from pipelines.landing.hub_url import unread_parameters


@dataclass(frozen=True, slots=True)
class CaptureContext:
    """What the parser knows about a capture besides its bytes.

    Attributes:
        capture_id: goes into every row.
        hub_id: the uuid in the address, compared with the uuid in the body.
        url: the address, the base of relative links.
        captured_at: when the page was taken (UTC).
        declared_charset: the charset that a header declared, or None.
        source_rendering: the rendering that the file's name or type implied, or None.
        is_filtered: whether the address has filters.
    """

    capture_id: str
    hub_id: str | None
    url: str
    captured_at: datetime
    declared_charset: str | None = None
    source_rendering: str | None = None
    is_filtered: bool = False

    @property
    def may_be_part(self) -> bool:
        """Whether the address has parameters that are not known filters but may still select rows."""
        return bool(unread_parameters(self.url))

    @classmethod
    def of(cls, capture: Capture) -> "CaptureContext":
        """Return the context of a landed capture."""
        return cls(
            capture_id=capture.capture_id,
            hub_id=capture.hub_id,
            url=capture.url,
            captured_at=capture.captured_at,
            declared_charset=capture.declared_charset,
            source_rendering=capture.source_rendering,
            is_filtered=bool(capture.filters),
        )

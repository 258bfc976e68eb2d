"""What the tests of fetching share: made-up captures in the raw index, by day. Nothing is landed here."""

import hashlib
from datetime import UTC, datetime, timedelta

from pipelines.landing.captures import Capture
from pipelines.landing.hub_url import HubAddress, hub_url

HUB = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
OTHER_HUB = "11111111-2222-4333-8444-555555555555"
PAGE = HubAddress(HUB, (), is_twin=False)
START = datetime(2026, 3, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    """The made-up time so many days after the start."""
    return START + timedelta(days=number)


def captured(number: float, body: str = "as ever", /, **changes: object) -> Capture:
    """A capture of the made-up hub's page on that day; its id follows from all of it."""
    moment = day(number)
    sides: dict[str, object] = {
        "hub_id": HUB,
        "url": hub_url(PAGE),
        "filters": {},
        "source_rendering": "html",
        "captured_at": moment,
        "landed_at": moment,
        "outcome": "ok",
        "reason": "",
        "http_status": 200,
        "declared_charset": None,
        "source": "made up",
        "body_sha256": hashlib.sha256(body.encode()).hexdigest(),
        "body_bytes": len(body),
        "warc_file": "made-up.warc.gz",
        "warc_offset": 0,
    }
    sides |= changes
    identity = hashlib.sha256(repr(sorted(sides.items(), key=str)).encode()).hexdigest()[:20]
    return Capture(**({"capture_id": identity} | sides))  # type: ignore[arg-type]

"""Made-up hubs, pages and arrivals for the tests of landing, and the tools that look at WARC files from outside."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.checker import Checker

from pipelines.landing.captures import Arrival
from pipelines.landing.hub_url import HubAddress, hub_url

REPO = Path(__file__).resolve().parents[3]
HUB = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
OTHER_HUB = "11111111-2222-4333-8444-555555555555"
URL = f"https://pith.science/citations/{HUB}"
CAPTURED = datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=UTC)
LANDED = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
PAGE = "<!doctype html><title>A made-up work</title><p>2 Pith papers citing it — naïve</p>\n".encode()


def arrival(body: bytes = PAGE, /, **changes: object) -> Arrival:
    """An arrival of a made-up hub page."""
    sides: dict[str, object] = {
        "hub_id": HUB,
        "url": URL,
        "filters": {},
        "source_rendering": "html",
        "captured_at": CAPTURED,
        "outcome": "ok",
        "reason": "",
        "body": body,
        "source": f"{HUB}.html",
        "media_type": "text/html",
    }
    return Arrival(**(sides | changes))  # type: ignore[arg-type]


def numbered(number: int) -> Arrival:
    """The arrival of the made-up hub with this number; all bodies differ."""
    hub_id = f"00000000-0000-4000-8000-{number:012d}"
    body = f"page {number} of a made-up hub\n".encode() * (1 + number % 7)
    return arrival(body, hub_id=hub_id, url=hub_url(HubAddress(hub_id, (), is_twin=False)))


def warc_check(*files: Path) -> subprocess.CompletedProcess[str]:
    """What warcio's own checker says of WARC files: verbose, exit code 0 if every digest holds."""
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def assert_checked(root: Path) -> None:
    """The same checker within this process, for the many: every digest in the folder holds."""
    files = list(map(str, warcs(root)))
    assert files
    assert Checker(SimpleNamespace(inputs=files, verbose=False)).process_all() == 0


def replayed(warc: Path) -> list[tuple[str | None, str | None, bytes]]:
    """(type, URL, block) of each record but the first as fastwarc, another reader, gives it; its digests verified."""
    found = []
    for record in ArchiveIterator(str(warc), record_types=WarcRecordType.any_type, parse_http=False):
        assert record.verify_block_digest(), record.headers
        found.append((record.headers.get("WARC-Type"), record.headers.get("WARC-Target-URI"), record.reader.read()))
    assert found[0][0] == "warcinfo"
    return found[1:]


def warcs(root: Path) -> list[Path]:
    """The WARC files of a raw folder."""
    return sorted(root.glob("*.warc.gz"))

"""The receipt of one run of fetching: what was requested from the site, and how it answered.

Only counted here, nothing decided. It is stored beside the WARC files, one file per run; the table `fetches` is built
from these files.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, get_type_hints

from pydantic import TypeAdapter

from pipelines.disk import write_whole
from pipelines.landing.header_text import one_line, parse_utc, utc_text
from pipelines.landing.raw_files import refusals_named

MOST_CHARACTERS: Final = 300
"""How much of a line of robots.txt is kept."""

_TIMES = ("started_at", "ended_at")


@dataclass(slots=True)
class Receipt:
    """One run.

    Attributes:
        fetch_id: identifies the run: its start and the process that ran it.
        site: the origin that was requested.
        user_agent: as sent, without the contact.
        started_at, ended_at: UTC.
        robots: what robots.txt was: read, absent, or unreachable and why.
        robots_line: the line of it that applied, with the number of requests; several if several applied.
        crawl_delay_seconds: what it asks for; 0 for nothing.
        is_crawl_delay_capped: whether that is more than we honor.
        pause_seconds: the pause between two requests at the end of the run.
        requests: all requests sent, including robots.txt and retries.
        conditional_requests: sent with validators.
        not_modified: answers that nothing changed (304).
        retries: requests repeated after a fault.
        redirects: followed.
        bytes_received: bodies as sent.
        bytes_decoded: bodies decompressed.
        waited_seconds: pauses, and waits that the site asked for.
        hubs_due, hubs_asked: hubs that were due, and those of them that were requested.
        outcomes: attempts by outcome.
        stop_reason: why the run ended before everything due was fetched; empty if it was.
    """

    fetch_id: str
    site: str
    user_agent: str
    started_at: datetime
    ended_at: datetime
    robots: str = "not asked for"
    robots_line: str = ""
    crawl_delay_seconds: float = 0.0
    is_crawl_delay_capped: bool = False
    pause_seconds: float = 0.0
    requests: int = 0
    conditional_requests: int = 0
    not_modified: int = 0
    retries: int = 0
    redirects: int = 0
    bytes_received: int = 0
    bytes_decoded: int = 0
    waited_seconds: float = 0.0
    hubs_due: int = 0
    hubs_asked: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    stop_reason: str = ""
    _lines: Counter[str] = field(default_factory=Counter, repr=False)

    def permitted(self, line: str) -> None:
        """Count the line of robots.txt that decided a request."""
        self._lines[line] += 1

    def close(self, ended_at: datetime, stop_reason: str) -> None:
        """End the receipt: when, why (empty: all was fetched), and the lines of robots.txt that applied most."""
        self.ended_at, self.stop_reason = ended_at, stop_reason
        counted = ((one_line(text, MOST_CHARACTERS), count) for text, count in self._lines.most_common(5))
        self.robots_line = "; ".join(f"{text} ({count:,})" for text, count in counted)

    def ended_with(self, outcome: str) -> None:
        """Count one more attempt."""
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1

    def as_json(self) -> dict[str, Any]:
        """Return everything as one JSON object; times as text."""
        found = {name: value for name, value in asdict(self).items() if not name.startswith("_")}
        return found | {name: utc_text(found[name]) for name in _TIMES}


def new_receipt(site: str, user_agent: str, now: datetime) -> Receipt:
    """Start the receipt of a run that starts now."""
    return Receipt(f"{now:%Y%m%dT%H%M%S.%fZ}-{os.getpid()}", site, user_agent, now, now)


def keep(receipt: Receipt, folder: Path) -> None:
    """Store a receipt atomically.

    Raises:
        RawStoreUnwritable: the disk refused.
    """
    with refusals_named(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(".*.json*"):
            left.unlink(missing_ok=True)  # of a run that was killed here
        told = json.dumps(receipt.as_json(), indent=1) + "\n"
        write_whole(folder / f"{receipt.fetch_id}.json", told.encode())


def kept(folder: Path) -> Iterator[Receipt]:
    """Yield the stored receipts, oldest first; one that cannot be read or holds other types is skipped.

    Fields added by a later version are ignored; fields missing from an earlier one have their default.
    """
    shapes = {name: TypeAdapter(kind) for name, kind in get_type_hints(Receipt).items() if not name.startswith("_")}
    for path in sorted(folder.glob("[!.]*.json")):
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            found |= {name: parse_utc(found[name]) for name in _TIMES}
            known = {name: value for name, value in found.items() if name in shapes}
            yield Receipt(**{name: shapes[name].validate_python(value, strict=True) for name, value in known.items()})
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            continue

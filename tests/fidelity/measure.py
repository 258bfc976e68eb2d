"""One page made, read and compared: what the command, its workers and the tests share."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from pipelines.parsing.reading import Source, read_capture
from pipelines.parsing.rows import Reading
from tests.fidelity.compare import Difference, Result, compare, result_of
from tests.fidelity.expected import Said, page_url, said_by
from tests.fidelity.records import Hub, make_hub
from tests.fidelity.render import render
from tests.fidelity.styles import random_style, style_of

CAPTURED: Final = datetime(2026, 11, 21, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: record, bytes and what it says."""

    seed: int
    style: dict[str, str]
    hub: Hub
    body: bytes
    said: Said


@dataclass(frozen=True, slots=True)
class Measured:
    """How a page was read; small enough to be sent between processes."""

    seed: int
    style: dict[str, str]
    result: Result
    differences: tuple[str, ...]
    silent: tuple[str, ...]
    is_noisy: bool


def page_of(seed: int, style: dict[str, str] | None = None) -> Page:
    """Make a page: of a style, or of one that the seed draws."""
    chosen = random_style(random.Random(f"style {seed}")) if style is None else style
    hub = make_hub(seed, chosen)
    return Page(seed, chosen, hub, render(hub, chosen, seed), said_by(hub, chosen))


def read(page: Page) -> Reading:
    """Read a page with the parser."""
    named = "full_text" if page.style["rendering"] == "text_named" else None
    filtered = page.style["filtered"] == "yes"
    url = page_url(page.hub, page.style)
    return read_capture(page.body, Source("a capture", page.hub.hub_id, url, CAPTURED, None, named, filtered))


def measure(job: tuple[int, str | None]) -> Measured:
    """Make, read and compare a page, given by seed and style (None: drawn)."""
    seed, style = job
    page = page_of(seed, None if style is None else style_of(style))
    reading = read(page)
    found: list[Difference] = compare(page.said, reading)
    silent = tuple(str(one) for one in found if one.is_silent)
    return Measured(seed, page.style, result_of(found), tuple(map(str, found)), silent, bool(reading.quarantine))

"""One page made, read and compared: what the command, its workers and the tests share."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from pipelines.parsing.parse import read_capture
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import Reading
from tests.fidelity.compare import Difference, Result, compare, result_of
from tests.fidelity.expected import Said, page_url, said_by
from tests.fidelity.records import Hub, make_hub
from tests.fidelity.render import render
from tests.fidelity.styles import PLAIN, deviations, random_style, settled, style_of

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
    """How a page was read; small enough to be sent between processes.

    Attributes:
        seed: of the record, and of the style where it was drawn.
        style: the style.
        result: exact, reported or silent.
        differences: all of them, in words, the silent ones first.
        smallest: the fewest deviations with which a page of this record still has this result.
        smallest_difference: the first difference of that page.
        has_refusals: whether anything was refused.
    """

    seed: int
    style: dict[str, str]
    result: Result
    differences: tuple[str, ...]
    smallest: dict[str, str]
    smallest_difference: str
    has_refusals: bool


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
    return read_capture(page.body, CaptureContext("a capture", page.hub.hub_id, url, CAPTURED, None, named, filtered))


def measure(job: tuple[int, str | None], *, reduces: bool = True) -> Measured:
    """Make, read and compare a page, given by seed and style (None: drawn); look for the smallest style if wanted."""
    seed, style = job
    page = page_of(seed, None if style is None else style_of(style))
    reading = read(page)
    found = compare(page.said, reading)
    result = result_of(found)
    smallest, first = page.style, str(found[0]) if found else ""
    if reduces and result != "exact":
        smallest, first = _smallest(seed, page.style, result, first)
    return Measured(seed, page.style, result, tuple(map(str, found)), smallest, first, bool(reading.quarantine))


def _smallest(seed: int, style: dict[str, str], result: Result, first: str) -> tuple[dict[str, str], str]:
    """Take back one deviation after the other, as long as the page has the same result; twice, as some need others."""
    for name, _ in deviations(style) * 2:
        fewer = settled({**style, name: PLAIN[name]})
        if len(deviations(fewer)) >= len(deviations(style)):
            continue
        page = page_of(seed, fewer)
        found: list[Difference] = compare(page.said, read(page))
        if result_of(found) == result:
            style, first = fewer, str(found[0])
    return style, first

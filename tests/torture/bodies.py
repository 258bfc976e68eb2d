"""The sound pages, twins and WARC files that the campaign `pages` mutates: made once in each process, mostly small.

Small ones are read sooner, and more of their bytes decide something: a mutation hits a row, not the hundredth like it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from tests.fidelity.measure import page_of
from tests.pagewriter.markups import RENDERINGS
from tests.pagewriter.records import NO_FILTERS
from tests.pagewriter.sample import captures

NOW: Final = datetime(2026, 11, 21, tzinfo=UTC)
STYLES: Final = 600
"""How many pages in other markups are mutated; those that are read as they are have a markup each."""
FEW: Final = 4
"""Citing papers of a small page."""
WARCS: Final = 60


@dataclass(frozen=True, slots=True)
class Body:
    """A body, the uuid of its hub, and its kind: a markup of the page writer, `json`, or `styled`."""

    body: bytes
    hub_id: str
    kind: str


@cache
def written() -> list[Body]:
    """Return the pages of the sample, and each record with few papers in every rendering."""
    whole = [
        Body(RENDERINGS[one.markup](one.record, one.filters).encode(), one.record.hub_id, one.markup)
        for one in captures()
    ]
    records = {one.record.hub_id: replace(one.record, papers=one.record.papers[:FEW]) for one in captures()}
    small = [
        Body(render(record, NO_FILTERS).encode(), hub_id, markup)
        for hub_id, record in records.items()
        for markup, render in RENDERINGS.items()
        if markup != "json" or record.twin is not None
    ]
    return [*whole, *small]


@cache
def styled(number: int) -> Body:
    """Return a page in a markup that no parser was written for."""
    page = page_of(number)
    return Body(page.body, page.hub.hub_id, "styled")


def drawn(draw: random.Random) -> Body:
    """Draw a body: a page, a styled one, or, one time in five, a twin."""
    if draw.random() < 0.2:
        return draw.choice(_twins())
    return styled(draw.randrange(STYLES)) if draw.random() < 0.4 else draw.choice(written())


@cache
def _twins() -> list[Body]:
    return [one for one in written() if one.kind == "json"]


@cache
def warc(number: int) -> bytes:
    """Return a WARC file of our own of three captures, as bytes of gzip."""
    draw = random.Random(f"warc {number}")
    with TemporaryDirectory() as scratch:
        source, raw = Path(scratch, "source"), Path(scratch, "raw")
        source.mkdir()
        for _ in range(3):
            one = drawn(draw)
            (source / f"{one.hub_id}.html").write_bytes(one.body)
        RawStore(raw).append(arrivals([source], NOW), NOW)
        [made] = raw.glob("*.warc.gz")
        return made.read_bytes()

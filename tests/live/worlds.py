"""Worlds for the site server: the bundled sample, many small hubs, hubs that hide rows, hubs that link to each other.

Everything is made up and follows from a number: the same world comes out every time. No server may be here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from tests.live.site_server import World
from tests.pagewriter.markups import HTML_MARKUPS
from tests.pagewriter.records import CitingPaper, CoCitedWork, HubRecord, Twin
from tests.pagewriter.sample import captures
from tests.pagewriter.sample_parts import hub

LARGE = "The Long Queue: A Hub That Shows Fifty Rows"
_MARKUP_NAMES = tuple(HTML_MARKUPS)
_YEARS = {2026: 60, 2025: 40, 2024: 20, 2023: 10}
_VERDICTS = ("unverdicted", "unverdicted", "accept", "conditional", "reject")
_ROLES = (None, "background", None, "method", "background", None, "baseline")
_POLARITIES = {"background": "background", "method": "use method", "baseline": "contrast"}


def hub_id_of(name: str) -> str:
    """The uuid of a made-up hub, from its name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"made up for a live site: {name}"))


def world_of(records: Iterable[HubRecord], markup: str | None = None) -> World:
    """A world of these records; without a markup each takes another one in turn."""
    hubs = {record.hub_id: record for record in records}
    names = [markup or _MARKUP_NAMES[number % len(_MARKUP_NAMES)] for number in range(len(hubs))]
    return World(hubs, dict(zip(hubs, names, strict=True)))


def sample_site() -> World:
    """The hubs of the bundled sample in their last state, in the markup of their last HTML capture."""
    world = World({}, {})
    hubs = dict[str, HubRecord]()
    for capture in captures():
        hubs[capture.record.hub_id] = capture.record
        if capture.markup in HTML_MARKUPS:
            world.markups[capture.record.hub_id] = capture.markup
    world.hubs = hubs
    return world


def sample_states() -> dict[str, list[HubRecord]]:
    """The states that each hub of the sample went through, by uuid, oldest first."""
    states: dict[str, list[HubRecord]] = {}
    for capture in captures():
        known = states.setdefault(capture.record.hub_id, [])
        if not known or known[-1] != capture.record:
            known.append(capture.record)
    return states


# Many small hubs


def small_hub(number: int, version: int = 0) -> HubRecord:
    """A hub of two or three citing papers, all shown; each version has one paper more than the one before.

    Below the tier hub and without a twin, but every tenth: a hub with a twin.
    """
    title = f"Small Made-up Work Number {number:,}"
    papers = tuple(_small_paper(number, place) for place in range(2 + number % 2 + version))
    twin = Twin(arxiv_id=f"9912.{10_000 + number % 80_000}", year=2026) if number % 10 == 0 else None
    return hub(title, papers, hub_id=hub_id_of(title), tier="hub" if twin else "none", summaries=False, twin=twin)


def _small_paper(number: int, place: int) -> CitingPaper:
    shelf = (number + 37 * place) % 9_999  # the paper's facts follow from this alone: hubs share citing papers
    return CitingPaper(
        arxiv_id=f"9912.{90_000 + shelf}",
        title_raw=f"A Reply From Shelf {shelf}",
        category=("cs.LG", "math.CO", "astro-ph.SR")[shelf % 3],
        posted_on=date(2026, 10, 28) - timedelta(days=shelf % 300),
        verdict=_VERDICTS[shelf % len(_VERDICTS)],
        summary=f"Tells, in words made up for it, what shelf {shelf} has to say.",
        ref_number=place + 1,
    )


def many_hubs(count: int, markup: str | None = None) -> World:
    """So many small hubs, numbered from 0. `small_hub(number, 1)` is a changed one."""
    return world_of((small_hub(number) for number in range(count)), markup)


# A hub that shows fewer rows than it has


def large_hub(shown: int = 50) -> HubRecord:
    """A hub of 130 citing papers whose pages show at most `shown` rows, filtered or not.

    2026 has 60 papers, so `?year=2026` must be split again: by cat (36 cs.LG, 24 cs.CL) or by verdict (at most 24)
    every paper is reached; by role only those that have one (34 of 60). 2025 has 40, 2024 20, 2023 10: their views
    are complete.
    """
    papers = [_large_paper(year, place) for year, count in _YEARS.items() for place in range(count)]
    record = hub(
        LARGE,
        papers,
        hub_id=hub_id_of(LARGE),
        tier="super_hub",
        kind="mixed",
        label="Mixed citations",
        twin=Twin(arxiv_id="9912.09901", year=2022, tier_reason="100+ Pith inbound"),
    )
    return replace(record, listed_at_most=shown)


def _large_paper(year: int, place: int) -> CitingPaper:
    role = _ROLES[place % len(_ROLES)]
    return CitingPaper(
        arxiv_id=f"9912.{30_000 + (year - 2020) * 1_000 + place}",
        title_raw=f"{place + 1:,} Places From the Head of the Queue of {year}",
        category="cs.LG" if place % 5 < 3 else "cs.CL",
        posted_on=date(year, 10, 30) - timedelta(days=place * 4),
        verdict=_VERDICTS[place % len(_VERDICTS)],
        novelty=7.5 if place < 2 else 6.0,
        summary=f"Looks at the made-up queue of {year} from place {place + 1}.",
        is_representative=place < 2,
        role=role,
        ref_number=place + 1,
        polarity=None if role is None else _POLARITIES[role],
    )


def large_site(shown: int = 50, markup: str = "html_articles") -> World:
    """The large hub alone."""
    return world_of([large_hub(shown)], markup)


# Hubs that link to each other


def linked_hub(number: int, count: int, branches: int = 2) -> HubRecord:
    """Hub `number` of a tree: its co-cited works are its children and the root; hub 0 is the root."""
    children = range(number * branches + 1, min(number * branches + branches, count - 1) + 1)
    works = [CoCitedWork(hub_id_of(_linked_title(to)), _linked_title(to)) for to in (*children, 0) if to != number]
    title = _linked_title(number)
    return hub(
        title,
        tuple(_small_paper(number, place) for place in range(2)),
        hub_id=hub_id_of(title),
        tier="hub",
        summaries=False,
        has_co_cited=bool(works),
        co_cited=tuple(works),
    )


def _linked_title(number: int) -> str:
    return f"Made-up Branch Number {number}"


def linked_site(count: int = 15, branches: int = 2, markup: str | None = None) -> World:
    """A tree of hubs with `branches` children each and links back to the root.

    Its uuids, in order, are the keys of `hubs`. With two branches the depths 0 to 3 hold 1, 2, 4 and 8 hubs.
    """
    return world_of((linked_hub(number, count, branches) for number in range(count)), markup)

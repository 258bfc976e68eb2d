"""Random worlds for the property tests: hubs whose citing papers come, go, come back and change, and pages of them.

No rule of the build is here. What a page shows, and whether it is complete, follows from HUB_PAGES.md and is told to
`support.Page` as the parser would tell it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from tests.pipelines.building.support import Cells, Page

END = 100
YEARS = (2018, 2019, 2020)
CATEGORIES = ("cs.LG", "cs.CL")
VERDICTS = ("unverdicted", "accept", "reject")
ROLES = (None, "background", "method")
POLARITIES = (None, "background", "use_method")
RENDERINGS = ("html", "html", "html", "full_text", "list_text", "json")


@dataclass(frozen=True, slots=True)
class Facts:
    """What can change of a citation, from a minute on."""

    since: int
    is_listed: bool
    category: str
    verdict: str
    role: str | None
    polarity: str | None


@dataclass(frozen=True, slots=True)
class Paper:
    """A citing paper: what stays, and its facts by time (none before the first)."""

    number: int
    year: int
    is_representative: bool
    facts: tuple[Facts, ...]

    def at(self, minute: int) -> Facts | None:
        """The facts at a minute, where it cites then."""
        held = [one for one in self.facts if one.since <= minute]
        return held[-1] if held and held[-1].is_listed else None

    @property
    def title(self) -> str:
        return f"Paper {self.number}"


World = Sequence[Paper]


def world(chance: Random) -> World:
    """One hub with a few citing papers."""
    papers = []
    for number in range(chance.randint(2, 6)):
        turns = sorted(chance.sample(range(END), chance.randint(1, 4)))
        turns[0] //= 4  # most are there early, so that there is something to miss
        facts = tuple(
            Facts(
                minute,
                not place or chance.random() < 0.5,
                chance.choice(CATEGORIES),
                chance.choice(VERDICTS),
                chance.choice(ROLES),
                chance.choice(POLARITIES),
            )
            for place, minute in enumerate(turns)
        )
        papers.append(Paper(number, chance.choice(YEARS), chance.random() < 0.3, facts))
    return papers


def views(chance: Random, shown: World, renderings: Sequence[str] = RENDERINGS) -> list[Page]:
    """Some pages of a world, in any order: any time, rendering and filters, whole or cut."""
    return [
        page(shown, minute, _filters(chance), chance.choice(renderings), chance.random() < 0.25)
        for minute in chance.sample(range(END), chance.randint(4, 16))
    ]


def _filters(chance: Random) -> dict[str, str]:
    """No filter, one, or several; now and then one that the site does not know."""
    values: Mapping[str, Sequence[str]] = {
        "cat": CATEGORIES,
        "verdict": [one.upper() for one in VERDICTS],
        "role": [one for one in ROLES if one],
        "polarity": [one for one in POLARITIES if one],
        "year": [*map(str, YEARS), "2031", "x"],
        "sort": ["new"],
    }
    keys = chance.choice([[], ["year"], ["year"], [chance.choice(list(values))], chance.sample(list(values), 2)])
    return {key: chance.choice(values[key]) for key in keys}


def page(world: World, minute: int, chosen: dict[str, str], rendering: str, is_cut: bool = False) -> Page:
    """The page of a minute."""
    living = [(one, facts) for one in world if (facts := one.at(minute))]
    listed = [(one, facts) for one, facts in living if _passes(one, facts, chosen)]
    shown = listed[: len(listed) // 2] if is_cut else listed
    hub: dict[str, object] = {"title": "Work", "citing_papers_printed": len(living)}
    if chosen:
        hub |= {"filtered_shown": len(shown), "filtered_total": len(listed)}
    if rendering == "json":
        return Page(minute, hub={"title": "Work"}, rendering=rendering)
    years = [one.year for one, _ in living]
    return Page(
        minute,
        explorer=[_row(one, facts, rendering) for one, facts in shown],
        representative=[_row(one, facts, rendering) for one, facts in living if one.is_representative],
        hub=hub,
        facets=[("facets", "year", str(year), years.count(year)) for year in sorted(set(years))],
        filters=chosen,
        rendering=rendering,
        # Where all that the view can list is listed; test_worlds.py has the parser read such pages.
        is_complete=rendering == "html" and len(shown) == len(listed) and bool(chosen or living),
    )


def _passes(paper: Paper, facts: Facts, chosen: Mapping[str, str]) -> bool:
    """Whether the explorer lists it; a filter that the site does not know is taken to let nothing through."""
    printed = {
        "year": str(paper.year),
        "cat": facts.category,
        "verdict": facts.verdict.upper(),
        "role": facts.role,
        "polarity": facts.polarity,
    }
    return all(printed.get(key) == value for key, value in chosen.items())


def _row(paper: Paper, facts: Facts, rendering: str) -> Cells:
    cells: dict[str, object] = {"title": paper.title, "title_raw": paper.title, "summary": f"It is {paper.number}."}
    if rendering != "list_text":
        cells |= {"posted_on": date(paper.year, 6, 1), "category": facts.category, "verdict": facts.verdict}
        cells["role"] = facts.role
    if rendering == "html":
        cells["arxiv_id"] = f"{paper.year % 100:02d}06.{paper.number:05d}"
    return cells

"""The pages that every measurement uses: made-up hub pages, laid out as a site with utility classes lays them out.

Of the first 2,000, a page has 105 KB on average (74 to 486). Half of it is furniture: inline CSS and JS, 36 items of
navigation with SVG, a footer. It lists 10 to 500 papers in the explorer (truncated Pareto: median 19, mean 38), an `li`
each, and 6 to 22 representative ones, an `article` each; titles are links to `/paper/<arxiv id>`. The words are made
up. The same number and edition give the same page; in the next edition one row has another verdict and summary. No two
hubs share a paper, so what a warehouse holds of a hub is what its page shows, and `rows` says what that is.
"""

import json
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Final, NamedTuple

from bench.furniture import ABOVE, BELOW

SHAPE: Final = "105 KB a page, half of it furniture; 10 to 500 explorer rows (median 19), 6 to 22 representative papers"
MONTHS: Final = 132
"""Papers are of so many months, the last of 2025: none is of the future when a page is captured."""

_CATEGORIES: Final = ("cs.LG", "cs.CL", "cs.CV", "stat.ML", "q-bio.NC", "gr-qc", "math.PR", "eess.AS")
_VERDICTS: Final = ("unverdicted", "accept", "conditional", "reject")
_ROLES: Final = (None, None, None, None, "background", "background", "background", "method", "baseline")
_SYLLABLES: Final = "ba cor dun el fi gra hov il jun ket lom mar nos or pel qui ran sol tev ul vi wen yar zo".split()


class Row(NamedTuple):
    """What a page says of one paper, whichever of its lists show it: what each contender has to store."""

    hub_id: str
    paper_id: str
    title: str
    category: str
    posted_on: date
    verdict: str
    novelty: float | None
    summary: str


@dataclass(frozen=True, slots=True)
class _Paper:
    row: Row
    role: str | None
    ref_number: int
    mentions: int


@dataclass(frozen=True, slots=True)
class _Hub:
    """A hub: `listed` stands in the explorer; of `representative` (by novelty) four of five are listed as well."""

    hub_id: str
    title: str
    abstract: str
    listed: list[_Paper]
    representative: list[_Paper]


def hub_id(number: int) -> str:
    """Name the hub of a page."""
    return f"00000000-0000-4000-8000-{number:012x}"


def write_pages(folder: Path, count: int) -> int:
    """Write pages 0 to `count` into a folder as `<hub id>.html`; gives the bytes written."""
    folder.mkdir(parents=True, exist_ok=True)
    return sum((folder / f"{hub_id(number)}.html").write_bytes(page(number)) for number in range(count))


def rows(number: int, edition: int = 0) -> list[Row]:
    """Give the rows that a page shows, each paper once; what only its other list says of it is filled in."""
    hub = _hub(number, edition)
    return list({one.row.paper_id: one.row for one in (*hub.listed, *hub.representative)}.values())


def page(number: int, edition: int = 0) -> bytes:
    """Give a page as it is sent."""
    hub = _hub(number, edition)
    head = f'<meta charset="utf-8"><title>{escape(hub.title)} · Pith</title>'
    main = _masthead(hub) + _summaries(hub) + _representatives(hub) + _explorer(hub)
    return (
        f'<!doctype html>\n<html lang="en" class="h-full antialiased"><head>{head}{ABOVE}'
        f'<main class="mx-auto flex max-w-5xl flex-col gap-8 px-6 py-10">{main}</main>{BELOW}'
    ).encode()


def twin(number: int) -> bytes:
    """Give the JSON twin of a page, which tells of the cited work and lists no papers (2 KB)."""
    hub = _hub(number, 0)
    work = {"id": hub.hub_id, "doi": None, "arxiv_id": None, "title": hub.title, "abstract": hub.abstract}
    work |= {"metadata_source": "crossref", "display_title": hub.title, "render_title": hub.title}
    state: dict[str, object] = {"work_id": hub.hub_id, "tier": "super_hub" if len(hub.listed) >= 100 else "hub"}
    state |= {"pith_inbound_count": len(hub.listed), "external_cited_by_count": 1000 + len(hub.listed)}
    return json.dumps({"work": work, "hub": {"state": state}}, indent=1).encode()


@lru_cache(maxsize=2048)
def _hub(number: int, edition: int) -> _Hub:
    chance = random.Random(number)
    listed = min(500, round(10 * (1 - chance.random() * (1 - 0.02**1.02)) ** (-1 / 1.02)))
    representative = min(22, 6 + int(chance.expovariate(1 / 8)))
    shared = min(listed, representative * 4 // 5)
    chosen = set(chance.sample(range(listed), shared)) | set(range(listed, listed + representative - shared))
    papers = [_paper(chance, number, place, place in chosen) for place in range(listed + representative - shared)]
    if edition:
        changed = edition % listed
        papers[changed] = _changed(papers[changed], random.Random(f"{number} {edition}"))
    best = sorted((papers[place] for place in sorted(chosen)), key=lambda one: -(one.row.novelty or 0))
    abstract = " ".join(f"{_words(chance, 20)}." for _ in range(8))
    return _Hub(hub_id(number), _words(chance, 7).title(), abstract, papers[:listed], best)


def _paper(chance: random.Random, number: int, place: int, is_representative: bool) -> _Paper:  # noqa: FBT001
    serial, month = divmod(number * 600 + place, MONTHS)
    year, month = 2015 + month // 12, month % 12 + 1
    title = _words(chance, chance.randint(6, 12)).title()
    row = Row(
        hub_id(number),
        f"{year % 100:02}{month:02}.{serial + 1:05}",
        f'M\\"obius {title}' if chance.random() < 0.025 else title,
        chance.choice(_CATEGORIES),
        date(year, month, chance.randint(1, 28)),
        chance.choice(_VERDICTS),
        chance.randint(50, 90) / 10 if is_representative else None,
        f"Shows that {_words(chance, chance.randint(14, 26)).lower()}.",
    )
    return _Paper(row, chance.choice(_ROLES) if place else "background", chance.randint(1, 90), chance.randint(1, 9))


def _changed(paper: _Paper, chance: random.Random) -> _Paper:
    verdict = chance.choice([one for one in _VERDICTS if one != paper.row.verdict])
    return replace(paper, row=paper.row._replace(verdict=verdict, summary=f"Shows that {_words(chance, 20).lower()}."))


def _words(chance: random.Random, many: int) -> str:
    words = ("".join(chance.choices(_SYLLABLES, k=chance.choice((1, 2, 2, 3)))) for _ in range(many))
    return " ".join(words).capitalize()


def _masthead(hub: _Hub) -> str:
    many = len(hub.listed)
    roles = _counted(one.role for one in hub.listed if one.role)
    role, n = roles[0]
    percent = round(100 * n / sum(n for _, n in roles))
    return (
        '<div class="flex flex-col gap-3"><p class="flex items-center gap-2 text-xs font-medium uppercase">'
        f'<span class="rounded-full bg-slate-100 px-2 py-0.5">{"super hub" if many >= 100 else "hub"}</span> '
        '<span class="rounded-full bg-amber-50 px-2 py-0.5">Mixed citations</span></p>'
        f'<h1 class="text-3xl font-semibold tracking-tight text-slate-900">{escape(hub.title)}</h1>'
        '<p class="text-base text-slate-600">Mixed citation behavior. '
        f"Most common role is {role} ({percent}%).</p>"
        '<ul class="flex flex-col gap-1 text-sm text-slate-500">'
        f"<li><span>{many}</span> <span>Pith papers citing it</span></li>"
        f"<li><span>{1000 + many}</span> <span>external citations · Crossref</span></li>"
        f"<li><span>{role.title()}</span> <span>{percent}%</span> <span>of classified citations</span></li></ul></div>"
    )


def _summaries(hub: _Hub) -> str:
    papers = [one.row for one in hub.listed]
    roles = _counted(one.role for one in hub.listed if one.role)
    return (
        _section("abstract", f'<p class="max-w-prose text-sm leading-6">{escape(hub.abstract)}</p>')
        + _section("citation-role summary", _counts(roles))
        + _section("citation-polarity summary", _counts(roles))
        + _section("fields", _counts(_counted(one.category for one in papers), "cat"))
        + _section("years", _counts(_counted(str(one.posted_on.year) for one in papers), "year"))
        + _section("verdicts", _counts(_counted(one.verdict.upper() for one in papers), "verdict"))
        + _section("roles", _counts(roles, "role"))
    )


def _counted(values: Iterable[str]) -> list[tuple[str, int]]:
    """Count values: the most frequent first, ties by name."""
    return sorted(Counter(values).items(), key=lambda one: (-one[1], one[0]))


def _counts(counted: list[tuple[str, int]], parameter: str = "") -> str:
    items = ""
    for value, n in counted:
        name = f'<a class="hover:underline" href="?{parameter}={value}">{value}</a>' if parameter else value
        items += (
            f'<li class="rounded-md border px-2 py-1"><span>{name}</span> <span class="tabular-nums">{n}</span></li>'
        )
    return f'<ul class="flex flex-wrap gap-2 text-sm text-slate-700">{items}</ul>'


def _section(label: str, body: str) -> str:
    name = label.replace(" ", "-")
    heading = f'<h2 class="text-sm font-semibold tracking-wide text-slate-500">{label}</h2>'
    return f'<section id="{name}" class="flex flex-col gap-4 border-t border-slate-200 pt-6">{heading}{body}</section>'


def _representatives(hub: _Hub) -> str:
    return _section("representative citing papers", "".join(_entry("article", one) for one in hub.representative))


def _explorer(hub: _Hub) -> str:
    items = "".join(_entry("li", one) for one in hub.listed)
    return _section("citing papers explorer", f'<ul class="divide-y divide-slate-100">{items}</ul>')


def _entry(tag: str, paper: _Paper) -> str:
    """Give one paper: an `li` of the explorer has a bullet, role and reference, an `article` novelty and mentions."""
    row = paper.row
    parts = [row.category, row.posted_on.isoformat(), row.verdict]
    if tag == "li":
        parts += [paper.role or "none", f"ref {paper.ref_number}", "internal anchor"]
    else:
        parts += [f"novelty {row.novelty:.1f}", f"{paper.mentions} ref{'s' if paper.mentions > 1 else ''}"]
    meta = ' <span aria-hidden="true">·</span> '.join(f"<span>{one}</span>" for one in parts)
    bullet = '<span aria-hidden="true">•</span> ' if tag == "li" else ""
    return (
        f'<{tag} class="group flex flex-col gap-1 rounded-lg px-4 py-3 transition-colors hover:bg-slate-50">'
        f'<h3 class="text-base font-medium leading-6">{bullet}<a class="underline-offset-4 hover:underline" '
        f'href="/paper/{row.paper_id}">{escape(row.title)}</a></h3>'
        f'<p class="flex flex-wrap items-center text-xs text-slate-500">{meta}</p>'
        f'<p class="max-w-prose text-sm leading-6 text-slate-700">{escape(row.summary)}</p></{tag}>'
    )

"""What a page in a style says, cell by cell, known from its record; and the addresses that its links have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

from tests.fidelity.records import GREEK, Hub, Paper, Style

Cells = dict[str, object]

LISTS: Final = ("representative", "explorer")
TIERS: Final = {"none": "none", "hub": "hub", "super hub": "super_hub", "mega hub": "mega_hub"}
PATHS: Final = {
    "paper": "/paper/{}",
    "absolute": "https://pith.science/paper/{}",
    "p": "/p/{}",
    "ref": "/ref/arxiv/{}",
    "relative": "../paper/{}",
    "versioned": "/paper/{}v2",
    "query": "/paper/{}?from=hub#top",
}


@dataclass(frozen=True, slots=True)
class Either:
    """A cell for which more than one value is right, as MathML in a title, which can be told in several ways."""

    values: tuple[object, ...]

    def __repr__(self) -> str:
        return f"{self.values[0]!r} (or alike)"


@dataclass(frozen=True, slots=True)
class Said:
    """All that a page says: cells of the hub, rows of the two lists in order, counts by (block, facet, value);
    and how many rows the page's own counts have one expect in the explorer."""

    hub: Cells
    papers: dict[str, list[Cells]]
    facets: dict[tuple[str, str, str], int] = field(default_factory=dict)
    listed: int | None = None


def page_url(hub: Hub, style: Style) -> str:
    """Give the address of the page."""
    return f"https://pith.science/citations/{hub.hub_id}" + ("?role=method" if style["filtered"] == "yes" else "")


def href_of(paper: Paper, style: Style) -> str:
    """Give what the link to a paper's page is written as."""
    return PATHS[style["address"]].format(paper.arxiv_id)


def said_by(hub: Hub, style: Style) -> Said:
    """Tell what a page says."""
    is_text = style["rendering"] != "html"
    cells: Cells = {
        "title_raw": _text(hub.title, style),
        "tier": TIERS[hub.tier] if hub.tier != "none" or not is_text else None,
        "label": hub.label,
        "verdict_sentence": hub.sentence,
        "verdict_kind": hub.kind,
        "dominant_role": hub.dominant_role,
        "dominant_percent": hub.dominant_percent,
        "citing_papers_printed": hub.citing,
        "external_citations_printed": hub.external,
        "external_source": "Crossref" if hub.external is not None else None,
        "classified_polarity": hub.classified[0] if hub.classified else None,
        "classified_percent": hub.classified[1] if hub.classified else None,
        "abstract_raw": _text(" ".join(hub.abstract), style) if hub.abstract else None,
        "filtered_shown": len(hub.explorer) if style["filtered"] == "yes" else None,
        "filtered_total": len(hub.explorer) if style["filtered"] == "yes" else None,
    }
    lists = dict(zip(LISTS, (hub.representatives, hub.explorer), strict=True))
    facets = {("facets", name, value): n for name, found in hub.facets.items() for value, n in found}
    facets |= {("summary", name, value): n for name, found in hub.summaries.items() for value, n in found}
    return Said(
        hub=cells,
        papers={block: [_row(hub, paper, block, style) for paper in papers] for block, papers in lists.items()},
        facets=facets,
        listed=len(hub.explorer),
    )


def _row(hub: Hub, paper: Paper, block: str, style: Style) -> Cells:
    is_listed = block == "explorer"
    absent = style["printed"]
    return {
        **_link(hub, paper, style),
        "title_raw": _text(paper.title, style),
        "category": paper.category,
        "posted_on": paper.posted_on,
        "verdict": None if absent == "no_verdict" else paper.verdict,
        "novelty": None if is_listed or absent == "no_novelty" else paper.novelty,
        "mention_count": None if is_listed or absent == "no_ref" else paper.refs,
        "role": paper.role if is_listed and absent != "no_role" else None,
        "ref_number": paper.ref if is_listed and absent != "no_ref" else None,
        "link_type": paper.link_type if is_listed and absent != "no_link_type" else None,
        "summary": _summary(paper.summary, style),
    }


def _link(hub: Hub, paper: Paper, style: Style) -> Cells:
    if style["rendering"] != "html" or style["link"] == "none":
        is_printed = style["extra_part"] == "id" and style["rendering"] == "html"
        return {"arxiv_id": Either((None, paper.arxiv_id)) if is_printed else None, "url": None}
    url = urljoin(page_url(hub, style), href_of(paper, style))
    if style["link"] == "control_arxiv":
        return {"arxiv_id": paper.arxiv_id, "url": Either((None, f"https://arxiv.org/abs/{paper.arxiv_id}"))}
    return {"arxiv_id": paper.arxiv_id, "url": url}


def _summary(summary: str | None, style: Style) -> object:
    return None if summary is None else _text(summary, style)


def _text(title: str, style: Style) -> object:
    """Give a running text; letters of mathematics can be told in several ways, marks that nobody sees left out."""
    unmarked = title.replace("\u00ad", "").replace("\u200b", "")
    if unmarked != title:
        return Either((title, unmarked))
    if style["rendering"] != "html" or GREEK not in title:
        return title
    told = (GREEK, "\\kappa", "$\\kappa$", "\\(\\kappa\\)", f"${GREEK}$")
    return Either(tuple(title.replace(GREEK, one, 1) for one in told))

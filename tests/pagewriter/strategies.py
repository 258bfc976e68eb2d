"""Hypothesis strategies for hub records: nasty text that a page of the site could still legally print.

Every text is one line, stripped, with single blanks and no control or format characters; within a page arXiv
ids, normalised titles and normalised summaries are unique. What no rendering can tell apart is left out, and
said beside the rule. Called by property tests only.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st

from tests.pagewriter.records import CitingPaper, CoCitedWork, Filters, HubRecord, Tier, Twin
from tests.pagewriter.words import FACET_PARAMETERS

CATEGORIES = (
    "cs.CL",
    "cs.LG",
    "stat.ML",
    "math.CO",
    "gr-qc",
    "hep-th",
    "astro-ph.HE",
    "q-bio.NC",
    "cond-mat.mtrl-sci",
)
VERDICTS = ("unverdicted", "accept", "conditional", "reject")
ROLES = ("background", "method", "baseline", "dataset", "other")
POLARITIES = ("background", "use method", "use dataset", "support", "contrast", "unclear")
SEEN_LABELS = ("Canonical reference", "Mixed citations")
UNSEEN_LABELS = ("Contested reference", "Rising", "Known to have been corrected")
TAGLINES = (None, "machine review for the scientific record.")

NASTY_TITLES = (
    "cs.CL · 2021-03-04 · unverdicted · novelty 6.5",
    "On x cs.CY · 2018-11-12 · unverdicted · none · ref 8 · internal anchor",
    "Abstract",
    "authors",
    "Roles",
    "hub tools",
    "claims ledger",
    "Learning to sort with cs.LG",
    "The year of 2019",
    "What happened on 2020-02-30",
    "Bullets • inside • a title •",
    "- a title with a dash first",
    "Quotes \"double\" and 'single', <b>tags</b> & &amp; entities",
    'K\\"OLN: \\textit{raw} Q\\&A with $\\ell_2$ and $100 and $200',
    "57 Pith papers citing a thing",
    "condi- tioning of the poste- rior",
    "e\u0301tude with combining marks, and étude without",
    "多语言模型 и кириллица",
    "0.5% of 2,714",
)
# "Title resolution pending" is not among them: such a page has an outcome of its own, not a title.
NASTY_HUB_TITLES = (
    "Abstract",
    "authors",
    "Hub labels and spokes",
    "cs.CL · 2021-03-04 · unverdicted · novelty 6.5",
    "Amortised condi- tioning",
    'M\\"obius filters & <others>',
    "Attention to 100% of 2019",
)
_FRAGMENTS = (
    " · ",
    " — 12-85x, 41%",
    " cs.CL ",
    " 2019 ",
    " $\\alpha$ ",
    " \\textit{x} ",
    ' "q" ',
    " <i>&lt;</i> ",
    " KÖLN ",
)
_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" ")


def collapsed(text: str) -> str:
    """The text as a page holds it: stripped, white space collapsed."""
    return " ".join(text.split())


def comparison_key(text: str) -> str:
    """A key coarser than any normalisation of titles: two texts with different keys are different to every
    reader.
    """
    plain = unicodedata.normalize("NFKD", re.sub(r"\\[A-Za-z]+", "", text)).casefold()
    return "".join(character for character in plain if character.isalnum())


def titles(nasty: tuple[str, ...] = NASTY_TITLES) -> st.SearchStrategy[str]:
    """Titles: imitations of other lines, plain words, and any characters.

    Left out: a first bullet (a page without printed bullets could not be told from one with them), and
    titles of fewer than two letters or digits (they have no identity).
    """
    words = st.lists(
        st.sampled_from(["Deep", "sparse", "models", "of", "galaxies", "cs.LG", "2019", "for", "Q\\&A"]),
        min_size=2,
    )
    free = st.text(_CHARACTERS, min_size=2, max_size=60)
    text = st.one_of(st.sampled_from(nasty), words.map(" ".join), free).map(collapsed)
    return text.filter(lambda title: len(comparison_key(title)) >= 2 and title[0] not in "•")


def sentences() -> st.SearchStrategy[str]:
    """Summaries and abstracts: a sentence of words with nasty fragments in it.

    None imitates a whole line of another kind.
    """
    start = st.sampled_from(["Shows", "Proposes a method that gives", "KÖLN presents", "Reports"])
    middle = st.lists(st.one_of(st.sampled_from(_FRAGMENTS), st.text(_CHARACTERS, max_size=30)), min_size=1, max_size=5)
    number = st.integers(0, 10**9)
    return st.tuples(start, middle, number).map(lambda t: collapsed(f"{t[0]} {' '.join(t[1])} in study {t[2]}."))


@st.composite
def arxiv_ids(draw: st.DrawFn) -> str:
    """New and old arXiv ids, in ranges that were never given out."""
    if draw(st.booleans()):
        return f"9912.{draw(st.integers(0, 99999)):05d}"
    return f"{draw(st.sampled_from(['gr-qc', 'hep-th', 'astro-ph']))}/9912{draw(st.integers(900, 999))}"


@st.composite
def citing_papers(draw: st.DrawFn) -> CitingPaper:
    """One citation; a representative one always has novelty and summary, as its row has three lines."""
    is_representative = draw(st.booleans())
    is_listed = draw(st.booleans()) if is_representative else True
    has_summary = is_representative or draw(st.integers(0, 9)) > 0
    role = draw(st.one_of(st.none(), st.sampled_from(ROLES))) if is_listed else None
    return CitingPaper(
        arxiv_id=draw(arxiv_ids()),
        title_raw=draw(titles()),
        category=draw(st.sampled_from(CATEGORIES)),
        posted_on=draw(st.dates(date(1992, 1, 1), date(2026, 11, 20))),
        verdict=draw(st.sampled_from(VERDICTS)),
        novelty=draw(st.integers(50, 90)) / 10 if is_representative else None,
        summary=draw(sentences()) if has_summary else None,
        is_representative=is_representative,
        mention_count=draw(st.one_of(st.none(), st.integers(2, 40))) if is_representative else None,
        is_listed=is_listed,
        role=role,
        ref_number=draw(st.integers(1, 400)) if is_listed else None,
        link_type="internal anchor" if is_listed else None,
        polarity=None if role is None else draw(st.sampled_from(POLARITIES)),
    )


def paper_lists(max_size: int = 8) -> st.SearchStrategy[tuple[CitingPaper, ...]]:
    """The citations of one page, without two that could be taken for one paper.

    Left out: representative titles that all begin with a dash, which then is a bullet to any reader of a text.
    """
    keys = (
        lambda paper: paper.arxiv_id,
        lambda paper: comparison_key(paper.title_raw),
        lambda paper: comparison_key(paper.summary or paper.title_raw),
    )
    return st.lists(citing_papers(), max_size=max_size, unique_by=keys).map(tuple).filter(_has_no_dashes_for_bullets)


def _has_no_dashes_for_bullets(papers: tuple[CitingPaper, ...]) -> bool:
    titles = [paper.title_raw for paper in papers if paper.is_representative]
    return not titles or any(not title.startswith(("-", "–", "—")) for title in titles)


@st.composite
def counted(draw: st.DrawFn, values: tuple[str, ...]) -> Mapping[str, int]:
    """Some of the values with counts, by count, ties by name, as the site orders them."""
    chosen = draw(st.lists(st.sampled_from(values), unique=True, max_size=5))
    counts = {value: draw(st.integers(1, 12_000)) for value in chosen}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


@st.composite
def facet_maps(draw: st.DrawFn) -> dict[str, Mapping[str, int]]:
    """Any of the five facets."""
    facets = {
        "field": draw(counted(CATEGORIES)),
        "year": draw(counted(("2018", "2019", "2024", "2025", "2026"))),
        "verdict": draw(counted(tuple(verdict.upper() for verdict in VERDICTS))),
        "role": draw(counted(ROLES)),
        "polarity": draw(counted(POLARITIES)),
    }
    return {name: counts for name, counts in facets.items() if counts}


@st.composite
def verdicts(draw: st.DrawFn, tier: Tier) -> dict[str, Any]:
    """Label, kind of sentence, dominant role and percentage, as they go together: numbers exactly where a
    label is.
    """
    if tier == "none" or draw(st.booleans()):
        return {"verdict_kind": "indexing"}
    kind = draw(st.sampled_from(["canonical", "mixed"]))
    seen = SEEN_LABELS[0] if kind == "canonical" else SEEN_LABELS[1]
    return {
        "verdict_kind": kind,
        "label": draw(st.sampled_from([seen, seen, *UNSEEN_LABELS])),
        "dominant_role": draw(st.sampled_from(ROLES)),
        "dominant_percent": draw(st.integers(1, 100)),
    }


@st.composite
def twins(draw: st.DrawFn) -> Twin:
    """Twins with and without the cells that may be null, and sometimes a state key never seen."""
    time = st.datetimes().map(lambda t: t.isoformat(timespec="microseconds") + "+00:00")
    return Twin(
        arxiv_id=draw(st.one_of(st.none(), arxiv_ids())),
        authors_text=draw(st.one_of(st.none(), sentences())),
        year=draw(st.one_of(st.none(), st.integers(1992, 2026))),
        venue=draw(st.one_of(st.none(), st.sampled_from(CATEGORIES))),
        title_quality_ok=draw(st.booleans()),
        first_pith_cited_at=draw(st.one_of(st.none(), time)),
        last_pith_cited_at=draw(st.one_of(st.none(), time)),
        extra_state=draw(st.sampled_from([{}, {"author_count": 3}, {"notes": ["a", None]}])),
    )


@st.composite
def hub_records(draw: st.DrawFn, max_papers: int = 8) -> HubRecord:
    """Whole pages.

    Summaries of roles and polarities equal their facets or are absent, so a number never contradicts
    another.
    """
    tier: Tier = draw(st.sampled_from(("none", "hub", "super_hub", "mega_hub")))
    is_hub = tier != "none"
    abstract = (
        draw(st.one_of(st.none(), st.lists(sentences(), min_size=1, max_size=30).map(" ".join))) if is_hub else None
    )
    is_bare = draw(st.integers(0, 9)) == 0  # a count of one, no rows, no facets
    facets = {} if is_bare else draw(facet_maps())
    external = draw(st.one_of(st.none(), st.integers(0, 2_000_000)))
    has_summaries = is_hub and "role" in facets and draw(st.booleans())
    has_authors, has_co_cited = is_hub and draw(st.booleans()), is_hub and draw(st.booleans())
    return HubRecord(
        hub_id=str(draw(st.uuids(version=4))),
        title_raw=draw(titles(NASTY_HUB_TITLES)),
        tier=tier,
        citing_papers_printed=1 if is_bare else draw(st.one_of(st.just(1), st.integers(1, 20_000))),
        external_citations=external,
        external_source=None if external is None else "Crossref",
        abstract_raw=abstract,
        role_summary=facets["role"] if has_summaries else {},
        polarity_summary=facets.get("polarity", {}) if has_summaries else {},
        facets=facets,
        papers=() if is_bare else draw(paper_lists(max_papers)),
        listed_at_most=draw(st.sampled_from((None, None, 1, 3))),
        ledger=abstract is not None and draw(st.booleans()),
        has_authors=has_authors,
        authors=("A. Invented", "B. Fictitious-Name") if has_authors else (),
        has_co_cited=has_co_cited,
        co_cited=(CoCitedWork(str(uuid.UUID(int=draw(st.integers(0, 9)))), "A made-up work"),) if has_co_cited else (),
        tagline=draw(st.sampled_from(TAGLINES)),
        twin=draw(twins()) if is_hub else None,
        **draw(verdicts(tier)),
    )


@st.composite
def filter_choices(draw: st.DrawFn, record: HubRecord) -> Filters:
    """No filter, or one or two that fit one of the record's citing papers (an unlisted one gives an empty
    explorer).
    """
    if not record.papers or draw(st.booleans()):
        return {}
    paper = draw(st.sampled_from(record.papers))
    values = {
        "cat": paper.category,
        "year": str(paper.posted_on.year),
        "verdict": paper.verdict.upper(),
        "role": paper.role,
        "polarity": None if paper.polarity is None else paper.polarity.replace(" ", "_"),
    }
    names = [name for name in FACET_PARAMETERS.values() if values[name] is not None]
    chosen = draw(st.lists(st.sampled_from(names), unique=True, min_size=1, max_size=2))
    return {name: str(values[name]) for name in chosen}


@st.composite
def pages(draw: st.DrawFn, max_papers: int = 8) -> tuple[HubRecord, Filters]:
    """A record and filters for one page of it."""
    record = draw(hub_records(max_papers))
    return record, draw(filter_choices(record))

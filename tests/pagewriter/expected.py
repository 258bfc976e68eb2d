"""What each rendering shows of a record, as plain dicts named as the warehouse's columns: the oracle of the
property tests.

Written from HUB_PAGES.md, never from a parser; it knows no tags and no lines. A cell that a rendering does
not show has no key; a printed `none` is None. Called by tests with the same `markup` names and filters that
rendered the page.
"""

from __future__ import annotations

from datetime import datetime

from tests.pagewriter.markups import rendering_of
from tests.pagewriter.records import (
    CitingPaper,
    Filters,
    HubRecord,
    filtered_papers,
    listed_papers,
    representative_papers,
)
from tests.pagewriter.words import verdict_sentence

Cells = dict[str, object]


def hub_cells(record: HubRecord, markup: str) -> Cells:
    """The cells of `hubs` that a page shows (any markup but json: see `twin_cells`). All text as printed.

    LIST text has no count lines (section 3 b), except that a count of one survives in two lines (d). The
    dominant role and its percentage stand in the verdict sentence, so every rendering shows them.
    """
    cells: Cells = {
        "hub_id": record.hub_id,
        "title_raw": record.title_raw,
        "tier": record.tier,
        "label": record.label,
        "verdict_sentence": verdict_sentence(record),
        "verdict_kind": record.verdict_kind,
    }
    if record.verdict_kind != "other":
        cells["dominant_role"] = record.dominant_role
        cells["dominant_percent"] = record.dominant_percent
    if rendering_of(markup) != "list_text" or record.citing_papers_printed == 1:
        cells["citing_papers_printed"] = record.citing_papers_printed
    if rendering_of(markup) != "list_text":
        cells["external_citations_printed"] = record.external_citations
        cells["external_source"] = record.external_source
    return cells


def abstract_cells(record: HubRecord, markup: str) -> Cells | None:
    """The cells of `abstracts`, or None where the page has no abstract.

    Every rendering keeps it, the twin too.
    """
    assert rendering_of(markup)
    if record.abstract_raw is None:
        return None
    return {"hub_id": record.hub_id, "abstract_raw": record.abstract_raw}


def facet_counts(record: HubRecord) -> dict[tuple[str, str], int]:
    """(facet, value as printed) to count, of the facet blocks; the same in every page rendering and under
    every filter.
    """
    return {(facet, value): n for facet, counts in record.facets.items() for value, n in counts.items()}


def role_summary(record: HubRecord, markup: str) -> dict[str, int]:
    """The body of the citation-role summary, which LIST text drops."""
    return {} if rendering_of(markup) == "list_text" else dict(record.role_summary)


def representative_rows(record: HubRecord, markup: str) -> list[Cells]:
    """One dict per representative row, in page order.

    No filter restricts them; LIST text shows the summary only.
    """
    papers = representative_papers(record)
    if rendering_of(markup) == "list_text":
        shown: list[Cells] = [{"summary": paper.summary} for paper in papers if paper.summary is not None]
    else:
        shown = [
            {
                **_title_and_summary(paper, markup),
                **_meta(paper),
                "novelty": paper.novelty,
                "mention_count": paper.mention_count,
            }
            for paper in papers
        ]
    return [{**row, "is_representative": True, "representative_rank": n} for n, row in enumerate(shown, 1)]


def listed_rows(record: HubRecord, markup: str, filters: Filters) -> list[Cells]:
    """One dict per explorer row, in page order, after the filter. LIST text shows title and summary only."""
    rows = []
    for rank, paper in enumerate(listed_papers(record, filters), 1):
        cells = _title_and_summary(paper, markup)
        if rendering_of(markup) != "list_text":
            cells |= _meta(paper)
            cells |= {"role": paper.role, "ref_number": paper.ref_number, "link_type": paper.link_type}
        rows.append({**cells, "is_listed": True, "listed_rank": rank})
    return rows


def filtered_numbers(record: HubRecord, filters: Filters) -> tuple[int | None, int | None]:
    """The cells `filtered_shown` and `filtered_total`: both None on a page without filters."""
    if not filters:
        return None, None
    return len(listed_papers(record, filters)), len(filtered_papers(record, filters))


def citing_papers(record: HubRecord, markup: str, filters: Filters) -> list[Cells]:
    """One dict per citation that the page shows at all, in the record's order: the cells of its row or rows
    together.

    In LIST text a representative summary and an explorer row are one citation by their equal summaries.
    """
    representative = [id(paper) for paper in representative_papers(record)]
    listed = [id(paper) for paper in listed_papers(record, filters)]
    if rendering_of(markup) == "list_text":
        with_summary = {id(paper) for paper in record.papers if paper.summary is not None}
        representative = [key for key in representative if key in with_summary]
    rows_above = dict(zip(representative, representative_rows(record, markup), strict=True))
    rows_below = dict(zip(listed, listed_rows(record, markup, filters), strict=True))
    merged = []
    for paper in record.papers:
        cells = {**rows_above.get(id(paper), {}), **rows_below.get(id(paper), {})}
        if cells:
            defaults: Cells = {"is_representative": False, "is_listed": False}
            merged.append({**defaults, **cells})
    return merged


def twin_cells(record: HubRecord) -> Cells:
    """The cells of `hubs` that the JSON twin shows.

    The twin's counts are not printed numbers and are not among them.
    """
    twin = record.twin
    assert twin is not None, f"{record.title_raw!r} has no twin"
    return {
        "hub_id": record.hub_id,
        "title_raw": record.title_raw if twin.title is None else twin.title,
        "title_quality_ok": twin.title_quality_ok,
        "tier": None if record.tier == "none" else record.tier,
        "arxiv_id": twin.arxiv_id,
        "doi": None,
        "openalex_id": None,
        "authors": twin.authors_text,
        "year": twin.year,
        "category": twin.venue,
        "first_cited_at": _time(twin.first_pith_cited_at),
        "last_cited_at": _time(twin.last_pith_cited_at),
    }


def _title_and_summary(paper: CitingPaper, markup: str) -> Cells:
    cells: Cells = {"title_raw": paper.title_raw, "summary": paper.summary}
    if rendering_of(markup) == "html":
        cells["arxiv_id"] = paper.arxiv_id
    return cells


def _meta(paper: CitingPaper) -> Cells:
    return {"category": paper.category, "posted_on": paper.posted_on, "verdict": paper.verdict}


def _time(printed: str | None) -> datetime | None:
    return None if printed is None else datetime.fromisoformat(printed)

"""The JSON twin of a hub page: `work` with its keys in the source's order, and `hub.state` with what was
seen plus extras.

No page words may be here. Called through `markups.RENDERINGS` under the name `json` (HUB_PAGES.md section
7).
"""

from __future__ import annotations

import json

from tests.pagewriter.records import NO_FILTERS, Filters, HubRecord


def render(record: HubRecord, filters: Filters = NO_FILTERS) -> str:
    """The twin as JSON text.

    Raises ValueError where the record has no twin, or for filters, which a twin does not take.
    """
    if record.twin is None:
        raise ValueError(f"{record.title_raw!r} has no twin: give the record one")
    if filters:
        raise ValueError(f"{record.title_raw!r}: a twin takes no filters, and {dict(filters)} were given")
    return json.dumps({"work": _work(record), "hub": {"state": _state(record)}}, ensure_ascii=False, indent=1) + "\n"


def _work(record: HubRecord) -> dict[str, object]:
    twin = record.twin
    assert twin is not None
    title = record.title_raw if twin.title is None else twin.title
    display = title if twin.display_title is None else twin.display_title
    return {
        "id": record.hub_id,
        "openalex_id": None,
        "doi": None,
        "arxiv_id": twin.arxiv_id,
        "raw_key": None,
        "title": title,
        "authors": None,
        "authors_text": twin.authors_text,
        "year": twin.year,
        "venue": twin.venue,
        "abstract": record.abstract_raw,
        "external_url": twin.external_url,
        "cited_by_count": None,
        "metadata_source": twin.metadata_source,
        "metadata_fetched_at": twin.metadata_fetched_at,
        "pith_arxiv_id": twin.arxiv_id,
        "created_at": twin.created_at,
        "updated_at": twin.updated_at,
        "title_quality_ok": twin.title_quality_ok,
        "display_title": display,
        "render_title": display,
    }


def _state(record: HubRecord) -> dict[str, object]:
    twin = record.twin
    assert twin is not None
    count = record.citing_papers_printed if twin.pith_inbound_count is None else twin.pith_inbound_count
    return {
        "work_id": record.hub_id,
        "tier": None if record.tier == "none" else record.tier,
        "tier_reason": twin.tier_reason,
        "pith_inbound_count": count,
        "external_cited_by_count": record.external_citations,
        "distinct_field_count": twin.distinct_field_count,
        "first_pith_cited_at": twin.first_pith_cited_at,
        "last_pith_cited_at": twin.last_pith_cited_at,
        "author_build_status": twin.author_build_status,
        "summary_status": twin.summary_status,
        **twin.extra_state,
    }

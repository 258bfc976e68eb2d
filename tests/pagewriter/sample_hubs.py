"""The hubs of the bundled sample: cited works that do not exist, with titles written for it (abstracts:
sample_abstracts.tsv).

No captures may be here: when and in which rendering a hub was taken is said in sample.py, the only caller.
"""

from __future__ import annotations

from dataclasses import replace

from tests.pagewriter.records import CitingPaper, CoCitedWork, HubRecord, Twin
from tests.pagewriter.sample_parts import abstract_of, citations, hub, hub_id_of, ids

TAGLINE = "machine review for the scientific record."
PENDING = "Title resolution pending"

REHEARSAL = "Sparse Rehearsal: Remembering Long Texts With Short Notes"
LANTERNS = "Gradient Lanterns: A Plain Optimizer for Deep Networks"
PATIENCE = r"Patience Is Not Retrieval: A Long-Form Q\&A Benchmark"
CONDITIONING = "Amortised posterior condi- tioning for expensive simulators"
MOEBIUS = r"Spin-Weighted M\"obius Filters for Curved Skies"
ATLAS = "Cell Atlases Without Cells: Maps of Tissue From Bulk Measurements"
DRUMS = "Neutron Stars as Drums: Crust Modes and What They Tell"
GLASS = "Through a Glass, Sharply: Learning to See Transparent Things"
FOOTNOTES = "The Footnote Corpus: Explanations From Books Out of Copyright"
ENERGY = "At Equal Energy: A Protocol for Comparing Optimisers"
NONSENSE = "Abstract Nonsense for Working Data Engineers"
MARTINGALES = "Martingales in the Replay Buffer"
BARE = "On a Question of Haverkamp Concerning Ordered Shelves"
LIBRARIES = "Slow Science, Slow Libraries: An Essay With Numbers"


def _long_papers(title: str, last: int) -> tuple[CitingPaper, ...]:
    return citations(title, ids(1, last), novelty_from=7.0, background=0.85)


def rehearsal_in_september() -> HubRecord:
    """A hub at 96 citing papers: a label, all blocks, 48 rows."""
    return hub(
        REHEARSAL,
        _long_papers(REHEARSAL, 48),
        printed=96,
        tier="hub",
        label="Canonical reference",
        kind="canonical",
        external_citations=640,
        external_source="Crossref",
        abstract_raw=abstract_of(REHEARSAL),
        ledger=True,
        has_authors=True,
        authors=("Ida Quillfeather", "Tomas Brackwater"),
        has_co_cited=True,
        co_cited=tuple(CoCitedWork(hub_id_of(title), title) for title in (LANTERNS, PATIENCE)),
        twin=Twin(
            arxiv_id="9912.09001",
            authors_text="Ida Quillfeather, Tomas Brackwater",
            year=2023,
            venue="cs.CL",
            metadata_fetched_at="2026-08-30T04:11:09.120455+00:00",
            created_at="2026-02-01T10:00:00.000001+00:00",
            updated_at="2026-09-02T23:59:59.999999+00:00",
            tier_reason="10+ Pith inbound",
            distinct_field_count=19,
            first_pith_cited_at="2025-01-29T00:00:00.000000+00:00",
            last_pith_cited_at="2026-09-02T12:30:00.250000+00:00",
        ),
    )


def rehearsal_in_november() -> HubRecord:
    """The same hub at 112: a super hub, another percentage, 60 rows."""
    before = rehearsal_in_september()
    assert before.twin is not None
    after = hub(
        REHEARSAL,
        _long_papers(REHEARSAL, 60),
        printed=112,
        tier="super_hub",
        label="Canonical reference",
        kind="canonical",
        tagline=TAGLINE,
    )
    return replace(
        before,
        tier=after.tier,
        tagline=after.tagline,
        citing_papers_printed=after.citing_papers_printed,
        external_citations=702,
        dominant_percent=after.dominant_percent,
        facets=after.facets,
        role_summary=after.role_summary,
        polarity_summary=after.polarity_summary,
        papers=after.papers,
        twin=replace(before.twin, tier_reason="100+ Pith inbound", updated_at="2026-11-10T08:00:00.000000+00:00"),
    )


def lanterns() -> HubRecord:
    """A mega hub: thousands everywhere, mixed citations, a twin with a state key that was never seen."""
    return hub(
        LANTERNS,
        citations(LANTERNS, [*ids(1, 10), *ids(29, 52)], classified=0.8, background=0.75),
        printed=4284,
        scale=97,
        tier="mega_hub",
        label="Mixed citations",
        kind="mixed",
        tagline=TAGLINE,
        external_citations=104_512,
        external_source="Crossref",
        abstract_raw=abstract_of(LANTERNS),
        has_authors=True,
        authors=("Mirela Oakhurst", "J. P. Sandwick", "Wen Lastname"),
        twin=Twin(
            arxiv_id="9912.09002",
            authors_text="Mirela Oakhurst, J. P. Sandwick, Wen Lastname",
            year=2019,
            venue="cs.LG",
            tier_reason="1,000+ Pith inbound",
            pith_inbound_count=4284,
            first_pith_cited_at="2025-01-02T00:00:00.000000+00:00",
            last_pith_cited_at="2026-10-01T17:45:30.000100+00:00",
            extra_state={"embargo_reason": None, "reviewer_pool": {"size": 12}},
        ),
    )


def patience() -> HubRecord:
    """The hub that is also seen through filters: a paper that cites twice, representatives that are not
    listed.
    """
    papers = list(citations(PATIENCE, ids(20, 42), unlisted=[*ids(1, 2), *ids(8, 8)], classified=0.9, background=0.75))
    twice = next(paper for paper in papers if paper.arxiv_id == "9912.00027")
    papers[papers.index(twice)] = replace(twice, role="background", polarity="background", ref_number=4)
    again = replace(
        twice,
        role="dataset",
        polarity="use dataset",
        ref_number=31,
        is_representative=False,
        mention_count=None,
    )
    papers.insert(papers.index(next(paper for paper in papers if paper.arxiv_id == "9912.00024")), again)
    return hub(
        PATIENCE,
        papers,
        tier="hub",
        label="Mixed citations",
        kind="mixed",
        abstract_raw=abstract_of(PATIENCE),
        ledger=True,
        has_co_cited=True,
        co_cited=(CoCitedWork(hub_id_of(REHEARSAL), REHEARSAL),),
        external_citations=58,
        external_source="Crossref",
        twin=Twin(arxiv_id="9912.09003", authors_text="Ulla Readwell", year=2024, venue="cs.CL"),
    )


def conditioning() -> HubRecord:
    """A title taken from a bibliography, on a hub that few Pith papers cite; its twin distrusts the title."""
    return hub(
        CONDITIONING,
        citations(CONDITIONING, ids(14, 19), novelty_from=6.0, classified=0.3),
        tier="hub",
        summaries=False,
        external_citations=1422,
        external_source="Crossref",
        abstract_raw=abstract_of(CONDITIONING),
        twin=Twin(
            title=CONDITIONING,
            display_title="Amortised posterior conditioning for expensive simulators",
            title_quality_ok=False,
            year=2022,
            venue="stat.ML",
            metadata_source="bibliography",
            tier_reason="1,000+ external citations",
        ),
    )


def moebius() -> HubRecord:
    """TeX in title and abstract; old categories and old-style ids among the citing papers."""
    papers = citations(MOEBIUS, ids(10, 16), novelty_from=6.0, classified=1.0, background=0.85)
    return hub(
        MOEBIUS,
        papers,
        printed=14,
        tier="hub",
        label="Canonical reference",
        kind="canonical",
        abstract_raw=abstract_of(MOEBIUS),
    )


def atlas_small() -> HubRecord:
    """A work below the tier hub, all of its nine citing papers listed."""
    return hub(ATLAS, citations(ATLAS, [*ids(17, 23), *ids(53, 54)], novelty_from=6.0))


def atlas_grown() -> HubRecord:
    """The same work as a hub: twelve citing papers, all listed, one of the nine gone and four new."""
    papers = citations(ATLAS, [*ids(18, 23), *ids(53, 54), *ids(44, 46), *ids(48, 48)], classified=1.0, background=0.6)
    return hub(ATLAS, papers, tier="hub", label="Mixed citations", kind="mixed", abstract_raw=abstract_of(ATLAS))


def drums() -> HubRecord:
    """A physics hub that no role is classified for yet."""
    papers = citations(DRUMS, [*ids(11, 16), *ids(47, 48)], classified=0.0)
    return hub(DRUMS, papers, printed=23, tier="hub", abstract_raw=abstract_of(DRUMS))


def glass() -> HubRecord:
    """A hub by its external citations, with one Pith paper."""
    papers = citations(GLASS, ids(9, 9), novelty_from=9.0, classified=0.0)
    return hub(
        GLASS,
        papers,
        tier="hub",
        abstract_raw=abstract_of(GLASS),
        external_citations=12_004,
        external_source="Crossref",
    )


def footnotes() -> HubRecord:
    """A super hub with a label that was never seen."""
    papers = citations(FOOTNOTES, [*ids(24, 30), *ids(34, 46), *ids(50, 60)], background=0.7)
    return hub(
        FOOTNOTES,
        papers,
        printed=131,
        tier="super_hub",
        label="Contested reference",
        kind="mixed",
        abstract_raw=abstract_of(FOOTNOTES),
    )


def energy() -> HubRecord:
    """A hub whose explorer is seen as text only."""
    papers = citations(
        ENERGY, [*ids(7, 8), *ids(31, 33), *ids(51, 52)], unlisted=ids(5, 6), classified=1.0, background=0.8
    )
    return hub(
        ENERGY,
        papers,
        printed=19,
        tier="hub",
        label="Mixed citations",
        kind="mixed",
        abstract_raw=abstract_of(ENERGY),
    )


def nonsense() -> HubRecord:
    """A title that begins with a block's label, below the tier hub."""
    return hub(NONSENSE, citations(NONSENSE, ids(45, 45) + ids(56, 57), novelty_from=6.0, classified=0.0))


def martingales_pending() -> HubRecord:
    """A work whose title is not known yet."""
    papers = citations(MARTINGALES, ids(6, 6), novelty_from=9.0, classified=0.0)
    return hub(PENDING, papers, hub_id=hub_id_of(MARTINGALES))


def martingales() -> HubRecord:
    """The same work when its title is known."""
    return hub(MARTINGALES, citations(MARTINGALES, [*ids(6, 6), *ids(49, 49), *ids(58, 58)], novelty_from=7.0))


def bare() -> HubRecord:
    """A count of one, and no rows or facets at all."""
    return hub(BARE, printed=1)


def libraries() -> HubRecord:
    """A super hub by external citations, whose sentence still says that polarity is being indexed."""
    papers = citations(LIBRARIES, ids(24, 29) + ids(34, 38), unlisted=ids(42, 42), classified=0.0)
    return hub(
        LIBRARIES,
        papers,
        tier="super_hub",
        abstract_raw=abstract_of(LIBRARIES),
        external_citations=10_850,
        external_source="Crossref",
    )

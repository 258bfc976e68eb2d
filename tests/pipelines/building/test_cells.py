"""Which value a cell has: the newest known one, and NULL never over a value (DESIGN section 2)."""

from pathlib import Path

import pytest

from pipelines.parsing.version import PARSER_VERSION
from tests.pipelines.building.support import HUB, Page, ask, at, built, in_memory, rows_of
from tests.tiers import rest_deep

PAPER = {"arxiv_id": "9912.00001", "title": "Lanterns", "title_raw": "Lanterns"}
SENTENCE = {
    "verdict_sentence": "Canonical reference. 80% of citing Pith papers cite this work as background.",
    "verdict_kind": "canonical",
    "dominant_role": "background",
    "dominant_percent": 80,
}


def test_the_newest_known_value_wins_and_null_never_does(tmp_path: Path) -> None:
    pages = [
        Page(3, hub={"label": "Mixed citations", "citing_papers_printed": 3}),
        Page(1, hub={"title": "First", "title_raw": "First", "tier": "hub", "citing_papers_printed": 1}),
        Page(2, hub={"title": "Second", "title_raw": "Second", "citing_papers_printed": 2}),
        Page(4, hub={}, outcome="pending"),
    ]
    folder = in_memory(tmp_path, *pages)
    [hub] = rows_of(folder, "hubs")
    seen = {name: hub[name] for name in ("title", "title_raw", "tier", "label", "citing_papers_printed")}
    assert seen == {
        "title": "Second",
        "title_raw": "Second",
        "tier": "hub",
        "label": "Mixed citations",
        "citing_papers_printed": 3,
    }
    assert ask(folder, "FROM hubs SELECT first_captured_at, last_captured_at") == [(at(1), at(4))]
    assert ask(folder, "SELECT captured_at FROM hubs JOIN captures USING (capture_id)") == [(at(4),)]


def test_the_verdict_sentence_keeps_its_four_cells_together(tmp_path: Path) -> None:
    """A later sentence names no percentage: the older one's must not stand beside it."""
    indexing = {"verdict_sentence": "39 Pith papers cite this work.", "verdict_kind": "indexing"}
    folder = in_memory(tmp_path, Page(1, hub=SENTENCE), Page(2, hub=indexing), Page(3, hub={}))
    [hub] = rows_of(folder, "hubs")
    assert {name: hub[name] for name in SENTENCE} == dict.fromkeys(SENTENCE) | indexing


@pytest.mark.parametrize(
    ("rendering", "tier"), rest_deep(("html", None), ("full_text", None), ("list_text", None), ("json", None))
)
def test_a_tier_that_nobody_says_is_null(tmp_path: Path, rendering: str, tier: str | None) -> None:
    """Absence in a text rendering proves nothing (HUB_PAGES section 3); of HTML the parser itself says `none`."""
    folder = in_memory(tmp_path, Page(1, rendering=rendering, hub={"title": "A work", "title_raw": "A work"}))
    assert ask(folder, "SELECT tier FROM hubs") == [(tier,)]


def test_a_hub_that_sank_below_the_lowest_tier_has_tier_none(tmp_path: Path) -> None:
    folder = in_memory(
        tmp_path, Page(1, hub={"tier": "hub"}), Page(2, hub={"tier": "none"}), Page(3, rendering="list_text")
    )
    assert ask(folder, "SELECT tier FROM hubs") == [("none",)]


def test_a_hub_seen_only_by_its_twin_is_a_hub(tmp_path: Path) -> None:
    url = f"https://www.pith.science/citations/{HUB}.json"
    twin = Page(1, rendering="json", hub={"title": "A work", "title_raw": "A work", "year": 2019}, url=url)
    [hub] = rows_of(in_memory(tmp_path, twin), "hubs")
    assert (hub["title"], hub["year"], hub["url"]) == ("A work", 2019, f"https://pith.science/citations/{HUB}")


@pytest.mark.parametrize(
    "url",
    rest_deep(
        f"https://www.pith.science/citations/{HUB}?year=2019",
        f"http://pith.science/citations/{HUB}",
        f"HTTPS://WWW.PITH.SCIENCE/citations/{HUB}#top",
        f"https://pith.science:443/citations/{HUB}.json",
        f"file:{HUB}.html",
    ),
)
def test_every_name_of_the_site_gives_one_address(tmp_path: Path, url: str) -> None:
    folder = in_memory(tmp_path, Page(1, url=url))
    assert ask(folder, "SELECT url FROM hubs") == [(f"https://pith.science/citations/{HUB}",)]
    assert ask(folder, "SELECT url FROM captures") == [(url,)]


def test_another_host_keeps_its_name(tmp_path: Path) -> None:
    folder = in_memory(tmp_path, Page(1, url=f"http://127.0.0.1:8080/citations/{HUB}?year=2019"))
    assert ask(folder, "SELECT url FROM hubs") == [(f"http://127.0.0.1:8080/citations/{HUB}",)]


def test_papers_take_the_newest_known_cell_of_any_hub(tmp_path: Path) -> None:
    other = "11111111-2222-4333-8444-555555555555"
    pages = [
        Page(1, explorer=[PAPER | {"verdict": "unverdicted", "novelty": 7.0}]),
        Page(2, explorer=[PAPER | {"verdict": "accept"}], hub_id=other),
        Page(3, explorer=[{"title": "LANTERNS", "title_raw": "LANTERNS"}]),
    ]
    [paper] = rows_of(in_memory(tmp_path, *pages), "papers")
    seen = [paper[name] for name in ("paper_id", "arxiv_id", "title", "verdict", "novelty")]
    assert seen == ["arxiv:9912.00001", "9912.00001", "LANTERNS", "accept", 7.0]
    assert (paper["first_captured_at"], paper["last_captured_at"]) == (at(1), at(3))


def test_the_doi_of_a_paper_follows_from_its_arxiv_id(tmp_path: Path) -> None:
    dois = {
        "9912.00001": "10.48550/arXiv.9912.00001",
        "hep-th/9901001": "10.48550/arXiv.hep-th/9901001",
        "math.GT/0309136": "10.48550/arXiv.math.GT/0309136",
        None: None,
    }
    titles = [f"Lantern {number}" for number in range(len(dois))]
    rows = [{"title": title, "title_raw": title, "arxiv_id": one} for title, one in zip(titles, dois, strict=True)]
    folder = built(tmp_path, Page(1, explorer=rows))
    assert dict(ask(folder, "SELECT arxiv_id, arxiv_doi FROM papers")) == dois
    listed = ask(folder, "SELECT title, arxiv_doi FROM marts.reading_list")
    assert dict(listed) == dict(zip(titles, dois.values(), strict=True))


def test_of_one_page_the_explorer_goes_before_the_representatives(tmp_path: Path) -> None:
    page = Page(
        1, explorer=[PAPER | {"verdict": "accept"}], representative=[PAPER | {"verdict": "reject", "novelty": 9.0}]
    )
    assert ask(in_memory(tmp_path, page), "SELECT verdict, novelty FROM papers") == [("accept", 9.0)]


def test_summaries_and_abstracts_are_the_newest_that_were_read(tmp_path: Path) -> None:
    pages = [
        Page(1, explorer=[PAPER | {"summary": "Old."}], hub={"abstract": "Old words", "abstract_raw": "Old words"}),
        Page(2, explorer=[PAPER | {"summary": "New."}], hub={"abstract": "Three new  words", "abstract_raw": "raw"}),
        Page(3, explorer=[PAPER], hub={}),
    ]
    folder = in_memory(tmp_path, *pages)
    assert ask(folder, "SELECT summary, last_captured_at FROM summaries") == [("New.", at(2))]
    assert ask(folder, "SELECT abstract, abstract_raw, word_count, last_captured_at FROM abstracts") == [
        ("Three new  words", "raw", 3, at(2))
    ]


def test_counts_are_the_newest_by_value_and_the_facet_goes_before_the_summary(tmp_path: Path) -> None:
    pages = [
        Page(1, facets=[("facets", "role", "method", 4), ("summary", "role", "background", 3)]),
        Page(2, facets=[("summary", "role", "method", 6), ("facets", "role", "method", 5)]),
        Page(3, facets=[("summary", "role", "background", 2)]),
    ]
    folder = in_memory(tmp_path, *pages)
    assert ask(folder, "SELECT value, n, first_captured_at, last_captured_at FROM facet_counts ORDER BY 1") == [
        ("background", 2, at(1), at(3)),
        ("method", 5, at(1), at(2)),
    ]


def test_words_are_counted_by_capture_and_known_only_where_all_know_them(tmp_path: Path) -> None:
    known, new, doubted = ("role", "other", True), ("role", "new", False), ("role", "foil")
    pages = [Page(1, words=[known, (*doubted, True)]), Page(2, words=[known, new, (*doubted, False)])]
    assert ask(in_memory(tmp_path, *pages), "SELECT word, is_known, captures FROM vocabulary ORDER BY 1") == [
        ("foil", False, 2),
        ("new", False, 1),
        ("other", True, 2),
    ]


@pytest.mark.parametrize("outcome", rest_deep("not_a_hub", "wrong_work", "corrupt", "parser_failed", "contract_broken"))
def test_a_page_that_was_not_read_changes_nothing_and_is_listed(tmp_path: Path, outcome: str) -> None:
    good = Page(1, hub={"title": "Good", "title_raw": "Good"}, explorer=[PAPER])
    bad = Page(2, hub={"title": "Bad", "title_raw": "Bad"}, is_complete=True, outcome=outcome)
    folder = in_memory(tmp_path, good, bad)
    assert ask(folder, "SELECT title, last_captured_at FROM hubs") == [("Good", at(1))]
    assert ask(folder, "SELECT is_current FROM citations") == [(True,)]
    assert ask(folder, "SELECT outcome FROM captures ORDER BY captured_at") == [("ok",), (outcome,)]


def test_a_capture_that_names_no_hub_is_listed_and_gives_no_hub(tmp_path: Path) -> None:
    folder = in_memory(tmp_path, Page(1, hub=None, hub_id=None, url="file:notes.txt", outcome="refused"))
    assert ask(folder, "SELECT hub_id, url, outcome, parser_version FROM captures") == [
        (None, "file:notes.txt", "refused", PARSER_VERSION)
    ]
    assert ask(folder, "SELECT count(*) FROM hubs") == [(0,)]

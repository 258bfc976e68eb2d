"""Which rows are one citing paper: arXiv id, else title, else summary; and every id ever given leads to today's."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pipelines.building.support import Cells, Page, ask, built, observed

ARXIV = "9912.00001"
OTHER = "9912.00002"
TITLE = "Sparse Lanterns"
SUMMARY = "It lights lanterns sparsely."


def row(arxiv_id: str | None = None, title: str | None = None, summary: str | None = None) -> dict[str, Any]:
    cells = {"arxiv_id": arxiv_id, "title": title, "title_raw": title, "summary": summary}
    return {name: value for name, value in cells.items() if value is not None}


CASES: dict[str, tuple[list[Cells], list[str]]] = {
    "a title alone": ([row(title=TITLE)], ["title"]),
    "a summary alone": ([row(summary=SUMMARY)], ["summary"]),
    "the same summary twice": ([row(summary=SUMMARY), row(summary=SUMMARY)], ["summary"]),
    "a title, then its arXiv id": ([row(title=TITLE), row(ARXIV, TITLE)], [f"arxiv:{ARXIV}"]),
    "an arXiv id, then the title": ([row(ARXIV, TITLE), row(title=TITLE)], [f"arxiv:{ARXIV}"]),
    "a summary, then its title": ([row(summary=SUMMARY), row(title=TITLE, summary=SUMMARY)], ["title"]),
    "a title, then the summary": ([row(title=TITLE, summary=SUMMARY), row(summary=SUMMARY)], ["title"]),
    "summary, title, arXiv id in turn": (
        [row(summary=SUMMARY), row(title=TITLE, summary=SUMMARY), row(ARXIV, TITLE)],
        [f"arxiv:{ARXIV}"],
    ),
    "one id under two titles": (
        [row(ARXIV, TITLE), row(ARXIV, "Dense Lanterns"), row(title="Dense Lanterns"), row(title=TITLE)],
        [f"arxiv:{ARXIV}"],
    ),
    "two ids with one title": ([row(ARXIV, TITLE), row(OTHER, TITLE)], [f"arxiv:{ARXIV}", f"arxiv:{OTHER}"]),
    "two ids with one title, and the title alone": (
        [row(ARXIV, TITLE), row(OTHER, TITLE), row(title=TITLE)],
        [f"arxiv:{ARXIV}", f"arxiv:{OTHER}", "title"],
    ),
    "two titles with one summary, and the summary alone": (
        [row(title=TITLE, summary=SUMMARY), row(title="Dense", summary=SUMMARY), row(summary=SUMMARY)],
        ["title", "title", "summary"],
    ),
    "another summary of the same title": (
        [row(title=TITLE, summary=SUMMARY), row(title=TITLE, summary="New.")],
        ["title"],
    ),
    "an old arXiv id": ([row("gr-qc/9912901", TITLE), row(title=TITLE)], ["arxiv:gr-qc/9912901"]),
    "an old arXiv id with a class": ([row("math.GT/9912901")], ["arxiv:math.GT/9912901"]),
    "case": ([row(title="SPARSE lanterns"), row(title=TITLE)], ["title"]),
    "accents": ([row(title="Möbius Éclairs"), row(title="Mobius Eclairs")], ["title"]),
    "composed and decomposed": ([row(title="M\u00f6bius"), row(title="Mo\u0308bius")], ["title"]),
    "punctuation and blanks": ([row(title="Sparse: “Lanterns”"), row(title="sparse - lanterns.")], ["title"]),
    "other words": ([row(title=TITLE), row(title="Sparse Lantern")], ["title", "title"]),
    "no Latin letters": ([row(title="疎な灯籠"), row(title="密な灯籠")], ["title", "title"]),
    "nothing but signs": ([row(title="!!!"), row(title="???"), row(title="!!!")], ["title", "title"]),
    "one letter of Greek": ([row(title="On α-stable laws"), row(title="On β-stable laws")], ["title", "title"]),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_papers(tmp_path: Path, case: tuple[list[Cells], list[str]]) -> None:
    """Each row stands on a page of its own, and the last comes in first."""
    rows, wanted = case
    pages = [Page(number, explorer=[cells]) for number, cells in enumerate(rows)]
    house = built(tmp_path, *reversed(pages))
    found = [one for (one,) in ask(house, "SELECT paper_id FROM papers ORDER BY 1")]
    assert sorted(one if one.startswith("arxiv:") else one.split(":")[0] for one in found) == sorted(wanted)
    assert ask(
        house, "SELECT count(*) FROM paper_aliases WHERE paper_id NOT IN (FROM (SELECT paper_id FROM papers))"
    ) == [(0,)]
    assert ask(house, "SELECT count(*) FROM papers ANTI JOIN paper_aliases ON alias = papers.paper_id") == [(0,)]


def test_tex_and_unicode_are_one_title(tmp_path: Path) -> None:
    """The parser resolves TeX; the title as printed is kept beside it."""
    pages = [
        Page(1, explorer=[{"title": "MÖVE", "title_raw": 'M\\"OVE'}]),
        Page(2, explorer=[{"title": "Möve", "title_raw": "Möve"}]),
    ]
    assert ask(built(tmp_path, *pages), "SELECT title, title_raw FROM papers") == [("Möve", "Möve")]


def test_papers_are_one_over_all_hubs(tmp_path: Path) -> None:
    other = "11111111-2222-4333-8444-555555555555"
    pages = [Page(1, explorer=[row(ARXIV, TITLE)]), Page(2, explorer=[row(title=TITLE)], hub_id=other)]
    house = built(tmp_path, *pages)
    assert ask(house, "SELECT count(*) FROM papers") == [(1,)]
    assert ask(house, "SELECT hub_id::VARCHAR, paper_id FROM citations ORDER BY 1") == [
        (pages[0].hub_id, f"arxiv:{ARXIV}"),
        (other, f"arxiv:{ARXIV}"),
    ]


def test_aliases_say_why(tmp_path: Path) -> None:
    house = built(tmp_path, Page(1, explorer=[row(ARXIV, TITLE, SUMMARY)]))
    assert ask(house, "SELECT split_part(alias, ':', 1), paper_id, reason FROM paper_aliases ORDER BY 1") == [
        ("arxiv", f"arxiv:{ARXIV}", "same id"),
        ("summary", f"arxiv:{ARXIV}", "same summary"),
        ("title", f"arxiv:{ARXIV}", "same title"),
    ]


cells_of_any_row = st.builds(
    row,
    st.sampled_from([None, None, ARXIV, OTHER, "gr-qc/9912901"]),
    st.sampled_from([None, TITLE, "SPARSE LANTERNS", "Dense Lanterns", "Möve"]),
    st.sampled_from([None, SUMMARY, "It darkens.", "It flies."]),
)
pages_of_any_rows = st.lists(
    st.tuples(st.lists(cells_of_any_row, max_size=4), st.lists(cells_of_any_row, max_size=3)), min_size=2, max_size=5
)


@settings(max_examples=7, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(lists=pages_of_any_rows, data=st.data())
def test_every_id_ever_given_leads_to_a_paper_of_today(
    lists: list[tuple[list[Cells], list[Cells]]], data: st.DataObject
) -> None:
    pages = [
        Page(number, explorer=explorer, representative=representative)
        for number, (explorer, representative) in enumerate(lists)
    ]
    before = data.draw(st.lists(st.sampled_from(pages), unique_by=lambda page: page.minutes, min_size=1))
    with tempfile.TemporaryDirectory() as folder:
        with observed(Path(folder, "earlier"), before, "papers") as earlier:
            given_then = {one for (one,) in earlier.execute("SELECT paper_id FROM papers").fetchall()}
        with observed(Path(folder, "later"), pages, "papers", "paper_aliases") as later:
            leads = dict(later.execute("SELECT alias, paper_id FROM paper_aliases").fetchall())
            papers = {one for (one,) in later.execute("SELECT paper_id FROM papers").fetchall()}
        assert given_then <= leads.keys()
        assert set(leads.values()) == papers
        assert all(leads[one] == one for one in papers)
        mentions = sum(bool(cells) for one in pages for cells in (*one.explorer, *one.representative))
        assert (mentions > 0) == bool(papers)

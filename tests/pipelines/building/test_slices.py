"""What a filtered view proves: the absence of what its filter covers, and of nothing else (docs/decisions/0014)."""

import tempfile
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pipelines.building.side_by_side import hub_of, side_by_side
from tests.pipelines.building.support import START, Cells, Page, ask, at, built, in_memory, observed
from tests.pipelines.building.worlds import END, YEARS, page, views, world
from tests.tiers import examples


def paper(name: str, year: int | None = 2019, **cells: object) -> Cells:
    number = sum(map(ord, name))
    given_cells = {"arxiv_id": f"9912.{number:05d}", "title": name, "title_raw": name}
    return given_cells | ({"posted_on": date(year, 6, 1)} if year else {}) | cells


KEPT, GONE, OTHER = paper("Kept"), paper("Gone"), paper("Other", 2020)
ALL = Page(10, explorer=[KEPT, GONE, OTHER], is_complete=True)
NINETEEN = {"year": "2019"}


def retired(tmp_path: Path, *pages: Page) -> dict[str, datetime]:
    found = ask(
        in_memory(tmp_path, *pages),
        "SELECT title, retired_at FROM citations JOIN papers USING (paper_id) WHERE NOT is_current",
    )
    return dict(found)


def view(minutes: float, *rows: Cells, filters: dict[str, str] = NINETEEN, **more: object) -> Page:
    return Page(minutes, explorer=rows, filters=filters, **({"is_complete": True} | more))  # type: ignore[arg-type]


def test_a_complete_view_of_a_year_retires_what_was_posted_in_it(tmp_path: Path) -> None:
    assert retired(tmp_path, ALL, view(20, KEPT), view(30, KEPT)) == {"Gone": at(20)}


def test_an_empty_view_of_a_year_retires_all_of_the_year(tmp_path: Path) -> None:
    assert set(retired(tmp_path, ALL, view(20))) == {"Gone", "Kept"}


def test_views_of_all_years_are_as_good_as_the_whole_page(tmp_path: Path) -> None:
    assert retired(tmp_path, ALL, view(20, KEPT), view(21, filters={"year": "2020"})) == {
        "Gone": at(20),
        "Other": at(21),
    }


def test_the_earlier_of_whole_page_and_view_is_the_date(tmp_path: Path) -> None:
    whole = Page(25, explorer=[KEPT, OTHER], is_complete=True)
    assert retired(tmp_path, ALL, whole, view(20, KEPT)) == {"Gone": at(20)}


OTHERS = {
    "incomplete": [view(20, KEPT, is_complete=False)],
    "category": [view(20, KEPT, filters={"cat": "cs.LG"})],
    "verdict": [view(20, KEPT, filters={"verdict": "ACCEPT"})],
    "role": [view(20, KEPT, filters={"role": "method"})],
    "polarity": [view(20, KEPT, filters={"polarity": "background"})],
    "unknown filter": [view(20, KEPT, filters={"sort": "new"})],
    "two filters": [view(20, KEPT, filters={"year": "2019", "cat": "cs.LG"})],
    "no year": [view(20, KEPT, filters={"year": ""})],
    "half a year": [view(20, KEPT, filters={"year": "19"})],
    "another year": [view(20, KEPT, filters={"year": "2018"})],
    "of the same instant": [view(10, KEPT)],
    "seen later elsewhere": [view(20, KEPT), view(30, GONE, filters={"cat": "cs.LG"})],
    "seen elsewhere at once": [view(20, KEPT), view(20, GONE, filters={"cat": "cs.LG"})],
    "shown among the representatives": [view(20, KEPT, representative=[GONE])],
    "fewer rows than the facet counts": [view(20, KEPT, facets=[("facets", "year", "2019", 2)])],
    "a row that nothing names": [view(20, KEPT, {"summary": "Which one is this?"})],
    "posted in two years": [view(20, KEPT), Page(15, explorer=[paper("Gone", 2020)])],
}


def test_any_other_view_retires_nothing(tmp_path: Path) -> None:
    file = built(tmp_path, *side_by_side({name: [ALL, *pages] for name, pages in OTHERS.items()}))
    assert ask(file, "SELECT count(DISTINCT hub_id) FROM citations") == [(len(OTHERS),)]
    gone = {hub_id for (hub_id,) in ask(file, "SELECT hub_id::VARCHAR FROM citations WHERE NOT is_current")}
    assert [name for number, name in enumerate(OTHERS) if hub_of(number) in gone] == []


def test_a_paper_of_unknown_year_is_covered_by_no_year(tmp_path: Path) -> None:
    assert retired(tmp_path, Page(10, explorer=[KEPT, paper("Gone", None)], is_complete=True), view(20, KEPT)) == {}


@pytest.mark.parametrize("shared", ["title", "summary"])
def test_a_paper_that_may_be_listed_under_another_name_is_not_retired(tmp_path: Path, shared: str) -> None:
    """Two papers share a title (or a summary), and the whole page lists one of them without its link."""
    words: dict[str, Any] = {"title": "Twin", "title_raw": "Twin"} if shared == "title" else {"summary": "A twin."}
    pair = [paper("One", **words), paper("Two", **words)]
    unlinked = {"title": "Twin" if shared == "title" else "A new title", "summary": words.get("summary")}
    pages = [Page(10, explorer=[KEPT, *pair], is_complete=True), Page(20, explorer=[KEPT, unlinked], is_complete=True)]
    assert retired(tmp_path, *pages) == {}


STATE = """
    SELECT title, is_current, retired_at, is_listed AND posted_on IS NOT NULL AS is_covered, category, verdict, role
    FROM citations JOIN papers USING (paper_id) ORDER BY title
"""


@examples(5)
@given(seed=st.integers(0, 2**32))
def test_no_living_citation_is_ever_retired(seed: int) -> None:
    """Any world, any pages of it, in any order; and after complete views of all years the tables equal the world.

    But for a paper that the explorer never showed with its date: of such a one no view by year says anything.
    """
    chance = Random(seed)
    papers = world(chance)
    pages = views(chance, papers)
    ends = [page(papers, END + place, {"year": str(year)}, "html") for place, year in enumerate(YEARS)]
    with tempfile.TemporaryDirectory() as folder:
        by_title = {one.title: one for one in papers}
        for title, is_current, retired_at, *_ in state(Path(folder, "some"), pages):
            assert is_current or by_title[title].at(minute(retired_at)) is None
        found = {title: row for title, *row in state(Path(folder, "all"), [*pages, *ends])}
    living = {one.title: facts for one in papers if (facts := one.at(END))}
    assert {title for title, row in found.items() if row[0] and row[2]} == set(living)
    for title, facts in living.items():
        category, verdict, role = found[title][3:]
        assert (category, verdict) == (facts.category, facts.verdict)
        assert facts.role in (role, None)  # a role stays where later pages print none (docs/decisions/0006)


def state(root: Path, pages: list[Page]) -> list[tuple[Any, ...]]:
    with observed(root, pages, "citations", "papers") as connection:
        return connection.execute(STATE).fetchall()


def minute(moment: datetime) -> int:
    return int((moment - START).total_seconds() // 60)

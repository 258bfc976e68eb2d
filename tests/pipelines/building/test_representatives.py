"""The rank of a representative paper is its place in the newest list of its hub."""

from pathlib import Path

from tests.pipelines.building.support import Cells, Page, ask, in_memory


def paper(number: int) -> Cells:
    title = f"Lantern {number}"
    return {"arxiv_id": f"9912.{number:05d}", "title": title, "title_raw": title, "novelty": 8.0}


ONE, TWO, THREE = paper(1), paper(2), paper(3)
RANKS = (
    "SELECT title, representative_rank, is_representative FROM citations JOIN papers USING (paper_id) ORDER BY title"
)
TODAY = (
    "SELECT title FROM citations JOIN papers USING (paper_id) "
    "WHERE representative_rank IS NOT NULL ORDER BY representative_rank"
)


def test_a_paper_that_left_the_list_has_no_rank(tmp_path: Path) -> None:
    folder = in_memory(tmp_path, Page(1, representative=[ONE, TWO]), Page(2, representative=[TWO, THREE]))
    assert ask(folder, RANKS) == [("Lantern 1", None, True), ("Lantern 2", 1, True), ("Lantern 3", 2, True)]
    assert ask(folder, TODAY) == [("Lantern 2",), ("Lantern 3",)]


def test_a_newer_page_without_the_list_keeps_the_ranks(tmp_path: Path) -> None:
    pages = [
        Page(1, explorer=[ONE, TWO], representative=[TWO, ONE]),
        Page(2, explorer=[ONE, TWO], is_complete=True),
        Page(3, explorer=[TWO], filters={"year": "2019"}),
        Page(4, hub={"title": "Work"}, rendering="json"),
    ]
    assert ask(in_memory(tmp_path, *pages), RANKS) == [("Lantern 1", 2, True), ("Lantern 2", 1, True)]


def test_a_filtered_view_shows_the_whole_list(tmp_path: Path) -> None:
    """HUB_PAGES section 4: the representatives are not restricted by the page's filter."""
    pages = [Page(1, representative=[ONE, TWO]), Page(2, representative=[THREE], filters={"year": "2019"})]
    assert ask(in_memory(tmp_path, *pages), TODAY) == [("Lantern 3",)]


def test_lists_of_other_hubs_change_nothing(tmp_path: Path) -> None:
    other = "0a1b2c3d-4e5f-4a6b-8c7d-000000000001"
    pages = [Page(1, representative=[ONE, TWO]), Page(2, representative=[TWO], hub_id=other)]
    ranks = "SELECT representative_rank FROM citations ORDER BY hub_id, representative_rank"
    assert ask(in_memory(tmp_path, *pages), ranks) == [(1,), (1,), (2,)]


def test_ranks_do_not_depend_on_the_order_of_arrival(tmp_path: Path) -> None:
    folder = in_memory(tmp_path, Page(2, representative=[TWO, THREE]), Page(1, representative=[ONE, TWO]))
    assert ask(folder, TODAY) == [("Lantern 2",), ("Lantern 3",)]

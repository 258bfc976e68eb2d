"""When a citation is gone: only a later, complete, unfiltered HTML page proves that (DESIGN section 2, FAULTS F24)."""

from pathlib import Path

import pytest

from tests.pipelines.building.side_by_side import hub_of, side_by_side
from tests.pipelines.building.support import HUB, Cells, Page, ask, at, built, in_memory
from tests.tiers import rest_deep

KEPT = {"arxiv_id": "9912.00001", "title": "Kept", "title_raw": "Kept"}
GONE = {"arxiv_id": "9912.00002", "title": "Gone", "title_raw": "Gone"}
BOTH = Page(10, explorer=[KEPT, GONE], is_complete=True)

HUB_URL = f"https://pith.science/citations/{HUB}"

Retired = list[tuple[str, bool, object]]


def state(tmp_path: Path, *pages: Page) -> Retired:
    found = ask(
        in_memory(tmp_path, *pages), "SELECT title, is_current, retired_at FROM citations JOIN papers USING (paper_id)"
    )
    return sorted((title, is_current, retired_at) for title, is_current, retired_at in found)


@pytest.mark.parametrize("is_turned", [False, True])
def test_a_later_complete_page_retires_what_it_no_longer_lists(tmp_path: Path, is_turned: bool) -> None:
    pages = [BOTH, Page(20, explorer=[KEPT], is_complete=True), Page(30, explorer=[KEPT], is_complete=True)]
    found = state(tmp_path, *(reversed(pages) if is_turned else pages))
    assert found == [("Gone", False, at(20)), ("Kept", True, None)]


OTHERS = {
    "incomplete": Page(20, explorer=[KEPT]),
    "without rows": Page(20),
    "filtered": Page(20, explorer=[KEPT], is_complete=True, filters={"year": "2019"}),
    "an unknown filter": Page(20, is_complete=True, filters={"x": "y"}),
    "part of a list": Page(20, explorer=[KEPT], is_complete=True, url=f"{HUB_URL}?page=2"),
    "part of a year": Page(20, is_complete=True, filters={"year": "2019"}, url=f"{HUB_URL}?year=2019&limit=9"),
    "two filters": Page(20, is_complete=True, filters={"cat": "cs.LG", "role": "method"}),
    "full text": Page(20, explorer=[KEPT], rendering="full_text"),
    "list text": Page(20, explorer=[KEPT], rendering="list_text"),
    "twin": Page(20, rendering="json"),
    "older and complete": Page(5, explorer=[KEPT], is_complete=True),
    "of the same instant": Page(10, explorer=[KEPT], is_complete=True),
    "of another work": Page(20, explorer=[KEPT], is_complete=True, outcome="wrong_work"),
    "another hub": Page(20, explorer=[KEPT], is_complete=True, hub_id="11111111-2222-4333-8444-555555555555"),
}


def test_any_other_page_retires_nothing(tmp_path: Path) -> None:
    file = built(tmp_path, *side_by_side({name: [BOTH, page] for name, page in OTHERS.items()}))
    assert ask(file, "SELECT count(*) FROM captures") == [(2 * len(OTHERS),)]
    current = dict(ask(file, "SELECT hub_id::VARCHAR, count(*) FILTER (is_current) FROM citations GROUP BY ALL"))
    assert [name for number, name in enumerate(OTHERS) if current[hub_of(number)] != 2] == []


def test_where_a_reader_came_from_is_no_filter(tmp_path: Path) -> None:
    page = Page(20, explorer=[KEPT], is_complete=True, url=f"{HUB_URL}?utm_source=x&ref=y")
    assert state(tmp_path, BOTH, page) == [("Gone", False, at(20)), ("Kept", True, None)]


def test_a_part_of_a_list_tells_no_rank_and_is_reported(tmp_path: Path) -> None:
    file = in_memory(tmp_path, BOTH, Page(20, explorer=[GONE], url=f"{HUB_URL}?page=2&utm_source=x&sort=new"))
    ranks = ask(file, "SELECT title, listed_rank FROM citations JOIN papers USING (paper_id) ORDER BY 1")
    assert ranks == [("Gone", 2), ("Kept", 1)]
    shown = ask(file, "SELECT filters, unread_parameters, url FROM captures ORDER BY captured_at")
    assert shown == [
        ("{}", None, HUB_URL),
        ("{}", "page, sort", f"{HUB_URL}?page=2&utm_source=x&sort=new"),
    ]


def test_what_was_only_representative_is_never_retired(tmp_path: Path) -> None:
    pages = [Page(10, representative=[GONE], explorer=[KEPT]), Page(20, explorer=[KEPT], is_complete=True)]
    assert state(tmp_path, *pages) == [("Gone", True, None), ("Kept", True, None)]


def test_a_citation_seen_again_is_current_again(tmp_path: Path) -> None:
    pages = [BOTH, Page(20, explorer=[KEPT], is_complete=True), Page(30, explorer=[GONE], rendering="list_text")]
    assert state(tmp_path, *pages) == [("Gone", True, None), ("Kept", True, None)]


def test_a_citation_gone_again_has_the_later_date(tmp_path: Path) -> None:
    first, second = (Page(minutes, explorer=[KEPT], is_complete=True) for minutes in (20, 40))
    pages = [BOTH, first, Page(30, representative=[GONE], explorer=[KEPT]), second]
    assert state(tmp_path, *pages) == [("Gone", False, at(40)), ("Kept", True, None)]


def test_a_paper_listed_under_its_title_is_not_gone_when_its_id_is_known(tmp_path: Path) -> None:
    title_only = {"title": "Gone", "title_raw": "Gone"}
    pages = [
        Page(10, explorer=[KEPT, title_only], rendering="list_text"),
        Page(20, explorer=[KEPT, GONE], is_complete=True),
    ]
    assert state(tmp_path, *pages) == [("Gone", True, None), ("Kept", True, None)]


def twice(*marks: tuple[int | None, str | None]) -> list[Cells]:
    """The same paper once for each (number of reference, role)."""
    return [KEPT | {"ref_number": number, "role": role} for number, role in marks]


def occurrences(tmp_path: Path, *pages: Page) -> list[tuple[object, ...]]:
    return ask(in_memory(tmp_path, *pages), "SELECT occurrence, ref_number, role, is_current FROM citations ORDER BY 1")


def test_the_same_paper_twice_is_two_citations(tmp_path: Path) -> None:
    """FAULTS F22: another role, the same role, the same number of reference: kept."""
    rows = twice((1, "method"), (7, "background"), (7, "background"))
    assert occurrences(tmp_path, Page(1, explorer=rows)) == [
        (1, 1, "method", True),
        (2, 7, "background", True),
        (3, 7, "background", True),
    ]


def test_a_representative_and_a_listed_row_are_one_citation(tmp_path: Path) -> None:
    page = Page(1, explorer=twice((1, "method")), representative=[KEPT])
    assert occurrences(tmp_path, page) == [(1, 1, "method", True)]


@pytest.mark.parametrize("minutes", rest_deep(20, 5))
@pytest.mark.parametrize(
    ("whole", "part"),
    [
        (twice((1, "method"), (7, "background")), twice((7, "background"))),
        (twice((None, "method"), (None, "background")), twice((None, "background"))),
    ],
    ids=["by number", "by role"],
)
def test_a_filtered_view_of_one_occurrence_never_changes_the_other(
    tmp_path: Path, whole: list[Cells], part: list[Cells], minutes: int
) -> None:
    view = Page(minutes, explorer=part, filters={"role": "background"})
    wanted = [(number, cells["ref_number"], cells["role"], True) for number, cells in enumerate(whole, 1)]
    assert occurrences(tmp_path, Page(10, explorer=whole), view) == wanted


def test_occurrences_that_change_places_keep_their_numbers_of_reference(tmp_path: Path) -> None:
    """The newest whole list numbers them; the older one's rows go where their numbers of reference stand."""
    older = Page(10, explorer=twice((1, "method"), (7, "background")))
    newer = Page(20, explorer=twice((7, None), (1, None)))
    assert occurrences(tmp_path, older, newer) == [(1, 7, "background", True), (2, 1, "method", True)]


def test_of_two_occurrences_the_one_that_is_no_longer_listed_is_retired(tmp_path: Path) -> None:
    older = Page(10, explorer=twice((1, "method"), (7, "background")), is_complete=True)
    newer = Page(20, explorer=twice((7, "background")), is_complete=True)
    assert occurrences(tmp_path, older, newer) == [(1, 1, "method", False), (2, 7, "background", True)]


def test_a_row_that_matches_none_takes_its_place(tmp_path: Path) -> None:
    pages = [Page(10, explorer=twice((1, "method"), (7, "background"))), Page(20, explorer=twice((8, "baseline")))]
    assert occurrences(tmp_path, *pages) == [(1, 8, "baseline", True), (2, 7, "background", True)]


def test_the_polarity_is_that_of_the_view_that_lists_the_citation(tmp_path: Path) -> None:
    pages = [
        Page(1, explorer=[KEPT, GONE]),
        Page(2, explorer=[KEPT], representative=[GONE], filters={"polarity": "use_method"}),
        Page(3, explorer=[KEPT, GONE], filters={"polarity": ""}),
        Page(4, explorer=[KEPT, GONE], filters={"year": "2019"}),
    ]
    folder = in_memory(tmp_path, *pages)
    assert ask(folder, "SELECT title, polarity FROM citations JOIN papers USING (paper_id) ORDER BY 1") == [
        ("Gone", None),
        ("Kept", "use_method"),
    ]


def test_places_are_of_the_newest_whole_list(tmp_path: Path) -> None:
    pages = [
        Page(1, explorer=[GONE, KEPT], representative=[GONE, KEPT]),
        Page(2, explorer=[KEPT, GONE], filters={"year": "2019"}),
        Page(3, representative=[KEPT]),
    ]
    statement = (
        "SELECT title, listed_rank, representative_rank, is_listed, is_representative "
        "FROM citations JOIN papers USING (paper_id) ORDER BY 1"
    )
    assert ask(in_memory(tmp_path, *pages), statement) == [("Gone", 1, None, True, True), ("Kept", 2, 1, True, True)]

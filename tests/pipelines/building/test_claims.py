"""Each rule by which a printed number agrees, is explained, disagrees, or cannot be verified (docs/claims.md)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.workspace import DataFolder
from tests.pipelines.building.support import REAL, REPO, START, Cells, Page, ask, at, load, observed

Found = dict[str, tuple[object, object, object, str, str]]
"""By claim: printed value, numerator, denominator, status, explanation."""


def number(kind: str, n: float | None, text: str = "", **more: object) -> Cells:
    return {"number": kind, "printed_value": n, "printed_text": text or f"{kind} {n}", **more}


def citing(n: float) -> Cells:
    return number("citing_papers", n)


def count(position: int, facet: str, value: str, n: float, kind: str = "facet_count") -> Cells:
    return number(kind, n, f"{value} {n:.0f}", facet=facet, value=value, position=position)


def percent(n: float, role: str = "background") -> Cells:
    return number("sentence_percent", n, value=role)


def papers(*names: str, **cells: object) -> list[Cells]:
    return [{"title": name, "title_raw": name, "arxiv_id": f"9912.{ord(name[0]):05d}"} | cells for name in names]


def claims(tmp_path: Path, *pages: Page, minutes: float = 10) -> Found:
    """The claims of the capture of a minute."""
    statement = (
        "SELECT claim || CASE position WHEN 1 THEN '' ELSE ' ' || position END, printed_value, numerator, denominator, "
        "status, explanation FROM claims JOIN seen USING (capture_id) WHERE captured_at = ?"
    )
    with observed(tmp_path, pages, "citations", "claims") as connection:
        return {name: tuple(rest) for name, *rest in connection.execute(statement, [at(minutes)]).fetchall()}


def statuses(found: Found) -> Mapping[str, str]:
    return {claim: row[3] for claim, row in found.items()}


POLARITIES = [count(1, "polarity", "background", 4), count(2, "polarity", "unclear", 1)]
ROLES = [count(3, "role", "background", 5)]


def test_the_percentage_belongs_to_polarity(tmp_path: Path) -> None:
    found = claims(tmp_path, Page(10, claims=[percent(80), *POLARITIES, *ROLES]))
    assert found["sentence_percent_polarity"] == (80, 4, 5, "agrees", "4 of 5 by polarity")
    said = "5 of 5 by role; the percentage belongs to polarity, 4 of 5"
    assert found["sentence_percent_role"] == (80, 5, 5, "explained", said)
    assert found["facet_sum_role"][1:4] == (5, None, "agrees")
    assert found["facet_sum_polarity"][1:4] == (5, None, "agrees")


@pytest.mark.parametrize(
    ("printed", "counts", "status"),
    [
        (67, (2, 1), "agrees"),
        (66, (2, 1), "explained"),
        (65, (2, 1), "disagrees"),
        (50, (1, 1), "agrees"),
        (0, (0, 3), "agrees"),
        (80, (0, 0), "unverifiable"),
    ],
)
def test_a_percentage_is_the_rounded_share(tmp_path: Path, printed: int, counts: tuple[int, int], status: str) -> None:
    shown = [count(1, "polarity", "background", counts[0]), count(2, "polarity", "unclear", counts[1])]
    assert claims(tmp_path, Page(10, claims=[percent(printed), *shown]))["sentence_percent_polarity"][3] == status


def test_without_counts_by_polarity_a_percentage_cannot_be_verified(tmp_path: Path) -> None:
    found = statuses(claims(tmp_path, Page(10, claims=[percent(80), *ROLES])))
    assert (found["sentence_percent_polarity"], found["sentence_percent_role"]) == ("unverifiable", "unverifiable")
    agreeing = statuses(claims(tmp_path / "100", Page(10, claims=[percent(100), *ROLES])))
    assert agreeing["sentence_percent_role"] == "agrees"


def test_use_method_is_the_polarity_of_method(tmp_path: Path) -> None:
    shown = [count(1, "polarity", "use_method", 3), count(2, "polarity", "background", 1)]
    assert claims(tmp_path, Page(10, claims=[percent(75, "method"), *shown]))["sentence_percent_polarity"][1] == 3


@pytest.mark.parametrize(
    ("page", "status"),
    [
        (Page(10, explorer=papers("A", "B"), claims=[citing(2)]), "agrees"),
        (Page(10, explorer=papers("A", "B"), representative=papers("B", "C"), claims=[citing(3)]), "explained"),
        (Page(10, explorer=papers("A", "B"), claims=[citing(3)]), "unverifiable"),
        (Page(10, explorer=papers("A", "B"), claims=[citing(1)]), "disagrees"),
        (Page(10, claims=[citing(1)]), "unverifiable"),
        (Page(10, explorer=papers("A"), claims=[citing(1)], filters={"year": "2019"}), "unverifiable"),
        (Page(10, explorer=papers("A"), claims=[number("citing_papers", None, "1.2k")]), "unverifiable"),
    ],
    ids=["all", "representatives", "a part", "more", "none", "a view", "refused"],
)
def test_citing_papers_against_the_rows_of_the_page(tmp_path: Path, page: Page, status: str) -> None:
    assert claims(tmp_path, page)["citing_papers_listed"][3] == status


def test_a_view_is_verified_by_the_whole_page_nearest_to_it(tmp_path: Path) -> None:
    view = Page(10, explorer=papers("A"), claims=[citing(2)], filters={"year": "2019"}, rendering="full_text")
    far = Page(-5000, explorer=papers("A", "B", "C"), rendering="list_text")
    near = Page(12, explorer=papers("A", "B"), rendering="list_text")
    found = claims(tmp_path, view, far, near)
    assert found["citing_papers_elsewhere"][1:4] == (2, None, "agrees")
    assert found["citing_papers_elsewhere"][4] == "2 by the list_text of 2026-03-01 00:12"
    other_day = claims(tmp_path / "far", view, far)["citing_papers_elsewhere"]
    assert other_day[1:4] == (3, None, "unverifiable")


def test_representatives_outside_of_the_explorer_explain_what_is_known(tmp_path: Path) -> None:
    listed = Page(9, explorer=papers("A", "B"), representative=papers("B", "C"), rendering="list_text")
    view = Page(10, explorer=papers("A"), claims=[citing(2)], filters={"year": "2019"}, rendering="full_text")
    said = "3 papers are known to cite the work, 1 of them as representatives outside the explorer"
    assert claims(tmp_path, listed, view)["citing_papers_known"] == (2, 3, None, "explained", said)


@pytest.mark.parametrize(
    ("n", "is_complete", "status"),
    [(2, True, "agrees"), (5, False, "unverifiable"), (1, True, "disagrees"), (1, False, "unverifiable")],
)
def test_known_papers_against_the_newest_number(tmp_path: Path, n: int, is_complete: bool, status: str) -> None:
    page = Page(10, explorer=papers("A", "B"), claims=[citing(n)], is_complete=is_complete)
    later = Page(9000, explorer=papers("A", "B", "D"), rendering="list_text")
    assert claims(tmp_path, page, later)["citing_papers_known"][3] == status


def test_the_second_number_counts_after_the_filter(tmp_path: Path) -> None:
    showing = [number("filtered_shown", 2), number("filtered_total", 2), citing(39)]
    found = claims(tmp_path, Page(10, explorer=papers("A", "B"), claims=showing, filters={"year": "2019"}))
    said = "the second number counts after the filter; 39 cite the work"
    assert found["filtered_total_whole"] == (2, 39, None, "explained", said)
    assert (found["filtered_shown_rows"][3], found["filtered_total_rows"][3]) == ("agrees", "agrees")


def test_facets_against_rows(tmp_path: Path) -> None:
    rows = papers("A", "B", category="cs.LG", verdict="accept") + papers("C", category="cs.CL", verdict="reject")
    shown = [
        count(1, "field", "cs.LG", 2), count(2, "field", "cs.CL", 2), count(3, "verdict", "ACCEPT", 2),
        count(4, "verdict", "REJECT", 1), count(5, "year", "2019", 3), count(6, "mood", "fine", 1), citing(3),
    ]  # fmt: skip
    found = statuses(claims(tmp_path, Page(10, explorer=rows, claims=shown)))
    assert [found[f"facet_count_rows{place}"] for place in ("", " 2", " 3", " 4", " 5", " 6")] == [
        "agrees", "disagrees", "agrees", "agrees", "unverifiable", "unverifiable",
    ]  # fmt: skip
    assert (found["facet_sum_field"], found["facet_sum_verdict"]) == ("disagrees", "agrees")


def test_a_part_of_the_rows_verifies_no_facet(tmp_path: Path) -> None:
    shown = [count(1, "field", "cs.LG", 9), citing(12)]
    page = Page(10, explorer=papers("A", "B", category="cs.LG"), claims=shown)
    assert claims(tmp_path, page)["facet_count_rows"][3] == "unverifiable"


def test_a_view_verifies_its_own_value(tmp_path: Path) -> None:
    shown = [count(1, "field", "cs.LG", 2), count(2, "field", "cs.CL", 2)]
    page = Page(10, explorer=papers("A", "B"), claims=shown, filters={"cat": "cs.LG"})
    found = statuses(claims(tmp_path, page))
    assert (found["facet_count_rows"], found["facet_count_rows 2"]) == ("agrees", "unverifiable")


def test_a_paper_listed_twice_explains_a_sum(tmp_path: Path) -> None:
    rows = papers("A", category="cs.LG", ref_number=1) + papers("A", "B", category="cs.LG", ref_number=2)
    page = Page(10, explorer=rows, claims=[count(1, "field", "cs.LG", 3), citing(2)])
    assert claims(tmp_path, page)["facet_sum_field"][3] == "explained"


def test_a_summary_against_the_facet(tmp_path: Path) -> None:
    summary = [count(1, "role", "background", 5, "summary_count"), count(2, "role", "method", 5, "summary_count")]
    page = Page(10, claims=[*summary, count(1, "role", "background", 4)])
    found = claims(tmp_path, page)
    assert found["summary_count_facet"][1:4] == (4, None, "disagrees")
    assert found["summary_count_facet 2"][3] == "unverifiable"


@pytest.mark.parametrize(
    ("minutes", "on_page", "in_twin", "status"),
    [
        (11, 39, 39, "agrees"),
        (11, 39, 40, "disagrees"),
        (9000, 39, 40, "unverifiable"),
        (11, 300, 240, "explained"),
    ],
)
def test_a_page_against_its_twin(tmp_path: Path, minutes: float, on_page: int, in_twin: int, status: str) -> None:
    twin = Page(10, rendering="json", claims=[number("twin_citing_papers", in_twin)])
    page = Page(minutes, claims=[citing(on_page)])
    assert claims(tmp_path, twin, page)["twin_citing_papers_page"][3] == status


@pytest.mark.parametrize(
    ("taken", "answered", "counts", "status"),
    [
        (datetime(2026, 6, 28, 23, 59, tzinfo=UTC), 5, (240, 300), "explained"),
        (datetime(2026, 6, 29, 0, 0, tzinfo=UTC), 5, (240, 300), "disagrees"),
        (datetime(2026, 9, 1, 12, 0, tzinfo=UTC), 5, (240, 1018), "disagrees"),
        (datetime(2026, 9, 1, 12, 0, tzinfo=UTC), 9000, (240, 1018), "unverifiable"),
        (datetime(2026, 5, 21, 12, 0, tzinfo=UTC), 9000, (240, 1018), "explained"),
        (datetime(2026, 5, 21, 12, 0, tzinfo=UTC), 5, (240, 200), "disagrees"),
        (datetime(2026, 5, 21, 12, 0, tzinfo=UTC), 5, (241, 300), "disagrees"),
    ],
)
def test_240_is_an_excuse_only_before_the_end_of_june_2026(
    tmp_path: Path, taken: datetime, answered: float, counts: tuple[int, int], status: str
) -> None:
    """HUB_PAGES section 7: the cap was seen up to 2026-05-25, and another count on 2026-06-29."""
    minutes = (taken - START) / timedelta(minutes=1)
    twin = Page(minutes, rendering="json", claims=[number("twin_citing_papers", counts[0])])
    page = Page(minutes + answered, claims=[citing(counts[1])])
    found = claims(tmp_path, twin, page, minutes=minutes)["twin_citing_papers_page"]
    assert found[3] == status
    assert ("cap" in found[4]) == (status == "explained")


@pytest.mark.parametrize(("former", "status"), [(39, "agrees"), (38, "explained"), (40, "disagrees")])
def test_two_captures_of_one_day(tmp_path: Path, former: int, status: str) -> None:
    pages = [Page(5, claims=[citing(former)]), Page(10, claims=[citing(39)])]
    assert claims(tmp_path, *pages)["citing_papers_same_day"][3] == status
    assert "citing_papers_same_day" not in claims(tmp_path / "first", *pages, minutes=5)


def test_every_claim_of_the_sample_is_explained_in_the_documents(loaded_sample: DataFolder) -> None:
    explained = set(re.findall(r"`([a-z_]+_[a-z_]+)`", (REPO / "docs/claims.md").read_text("utf-8")))
    folder = loaded_sample
    assert {claim for (claim,) in ask(folder, "SELECT DISTINCT claim FROM claims")} <= explained
    assert ask(folder, "SELECT count(*) FROM claims WHERE status = 'disagrees'") == [(0,)]
    numbers = "SELECT count(DISTINCT (capture_id, printed_text)) FROM claims"
    [(shown,)] = ask(folder, numbers)
    assert shown > 500


@pytest.mark.skipif(not REAL.is_dir(), reason="the real captures are not beside this checkout")
def test_the_figures_of_the_real_captures(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    load(folder, REAL)
    found = ask(
        folder,
        "SELECT claim, printed_value, numerator, denominator, status FROM claims JOIN captures USING (capture_id) "
        "WHERE filters <> '{}' AND claim NOT LIKE 'facet%' AND claim NOT LIKE 'classified%' ORDER BY claim",
    )
    assert found == [
        ("citing_papers_elsewhere", 39, 39, None, "agrees"),
        ("citing_papers_known", 39, 44, None, "explained"),
        ("citing_papers_listed", 39, None, None, "unverifiable"),
        ("external_citations_twin", 1853, None, None, "unverifiable"),
        ("filtered_shown_rows", 2, 2, None, "agrees"),
        ("filtered_total_rows", 2, 2, None, "agrees"),
        ("filtered_total_whole", 2, 39, None, "explained"),
        ("sentence_percent_polarity", 80, 4, 5, "agrees"),
        ("sentence_percent_role", 80, 5, 5, "explained"),
        ("sentence_percent_same_day", 80, 80, None, "agrees"),
        ("summary_count_facet", 5, 5, None, "agrees"),
    ]
    assert ask(folder, "SELECT count(*) FROM claims WHERE status = 'disagrees'") == [(0,)]

"""Each rule by which a printed number agrees, is explained, disagrees, or cannot be verified (docs/claims.md)."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.workspace import DataFolder
from tests.pipelines.building.side_by_side import hub_of, side_by_side
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
    return claims_of(tmp_path, {"": (minutes, pages)})[""]


def claims_of(tmp_path: Path, cases: Mapping[str, tuple[float, Sequence[Page]]]) -> dict[str, Found]:
    """The same of several cases in one warehouse, each with a hub and papers of its own."""
    statement = (
        "SELECT claim || CASE position WHEN 1 THEN '' ELSE ' ' || position END, printed_value, numerator, denominator, "
        "status, explanation FROM claims JOIN seen USING (capture_id) WHERE captured_at = ? AND seen.hub_id = ?"
    )
    pages = side_by_side({name: shown for name, (_, shown) in cases.items()})
    with observed(tmp_path, pages, "citations", "claims") as connection:
        return {
            name: {
                claim: tuple(rest)
                for claim, *rest in connection.execute(statement, [at(minutes), hub_of(number)]).fetchall()
            }
            for number, (name, (minutes, _)) in enumerate(cases.items())
        }


def statuses_of(tmp_path: Path, claim: str, *cases: Sequence[Page]) -> list[str]:
    """The status of a claim of minute 10 in each case."""
    found = claims_of(tmp_path, {str(number): (10, pages) for number, pages in enumerate(cases)})
    return [one[claim][3] for one in found.values()]


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


def test_a_percentage_is_the_rounded_share(tmp_path: Path) -> None:
    expected = {
        (67, 2, 1): "agrees",
        (66, 2, 1): "explained",
        (65, 2, 1): "disagrees",
        (50, 1, 1): "agrees",
        (0, 0, 3): "agrees",
        (80, 0, 0): "unverifiable",
    }
    pages = [
        [Page(10, claims=[percent(n), count(1, "polarity", "background", a), count(2, "polarity", "unclear", b)])]
        for n, a, b in expected
    ]
    found = statuses_of(tmp_path, "sentence_percent_polarity", *pages)
    assert dict(zip(expected, found, strict=True)) == expected


def test_without_counts_by_polarity_a_percentage_cannot_be_verified(tmp_path: Path) -> None:
    found = statuses(claims(tmp_path, Page(10, claims=[percent(80), *ROLES])))
    assert (found["sentence_percent_polarity"], found["sentence_percent_role"]) == ("unverifiable", "unverifiable")
    agreeing = statuses(claims(tmp_path / "100", Page(10, claims=[percent(100), *ROLES])))
    assert agreeing["sentence_percent_role"] == "agrees"


def test_use_method_is_the_polarity_of_method(tmp_path: Path) -> None:
    shown = [count(1, "polarity", "use_method", 3), count(2, "polarity", "background", 1)]
    assert claims(tmp_path, Page(10, claims=[percent(75, "method"), *shown]))["sentence_percent_polarity"][1] == 3


def test_citing_papers_against_the_rows_of_the_page(tmp_path: Path) -> None:
    both = papers("A", "B")
    cases = {
        "all": (Page(10, explorer=both, claims=[citing(2)]), "agrees"),
        "representatives": (
            Page(10, explorer=both, representative=papers("B", "C"), claims=[citing(3)]),
            "explained",
        ),
        "a part": (Page(10, explorer=both, claims=[citing(3)]), "unverifiable"),
        "more": (Page(10, explorer=both, claims=[citing(1)]), "disagrees"),
        "none": (Page(10, claims=[citing(1)]), "unverifiable"),
        "a view": (Page(10, explorer=papers("A"), claims=[citing(1)], filters={"year": "2019"}), "unverifiable"),
        "refused": (Page(10, explorer=papers("A"), claims=[number("citing_papers", None, "1.2k")]), "unverifiable"),
    }
    found = statuses_of(tmp_path, "citing_papers_listed", *([page] for page, _ in cases.values()))
    assert dict(zip(cases, found, strict=True)) == {name: status for name, (_, status) in cases.items()}


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


def test_known_papers_against_the_newest_number(tmp_path: Path) -> None:
    expected = {(2, True): "agrees", (5, False): "unverifiable", (1, True): "disagrees", (1, False): "unverifiable"}
    later = Page(9000, explorer=papers("A", "B", "D"), rendering="list_text")
    pages = [
        [Page(10, explorer=papers("A", "B"), claims=[citing(n)], is_complete=is_complete), later]
        for n, is_complete in expected
    ]
    found = statuses_of(tmp_path, "citing_papers_known", *pages)
    assert dict(zip(expected, found, strict=True)) == expected


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


def test_a_page_against_its_twin(tmp_path: Path) -> None:
    expected = {
        (11, 39, 39): "agrees",
        (11, 39, 40): "disagrees",
        (9000, 39, 40): "unverifiable",
        (11, 300, 240): "explained",
    }
    pages = [
        [
            Page(10, rendering="json", claims=[number("twin_citing_papers", in_twin)]),
            Page(minutes, claims=[citing(on_page)]),
        ]
        for minutes, on_page, in_twin in expected
    ]
    found = statuses_of(tmp_path, "twin_citing_papers_page", *pages)
    assert dict(zip(expected, found, strict=True)) == expected


def test_240_is_an_excuse_only_before_the_end_of_june_2026(tmp_path: Path) -> None:
    """HUB_PAGES section 7: the cap was seen up to 2026-05-25, and another count on 2026-06-29."""
    cases = [
        (datetime(2026, 6, 28, 23, 59, tzinfo=UTC), 5, (240, 300), "explained"),
        (datetime(2026, 6, 29, 0, 0, tzinfo=UTC), 5, (240, 300), "disagrees"),
        (datetime(2026, 9, 1, 12, 0, tzinfo=UTC), 5, (240, 1018), "disagrees"),
        (datetime(2026, 9, 1, 12, 0, tzinfo=UTC), 9000, (240, 1018), "unverifiable"),
        (datetime(2026, 5, 21, 12, 0, tzinfo=UTC), 9000, (240, 1018), "explained"),
        (datetime(2026, 5, 21, 12, 0, tzinfo=UTC), 5, (240, 200), "disagrees"),
        (datetime(2026, 5, 21, 12, 0, tzinfo=UTC), 5, (241, 300), "disagrees"),
    ]
    pages: dict[str, tuple[float, Sequence[Page]]] = {}
    for place, (taken, answered, (in_twin, on_page), _) in enumerate(cases):
        minutes = (taken - START) / timedelta(minutes=1)
        twin = Page(minutes, rendering="json", claims=[number("twin_citing_papers", in_twin)])
        pages[str(place)] = minutes, [twin, Page(minutes + answered, claims=[citing(on_page)])]
    found = [one["twin_citing_papers_page"] for one in claims_of(tmp_path, pages).values()]
    assert [one[3] for one in found] == [status for *_, status in cases]
    assert ["cap" in one[4] for one in found] == [status == "explained" for *_, status in cases]


def test_two_captures_of_one_day(tmp_path: Path) -> None:
    expected = {39: "agrees", 38: "explained", 40: "disagrees"}
    pages = [[Page(5, claims=[citing(former)]), Page(10, claims=[citing(39)])] for former in expected]
    found = statuses_of(tmp_path / "second", "citing_papers_same_day", *pages)
    assert dict(zip(expected, found, strict=True)) == expected
    firsts = claims_of(tmp_path / "first", {str(place): (5, one) for place, one in enumerate(pages)})
    assert all("citing_papers_listed" in one and "citing_papers_same_day" not in one for one in firsts.values())


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

"""The comparer and the generator themselves: planted faults are seen for what they are, and pages never change."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from pipelines.parsing.vocabulary.records import CitingPaperRow, FacetRow, QuarantineRow, Reading, ResidueRow
from schemas.refusals import RefusedBecause
from tests.fidelity.compare import Result, compare, result_of
from tests.fidelity.expected import Either
from tests.fidelity.measure import Page, measure, page_of, read
from tests.fidelity.styles import DIMENSIONS, PLAIN, deviations, fixed_styles, settled, style_of, written

SEED = 7


@pytest.fixture(scope="module")
def page() -> Page:
    return page_of(SEED, dict(PLAIN))


@pytest.fixture
def reading(page: Page) -> Reading:
    found = read(page)
    assert result_of(compare(page.said, found)) == "exact", "the plain page has to be read as it is"
    return found


def _explorer(reading: Reading) -> list[CitingPaperRow]:
    return [row for row in reading.citing_papers if row.block == "explorer"]


def _residue(reading: Reading, text: str) -> None:
    reading.residue.append(ResidueRow("a capture", 99, "explorer", text))


def _refused(reading: Reading, column: str | None, text: str) -> None:
    reading.quarantine.append(
        QuarantineRow(
            "a capture", 1, "papers", column, text, "made up", refused_because=RefusedBecause.AMBIGUOUS_LAYOUT
        )
    )


def _other_title(reading: Reading) -> None:
    row = _explorer(reading)[0]
    row.title = row.title_raw = "open paper"


def _swapped_summaries(reading: Reading) -> None:
    first, second, *_ = _explorer(reading)
    first.summary, second.summary = second.summary, first.summary


def _swapped_rows(reading: Reading) -> None:
    first, second, *_ = _explorer(reading)
    at = reading.citing_papers.index(first)
    reading.citing_papers[at : at + 2] = [second, first]


def _invented_row(reading: Reading) -> None:
    row = _explorer(reading)[-1]
    reading.citing_papers.append(replace(row, title="A Stranger", title_raw="A Stranger", arxiv_id=None, rank=99))


def _row_twice(reading: Reading) -> None:
    reading.citing_papers.append(replace(_explorer(reading)[-1], rank=99))


def _invented_facet(reading: Reading) -> None:
    reading.facets.append(FacetRow("a capture", "facets", "field", "total", 99, 1))


def _other_count(reading: Reading) -> None:
    reading.facets[0].n += 1


def _other_hub_count(reading: Reading) -> None:
    assert reading.hub is not None
    reading.hub.citing_papers_printed = 4812


def _year_for_ref(reading: Reading) -> None:
    _explorer(reading)[0].ref_number = 2019


def _role_where_none_is(reading: Reading) -> None:
    representatives = [row for row in reading.citing_papers if row.block == "representative"]
    representatives[0].role = "method"


WRONG = (
    _other_title,
    _swapped_summaries,
    _swapped_rows,
    _invented_row,
    _row_twice,
    _invented_facet,
    _other_count,
    _other_hub_count,
    _year_for_ref,
    _role_where_none_is,
)


@pytest.mark.parametrize("plant", WRONG, ids=lambda plant: plant.__name__.strip("_"))
@pytest.mark.parametrize("is_told", [False, True], ids=["silent", "even with residue"])
def test_a_wrong_value_is_silent(
    page: Page, reading: Reading, plant: Callable[[Reading], None], *, is_told: bool
) -> None:
    if is_told:
        for row in _explorer(reading):
            _residue(reading, f"{row.title_raw} {row.summary}")
    plant(reading)
    assert result_of(compare(page.said, reading)) == "silent"


def _lose_row(reading: Reading) -> CitingPaperRow:
    row = _explorer(reading)[1]
    reading.citing_papers.remove(row)
    return row


def _result(page: Page, reading: Reading) -> Result:
    return result_of(compare(page.said, reading))


def test_a_lost_row_is_silent_without_a_report(page: Page, reading: Reading) -> None:
    _lose_row(reading)
    assert _result(page, reading) == "silent"


def test_a_lost_row_is_reported_where_its_line_is_residue(page: Page, reading: Reading) -> None:
    row = _lose_row(reading)
    _residue(reading, f"{row.title_raw} and more")
    assert _result(page, reading) == "reported"


def test_a_lost_representative_is_not_reported_by_residue_of_something_else(page: Page, reading: Reading) -> None:
    row = next(row for row in reading.citing_papers if row.block == "representative")
    reading.citing_papers.remove(row)
    _residue(reading, "Accept cookies")
    assert _result(page, reading) == "silent"


def test_a_lost_summary_is_reported_where_it_is_residue_and_else_silent(page: Page, reading: Reading) -> None:
    row = _explorer(reading)[0]
    text, row.summary = row.summary, None
    assert _result(page, reading) == "silent"
    _residue(reading, f"  {str(text).upper()}")
    assert _result(page, reading) == "reported"


def test_a_lost_count_is_reported_by_a_refusal_of_its_column_near_its_paper(page: Page, reading: Reading) -> None:
    row = _explorer(reading)[0]
    row.ref_number = None
    _refused(reading, "ref_number", str(_explorer(reading)[1].title_raw))
    assert _result(page, reading) == "silent", "another paper's refusal"
    _refused(reading, "ref_number", str(row.title_raw))
    assert _result(page, reading) == "reported"


def test_a_lost_id_is_reported_by_the_refusal_of_its_address_with_a_version(page: Page, reading: Reading) -> None:
    row = _explorer(reading)[0]
    arxiv_id, row.arxiv_id, row.url = row.arxiv_id, None, None
    for column in ("arxiv_id", "url"):
        _refused(reading, column, "/paper/1234.56789v2")
    assert _result(page, reading) == "silent", "another paper's address"
    for column in ("arxiv_id", "url"):
        _refused(reading, column, f"/paper/{arxiv_id}v2")
    assert _result(page, reading) == "reported"


def test_a_lost_row_is_reported_by_residue_in_any_way_to_tell_its_title(page: Page, reading: Reading) -> None:
    row = next(row for row in reading.citing_papers if row.block == "representative")
    reading.citing_papers.remove(row)
    title = str(row.title_raw)
    told = Either((f"\u200b{title}", title))
    cells = {**page.said.papers["representative"][0], "title_raw": told, "summary": None}
    said = replace(
        page.said, papers={**page.said.papers, "representative": [cells, *page.said.papers["representative"][1:]]}
    )
    assert result_of(compare(said, reading)) == "silent"
    _residue(reading, f"\u200b{title}")
    assert result_of(compare(said, reading)) == "reported"


def test_a_refused_page_is_reported(page: Page, reading: Reading) -> None:
    reading.capture.outcome = "not_a_hub"
    reading.citing_papers.clear()
    assert _result(page, reading) == "reported"


def test_white_space_and_case_of_words_do_not_matter(page: Page, reading: Reading) -> None:
    row = _explorer(reading)[0]
    row.title = row.title_raw = f" {row.title_raw} ".replace(" ", "\u00a0 ")
    row.verdict = str(row.verdict).upper()
    assert _result(page, reading) == "exact"


def test_mathml_may_be_told_in_several_ways(page: Page, reading: Reading) -> None:
    row = _explorer(reading)[0]
    told = Either((str(row.title_raw), f"${row.title_raw}$"))
    cells = {**page.said.papers["explorer"][0], "title_raw": told}
    said = replace(page.said, papers={**page.said.papers, "explorer": [cells, *page.said.papers["explorer"][1:]]})
    row.title_raw = f"${row.title_raw}$"
    assert result_of(compare(said, reading)) == "exact"
    row.title_raw = "Something Else"
    assert result_of(compare(said, reading)) == "silent"


def test_every_choice_is_in_at_least_three_fixed_styles() -> None:
    counts = Counter(choice for style in fixed_styles() for choice in deviations(style))
    rare = [(name, one) for name, values in DIMENSIONS.items() for one in values[1:] if counts[name, one] < 3]
    assert not rare
    assert len(fixed_styles()) >= 300


def test_fixed_styles_are_settled_and_can_be_written_and_read() -> None:
    for style in fixed_styles():
        assert settled(style) == style
        assert style_of(written(style)) == style


def test_a_page_is_the_same_each_time_and_another_for_another_seed() -> None:
    assert [page_of(seed).body for seed in range(20)] == [page_of(seed).body for seed in range(20)]
    assert len({page_of(seed).body for seed in range(20)}) == 20


def test_the_smallest_style_has_the_same_result() -> None:
    measured = [measure((seed, None)) for seed in range(30)]
    for one in measured:
        again = measure((one.seed, written(one.smallest)), reduces=False)
        assert again.result == one.result
        assert len(deviations(one.smallest)) <= len(deviations(one.style))

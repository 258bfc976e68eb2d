"""The result does not depend on the order of arrival, nor on how many runs it took (FAULTS F25)."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.workspace import DataFolder
from tests.pipelines.building.support import SAMPLE, Page, all_tables, ask, in_memory, load, rows_of
from tests.tiers import examples

FILES = sorted(path for path in SAMPLE.iterdir() if path.suffix in {".html", ".json", ".txt"})


@st.composite
def runs_of_sample(draw: st.DrawFn) -> list[list[Path]]:
    """Some captures of the sample in any order, cut into runs; some come twice."""
    chosen = draw(st.permutations(FILES))[: draw(st.integers(2, 8))]
    again = draw(st.lists(st.sampled_from(chosen), max_size=2))
    cuts = sorted(draw(st.sets(st.integers(1, len(chosen) - 1), max_size=2)))
    runs = [list(chosen[a:b]) for a, b in zip([0, *cuts], [*cuts, len(chosen)], strict=True)]
    runs[-1] += again
    return runs


@examples(1)
@given(runs=runs_of_sample())
def test_any_order_in_any_number_of_runs_gives_the_same_tables(runs: list[list[Path]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        several, once = DataFolder(Path(folder, "several")), DataFolder(Path(folder, "once"))
        for paths in runs:
            load(several, *paths)
        load(once, *sorted({path for paths in runs for path in paths}))
        assert all_tables(several.warehouse) == all_tables(once.warehouse)


@pytest.mark.deep
def test_the_whole_sample_backwards_and_file_by_file(loaded_sample: DataFolder, tmp_path: Path) -> None:
    backwards = DataFolder(tmp_path / "backwards")
    load(backwards, *reversed(FILES[::2]))
    load(backwards, *reversed(FILES[1::2]))
    assert all_tables(backwards.warehouse) == all_tables(loaded_sample.warehouse)


def test_of_two_pages_at_the_same_instant_the_fuller_rendering_wins(tmp_path: Path) -> None:
    pages = [
        Page(1, rendering="html", hub={"title": "of the page", "title_raw": "of the page"}),
        Page(1, rendering="json", hub={"title": "of the twin", "title_raw": "of the twin", "year": 2019}),
        Page(1, rendering="full_text", hub={"title": "of the text", "title_raw": "of the text", "label": "Cited"}),
        Page(1, rendering="list_text", hub={"title": "of the list", "title_raw": "of the list", "tier": "hub"}),
    ]
    for number, order in enumerate((pages, pages[::-1])):
        [hub] = rows_of(in_memory(tmp_path / str(number), *order), "hubs")
        assert (hub["title"], hub["year"], hub["label"], hub["tier"]) == ("of the page", 2019, "Cited", "hub")


def test_two_different_pages_of_one_instant_and_rendering_give_one_answer(tmp_path: Path) -> None:
    pages = [Page(1, hub={"authors": f"Author {number}"}, explorer=[paper(number)]) for number in range(6)]
    answers = set()
    for number, order in enumerate((pages, pages[::-1], pages[3:] + pages[:3])):
        data = in_memory(tmp_path / str(number), *order)
        answers.add((ask(data, "SELECT authors FROM hubs")[0], ask(data, "SELECT category FROM papers")[0]))
    assert len(answers) == 1


def test_one_paper_twice_in_one_list_with_other_cells_gives_one_answer(tmp_path: Path) -> None:
    """The cells of the paper are those of its first row: two rows of one list have no order in time."""
    pages = [Page(1, explorer=[paper(number) for number in range(200)])]
    for number in range(2):
        [row] = rows_of(in_memory(tmp_path / str(number), *pages), "papers")
        assert (row["category"], row["title_raw"]) == ("cs.A0", "Title  0")


def paper(number: int) -> dict[str, object]:
    return {"arxiv_id": "9912.00001", "title": "Title", "title_raw": f"Title  {number}", "category": f"cs.A{number}"}

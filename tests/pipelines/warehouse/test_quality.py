"""The checks of content count what was planted in a file, and name it."""

from pathlib import Path

import pytest

from pipelines.warehouse.quality import CHECKS, results
from tests import shared_samples
from tests.pipelines.building.support import Page, built

METHOD: dict[str, object] = {"facet": "role", "value": "method"}
OTHER = "11111111-2222-4333-8444-555555555555"


def citing(n: int) -> dict[str, object]:
    return {"number": "citing_papers", "printed_text": f"{n} Pith papers citing it", "printed_value": float(n)}


def refusal(reason: str, column: str | None = "novelty") -> dict[str, object]:
    return {"table_name": "papers", "column_name": column, "text_raw": "x", "reason": reason}


def test_the_counts(tmp_path: Path) -> None:
    paper = {"title": "T", "title_raw": "T"}
    pages = [
        Page(
            1,
            hub={"citing_papers_printed": 2},
            explorer=[paper],
            claims=[
                citing(2),
                {"number": "facet_count", "printed_text": "method 4", "printed_value": 4.0} | METHOD,
                {"number": "summary_count", "printed_text": "method 5", "printed_value": 5.0} | METHOD,
            ],
            words=[("role", "method", True), ("label", "Brand new", False)],
            quarantine=[refusal("not a number: '7,0'"), refusal("not a number: '8,0'"), refusal("no title", None)],
        ),
        Page(2, explorer=[paper], claims=[citing(1)], hub_id=OTHER),
        Page(3, explorer=[paper], claims=[citing(1)], filters={"year": "2026"}, hub_id=OTHER),
        Page(4, explorer=[paper], claims=[citing(9)], rendering="list_text", hub_id=OTHER),
        Page(5, hub=None, outcome="not_a_hub", claims=[citing(7)]),
        Page(6, outcome="pending", hub={"citing_papers_printed": 0}),
    ]
    found = results(built(tmp_path, *pages).building)
    assert found["quarantine"].count == 3
    assert found["quarantine"].by_name() == {"papers.novelty: not a number: …": 2, "papers: no title": 1}
    assert (found["residue"].count, found["residue"].by_name()) == (0, {})
    assert found["words"].parts == {("label", "Brand new"): 1}
    assert found["words"].by_name() == {"label 'Brand new'": 1}
    assert found["lists"].by_name() == {"1 of 2": 1}
    assert found["claims"].by_name() == {"summary_count_facet: method 5, not 4 in the facet": 1}
    assert found["captures"].by_name() == {"not_a_hub": 1}


def test_the_counts_of_an_empty_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    found = results(shared_samples.empty_warehouse(tmp_path_factory).building)
    assert {key: one.count for key, one in found.items()} == dict.fromkeys(CHECKS, 0)

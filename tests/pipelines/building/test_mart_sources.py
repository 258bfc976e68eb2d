"""What a view is said to be made from is what DuckDB reads when it is asked."""

import json
from collections.abc import Iterator

import pytest

from pipelines.building.mart_sources import sources
from pipelines.warehouse.scratch import open_scratch
from pipelines.workspace import DataFolder
from schemas import ddl, registry, table
from schemas.marts.last_changes import LastChanges
from schemas.table import Table
from tests.pipelines.building.support import Page, built


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    return built(tmp_path_factory.mktemp("read"), Page(1, hub={"title": "Work"}))


@pytest.mark.parametrize("model", registry.MARTS, ids=table.name)
def test_every_table_that_a_view_reads_is_named_and_no_other(folder: DataFolder, model: type[Table]) -> None:
    named = dict(_places())
    with open_scratch() as connection:
        connection.execute(f"ATTACH '{folder.building}' AS file (READ_ONLY); USE file")
        connection.execute("PRAGMA disable_optimizer")  # else what no column needs is not read
        [(_, plan)] = connection.execute(f"EXPLAIN (FORMAT json) FROM {ddl.address(model)}").fetchall()
    read = {named[place] for place in _scanned(json.loads(plan)) if place in named}
    assert read == set(sources()[model])


def test_the_macros_that_a_view_calls_are_looked_through() -> None:
    read = sources()[LastChanges]
    assert {"history_hubs", "history_citations", "history_papers", "history_facet_counts"} < set(read)


def test_the_index_of_words_is_made_from_all_texts() -> None:
    assert {sources()[model] for model in registry.SEARCH} == {("abstracts", "hubs", "papers", "summaries")}
    assert set(sources()) == {*registry.SEARCH, *registry.MARTS}


def _places() -> Iterator[tuple[str, str]]:
    for model in registry.IN_THE_FILE:
        yield ".".join(table.place(model)), table.name(model)


def _scanned(plan: object) -> Iterator[str]:
    """Walk through a plan: the tables of its scans, by schema and name."""
    if isinstance(plan, list):
        for one in plan:
            yield from _scanned(one)
    elif isinstance(plan, dict):
        scanned = plan.get("extra_info", {}).get("Table")
        if scanned:
            yield ".".join(scanned.split(".")[-2:])
        yield from _scanned(plan.get("children", []))

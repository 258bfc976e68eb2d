"""A build in two lanes makes what a build in one lane makes, and fails as that one fails."""

from pathlib import Path

import duckdb
import pytest

from pipelines.building import fill, marts, new_file
from pipelines.building.build import build
from pipelines.building.failing_captures import BuildFaulty
from pipelines.building.fill import APART, OTHERS, SEARCHED
from pipelines.building.history import from_scratch
from pipelines.building.inputs import TEXT_FORMS
from pipelines.building.mart_sources import sources
from pipelines.building.marts import mart_statement
from pipelines.building.new_file import NewFile
from pipelines.building.sql_graph import needs_of, steps_in
from pipelines.parsing.store.readings import ReadingStore
from pipelines.progress import no_progress
from pipelines.warehouse.connections import open_published
from pipelines.workspace import DataFolder
from schemas import registry, table
from schemas.claims import Claims
from schemas.internals.search_terms import SearchTerms
from schemas.papers import Papers
from schemas.table import Table
from schemas.vocabulary import Vocabulary
from tests.pipelines.building.support import NOW, Page, store
from tests.pipelines.building.test_build import copy_of
from tests.pipelines.building.test_left_out import frames_of


def reached(name: str) -> set[str]:
    """The names of the steps that make what the statement of a table reads."""
    steps = [TEXT_FORMS, *(step for one in ("base", "scratch", "claims", "history") for step in steps_in(one))]
    maker = {made: step for step in steps for made in step.makes}
    found, waiting = set[str](), list(needs_of(name))
    while waiting:
        step = maker.get(waiting.pop())
        if step and step.name not in found:
            found.add(step.name)
            waiting += step.needs
    return found


def test_each_table_is_made_once() -> None:
    assert sorted((*APART, *SEARCHED, *OTHERS), key=registry.TABLES.index) == list(registry.TABLES)


def test_what_is_made_apart_asks_for_no_paper() -> None:
    assert {one for one in registry.TABLES if TEXT_FORMS.name not in reached(table.name(one))} == set(APART)


def test_what_is_searched_is_there_before_the_index() -> None:
    read = {name for model in registry.SEARCH for name in sources()[model]}
    assert read <= {table.name(model) for model in (*APART, *SEARCHED)}


def contents(folder: DataFolder) -> dict[str, list[tuple[object, ...]]]:
    """The rows of all tables, of any schema, in their order."""
    with open_published(folder.building) as connection:
        connection.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE NOT internal")
        return {name: connection.execute(f"FROM {name}").fetchall() for (name,) in connection.fetchall()}


def test_both_ways_make_the_same_file(
    loaded_sample: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted, found = [], []
    for name, most in (("two", new_file.MOST_IN_LANES), ("one", -1)):
        monkeypatch.setattr(new_file, "MOST_IN_LANES", most)
        folder = copy_of(loaded_sample, tmp_path / name)
        folder.warehouse.unlink()
        counted.append(build(folder, NOW).rows)
        found.append(contents(folder))
    assert counted[0] == counted[1]
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("faulty", "named"), [(Vocabulary, "vocabulary"), (Papers, "papers"), (Claims, "claims"), (SearchTerms, "meta")]
)
def test_a_statement_that_fails_in_any_lane_is_named_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faulty: type[Table], named: str
) -> None:
    def planted(model: type[Table]) -> str:
        made = from_scratch(model) if model in registry.TABLES else mart_statement(model)
        return f"FROM ({made}) WHERE planted" if model is faulty else made

    monkeypatch.setattr(fill, "from_scratch", planted)
    monkeypatch.setattr(marts, "mart_statement", planted)
    folder = DataFolder(tmp_path)
    store(folder, [Page(1, explorer=[{"title": "A Made-Up Paper", "title_raw": "A Made-Up Paper"}])])
    marks = ("made of", "recipe")
    new = NewFile(folder.building, frames_of(folder), ReadingStore(folder.readings), no_progress, NOW, None, marks)
    with pytest.raises(BuildFaulty, match="planted") as found:
        new.made(None)
    assert found.value.fault.table == named
    folder.building.unlink()
    with pytest.raises(duckdb.Error, match="planted"):
        build(folder, NOW)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["raw", "readings"]

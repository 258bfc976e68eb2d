"""What people read of the tables: descriptions that say enough, and a dictionary that is true."""

import subprocess
import sys
from pathlib import Path

import pytest

from schemas import registry, table
from schemas.diagram import diagram, references
from schemas.dictionary import dictionary
from schemas.macros import PUBLIC
from schemas.table import Column, Table
from tests.schemas.rows import MODELS

ROOT = Path(__file__).parents[2]
COLUMNS = [pytest.param(one, id=f"{table.name(model)}.{one.name}") for model in MODELS for one in table.columns(model)]


def test_the_dictionary_in_the_repository_is_what_the_schemas_say() -> None:
    written = (ROOT / "docs/tables.md").read_text(encoding="utf-8")
    assert written == dictionary(), "run `make docs`"


def test_the_diagram_in_the_repository_is_what_the_schemas_say() -> None:
    written = (ROOT / "docs/diagram.md").read_text(encoding="utf-8")
    assert written == diagram(), "run `make docs`"
    assert "papers ||--o{ citations : paper_id" in written


def test_what_leads_to_another_table_is_its_whole_key() -> None:
    by_name = {table.name(model): model for model in registry.TABLES}
    for model in registry.TABLES:
        for column, target in references(model).items():
            assert table.keys(by_name[target]) == [column]


def test_the_command_prints_the_dictionary() -> None:
    command = [sys.executable, "-m", "schemas.dictionary"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    assert printed.stdout == dictionary()


def test_the_dictionary_names_every_table_and_column_once() -> None:
    lines = dictionary().splitlines()
    for model in MODELS:
        assert lines.count(f"## {table.title(model)}") == 1
    rows = sum(line.startswith("| `") for line in lines)
    calls = [call for one in PUBLIC for call in one.calls]
    assert rows == sum(len(table.columns(model)) for model in MODELS) + len(calls)
    assert all(any(line.startswith(f"| `{call}` | ") for line in lines) for call in calls)


def test_the_contents_list_leads_to_every_table_and_part() -> None:
    contents = dictionary().split("\n## ")[0]
    for heading in (*(table.title(model) for model in MODELS), "Views", "Macros", "Readings"):
        assert f"[{heading}](#{heading.lower().replace('.', '')})" in contents


@pytest.mark.parametrize("column", COLUMNS)
def test_a_description_is_a_sentence_and_says_what_null_means(column: Column) -> None:
    assert column.description.endswith(".")
    assert column.description[0].isupper() or column.description.startswith(("ok", "arXiv"))
    assert ("NULL: " in column.description) == column.is_nullable
    assert not (column.is_key and column.is_nullable)


@pytest.mark.parametrize("model", MODELS, ids=table.name)
def test_a_table_states_its_grain_and_its_key(model: type[Table]) -> None:
    assert table.grain(model).startswith("One row per ")
    assert table.keys(model)


def test_names_are_given_once() -> None:
    names = [table.name(model) for model in MODELS]
    assert len(names) == len(set(names))
    for listed in (registry.TABLES, registry.READINGS):
        assert len(listed) == len(set(listed))


def test_the_same_name_has_the_same_type_everywhere() -> None:
    kinds: dict[str, set[str]] = {}
    for model in MODELS:
        for one in table.columns(model):
            kinds.setdefault(one.name, set()).add(one.sql_type)
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}

"""The list of mutations does not rot: each can still be planted, and its tests are there."""

import ast
from pathlib import Path

import pytest

from tests.mutations.planted import MUTATIONS, Mutation

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: f"{one.file}: {one.fault}")
def test_it_can_be_planted(mutation: Mutation) -> None:
    assert (ROOT / mutation.file).read_text(encoding="utf-8").count(mutation.old) == 1
    assert mutation.new != mutation.old
    file, _, name = mutation.test.partition("::")
    defined = {one.name for one in ast.parse((ROOT / file).read_text("utf-8")).body if isinstance(one, ast.FunctionDef)}
    assert not name or name.partition("[")[0] in defined


def test_every_part_of_the_code_has_some() -> None:
    assert len(MUTATIONS) >= 30
    parts = ("parsing", "landing", "fetching", "warehouse", "building", "provenance")
    for part in (*(f"pipelines/{one}/" for one in parts), "cli/", "schemas/"):
        assert [one for one in MUTATIONS if one.file.startswith(part)], part

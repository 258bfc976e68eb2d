"""The recipe of a file is of all code that makes its rows, wherever the SQL stands."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipelines.building import fingerprint

BUILDING = "pipelines.building."
ASKING = set("build fingerprint new_file shards.trials".split())
"""Modules of the build that ask files or write what is hashed besides, and make no row of a table."""


def test_every_module_of_the_build_that_holds_sql_is_hashed() -> None:
    """In a process of its own: there only the build's own imports are loaded."""
    code = "import sys, pipelines.building.build\nprint(*(one for one in sys.modules if one.startswith('pipelines.')))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    building = {one.removeprefix(BUILDING) for one in loaded if one.startswith(BUILDING)}
    with_sql = {
        one for one in building if any(word in _source(one) for word in ("SELECT ", "FROM ", "INSERT ", "CREATE "))
    }
    hashed = {one.removeprefix(BUILDING) for one in fingerprint.MAKING_ROWS if one.startswith(BUILDING)}
    assert with_sql - ASKING <= hashed
    assert not hashed & ASKING


def _source(module: str) -> str:
    found = find_spec(BUILDING + module)
    assert found
    assert found.origin
    return Path(found.origin).read_text("utf-8")


@pytest.mark.parametrize(
    ("changed", "is_another"),
    [
        ('"""Another docstring."""\nSQL = "SELECT 1"\n\n\ndef made() -> str:\n    return f"{SQL} + 1"\n', False),
        ('"""A docstring."""\n# a comment\nSQL = "SELECT 1"\ndef made() -> str:\n  return f"{SQL} + 1"\n', False),
        ('"""A docstring."""\nSQL = "SELECT 2"\n\n\ndef made() -> str:\n    return f"{SQL} + 1"\n', True),
        ('"""A docstring."""\nSQL = "SELECT 1"\n\n\ndef made() -> str:\n    return f"{SQL} + 2"\n', True),
    ],
)
def test_what_the_code_does_counts_and_not_how_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str, is_another: bool
) -> None:
    text = '"""A docstring."""\nSQL = "SELECT 1"\n\n\ndef made() -> str:\n    """Give it."""\n    return f"{SQL} + 1"\n'
    codes = []
    for name, one in (("before", text), ("after", changed)):
        package = tmp_path / f"made_up_{name}_{is_another}_{abs(hash(changed))}"
        package.mkdir()
        (package / "__init__.py").write_text("")
        (package / "rows.py").write_text(one)
        monkeypatch.syspath_prepend(str(tmp_path))
        codes.append(fingerprint._code(f"{package.name}.rows"))
    assert (codes[0] != codes[1]) == is_another


def test_the_recipe_takes_in_every_module(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {fingerprint.recipe()}
    for one in fingerprint.MAKING_ROWS:
        monkeypatch.setattr(fingerprint, "MAKING_ROWS", tuple(name for name in fingerprint.MAKING_ROWS if name != one))
        found.add(fingerprint.recipe())
        monkeypatch.undo()
    assert len(found) == len(fingerprint.MAKING_ROWS) + 1

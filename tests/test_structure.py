"""The structure of the code as CONTRIBUTING describes it: folders, their size and purpose, imports without cycles.

The direction of imports between folders is held by import-linter; here are the rules that it cannot express.
"""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("assets", "cli", "pipelines", "schemas")
FOLDERS = sorted({path.parent for name in PACKAGES for path in (ROOT / name).rglob("*.py")})
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path
    for name in PACKAGES
    for path in (ROOT / name).rglob("*.py")
    if path.name != "__init__.py"
}


def imported(path: Path) -> set[str]:
    """The modules of ours that a module imports, anywhere in it, by full name."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
        elif isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
    return names & MODULES.keys()


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert set(TopologicalSorter({name: imported(path) for name, path in MODULES.items()}).static_order()) == set(
        MODULES
    )


def test_no_folder_of_parsing_imports_itself_by_way_of_others() -> None:
    """Inside parsing, whole folders go one way; elsewhere import-linter's layers say so."""
    rooms: dict[str, set[str]] = {}
    for name, path in MODULES.items():
        if name.startswith("pipelines.parsing."):
            room = name.split(".")[2]
            others = {one.split(".")[2] for one in imported(path) if one.startswith("pipelines.parsing.")}
            rooms.setdefault(room, set()).update(others - {room})
    assert len(rooms) > 10
    assert set(TopologicalSorter(rooms).static_order()) == set(rooms)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda one: str(one.relative_to(ROOT)))
def test_a_folder_says_its_purpose_in_one_sentence_and_can_be_overlooked(folder: Path) -> None:
    modules = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
    if folder.is_relative_to(ROOT / "pipelines"):
        assert len(modules) <= 20
    purpose = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert purpose.endswith(".")
    assert len(purpose.splitlines()) == 1


def test_the_map_of_contributing_leads_to_what_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.split("## Where to change what")[1].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ") and not line.startswith(("| I want", "| ---"))]
    assert len(rows) >= 10
    for row in rows:
        named = [one for one in re.findall(r"`([^`]+)`", row) if "/" in one]
        assert named, row
        assert [one for one in named if not (ROOT / one).exists()] == []

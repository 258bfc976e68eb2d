"""What a file says is asked once, until somebody writes to it."""

import os
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import duckdb
import pytest

from pipelines.building.build import build
from pipelines.building.loss import losses
from pipelines.warehouse import audit, summary
from pipelines.warehouse.audit import audit_tables
from pipelines.warehouse.publish import fingerprint_of, publish, recipe_of
from pipelines.warehouse.remembered import MOST_FILES, remembered
from pipelines.workspace import DataFolder
from schemas.registry import TABLES
from tests import shared_samples
from tests.pipelines.building.support import NOW, Page, built, store


def asker(path: Path) -> tuple[Callable[..., dict[str, str]], list[list[str]]]:
    """Ask a file about names; and what was really asked."""
    asked: list[list[str]] = []

    def ask(names: list[str]) -> dict[str, str]:
        asked.append(names)
        return {name: f"{name} of {path.read_text()}" for name in names}

    return lambda *names: remembered(path, asker, names, ask), asked


def test_only_what_is_not_known_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("one")
    ask, asked = asker(path)
    assert ask("a", "b") == {"a": "a of one", "b": "b of one"}
    assert list(ask("c", "a")) == ["c", "a"]
    assert asked == [["a", "b"], ["c"]]


@pytest.mark.parametrize("is_replaced", [False, True])
def test_a_file_that_was_written_is_asked_again(tmp_path: Path, is_replaced: bool) -> None:
    path = tmp_path / "file"
    path.write_text("one")
    ask, asked = asker(path)
    ask("a")
    if is_replaced:
        (tmp_path / "other").write_text("two")
        (tmp_path / "other").replace(path)
    else:
        path.write_text("two")
        os.utime(path, ns=(0, 1))
    assert ask("a") == {"a": "a of two"}
    assert len(asked) == 2


def test_a_file_that_was_only_renamed_is_not_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("one")
    asker(path)[0]("a")
    ask, asked = asker(path.rename(tmp_path / "renamed"))
    assert ask("a") == {"a": "a of one"}
    assert asked == []


def test_a_missing_file_is_left_to_the_question(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        asker(tmp_path / "none")[0]("a")


def test_few_files_are_remembered(tmp_path: Path) -> None:
    askers = []
    for number in range(MOST_FILES + 1):
        path = tmp_path / str(number)
        path.write_text(str(number))
        askers.append(asker(path))
        askers[-1][0]("a")
    askers[-1][0]("a")
    askers[0][0]("a")
    assert [len(askers[-1][1]), len(askers[0][1])] == [1, 2]


def test_a_build_is_checked_and_compared_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = built(tmp_path, Page(1))
    publish(folder)
    store(folder, [Page(2)])
    build(folder, NOW)
    lost = losses(folder.building, folder.warehouse)

    def opened(path: Path) -> duckdb.DuckDBPyConnection:
        raise AssertionError(f"{path} is opened once more")

    for module in (audit, summary):
        monkeypatch.setattr(module, "open_published", opened)
    assert set(audit_tables(folder.building, TABLES)) == set(TABLES)
    assert losses(folder.building, folder.warehouse) == lost


def test_a_broken_promise_shows_after_the_file_was_changed(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    of_one_page = shared_samples.of_one_page(tmp_path_factory)
    folder = DataFolder(copytree(of_one_page.root, tmp_path / "data"))
    assert not any(audit_tables(folder.building, TABLES).values())
    with duckdb.connect(str(folder.building)) as connection:
        connection.execute("UPDATE captures SET residue_lines = -1")
        connection.execute("UPDATE meta.build SET recipe = 'another'")
    assert any(audit_tables(folder.building, TABLES).values())
    assert recipe_of(folder.building) == "another"
    assert fingerprint_of(folder.building)

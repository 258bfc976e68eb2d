"""The audit of a file is made once, and again as soon as the file is another."""

from pathlib import Path

import duckdb
import pytest

from pipelines.progress import ProgressCallback
from pipelines.warehouse.audit import audit_tables
from pipelines.warehouse.audit_once import audited
from schemas import ddl
from schemas.paper_aliases import PaperAliases
from schemas.summaries import Summaries
from schemas.table import Table


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        for model in (Summaries, PaperAliases):
            for statement in ddl.create_statements(model):
                connection.execute(statement)
    return path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tables that were really checked; the check itself is made."""
    found: list[str] = []

    def noted(path: Path, models: list[type[Table]], advance: ProgressCallback) -> object:
        found.extend(model.__name__ for model in models)
        return audit_tables(path, models, advance)

    monkeypatch.setattr("pipelines.warehouse.audit_once.audit_tables", noted)
    return found


def test_a_table_is_checked_once(file: Path, asked: list[str]) -> None:
    for models in ([Summaries], [Summaries, PaperAliases], [PaperAliases]):
        assert audited(file, models) == {model: [] for model in models}
    assert asked == ["Summaries", "PaperAliases"]


def test_a_file_that_changed_is_checked_again(file: Path, asked: list[str]) -> None:
    assert audited(file, [Summaries]) == {Summaries: []}
    with duckdb.connect(str(file)) as connection:
        connection.execute("ALTER TABLE summaries DROP COLUMN summary")
    [broken] = audited(file, [Summaries])[Summaries]
    assert (broken.column, broken.rule) == ("summary", "column is missing")
    assert asked == ["Summaries", "Summaries"]


def test_progress_comes_to_its_end(file: Path) -> None:
    told: list[tuple[int, int]] = []
    for _ in range(2):
        audited(file, [Summaries, PaperAliases], lambda done, total: told.append((done, total)))
        assert told.pop() == (2, 2)

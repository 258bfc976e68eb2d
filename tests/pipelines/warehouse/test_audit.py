"""The audit finds what was planted in a real file, in every table, and counts what a person should look at."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copy

import duckdb
import pytest

from pipelines.warehouse.audit import audit_table
from pipelines.warehouse.connections import NotPublished
from pipelines.workspace import DataFolder
from schemas import ddl, registry, table
from schemas.contract import Violation
from schemas.hubs import Hubs
from schemas.papers import Papers
from schemas.table import Table
from tests.schemas.rows import valid_frame

every_table = pytest.mark.parametrize("model", registry.TABLES, ids=table.name)
Planter = Callable[[type[Table], str], list[Violation]]


@pytest.fixture(scope="module")
def valid_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[type[Table]], Path]:
    """A function that gives a file with a model's table and valid rows, made once; read-only."""
    folder = tmp_path_factory.mktemp("valid")

    def made(model: type[Table]) -> Path:
        path = folder / f"{table.name(model)}.duckdb"
        if path.exists():
            return path
        with duckdb.connect(str(path)) as connection:
            connection.execute("BEGIN")
            for one in ddl.create_statements(model):
                connection.execute(one)
            connection.register("given", valid_frame(model).to_arrow())
            connection.execute(f"INSERT INTO {ddl.address(model)} BY NAME FROM given")
            connection.execute("COMMIT")
        return path

    return made


@pytest.fixture(scope="module")
def opened() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def plant(valid_file: Callable[[type[Table]], Path], opened: duckdb.DuckDBPyConnection, tmp_path: Path) -> Planter:
    """Run a statement on a copy of a model's file, and audit the table."""

    def planted(model: type[Table], statement: str) -> list[Violation]:
        path = Path(copy(valid_file(model), tmp_path / "planted.duckdb"))
        if statement:
            opened.execute(f"ATTACH '{path}' AS planted; USE planted")
            opened.execute(statement.format(name=ddl.address(model)))
            opened.execute("USE memory; DETACH planted")
        return audit_table(path, model)

    return planted


@every_table
def test_valid_rows_pass(plant: Planter, model: type[Table]) -> None:
    assert plant(model, "") == []


@every_table
def test_a_duplicate_key(plant: Planter, model: type[Table]) -> None:
    [found] = plant(model, "INSERT INTO {name} FROM {name} LIMIT 1")
    assert (found.table, found.rule, found.rows) == (table.name(model), "key is unique", 2)


@every_table
def test_an_extra_column(plant: Planter, model: type[Table]) -> None:
    [found] = plant(model, "ALTER TABLE {name} ADD COLUMN unasked INTEGER")
    assert (found.column, found.rule) == ("unasked", "column is not declared")


@every_table
def test_a_missing_column(plant: Planter, model: type[Table]) -> None:
    last = table.columns(model)[-1].name
    [found] = plant(model, f"ALTER TABLE {{name}} DROP COLUMN {last}")
    assert (found.column, found.rule) == (last, "column is missing")


@every_table
def test_another_type(plant: Planter, model: type[Table]) -> None:
    key = table.columns(model)[0]
    other = "VARCHAR" if key.sql_type != "VARCHAR" else "BLOB"
    [found] = plant(model, f"ALTER TABLE {{name}} ALTER {key.name} TYPE {other} USING {key.name}::VARCHAR::{other}")
    assert (found.column, found.rule) == (key.name, f"type is {other}, promised {key.sql_type}")


@every_table
def test_a_null_where_none_is_promised(plant: Planter, model: type[Table]) -> None:
    name = next(one.name for one in reversed(table.columns(model)) if not one.is_nullable)
    drop = f"ALTER TABLE {{name}} ALTER {name} DROP NOT NULL"
    [found] = plant(model, f"{drop}; UPDATE {{name}} SET {name} = NULL WHERE rowid = 0")
    assert (found.column, found.rule, found.rows) == (name, "not_nullable", 1)


@every_table
def test_a_table_that_is_not_there(plant: Planter, model: type[Table]) -> None:
    [found] = plant(model, "DROP TABLE {name}")
    assert (found.table, found.rule) == (table.name(model), "table is missing")


@pytest.mark.parametrize(
    ("model", "column", "value"),
    [
        (Papers, "novelty", "10.1"),
        (Papers, "novelty", "'NaN'"),
        (Papers, "arxiv_id", "'2205.01068v2'"),
        (Hubs, "dominant_percent", "101"),
        (Hubs, "tier", "'giga_hub'"),
        (Hubs, "url", "'ftp://example.org'"),
    ],
)
def test_a_value_out_of_range(plant: Planter, model: type[Table], column: str, value: str) -> None:
    [found] = plant(model, f"UPDATE {{name}} SET {column} = {value} WHERE rowid = 1")
    assert (found.column, found.rows, len(found.examples)) == (column, 1, 1)


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotPublished):
        audit_table(tmp_path / "missing.duckdb", Hubs)


def test_the_paths_are_all_below_the_root(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    paths = [
        folder.raw,
        folder.readings,
        folder.warehouse,
        folder.building,
        folder.versions,
        folder.dagster,
        folder.lock_file,
    ]
    assert {path.parent for path in paths} == {tmp_path}
    assert len(set(paths)) == len(paths)


def test_what_cannot_be_read_is_reported_by_duckdb(tmp_path: Path) -> None:
    """Where rows are streamed, polars reports an error of its own, by which nobody would know whose fault it is."""
    model, broken = registry.MARTS[0], "if(range = 8000, error('no such word'), NULL)"
    cells = (
        f"{'NULL' if one.is_key else broken}::{one.sql_type} AS {ddl.quoted(one.name)}" for one in table.columns(model)
    )
    path = tmp_path / "broken.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA marts")
        connection.execute(f"CREATE VIEW {ddl.address(model)} AS SELECT {', '.join(cells)} FROM range(9000)")
    with pytest.raises(duckdb.Error, match="no such word"):
        audit_table(path, model)

"""Every model becomes a real DuckDB table: types, NOT NULL, comments, nothing that DuckLake does not know."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from schemas import ddl, registry, table
from schemas.table import Table
from tests.schemas.rows import MODELS, valid_frame

every_model = pytest.mark.parametrize("model", MODELS, ids=table.name)


@pytest.fixture(scope="module")
def opened() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


@pytest.fixture(params=["memory", "file"])
def connection(
    request: pytest.FixtureRequest, opened: duckdb.DuckDBPyConnection, tmp_path: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose one database with tables is new."""
    place = ":memory:" if request.param == "memory" else tmp_path / "tables.duckdb"
    opened.execute(f"ATTACH '{place}' AS tables")
    opened.execute("USE tables")
    yield opened
    opened.execute("USE memory")
    opened.execute("DETACH tables")


def create(connection: duckdb.DuckDBPyConnection, model: type[Table]) -> None:
    connection.execute("BEGIN")
    for statement in ddl.create_statements(model):
        connection.execute(statement)
    connection.execute("COMMIT")


@every_model
def test_columns_have_their_types_comments_and_not_null(
    connection: duckdb.DuckDBPyConnection, model: type[Table]
) -> None:
    create(connection, model)
    found = connection.execute(
        "SELECT column_name, data_type, is_nullable, comment FROM duckdb_columns() "
        "WHERE (schema_name, table_name) = (?, ?) ORDER BY column_index",
        table.place(model),
    ).fetchall()
    assert found == [
        (one.name, ddl.full_type(one.sql_type), one.is_nullable, one.description) for one in table.columns(model)
    ]


@every_model
def test_the_table_is_commented_and_has_no_constraint_but_not_null(
    connection: duckdb.DuckDBPyConnection, model: type[Table]
) -> None:
    create(connection, model)
    [(comment,)] = connection.execute("SELECT comment FROM duckdb_tables()").fetchall()
    assert comment.startswith(table.grain(model)[:40])
    assert comment.endswith(f"Key: {', '.join(table.keys(model))}.")
    kinds = connection.execute("SELECT DISTINCT constraint_type FROM duckdb_constraints()").fetchall()
    assert kinds == [("NOT NULL",)]
    assert connection.execute("SELECT count(*) FROM duckdb_indexes()").fetchall() == [(0,)]


@every_model
def test_frames_come_back_from_duckdb_with_their_types_and_values(
    connection: duckdb.DuckDBPyConnection, model: type[Table]
) -> None:
    create(connection, model)
    frame = valid_frame(model, 4, with_nulls=True)
    connection.register("given", frame.to_arrow())
    connection.execute(f"INSERT INTO {ddl.address(model)} BY NAME SELECT * FROM given")
    listed = ", ".join(
        f"{ddl.quoted(one.name)}::VARCHAR AS {ddl.quoted(one.name)}"
        if one.sql_type in {"UUID", "JSON"}
        else ddl.quoted(one.name)
        for one in table.columns(model)
    )
    back = connection.sql(f"SELECT {listed} FROM {ddl.address(model)} ORDER BY rowid").pl()
    assert back.schema == frame.schema == table.polars_schema(model)
    assert back.equals(frame)


@every_model
def test_a_null_is_refused_by_the_database_too(connection: duckdb.DuckDBPyConnection, model: type[Table]) -> None:
    create(connection, model)
    with pytest.raises(duckdb.ConstraintException, match="NOT NULL"):
        connection.execute(f"INSERT INTO {ddl.address(model)} ({table.keys(model)[0]}) VALUES (NULL)")


def test_the_examples_in_the_comments_run(connection: duckdb.DuckDBPyConnection) -> None:
    for model in registry.TABLES:
        create(connection, model)
    for model in registry.TABLES:
        _, found, statement = table.description(model).partition("Example: ")
        assert found, f"{table.name(model)} shows no example"
        connection.sql(statement).fetchall()


def test_names_and_texts_of_any_kind_are_quoted(connection: duckdb.DuckDBPyConnection) -> None:
    assert ddl.quoted('a "b"') == '"a ""b"""'
    text = "it's 100% \\ -- ; $1"
    assert connection.execute("SELECT " + ddl.literal(text)).fetchall() == [(text,)]

"""The analysts' side of the file: the views of `marts`, the index of words, and the file's own dictionary in `meta`.

Everything here is derived from finished tables. Columns are declared in `schemas.marts`, the views in `sql/marts/`, the
sample queries in `sql/queries/`.

Views qualify every table with its schema, so that they work in an attached file. `macros` creates the macros.
"""

from dataclasses import dataclass
from typing import Final

import duckdb
import polars as pl

from pipelines.building.macros import add_helpers, add_macros, learned_between
from pipelines.building.shape import check_shape, fill_table
from pipelines.building.statements import SQL, statement
from pipelines.warehouse.frame_stream import FrameStream
from schemas import ddl, registry, table
from schemas.internals.search_terms import SearchTerms
from schemas.meta import META, meta_comments
from schemas.table import Table


@dataclass(frozen=True, slots=True)
class SampleQuery:
    """A question that analysts ask, and its answer in SQL."""

    name: str
    question: str
    sql: str


def add_index(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the word index.

    Args:
        connection: a connection to a new file that has the tables that are searched.

    Raises:
        ShapeBroken: a statement and its schema disagree.
    """
    connection.execute("BEGIN")
    add_helpers(connection)
    connection.execute("COMMIT")  # until then, no other connection can write what it commits into the file's blocks
    _take_apart(connection, _numbered())
    connection.execute("BEGIN")
    for model in registry.SEARCH:
        fill_table(connection, model, mart_statement(model), is_sorted=model is SearchTerms)
    connection.execute("COMMIT")


def add_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the macros, the views with their comments, and the dictionary.

    Args:
        connection: a connection to a new file that has its tables, its word index and `meta.build`.

    Raises:
        ShapeBroken: a statement and its schema disagree.
    """
    connection.execute("BEGIN")
    connection.execute("CREATE SCHEMA marts")
    add_macros(connection)
    for model in registry.MARTS:
        made = mart_statement(model)
        check_shape(connection, model, made)
        for one in ddl.view_statements(model, made):
            connection.execute(one)
    _add_dictionary(connection)
    connection.execute("COMMIT")


def patch_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring the word index and the macros of a copy of the published file up to date; nothing else depends on rows.

    Args:
        connection: a connection to the copy, in which tables and `meta.build` are patched; it has the tables
            `touched_papers` and `remade_hubs`.
    """
    connection.execute("BEGIN")
    connection.execute(
        f"CREATE TEMP TABLE old_documents AS SELECT document FROM internals.search_documents WHERE {_IS_TOUCHED}"
    )
    [(last,)] = connection.execute("SELECT coalesce(max(document), 0) FROM internals.search_documents").fetchall()
    _take_apart(connection, f"{_numbered(last)} WHERE {_IS_TOUCHED}")
    for model in registry.SEARCH:
        connection.execute(f"DELETE FROM {ddl.address(model)} WHERE document IN (FROM old_documents)")
        connection.execute(f"INSERT INTO {ddl.address(model)} ({ddl.column_list(model)}) {mart_statement(model)}")
    add_macros(connection)
    connection.execute("COMMIT")


_IS_TOUCHED: Final = (
    "CASE kind WHEN 'citing paper' THEN id IN (FROM touched_papers) "
    "ELSE id IN (SELECT hub_id::VARCHAR FROM remade_hubs) END"
)
"""The condition for the texts of papers and cited works whose rows were made again."""

TEXTS: Final = ("texts", "text_words")
"""Temporary tables made from `search_texts.sql`."""


def _numbered(last: int = 0) -> str:
    """Return the query that numbers the searched texts, as `document`; `last` is the last number given."""
    number = f"{last} + row_number() OVER (ORDER BY kind, id)"
    return f"SELECT {number} AS document, kind, id FROM ({statement('search_texts')})"


def _take_apart(connection: duckdb.DuckDBPyConnection, numbered: str) -> None:
    """Split texts into words.

    Makes the temporary tables `texts` and `text_words`, and the temporary type `known_word`, which lists every word in
    order.

    Args:
        connection: a connection to the file.
        numbered: the query for the kind and id of each text, with its number as `document`.
    """
    connection.execute(f"CREATE TEMP TABLE texts AS {numbered}")
    # Each text is taken from its table: no copy of all texts is needed.
    connection.execute(
        "CREATE TEMP TABLE text_words AS SELECT document, internals.words_of(text) AS words "
        f"FROM ({statement('search_texts')}) JOIN texts USING (kind, id)"
    )
    connection.execute(
        "CREATE TEMP TYPE known_word AS ENUM ("
        "SELECT word FROM (SELECT DISTINCT unnest(words) AS word FROM text_words) ORDER BY word)"
    )


def sample_queries() -> list[SampleQuery]:
    """Return the sample queries in order; the first lines of each file are the question, as SQL comments."""
    found = []
    for one in sorted(SQL.joinpath("queries").iterdir(), key=lambda one: one.name):
        lines = one.read_text(encoding="utf-8").splitlines()
        asked = [line.removeprefix("-- ") for line in lines if line.startswith("-- ")]
        sql = "\n".join(line for line in lines if not line.startswith("-- "))
        found.append(SampleQuery(one.name.removesuffix(".sql").split("_", 1)[1], " ".join(asked), sql.strip()))
    return found


def mart_statement(model: type[Table]) -> str:
    """Return a view's statement with its columns in schema order; the view's order of rows is kept."""
    made = statement(table.place(model)[1]).replace("$learned_between", learned_between(*_LAST_TIMES))
    return f"SELECT {ddl.column_list(model)} FROM ({made})"


_LAST_TIMES: Final = ("(SELECT previous_built_at FROM meta.build)", "(SELECT built_at FROM meta.build)")
"""When this file and the one before were built. In a view, the query of the macro need not find its file."""


def _add_dictionary(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the dictionary into the file: a row for each table, each column and each sample query."""
    tables, columns = [], []
    for model in registry.IN_THE_FILE:
        schema, name = table.place(model)
        key = ", ".join(table.keys(model))
        kind = "view" if model in registry.MARTS else "table"
        tables.append((schema, name, kind, table.grain(model), key, table.description(model)))
        for place, one in enumerate(table.columns(model), 1):
            about, _, meaning = one.description.partition(" NULL: ")
            columns.append((schema, name, place, one.name, one.sql_type, one.is_key, about, meaning or None))
    queries = [(place, one.name, one.question, one.sql) for place, one in enumerate(sample_queries(), 1)]
    for name, rows in (("tables", tables), ("columns", columns), ("queries", queries)):
        frame = pl.DataFrame(rows, schema=list(META[name][1]), orient="row")
        connection.register("frame", FrameStream(frame))
        connection.execute(f"CREATE TABLE meta.{name} AS FROM frame")
        connection.unregister("frame")
    for comment in meta_comments():
        connection.execute(comment)

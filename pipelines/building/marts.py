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
from schemas.internals.search_documents import SearchDocuments
from schemas.internals.search_terms import SearchTerms
from schemas.meta import META, meta_comments
from schemas.table import Table


@dataclass(frozen=True, slots=True)
class SampleQuery:
    """A question that analysts ask, and its answer in SQL."""

    name: str
    question: str
    sql: str


def add_marts(connection: duckdb.DuckDBPyConnection, *, is_carried: bool = False) -> None:
    """Create the word index, the macros, the views with their comments, and the dictionary.

    Args:
        connection: a connection to a new file that has its tables and `meta.build`.
        is_carried: whether the published file is attached as `former`; the words of its texts are then reused.

    Raises:
        ShapeBroken: a statement and its schema disagree.
    """
    connection.execute("BEGIN")
    connection.execute("CREATE SCHEMA marts")
    add_helpers(connection)
    _take_apart(connection, is_carried=is_carried)
    fill_table(connection, SearchDocuments, mart_statement(SearchDocuments))
    fill_table(connection, SearchTerms, mart_statement(SearchTerms), is_sorted=True)
    add_macros(connection)
    for model in registry.MARTS:
        made = mart_statement(model)
        check_shape(connection, model, made)
        for one in ddl.view_statements(model, made):
            connection.execute(one)
    _add_dictionary(connection)
    connection.execute("COMMIT")


_CARRIED_TERMS: Final = """
SELECT term, known_texts.document, frequency
FROM former.internals.search_terms AS terms
JOIN known_texts ON known_texts.former_document = terms.document
"""
_NO_TERMS: Final = "SELECT NULL::VARCHAR AS term, NULL::BIGINT AS document, NULL::BIGINT AS frequency WHERE false"


TEXTS: Final = ("texts", "text_words")
"""Temporary tables made from `search_texts.sql`."""


def _take_apart(connection: duckdb.DuckDBPyConnection, *, is_carried: bool) -> None:
    """Number the texts and split them into words.

    Makes the temporary tables `texts`, `known_texts` and `text_words`, the temporary view `carried_terms`, and the
    temporary type `known_word`, which lists every word in order.
    """
    texts = statement("search_texts")
    connection.execute(
        f"CREATE TEMP TABLE texts AS SELECT row_number() OVER (ORDER BY kind, id) AS document, * FROM ({texts})"
    )
    connection.execute("CREATE TEMP TABLE known_texts (document BIGINT, former_document BIGINT, words BIGINT)")
    if is_carried:
        connection.execute(
            "INSERT INTO known_texts SELECT texts.document, known.document, known.words FROM texts "
            f"JOIN ({texts.replace('main.', 'former.main.')}) AS former_texts USING (kind, id, text) "
            "JOIN former.internals.search_documents AS known USING (kind, id)"
        )
    connection.execute(
        "CREATE TEMP TABLE text_words AS SELECT document, internals.words_of(text) AS words "
        "FROM texts ANTI JOIN known_texts USING (document)"
    )
    connection.execute(f"CREATE TEMP VIEW carried_terms AS {_CARRIED_TERMS if is_carried else _NO_TERMS}")
    carried = "UNION SELECT term FROM former.internals.search_terms" if is_carried else ""
    connection.execute(
        "CREATE TEMP TYPE known_word AS ENUM ("
        f"SELECT word FROM (SELECT DISTINCT unnest(words) AS word FROM text_words {carried}) ORDER BY word)"
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

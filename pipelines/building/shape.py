"""Checks that a statement returns the columns and types that its schema declares; if not, the build stops."""

from typing import Final

import duckdb

from schemas import ddl, table
from schemas.table import Table

_AS_TEXT: Final = {"UUID", "JSON"}
"""Types that polars lacks: statements may return them as text, and the INSERT converts them."""


_kept: Final[set[tuple[type[Table], str]]] = set()
"""Statements already found to match their schema."""


class ShapeBroken(RuntimeError):  # noqa: N818 (what is wrong with a statement of ours)
    """A statement returns other columns or types than its schema declares. The message names them."""


def check_shape(connection: duckdb.DuckDBPyConnection, model: type[Table], made: str) -> None:
    """Compare a statement's columns with the schema's.

    INSERT alone would silently fill a missing column with NULL, and round 1.7 to 2 for an integer column.

    A statement that has passed is not checked again in this process, because DuckDB has to plan it for the check.

    Raises:
        ShapeBroken: they differ.
    """
    if (model, made) in _kept:
        return
    found = connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE FROM ({made}))").fetchall()
    given = {str(name): str(kind) for name, kind in found}
    promised = {one.name: ddl.full_type(one.sql_type) for one in table.columns(model)}
    wrong = sorted(promised.keys() ^ given.keys())
    for name in promised.keys() & given.keys():
        is_text = given[name] == "VARCHAR" and promised[name] in _AS_TEXT
        if given[name] != promised[name] and not is_text:
            wrong.append(f"{name} ({given[name]}, promised {promised[name]})")
    if wrong:
        name = table.place(model)[1] if table.place(model)[0] in {table.MARTS, table.INTERNALS} else table.name(model)
        raise ShapeBroken(f"sql/{name}.sql and schemas/{name}.py disagree on {', '.join(wrong)}")
    _kept.add((model, made))


def fill_table(
    connection: duckdb.DuckDBPyConnection, model: type[Table], made: str, *, is_sorted: bool = False
) -> None:
    """Create a table with its comments and fill it from a statement, sorted by key.

    Args:
        connection: of the file.
        model: the table.
        made: the statement.
        is_sorted: whether the statement sorts its rows by key itself.

    Raises:
        ShapeBroken: the statement returns other columns or types than the schema declares; nothing is created then.
    """
    check_shape(connection, model, made)
    for one in ddl.create_statements(model):
        connection.execute(one)
    listed = ddl.column_list(model)
    order = "" if is_sorted else f"ORDER BY {', '.join(map(ddl.quoted, table.keys(model)))}"
    connection.execute(f"INSERT INTO {ddl.address(model)} ({listed}) SELECT {listed} FROM ({made}) {order}")

"""A statement gives the columns and types that its schema promises, or the build stops.

Which statement is whose is not known here. The build and the marts fill their tables by `fill_table`; the marts call
`check_shape` before they make a view.
"""

from typing import Final

import duckdb

from schemas import ddl, table
from schemas.table import Table

_AS_TEXT: Final = {"UUID", "JSON"}
"""Types that polars has not: statements may give them as text, and the insert is the conversion."""


_kept: Final[set[tuple[type[Table], str]]] = set()
"""Statements that give what their schema promises."""


class ShapeBroken(RuntimeError):  # noqa: N818 (what is wrong with a statement of ours)
    """A statement gives other columns or types than its schema promises. The message names them."""


def check_shape(connection: duckdb.DuckDBPyConnection, model: type[Table], made: str) -> None:
    """Compare a statement's columns with the schema's.

    INSERT would fill a missing column with NULL in silence, and make 2 of 1.7 where an integer is promised.

    A statement that was found to keep its promise is not asked again in this process: DuckDB plans it for that.

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


def fill_table(connection: duckdb.DuckDBPyConnection, model: type[Table], made: str) -> None:
    """Create a table with its comments and fill it by a statement, sorted by key.

    Raises:
        ShapeBroken: the statement gives other columns or types than the schema promises; nothing is created then.
    """
    check_shape(connection, model, made)
    for one in ddl.create_statements(model):
        connection.execute(one)
    listed, order = ddl.column_list(model), ", ".join(map(ddl.quoted, table.keys(model)))
    connection.execute(f"INSERT INTO {ddl.address(model)} ({listed}) SELECT {listed} FROM ({made}) ORDER BY {order}")

"""The questions that are saved in the published file, by name (`pipelines/building/sql/queries`)."""

import duckdb


class NoSuchQuery(Exception):  # noqa: N818 (what was asked for)
    """No question is saved under that name. The message says how to list them."""


def saved_query(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Return the SQL of a saved question.

    Args:
        connection: the published file.
        name: its name in `meta.queries`.

    Raises:
        NoSuchQuery: there is none of that name.
    """
    found = connection.execute("SELECT sql FROM meta.queries WHERE name = ?", [name]).fetchall()
    if not found:
        raise NoSuchQuery(f"there is no sample query {name!r}; `pithhouse query --list` lists them")
    return str(found[0][0])

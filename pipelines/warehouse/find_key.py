"""The key of a row, where people wrote only the beginning of an id."""

from collections.abc import Sequence
from typing import Final

import duckdb

from pipelines.warehouse.connections import NoSuchCell
from schemas import ddl

_IDS: Final = frozenset(("hub_id", "paper_id", "capture_id"))
"""Columns of keys that the beginning of a value is enough for."""

_MAX_EXAMPLES: Final = 5


def completed_key(
    connection: duckdb.DuckDBPyConnection, table: str, keys: Sequence[str], given: Sequence[str]
) -> tuple[str, ...] | None:
    """Find the row whose ids begin with those given, and whose other key columns are equal to those given.

    Args:
        connection: the published file.
        table: the table's name, quoted for SQL where needed.
        keys: the columns of its key.
        given: a text for each of them.

    Returns:
        The row's whole key as text; None where no row fits.

    Raises:
        NoSuchCell: several rows fit; the message names some of them.
    """
    quoted = [ddl.quoted(one) for one in keys]
    where = " AND ".join(
        f"starts_with({column}::VARCHAR, ?)" if name in _IDS else f"{column}::VARCHAR = ?"
        for name, column in zip(keys, quoted, strict=True)
    )
    columns = ", ".join(f"{column}::VARCHAR" for column in quoted)
    found = connection.execute(
        f"SELECT {columns}, count(*) OVER () FROM {table} WHERE {where} ORDER BY ALL LIMIT {_MAX_EXAMPLES}", list(given)
    ).fetchall()
    if not found:
        return None
    rows = found[0][-1]
    if rows > 1:
        named = "; ".join(" ".join(row[:-1]) for row in found)
        more = f"; and {rows - _MAX_EXAMPLES:,} more" if rows > _MAX_EXAMPLES else ""
        raise NoSuchCell(f"{rows:,} rows begin with {' '.join(given)!r}: {named}{more}. Name one by more of its id")
    return tuple(found[0][:-1])

"""The tables of one database made equal to those of another, by the rows that differ.

Which tables there are, and their columns, is read from the databases themselves. Both are attached to one connection.
Nothing is committed here.
"""

from dataclasses import dataclass
from typing import Final

import duckdb

from schemas.ddl import literal, quoted

Place = tuple[str, str]
"""Schema and name."""

DOCUMENTS: Final = ("internals", "search_documents")
TERMS: Final = ("internals", "search_terms")
"""The index of words. Its texts are numbered, and one new text would change the number of all that follow."""


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows were added to a table and removed from it (a changed row counts in both), and how many it has."""

    table: str
    added: int
    removed: int
    rows: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a database declares it."""

    name: str
    kind: str
    is_nullable: bool


class NotEqual(RuntimeError):  # noqa: N818 (what was found)
    """A table has another number of rows than its source after all was written. Nothing may be committed."""


def mirror_tables(connection: duckdb.DuckDBPyConnection, source: str, target: str) -> list[Written]:
    """Make the tables of a database equal to those of another; only rows that differ are written.

    The texts of the word index keep the numbers that they have in the target.

    Args:
        connection: both are attached to it, and a transaction is open.
        source: the name of the database to copy from.
        target: the name of the other one.

    Returns:
        What was written to each table, by schema and name.

    Raises:
        NotEqual: a table of the source holds the same row twice.
        duckdb.Error: the target cannot be written, or the source not read.
    """
    wanted, there = (tables(connection, one) for one in (source, target))
    for schema in sorted(_schemas(connection, source) - _schemas(connection, target)):
        connection.execute(f"CREATE SCHEMA {quoted(target)}.{quoted(schema)}")
    for place in sorted(there.keys() - wanted.keys()):
        connection.execute(f"DROP TABLE {address(target, place)}")
    relations = {place: address(source, place) for place in wanted}
    if all(one in wanted and wanted[one] == there.get(one) for one in (DOCUMENTS, TERMS)):
        relations |= _renumbered(connection, source, target)
    found = []
    for place, columns in sorted(wanted.items()):
        copied = address(target, place)
        if there.get(place) != columns:
            _create(connection, copied, columns, is_there=place in there)
        found.append(_write(connection, ".".join(place), relations[place], copied, [one.name for one in columns]))
    return found


def tables(connection: duckdb.DuckDBPyConnection, database: str) -> dict[Place, tuple[Column, ...]]:
    """Return the tables of a database with their columns, in order."""
    found = connection.execute(
        "SELECT schema_name, table_name, column_name, data_type, is_nullable FROM duckdb_columns() "
        "SEMI JOIN duckdb_tables() AS those USING (database_name, schema_name, table_name) "
        "WHERE database_name = ? AND NOT internal ORDER BY schema_name, table_name, column_index",
        [database],
    ).fetchall()
    columns: dict[Place, tuple[Column, ...]] = {}
    for schema, name, *column in found:
        columns[schema, name] = (*columns.get((schema, name), ()), Column(*column))
    return columns


def _schemas(connection: duckdb.DuckDBPyConnection, database: str) -> set[str]:
    found = connection.execute(
        "SELECT schema_name FROM duckdb_schemas() WHERE database_name = ? AND NOT internal", [database]
    ).fetchall()
    return {str(name) for (name,) in found} | {"main"}


def address(database: str, place: Place) -> str:
    """Return the whole name of a table, view or macro for SQL."""
    return ".".join(map(quoted, (database, *place)))


def _create(connection: duckdb.DuckDBPyConnection, copied: str, columns: tuple[Column, ...], *, is_there: bool) -> None:
    """Create an empty table; one of other columns is dropped first, and its former versions keep it."""
    if is_there:
        connection.execute(f"DROP TABLE {copied}")
    body = ", ".join(f"{quoted(one.name)} {one.kind}{'' if one.is_nullable else ' NOT NULL'}" for one in columns)
    connection.execute(f"CREATE TABLE {copied} ({body})")


def _write(connection: duckdb.DuckDBPyConnection, name: str, relation: str, copied: str, columns: list[str]) -> Written:
    """Remove the rows that the source does not have, then add those that are missing."""
    same = " AND ".join(f"x.{quoted(one)} IS NOT DISTINCT FROM y.{quoted(one)}" for one in columns)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE stale AS SELECT x.rowid AS place FROM {copied} AS x "
        f"ANTI JOIN {relation} AS y ON {same}"
    )
    [(removed,)] = connection.execute("SELECT count(*) FROM temp.stale").fetchall()
    if removed:
        connection.execute(f"DELETE FROM {copied} WHERE rowid IN (SELECT place FROM temp.stale)")
    listed = ", ".join(f"x.{quoted(one)}" for one in columns)
    [(added,)] = connection.execute(
        f"INSERT INTO {copied} SELECT {listed} FROM {relation} AS x ANTI JOIN {copied} AS y ON {same}"
    ).fetchall()
    [(rows, wanted)] = connection.execute(
        f"SELECT (SELECT count(*) FROM {copied}), (SELECT count(*) FROM {relation})"
    ).fetchall()
    if rows != wanted:
        raise NotEqual(f"{name} would have {rows:,} rows in the lake, and has {wanted:,} in the published file")
    return Written(name, added, removed, rows)


def _renumbered(connection: duckdb.DuckDBPyConnection, source: str, target: str) -> dict[Place, str]:
    """Return the word index of the source with the numbers that its texts have in the target; new texts follow."""
    documents, terms = (address(source, one) for one in (DOCUMENTS, TERMS))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE numbers AS SELECT x.document AS given, coalesce(y.document, "
        f"(SELECT coalesce(max(document), 0) FROM {address(target, DOCUMENTS)}) "
        "+ row_number() OVER (PARTITION BY y.document IS NULL ORDER BY x.document)) AS document "
        f"FROM {documents} AS x LEFT JOIN {address(target, DOCUMENTS)} AS y USING (kind, id)"
    )
    by_number = (
        "(SELECT x.* REPLACE (numbers.document AS document) FROM {} AS x JOIN temp.numbers ON given = x.document)"
    )
    return {DOCUMENTS: by_number.format(documents), TERMS: by_number.format(terms)}


def comments(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, str]:
    """Return the comments on the tables of a database and on their columns, by what COMMENT ON calls them."""
    found = connection.execute(
        "SELECT 'TABLE', schema_name, table_name, NULL, comment FROM duckdb_tables() WHERE database_name = $1 "
        "UNION ALL SELECT 'COLUMN', schema_name, table_name, column_name, columns.comment "
        "FROM duckdb_columns() AS columns "
        "SEMI JOIN duckdb_tables() AS those USING (database_name, schema_name, table_name) WHERE database_name = $1",
        [database],
    ).fetchall()
    return {
        f"{kind} {'.'.join(map(quoted, filter(None, (schema, name, column))))}": comment
        for kind, schema, name, column, comment in found
        if comment
    }


def comment_statement(on: str, comment: str, database: str) -> str:
    """Return the statement that comments a table or column of a database; `on` is a key of `comments`."""
    kind, _, name = on.partition(" ")
    return f"COMMENT ON {kind} {quoted(database)}.{name} IS {literal(comment)}"

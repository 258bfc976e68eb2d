"""What a database says beside its rows: comments, macros and views, copied to another database.

DuckLake keeps comments on tables, their columns and views; it has none on columns of views and on macros. What the
former say is also in the table `meta.columns`. Nothing is committed here.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Final

import duckdb

from pipelines.scaling.lake.rows import Place, address, comment_statement, comments
from schemas.ddl import literal, quoted
from schemas.table import INTERNALS

_LOOK_UP: Final = "query_table("

_LITERAL: Final = re.compile(r"('(?:[^']|'')*')")
"""A text in SQL."""


@dataclass(frozen=True, slots=True)
class _Defined:
    """A macro or view: what follows its name in CREATE, and its comment."""

    kind: str
    body: str
    comment: str = ""


def mirror_definitions(connection: duckdb.DuckDBPyConnection, source: str, target: str) -> None:
    """Make comments, macros and views of a database those of another whose tables it has already.

    Args:
        connection: both are attached to it, and the target is in use: macros look for their tables there.
        source: the name of the database to copy from.
        target: the name of the other one.

    Raises:
        duckdb.Error: the target does not take one of them.
    """
    there = comments(connection, target)
    for on, comment in comments(connection, source).items():
        if there.get(on) != comment:
            connection.execute(comment_statement(on, comment, target))
    defined, former = _defined(connection, source), _defined(connection, target)
    for place in sorted(former.keys() - defined.keys()):
        connection.execute(f"DROP {former[place].kind} {address(target, place)}")
    for place in _in_order(defined):
        one = defined[place]
        connection.execute(f"CREATE OR REPLACE {one.kind.removesuffix(' TABLE')} {address(target, place)} {one.body}")
        if one.comment and one.kind == "VIEW":
            connection.execute(f"COMMENT ON VIEW {address(target, place)} IS {literal(one.comment)}")


def _defined(connection: duckdb.DuckDBPyConnection, database: str) -> dict[Place, _Defined]:
    """Return the macros and views of a database; both may not have the same name in ours."""
    overloads: dict[tuple[Place, str], list[str]] = {}
    for schema, name, kind, parameters, definition in connection.execute(
        "SELECT schema_name, function_name, function_type, parameters, macro_definition FROM duckdb_functions() "
        "WHERE database_name = ? AND NOT internal AND macro_definition IS NOT NULL ORDER BY ALL",
        [database],
    ).fetchall():
        listed = ", ".join(map(quoted, parameters))
        is_table = kind == "table_macro"
        body = _bound_as_written(_with_plain_tables(definition))
        made = f"({listed}) AS {f'TABLE ({body})' if is_table else f'({body})'}"
        overloads.setdefault(((schema, name), "MACRO TABLE" if is_table else "MACRO"), []).append(made)
    found = {place: _Defined(kind, ", ".join(bodies)) for (place, kind), bodies in overloads.items()}
    for schema, name, sql, comment in connection.execute(
        "SELECT schema_name, view_name, sql, comment FROM duckdb_views() WHERE database_name = ? AND NOT internal",
        [database],
    ).fetchall():
        if schema == INTERNALS and name.startswith("file_"):
            continue  # by it the macros of a file find their file: a second one would make them doubt
        body = _bound_as_written(sql[sql.index(" AS ") + 1 :].rstrip(";"))
        found[schema, name] = _Defined("VIEW", body, comment or "")
    return found


def _with_plain_tables(sql: str) -> str:
    """Return the definition of a macro with the names of tables in place of `query_table(…)`, which looks for its file.

    DuckLake binds a macro when it is created, and that would look for another database then. The last text in the call
    is the table's name; in a lake it is looked up as usual, in the database in use.
    """
    made, start = "", 0
    while (found := sql.find(_LOOK_UP, start)) >= 0:
        end, depth, name = found + len(_LOOK_UP), 1, ""
        while depth:
            if text := _LITERAL.match(sql, end):
                name, end = text[1].strip("'"), text.end()
            else:
                depth, end = depth + {"(": 1, ")": -1}.get(sql[end], 0), end + 1
        made, start = f"{made}{sql[start:found]}{name}", end
    return made + sql[start:]


def _bound_as_written(sql: str) -> str:
    """Return a definition as DuckDB prints it, with its cross joins by name.

    It prints them as ` , ` (and every other comma without a blank before it). A comma binds less than JOIN, so that
    `a CROSS JOIN b LEFT JOIN c USING (id)` would look for `id` in b alone.
    """
    return "".join(
        part if part.startswith("'") else part.replace(" , ", " CROSS JOIN ") for part in _LITERAL.split(sql)
    )


def _in_order(defined: Mapping[Place, _Defined]) -> Iterable[Place]:
    """Return the places so that each follows those that its definition names."""
    names: dict[str, set[Place]] = {}
    for place in defined:
        names.setdefault(place[1], set()).add(place)
    needs = {
        place: {other for word in re.findall(r"\w+", one.body) for other in names.get(word, ()) if other != place}
        for place, one in defined.items()
    }
    return TopologicalSorter(needs).static_order()

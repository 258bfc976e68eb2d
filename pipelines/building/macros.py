"""The table macros of the file, written so that they also work where the file is attached under any name.

DuckDB looks up the tables that a macro names where the macro is called, not where it is stored: after `ATTACH
'f.duckdb' AS p`, a plain `p.search('x')` would find no table, or another database's. So every public macro finds its
own file first (docs/decisions/0038): it asks DuckDB for a view whose name no other file has, and DuckDB's suggestion
names the database that has it. Where DuckDB suggests nothing, names are looked up as usual, and `USE p` helps.

In the SQL of macros, every table is written with its schema and an alias: `FROM main.papers AS papers`.
"""

import hashlib
import re
from typing import Final

import duckdb

from pipelines.building.history import is_history
from pipelines.building.statements import statement
from schemas import registry, table
from schemas.ddl import literal, quoted
from schemas.macros import HELPERS, PUBLIC
from schemas.table import INTERNALS

_TABLE: Final = re.compile(rf"\b(FROM|JOIN) ((?:main|history|{INTERNALS})\.\w+)")
_AS_OF: Final = re.compile(r"(\w+)_asof\(([ab])\)")
_HELPER: Final = re.compile(rf"CREATE MACRO {INTERNALS}\.(\w+)\(text\) AS (.*?);\n", re.DOTALL)
_PARAMETER: Final = re.compile(r"\btext\b")
_ALWAYS: Final = "TIMESTAMPTZ '9999-12-31'"


def table_macros() -> dict[str, dict[str, str]]:
    """Return the query of every table macro by name and parameters, with the plain names of its tables."""
    a, b, ts, known = map(_moment, ("a", "b", "ts", "known"))
    between = statement("changes_between")
    times = {"a": a, "b": b}
    histories = [table.place(model)[1] for model in registry.TABLES if is_history(model)]
    return {
        "search": {"question": statement("search").replace("words_of(question)", _inlined("words_of", "question"))},
        "changes_between": {"a, b": _AS_OF.sub(lambda found: f"({_at(found[1], times[found[2]])})", between)},
        "learned_between": {"a, b": learned_between(a, b)},
        **{f"{one}_asof": {"ts": _at(one, ts), "ts, known": _at(one, ts, known)} for one in histories},
    }


def learned_between(a: str, b: str) -> str:
    """Return the query for what was learned between two times, each an expression of type TIMESTAMPTZ."""
    times = {"a": a, "b": b}
    return _AS_OF.sub(
        lambda found: f"({_at(found[1], _ALWAYS, times[found[2]])})",
        statement("changes_between"),
    )


def add_helpers(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the schema `internals` and the macros in it that take texts apart into words."""
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {INTERNALS}")
    connection.execute(statement("words"))
    for one in HELPERS:
        connection.execute(one.comment)


def add_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the public macros with their comments, and the view by whose name they find their file.

    Args:
        connection: of a file whose tables, index of words and row of `meta.build` are there. If it is a copy, the
            macros and the view of the file that it is copied from are replaced.
    """
    [(build,)] = connection.execute("SELECT one::VARCHAR FROM meta.build AS one").fetchall()
    marker = f"file_{hashlib.sha256(build.encode()).hexdigest()[:20]}"
    place = f"{INTERNALS}.{quoted(marker)}"
    for (former,) in connection.execute(_MARKERS).fetchall():
        connection.execute(f"DROP VIEW {INTERNALS}.{quoted(former)}")
    connection.execute(f"CREATE VIEW {place} AS SELECT true AS is_here")
    connection.execute(
        f"COMMENT ON VIEW {place} IS 'The macros of this file find it by this name, which it alone has.'"
    )
    connection.execute(f"COMMENT ON COLUMN {place}.is_here IS 'Always true.'")
    for name, queries in table_macros().items():
        # In parentheses, or DuckDB 1.5 takes the comma between two ways for one of the first query's.
        ways = ", ".join(f"({given}) AS TABLE (\n{_located(query, marker)}\n)" for given, query in queries.items())
        connection.execute(f"CREATE OR REPLACE MACRO {name} {ways}")
    for one in PUBLIC:
        connection.execute(one.comment)


_MARKERS: Final = (
    "SELECT view_name FROM duckdb_views() WHERE database_name = current_database() "
    f"AND schema_name = {literal(INTERNALS)} AND starts_with(view_name, 'file_')"
)
"""The view that the macros of a copied file found that file by."""


def _at(history: str, ts: str, known: str = "") -> str:
    """Return the query for the rows of a table of history at a time, as known today or at another time.

    Both times are expressions of type TIMESTAMPTZ.
    """
    query = statement("history_known_at" if known else "history_at")
    return query.replace("$history", history).replace("$ts", ts).replace("$known", known)


def _moment(time: str) -> str:
    """Return the expression for a time as a TIMESTAMPTZ: one without a zone is UTC, whatever the session's zone.

    What a date lacks is added to its text bit by bit: hours and minutes, seconds, which DuckDB before 2.0 wants, and
    the zone. Text that names a zone, or is no date (`infinity`), stays as it is.
    """
    text = f"({time})::VARCHAR"
    for lacking, added in ((r"^[^:]*\d$", " 00:00"), (r"^[^:]*:\d+$", ":00"), (r":\d+:[\d.]+$", "+00")):
        text = rf"regexp_replace({text}, '{lacking}', '\0{added}')"
    return f"{text}::TIMESTAMPTZ"


def _located(query: str, marker: str) -> str:
    """Replace each table by a look-up of its name in the database that has the marker."""
    asked = f"json_serialize_plan('FROM {marker}') ->> 'candidates'"
    suggested = rf"regexp_extract({asked}, '(?:^|, )([^,]*)\.{INTERNALS}\.{marker}(?:$|,)', 1)"
    database = f"""coalesce('"' || replace(nullif({suggested}, ''), '"', '""') || '".', '')"""
    return _TABLE.sub(lambda found: f"{found[1]} query_table({database} || {literal(found[2])})", query)


def _inlined(name: str, text: str) -> str:
    """Return the expression that a helper stands for: a macro finds no other macro of an attached file."""
    bodies = dict(_HELPER.findall(statement("words")))
    expression = _PARAMETER.sub(text, bodies[name])
    while found := re.search(rf"{INTERNALS}\.(\w+)\(", expression):
        depth, end = 1, found.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(expression[end], 0)
            end += 1
        inner = _PARAMETER.sub(expression[found.end() : end - 1].replace("\\", r"\\"), bodies[found[1]])
        expression = f"{expression[: found.start()]}({inner}){expression[end:]}"
    return expression

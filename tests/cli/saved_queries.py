"""A client of its own: opens a published file with whatever DuckDB is on its path, and prints what it reads as JSON.

Run by test_clients.py with `python saved_queries.py FILE FOLDER`. It imports nothing of the project, for the DuckDB
that it is run with may be years older than the one that the project needs.
"""

import hashlib
import json
import sys
from pathlib import Path

import duckdb


def main(file: str, folder: str) -> None:
    """Print DuckDB's version, a digest of the rows of each table and view, and the answers to a folder of queries."""
    connection = duckdb.connect(file, read_only=True)
    connection.execute("SET TimeZone = 'UTC'")
    names = connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal UNION ALL "
        "SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal ORDER BY ALL"
    ).fetchall()
    tables = {}
    for schema, name in names:
        rows = connection.execute(f'SELECT COLUMNS(*)::VARCHAR FROM "{schema}"."{name}"').fetchall()
        lines = sorted(json.dumps(row) for row in rows)
        tables[f"{schema}.{name}"] = [len(rows), hashlib.sha256("\n".join(lines).encode()).hexdigest()]
    answers = {
        path.name: [list(map(str, row)) for row in connection.execute(path.read_text("utf-8")).fetchall()]
        for path in sorted(Path(folder).glob("*.sql"))
    }
    found = {"version": duckdb.__version__, "tables": tables, "answers": answers}
    print(json.dumps({**found, "macros": macros_of_attached(file), "views": views_of_attached(file)}))


def attached_to_another(file: str) -> duckdb.DuckDBPyConnection:
    """Attach the file as `p` to another database, whose table `hubs` is not the file's."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'; CREATE TABLE hubs (x INTEGER)")
    connection.execute("ATTACH '" + file.replace("'", "''") + "' AS p (READ_ONLY)")
    return connection


def views_of_attached(file: str) -> dict:  # type: ignore[type-arg]
    """Count the rows of each view of the attached file, after `USE p` where DuckDB is older than 1.4."""
    connection = attached_to_another(file)
    names = connection.execute(
        "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE database_name = 'p' AND schema_name = 'marts'"
    ).fetchall()
    if duckdb.__version__.startswith(("1.2.", "1.3.")):
        connection.execute("USE p")
    return {
        name: len(connection.execute(f"SELECT COLUMNS(*)::VARCHAR FROM p.{name}").fetchall())
        for (name,) in sorted(names)
    }


def macros_of_attached(file: str) -> dict:  # type: ignore[type-arg]
    """Call each public macro of the attached file."""
    connection = attached_to_another(file)
    names = connection.execute(
        "SELECT DISTINCT function_name, parameters FROM duckdb_functions() WHERE database_name = 'p' "
        "AND function_type = 'table_macro' AND NOT internal ORDER BY ALL"
    ).fetchall()
    found = {}
    times = {"question": "remembering long texts", "a": "2026-09-15", "b": "2100-01-01"}
    for name, parameters in names:
        given = ", ".join("'" + times.get(one, "2100-01-01") + "'" for one in parameters)
        rows = connection.execute(f"SELECT COLUMNS(*)::VARCHAR FROM p.{name}({given})").fetchall()
        found[f"{name}({', '.join(parameters)})"] = sorted(json.dumps(row) for row in rows)
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])

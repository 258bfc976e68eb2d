"""DDL for DuckDB from the models: CREATE TABLE with types and NOT NULL, and a comment on every table and column.

Keys and ranges are not declared in the database (DuckLake supports neither): `contract` enforces them before the
file is published.
"""

from schemas import table
from schemas.table import Table


def create_statements(model: type[Table]) -> list[str]:
    """Return, in order, the statements that create an empty table with its comments."""
    name = address(model)
    listed = table.columns(model)
    body = ",\n".join(
        f"    {quoted(one.name)} {one.sql_type}{'' if one.is_nullable else ' NOT NULL'}" for one in listed
    )
    schema, _ = table.place(model)
    needed = [] if schema == "main" else [f"CREATE SCHEMA IF NOT EXISTS {quoted(schema)}"]
    return [*needed, f"CREATE TABLE {name} (\n{body}\n)", *_comments(model, "TABLE")]


def view_statements(model: type[Table], made: str) -> list[str]:
    """Return, in order, the statements that create a view with its comments; `made` is the query that defines it."""
    return [f"CREATE VIEW {address(model)} AS {made}", *_comments(model, "VIEW")]


def address(model: type[Table]) -> str:
    """Return a table's name for SQL: quoted, with its schema unless that is `main`."""
    return ".".join(quoted(part) for part in table.place(model) if part != "main")


def full_type(sql_type: str) -> str:
    """Return a type's name as DESCRIBE prints it."""
    return {"TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE"}.get(sql_type, sql_type)


def column_list(model: type[Table]) -> str:
    """Return the table's column names for INSERT and SELECT: quoted, in order, separated by commas."""
    return ", ".join(quoted(one.name) for one in table.columns(model))


def quoted(name: str) -> str:
    """Quote one of our own identifiers for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote one of our own texts as an SQL literal (COMMENT takes no parameters)."""
    return "'" + text.replace("'", "''") + "'"


def _comments(model: type[Table], kind: str) -> list[str]:
    """Return the statements that comment a table or view (ending with its key) and then each of its columns."""
    name = address(model)
    about = literal(f"{table.description(model)} Key: {', '.join(table.keys(model))}.")
    columns = [(quoted(one.name), literal(one.description)) for one in table.columns(model)]
    told = [f"COMMENT ON COLUMN {name}.{column} IS {said}" for column, said in columns]
    return [f"COMMENT ON {kind} {name} IS {about}", *told]

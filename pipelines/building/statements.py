"""The SQL statements of `sql/`, by name."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from pipelines.parsing.version import PARSER_VERSION
from pipelines.parsing.vocabulary.outcomes import UNTROUBLED
from schemas import ddl, table
from schemas.table import Table

SQL: Final = files("pipelines.building").joinpath("sql")
"""The folder of the statements."""


@cache
def _statements() -> dict[str, Traversable]:
    """Return every statement by name, which is its file's name and unique across folders."""
    folders = [one for one in SQL.iterdir() if one.is_dir() and one.name != "queries"]
    return {one.name.removesuffix(".sql"): one for folder in folders for one in folder.iterdir()}


@cache
def statement(name: str) -> str:
    """Return the text of a statement by name, whichever folder it is in.

    Raises:
        KeyError: there is no such statement.
    """
    return _statements()[name].read_text(encoding="utf-8")


def table_statement(model: type[Table]) -> str:
    """Return the statement that makes a table's rows."""
    made = statement(table.name(model)).replace("$parser_version", ddl.literal(PARSER_VERSION))
    return made.replace("$untroubled", f"({', '.join(map(ddl.literal, sorted(UNTROUBLED)))})")

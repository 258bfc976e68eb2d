"""The SQL statements of `sql/`, by name.

A table of newest values does not list them: `$newest` stands for every column that a reading has as well.
"""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from pipelines.parsing.version import PARSER_VERSION
from pipelines.parsing.vocabulary.outcomes import UNTROUBLED
from schemas import ddl, table
from schemas.abstracts import Abstracts
from schemas.citations import Citations
from schemas.facet_counts import FacetCounts
from schemas.hubs import Hubs
from schemas.papers import Papers
from schemas.readings.citing_paper_readings import CitingPaperReadings
from schemas.readings.facet_readings import FacetReadings
from schemas.readings.hub_readings import HubReadings
from schemas.summaries import Summaries
from schemas.table import Table

SQL: Final = files("pipelines.building").joinpath("sql")
"""The folder of the statements."""

NEWEST: Final[dict[type[Table], type[Table]]] = {
    Hubs: HubReadings,
    Abstracts: HubReadings,
    Papers: CitingPaperReadings,
    Citations: CitingPaperReadings,
    Summaries: CitingPaperReadings,
    FacetCounts: FacetReadings,
}
"""The tables of newest known values, and the reading that these are taken from."""

TOGETHER: Final = ("verdict_sentence", "verdict_kind", "dominant_role", "dominant_percent")
"""Cells of one printed sentence, which always come from the same capture (docs/decisions/0006)."""


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
    if model in NEWEST:
        made = made.replace("$together", ", ".join(TOGETHER))
        made = made.replace("$newest", ", ".join(map(_newest, newest_cells(model))))
    return made.replace("$untroubled", f"({', '.join(map(ddl.literal, sorted(UNTROUBLED)))})")


def newest_cells(model: type[Table]) -> tuple[str, ...]:
    """List the columns of a table of newest values that hold the newest value of the reading's column of that name."""
    reading = NEWEST[model]
    shared = table.polars_schema(reading).keys() - {*table.keys(reading), *table.keys(model)}
    return tuple(one.name for one in table.columns(model) if one.name in shared)


def _newest(cell: str) -> str:
    """Return SQL for the newest known value of a cell: `arg_max` ignores NULL."""
    return f"any_value(sentences.{cell}) AS {cell}" if cell in TOGETHER else f"arg_max({cell}, seq) AS {cell}"

"""Column lineage for Dagster: the column of a reading whose newest value each published column holds.

It comes from `pipelines.provenance.row_sources`, by which the bytes of a cell are found. A column computed from
several has no entry; `pithhouse why` names its rule.
"""

from typing import Final

import dagster as dg

from assets.keys import reading_key
from pipelines.provenance.row_sources import SOURCES
from schemas import registry, table
from schemas.table import Table


def origin(model: type[Table], column: str) -> str | None:
    """Return the reading and its column, such as `hub_readings.title`; None for a computed column."""
    source = SOURCES.get(table.name(model))
    return f"{source.reading}.{column}" if source and column in source.cells else None


def column_lineage(model: type[Table]) -> dg.TableColumnLineage:
    """Return the lineage of a table's columns: each leads to the column of a reading."""
    read = {one.name: origin(model, one.name) for one in table.columns(model)}
    return dg.TableColumnLineage({name: [_dep(source)] for name, source in read.items() if source})


def _dep(source: str) -> dg.TableColumnDep:
    reading, column = source.split(".")
    return dg.TableColumnDep(reading_key(_READINGS[reading]), column)


_READINGS: Final = {table.name(model): model for model in registry.READINGS}


def as_markdown(model: type[Table]) -> str:
    """Return the lineage of a table's columns as a Markdown table."""
    rows = [f"| `{one.name}` | {_told(origin(model, one.name))} |" for one in table.columns(model)]
    return "\n".join(["| column | comes from |", "| --- | --- |", *rows])


def _told(source: str | None) -> str:
    return f"`{source}`, its newest known value" if source else "computed: `pithhouse why` names the rule"

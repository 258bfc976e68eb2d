"""Which column of a reading each published column is the newest value of, as Dagster shows it.

Nothing is declared here: `pipelines.provenance.origins` says it, for it finds the bytes of a cell by the same. A column
that is computed from several has no entry; `pithhouse why` names its rule. The specs of the tables use this.
"""

import dagster as dg

from assets.parsing import readings
from pipelines.provenance.origins import SOURCES
from schemas import table
from schemas.table import Table


def origin(model: type[Table], column: str) -> str | None:
    """Name the reading and its column, as `hub_readings.title`; None for a column that is computed."""
    source = SOURCES.get(table.name(model))
    return f"{source.reading}.{column}" if source and column in source.cells else None


def column_lineage(model: type[Table]) -> dg.TableColumnLineage:
    """Give the lineage of a table's columns; the readings are one asset, so its columns have their reading's name."""
    read = {one.name: origin(model, one.name) for one in table.columns(model)}
    return dg.TableColumnLineage(
        {name: [dg.TableColumnDep(readings.key, source)] for name, source in read.items() if source}
    )


def as_markdown(model: type[Table]) -> str:
    """Give the same as a table for people."""
    rows = [f"| `{one.name}` | {_told(origin(model, one.name))} |" for one in table.columns(model)]
    return "\n".join(["| column | comes from |", "| --- | --- |", *rows])


def _told(source: str | None) -> str:
    return f"`{source}`, its newest known value" if source else "computed: `pithhouse why` names the rule"

"""How the tables look in Dagster, derived from the schemas: description, column schema, constraints, lineage.

No column is declared here (`schemas` does that), and nothing is built.
"""

from typing import Final

import dagster as dg

from assets import labels
from assets.columns import column_schema, description
from assets.keys import RAW_PAGES, named_key, reading_key, table_key
from assets.lineage import as_markdown, column_lineage, origin
from pipelines.building.mart_sources import sources
from pipelines.building.marts import mart_statement
from pipelines.building.table_sources import readings_of, tables_of
from schemas import table
from schemas.registry import FROM_RAW, MARTS
from schemas.table import Table

ALONE: Final = (
    "\n\nAll tables are built together, into a new file. *Materialize* on one of them builds that file "
    "and does not publish it: press *Materialize all* (or run the job `refresh`), or then *Materialize* on `warehouse`."
)

_GROUPS: Final = {table.HISTORY: labels.HISTORY, table.MARTS: labels.MARTS, table.INTERNALS: labels.MARTS}


def table_spec(model: type[Table]) -> dg.AssetSpec:
    """Return the asset of a table or view; it depends on the readings and tables that its statements read."""
    return dg.AssetSpec(
        table_key(model),
        deps=_deps(model),
        description=description(model) + ALONE,
        group_name=_GROUPS.get(table.place(model)[0], labels.TABLES),
        owners=labels.OWNERS,
        kinds={"duckdb", "view" if model in MARTS else "table"},
        tags=labels.WAREHOUSE,
        metadata={
            "dagster/table_name": ".".join(("warehouse", *table.place(model))),
            "dagster/column_schema": column_schema(model, origin),
            "key": ", ".join(table.keys(model)),
            **_origins(model),
        },
    )


def _deps(model: type[Table]) -> list[dg.AssetKey]:
    if model in sources():
        return [named_key(name) for name in sources()[model]]
    raw = [RAW_PAGES] if model in FROM_RAW else []
    return [*raw, *map(reading_key, readings_of(model)), *map(table_key, tables_of(model))]


def _origins(model: type[Table]) -> dict[str, object]:
    """Return the readings that the columns come from; a view has its SQL instead."""
    if model in sources():
        return {"made_by": dg.MetadataValue.md(f"```sql\n{mart_statement(model)}\n```")}
    markdown = dg.MetadataValue.md(as_markdown(model))
    return {"dagster/column_lineage": column_lineage(model), "columns_come_from": markdown}

"""How the tables look in Dagster, derived from the schemas: description, column schema, constraints, first rows.

No column is declared here (`schemas` does that), and nothing is built. The asset `tables` uses it.
"""

from typing import Final

import dagster as dg

from assets import labels
from assets.landing import raw_pages
from assets.lineage import as_markdown, column_lineage, origin
from assets.parsing import readings
from pipelines.building.mart_sources import sources
from pipelines.building.marts import mart_statement
from schemas import table
from schemas.captures import Captures
from schemas.fetches import Fetches
from schemas.registry import MARTS
from schemas.sources import Sources
from schemas.table import Column, Table

FROM_RAW: Final = (Captures, Sources, Fetches)
"""Tables that show what raw holds beside the pages: the index of captures, the receipts of fetching."""

_GROUPS: Final = {table.HISTORY: labels.HISTORY, table.MARTS: labels.MARTS, table.INTERNALS: labels.MARTS}


def table_spec(model: type[Table]) -> dg.AssetSpec:
    """Give the asset of a table or view: one that is made from tables depends on those that its statement reads."""
    return dg.AssetSpec(
        table.name(model),
        deps=sources().get(model) or ([raw_pages, readings] if model in FROM_RAW else [readings]),
        description=_description(model),
        group_name=_GROUPS.get(table.place(model)[0], labels.TABLES),
        owners=labels.OWNERS,
        kinds={"duckdb", "view" if model in MARTS else "table"},
        tags=labels.WAREHOUSE,
        metadata={
            "dagster/table_name": ".".join(("warehouse", *table.place(model))),
            "dagster/column_schema": column_schema(model),
            "key": ", ".join(table.keys(model)),
            **_origins(model),
        },
    )


def column_schema(model: type[Table]) -> dg.TableSchema:
    """Give the columns with their types, descriptions, constraints, and the key as a tag."""
    keys = table.keys(model)
    columns = [_column(one, origin(model, one.name), is_unique=keys == [one.name]) for one in table.columns(model)]
    return dg.TableSchema(columns, dg.TableConstraints([f"unique: {', '.join(keys)}"]))


def _origins(model: type[Table]) -> dict[str, object]:
    """Say which readings the columns come from; what is made from tables has its SQL for that."""
    if model in sources():
        return {"made_by": dg.MetadataValue.md(f"```sql\n{mart_statement(model)}\n```")}
    markdown = dg.MetadataValue.md(as_markdown(model))
    return {"dagster/column_lineage": column_lineage(model), "columns_come_from": markdown}


def _description(model: type[Table]) -> str:
    """Turn a model's docstring into Markdown: the grain, what else there is to say, the example as SQL."""
    text, _, example = (model.__doc__ or "").partition("Example:")
    paragraphs = [_markdown(" ".join(one.split())) for one in text.split("\n\n") if one.strip()]
    return "\n\n".join([*paragraphs, f"```sql\n{' '.join(example.split())}\n```"])


def _column(one: Column, source: str | None, *, is_unique: bool) -> dg.TableColumn:
    return dg.TableColumn(
        one.name,
        one.sql_type,
        description=_markdown(one.description),
        constraints=dg.TableColumnConstraints(nullable=one.is_nullable, unique=is_unique, other=list(one.checks)),
        tags=({"key": ""} if one.is_key else {}) | ({"from": source} if source else {}),
    )


def _markdown(text: str) -> str:
    """Keep Dagster's Markdown from taking <uuid> for a tag."""
    return text.replace("<", "&lt;")

"""The keys of the assets: tables by their schema in DuckDB, readings by kind, and the steps in between.

The key `main/hubs` is the table `main.hubs` of the published file.
"""

from typing import Final

import dagster as dg

from schemas import registry, table
from schemas.table import Table

SITE: Final = dg.AssetKey("site")
INTAKE: Final = dg.AssetKey("intake")
RAW_PAGES: Final = dg.AssetKey("raw_pages")
WAREHOUSE: Final = dg.AssetKey("warehouse")


def table_key(model: type[Table]) -> dg.AssetKey:
    """Return the key of a table or view: its schema and its name there."""
    return dg.AssetKey(table.place(model))


def reading_key(model: type[Table]) -> dg.AssetKey:
    """Return the key of a kind of reading."""
    return dg.AssetKey(("readings", table.name(model)))


def named_key(name: str) -> dg.AssetKey:
    """Return the key of a published table by its full name, such as `history_hubs`."""
    return _BY_NAME[name]


ALL: Final = frozenset(
    (
        *(SITE, INTAKE, RAW_PAGES, WAREHOUSE),
        *map(reading_key, registry.READINGS),
        *map(table_key, registry.IN_THE_FILE),
    )
)
"""The keys of all assets."""

_BY_NAME: Final = {table.name(model): table_key(model) for model in registry.IN_THE_FILE}

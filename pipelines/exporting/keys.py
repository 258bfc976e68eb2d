"""Which columns of a table refer to the key of another one, for the formats that can say so."""

from collections.abc import Collection

from schemas import table
from schemas.diagram import references
from schemas.registry import FROM_RAW
from schemas.table import Table


def file_name(model: type[Table]) -> str:
    """Return the name of a table in an export: `history_hubs`."""
    return table.title(model).replace(".", "_")


def foreign_keys(model: type[Table], there: Collection[str]) -> dict[str, str]:
    """Map columns of a table to the exported tables that hold each of their values once.

    Args:
        model: the table.
        there: the names of all tables of the export.
    """
    if table.place(model)[0] != "main" or model in FROM_RAW:
        return {}
    found = references(model)
    return {name: target for name, target in found.items() if target in there and target != "captures"}

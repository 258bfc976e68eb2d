"""Which columns of a table refer to the key of another one, for the formats that can say so."""

from collections.abc import Collection
from typing import Final

from schemas import table
from schemas.captures import Captures
from schemas.diagram import references
from schemas.fetches import Fetches
from schemas.sources import Sources
from schemas.table import Table

_OF_RUNS: Final = (Captures, Sources, Fetches)
"""Tables that also have rows of hubs whose pages could never be read."""


def file_name(model: type[Table]) -> str:
    """Return the name of a table in an export: `history_hubs`."""
    return table.title(model).replace(".", "_")


def foreign_keys(model: type[Table], there: Collection[str]) -> dict[str, str]:
    """Map columns of a table to the exported tables that hold each of their values once.

    Args:
        model: the table.
        there: the names of all tables of the export.
    """
    if table.place(model)[0] != "main" or model in _OF_RUNS:
        return {}
    found = references(model)
    return {name: target for name, target in found.items() if target in there and target != "captures"}

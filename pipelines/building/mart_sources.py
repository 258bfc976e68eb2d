"""The tables that the views of `marts` and the word index are made from, as found in their own statements.

These statements write every table with its schema, after FROM or JOIN, so that no list has to be maintained. A test
compares what is found with what DuckDB reads.
"""

import re
from functools import cache
from typing import Final

from pipelines.building.marts import TEXTS, mart_statement
from pipelines.building.statements import statement
from schemas import registry, table
from schemas.table import Table

_NAMES: Final = {".".join(table.place(one)): table.name(one) for one in registry.IN_THE_FILE}
_READ: Final = re.compile(r"\b(?:FROM|JOIN) ([\w.]+)")


@cache
def sources() -> dict[type[Table], tuple[str, ...]]:
    """Return the names of the tables that each view and each index table reads, sorted by name.

    `meta.build` is not a table of the registry and is left out.
    """
    return {model: tuple(sorted(_tables(mart_statement(model)))) for model in (*registry.SEARCH, *registry.MARTS)}


def _tables(sql: str) -> set[str]:
    """Return the names of the tables that a statement reads, also by way of the texts that are taken apart."""
    read = set(_READ.findall(sql))
    of_texts = set() if read.isdisjoint(TEXTS) else _tables(statement("search_texts"))
    return of_texts | {_NAMES[place] for place in read if place in _NAMES}

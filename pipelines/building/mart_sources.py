"""The tables that the views of `marts` and the word index are made from, as found in their own statements.

DuckDB parses the statements in `sql/marts/` and the macros that they call, so that no list has to be maintained.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from pipelines.building.macros import table_macros
from pipelines.building.marts import TEXTS, mart_statement
from pipelines.building.statements import statement
from pipelines.warehouse.connections import open_scratch
from schemas import registry, table
from schemas.table import Table

_NAMES: Final = {table.place(one): table.name(one) for one in registry.IN_THE_FILE}


@cache
def sources() -> dict[type[Table], tuple[str, ...]]:
    """Return the names of the tables that each view and each index table reads, sorted by name.

    `meta.build` is not a table of the registry and is left out.
    """
    trees = _trees()
    models = (*registry.SEARCH, *registry.MARTS)
    return {model: tuple(sorted(set(_tables(trees[table.name(model)], trees)))) for model in models}


def _trees() -> dict[str, list[Any]]:
    """Return the syntax trees of all views, by table, and of all table macros, by name."""
    with open_scratch() as connection:
        written = [(name, query) for name, queries in table_macros().items() for query in queries.values()]
        written += [(table.name(one), mart_statement(one)) for one in (*registry.SEARCH, *registry.MARTS)]
        written += [(one, statement("search_texts")) for one in TEXTS]
        trees: dict[str, list[Any]] = {}
        for name, sql in written:
            [(tree,)] = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchall()
            trees.setdefault(name, []).append(json.loads(tree))
    return trees


def _tables(tree: object, macros: dict[str, list[Any]]) -> Iterator[str]:
    """Yield the names of the tables in a syntax tree, and in the macros that it calls."""
    if isinstance(tree, list):
        for one in tree:
            yield from _tables(one, macros)
    elif isinstance(tree, dict):
        if tree.get("type") == "BASE_TABLE" and (place := (tree["schema_name"], tree["table_name"])) in _NAMES:
            yield _NAMES[place]
        if tree.get("type") == "BASE_TABLE" and tree["table_name"] in TEXTS:
            yield from _tables(macros[tree["table_name"]], macros)
        if tree.get("type") == "TABLE_FUNCTION":
            yield from _tables(macros.get(tree["function"]["function_name"], []), macros)
        yield from _tables(list(tree.values()), macros)

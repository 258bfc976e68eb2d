"""The tables and their references as a Mermaid diagram: `python -m schemas.diagram > docs/diagram.md`.

Only the targets of references are declared here, by column name. A test compares the file with the output.
"""

import sys
from collections.abc import Iterator
from typing import Final

from schemas import registry, table
from schemas.table import Column, Table

HEAD: Final = """# How the tables are related

Generated from the schemas by `make docs`; a test checks that it is current. `history` holds the same rows over time;
the views in `marts` are built from these tables.

"""
DRAWN: Final = """
## The same as a picture

Keys (PK), and columns that refer to another table (FK). Where Mermaid is known, as on GitHub, the
diagram is drawn; elsewhere its source is shown.

"""
_TARGETS: Final = {"hub_id": "hubs", "paper_id": "papers", "capture_id": "captures"}
"""The tables that others refer to, by the name of the referring column."""


def diagram() -> str:
    """Return the page with the diagram, as Markdown."""
    models = [model for model in registry.TABLES if table.place(model)[0] == "main"]
    lines = ["erDiagram", *(line for model in models for line in (*_entity(model), *_links(model)))]
    rows = "".join(_row(model) for model in models)
    listed = f"| table | key | refers to |\n| --- | --- | --- |\n{rows}"
    return HEAD + listed + DRAWN + "```mermaid\n" + "\n".join(lines) + "\n```\n"


def _row(model: type[Table]) -> str:
    name = table.name(model)
    targets = ", ".join(f"[{target}](tables.md#{target}) by `{column}`" for column, target in references(model).items())
    return f"| [{name}](tables.md#{name}) | {', '.join(f'`{one}`' for one in table.keys(model))} | {targets} |\n"


def references(model: type[Table]) -> dict[str, str]:
    """Map each column of a table that refers to another table to that table, whose key has the same name."""
    own = table.name(model)
    names = [one.name for one in table.columns(model)]
    return {name: target for name, target in _TARGETS.items() if name in names and target != own}


def _entity(model: type[Table]) -> Iterator[str]:
    yield f"    {table.name(model)} {{"
    leading = references(model)
    for one in table.columns(model):
        if one.is_key or one.name in leading:
            yield f"        {one.sql_type} {one.name}{_marks(one, leading)}"
    yield "    }"


def _marks(one: Column, leading: dict[str, str]) -> str:
    marks = ["PK"] * one.is_key + ["FK"] * (one.name in leading)
    return f" {', '.join(marks)}" if marks else ""


def _links(model: type[Table]) -> Iterator[str]:
    keys = table.keys(model)
    for name, target in references(model).items():
        nullable = next(one.is_nullable for one in table.columns(model) if one.name == name)
        many = "|o" if keys == [name] else "o{"
        yield f"    {target} {'|o' if nullable else '||'}--{many} {table.name(model)} : {name}"


if __name__ == "__main__":
    sys.stdout.write(diagram())

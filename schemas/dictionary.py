"""The dictionary of tables as Markdown: `python -m schemas.dictionary > docs/tables.md`.

Nothing is described here: every word comes from the models. A test compares the file with the output.
"""

import sys

from schemas import registry, table
from schemas.table import Column, Table

HEAD = """# Tables

Made from the schemas by `make docs`; a test keeps it true. Times are UTC. `*_raw` is the text as printed.
A printed `none`, or nothing, is NULL.
"""

VIEWS = """# Views

The schema `marts`: questions that are asked every day, answered from the tables above. `FROM search('some words')`
looks through titles, summaries and abstracts. [queries.md](queries.md) has fifteen questions with their answers.
"""


def dictionary() -> str:
    """Give the whole dictionary as Markdown."""
    published = [_section(model) for model in (*registry.TABLES, *registry.SEARCH)]
    views = [_section(model) for model in registry.MARTS]
    readings = [_section(model) for model in registry.READINGS if model not in registry.TABLES]
    intro = "# Readings\n\nWhat one parser version read in one capture, as Parquet under `data/readings/`.\n"
    return "\n".join([HEAD, *published, VIEWS, *views, intro, *readings])


def _section(model: type[Table]) -> str:
    rows = "\n".join(_row(one) for one in table.columns(model))
    key = ", ".join(f"`{one}`" for one in table.keys(model))
    return (
        f"## {table.title(model)}\n\n{_escaped(table.description(model))}\n\nKey: {key}.\n\n"
        f"| column | type | NULL | description | checks |\n| --- | --- | --- | --- | --- |\n{rows}\n"
    )


def _row(one: Column) -> str:
    checks = ", ".join(f"`{check}`" for check in one.checks)
    null = "yes" if one.is_nullable else "no"
    return f"| `{one.name}` | {one.sql_type} | {null} | {_escaped(one.description)} | {_escaped(checks)} |"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    sys.stdout.write(dictionary())

"""The dictionary of tables as Markdown: `python -m schemas.dictionary > docs/tables.md`.

All descriptions come from the models. A test compares the file with the output.
"""

import re
import sys

from schemas import registry, table
from schemas.macros import PUBLIC
from schemas.table import Column, Table

HEAD = """# Tables

Generated from the schemas by `make docs`; a test checks that it is current. All times are UTC. Columns named `*_raw`
hold the text as printed. A value that is missing on the page, or printed as `none`, is NULL.

Keys are checked before a file is published. They are not declared to DuckDB: its index for each key would make a large
file six times as large ([0038](decisions/0038-macros-find-their-own-file.md)).

The file holds this page as well: as comments, and in `meta.tables`, `meta.columns` (with its column `null_means`)
and `meta.queries`; `meta.build` says when it was built, and with which versions.

```sql
SELECT name, type, description, null_means FROM meta.columns WHERE table_name = 'citations' ORDER BY position;
```

`capture_id` leads from every row to the page that it comes from. What was refused on pages of a hub, and why:

```sql
SELECT url, captured_at, table_name, column_name, text_raw, quarantine.reason
FROM quarantine JOIN captures ON captures.read_as = quarantine.capture_id
WHERE hub_id = (SELECT hub_id FROM hubs WHERE title LIKE 'Sparse Rehearsal%');
```

`pithhouse why TABLE KEY COLUMN` goes on to the bytes of a cell, and says of a NULL which captures did not print it.
"""

VIEWS = """## Views

The views in the schema `marts` answer everyday questions from the tables above. `FROM search('some words')` searches
titles, summaries and abstracts. [queries.md](queries.md) has fifteen questions with their answers.
"""

MACROS = """## Macros

Table macros in the schema `main`. They also work where the file is attached: `FROM pith.search('some words')`.

| call | returns |
| --- | --- |
"""

READINGS = """## Readings

What one version of the parser read in each capture, stored as Parquet under `data/readings/`.
"""


def dictionary() -> str:
    """Return the whole dictionary as Markdown."""
    published = [_section(model) for model in (*registry.TABLES, *registry.SEARCH)]
    views = [_section(model) for model in registry.MARTS]
    readings = [_section(model) for model in registry.READINGS if model not in registry.TABLES]
    macros = [_row_of_macro(call, one.description) for one in PUBLIC for call in one.calls]
    return "\n".join([HEAD, _contents(), *published, VIEWS, *views, MACROS + "".join(macros), READINGS, *readings])


def _contents() -> str:
    """Return the contents list: each part of the page, and each of its tables with its grain."""
    parts = {
        "Tables": (*registry.TABLES, *registry.SEARCH),
        "Views": registry.MARTS,
        "Macros": (),
        "Readings": tuple(model for model in registry.READINGS if model not in registry.TABLES),
    }
    rows = []
    for part, models in parts.items():
        rows.append(f"| **[{part}](#{anchor(part)})** | |\n")
        for model in models:
            title = table.title(model)
            rows.append(f"| [{title}](#{anchor(title)}) | {_escaped(table.grain(model))} |\n")
    return "| contents | one row per … |\n| --- | --- |\n" + "".join(rows).replace("| One row per ", "| ")


def anchor(heading: str) -> str:
    """Return the anchor of a heading, as GitHub and MkDocs make it: lower case, without punctuation."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _row_of_macro(call: str, description: str) -> str:
    return f"| `{call}` | {_escaped(description)} |\n"


def _section(model: type[Table]) -> str:
    rows = "\n".join(_row(one) for one in table.columns(model))
    key = ", ".join(f"`{one}`" for one in table.keys(model))
    described, _, example = table.description(model).partition(" Example: ")
    sql = f"```sql\n{example}\n```\n\n" if example else ""
    return (
        f"## {table.title(model)}\n\n{_escaped(described)}\n\n{sql}Key: {key}.\n\n"
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

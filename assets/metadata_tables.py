"""Rows of the warehouse as Dagster shows them: a table in the metadata, a few lines in the text of a check.

Text from pages is cut, and in Markdown it is put into code spans, where Dagster interprets no markup (FAULTS F32).
"""

from collections.abc import Mapping, Sequence
from typing import Final

import dagster as dg

CELL: Final = 60
"""Characters of a cell that are shown."""

LONGEST: Final = 300
"""Characters of a cell that are shown where it is what a check found."""

TOLD: Final = 5
"""Rows that the text of a check names."""

LISTED: Final = 20
"""Rows that the table of a check holds."""

Row = Mapping[str, str | int | None]


def as_table(rows: Sequence[Row], longest: int = CELL) -> dg.TableMetadataValue:
    """Return rows as a table; each text is cut to a fixed number of characters."""
    records = [dg.TableRecord({name: _cut(value, longest) for name, value in row.items()}) for row in rows]
    columns = [dg.TableColumn(name, _kind(value)) for name, value in (rows[0] if rows else {}).items()]
    return dg.MetadataValue.table(records, dg.TableSchema(columns))


def as_tables(**found: Sequence[Row]) -> dict[str, dg.TableMetadataValue]:
    """Return what a check found as tables, by name; empty tables are left out."""
    return {name: as_table(rows, LONGEST) for name, rows in found.items() if rows}


def as_list(rows: Sequence[Row]) -> str:
    """Return the first rows as a Markdown list: one line for each row, with the names of its cells, without NULLs."""
    told = (
        ", ".join(f"{name} {code(str(value))}" for name, value in row.items() if value is not None)
        for row in rows[:TOLD]
    )
    return "\n".join(f"- {row}" for row in told)


def code(text: str, longest: int = CELL) -> str:
    """Return a text as a Markdown code span: on one line, cut, without backticks and invisible characters."""
    line = " ".join(text.replace("`", "'").split())
    return f"`{_cut(''.join(one for one in line if one.isprintable()), longest)}`"


def _cut(value: str | int | None, longest: int) -> str | int | None:
    return value[:longest] + "…" if isinstance(value, str) and len(value) > longest else value


def _kind(value: str | int | None) -> str:
    return "int" if isinstance(value, int) else "string"

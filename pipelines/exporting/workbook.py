"""An export as one Excel workbook: a sheet for each table, its header frozen.

Texts stay texts: nothing is taken for a formula, a number or a link. Times and dates are text in ISO 8601 (UTC), since
Excel has no time zones and no years before 1900. What a sheet cannot hold is refused, never cut.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.exporting.cells import batches_of
from pipelines.exporting.errors import DoesNotFit
from pipelines.exporting.forms import Format
from pipelines.exporting.keys import file_name
from pipelines.progress import ProgressCallback
from schemas import table
from schemas.table import Table

MOST_ROWS: Final = 1_048_575
"""Rows of a sheet below its header."""

MOST_CHARACTERS: Final = 32_767
"""Characters of a cell, in UTF-16 units."""

_AS_WRITTEN: Final = {
    "constant_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}


def write_workbook(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    models: Sequence[type[Table]],
    built_at: datetime,
    advance: ProgressCallback,
) -> list[int]:
    """Write tables into a new workbook.

    Args:
        connection: reaches the tables.
        path: the file.
        models: the tables and views.
        built_at: when the rows were built (UTC); it is the workbook's date, so that equal rows give equal bytes.
        advance: progress callback, in tables.

    Returns:
        The number of rows of each.

    Raises:
        DoesNotFit: a table has more rows, or a text more characters, than a sheet holds.
    """
    import xlsxwriter  # noqa: PLC0415 (no other format needs it)

    counts = []
    workbook = xlsxwriter.Workbook(path, _AS_WRITTEN)
    workbook.set_properties({"title": "Pithhouse", "created": built_at.replace(tzinfo=None)})
    bold = workbook.add_format({"bold": True})
    for done, model in enumerate(models, 1):
        sheet = workbook.add_worksheet(file_name(model))
        sheet.freeze_panes(1, 0)
        names = [one.name for one in table.columns(model)]
        for place, name in enumerate(names):
            sheet.write_string(0, place, name, bold)
        counts.append(_write_rows(connection, sheet, model, names))
        advance(done, len(models))
    workbook.close()
    return counts


def _write_rows(connection: duckdb.DuckDBPyConnection, sheet: Any, model: type[Table], names: list[str]) -> int:
    number = 0
    for rows in batches_of(connection, model, Format.XLSX):
        for row in rows:
            number += 1
            if number > MOST_ROWS:
                what = f"{table.title(model)} has more than the {MOST_ROWS:,} rows of a sheet"
                raise DoesNotFit(f"{what}; leave it out with --tables, or take another --format")
            for place, value in enumerate(row):
                if isinstance(value, str) and len(value.encode("utf-16-le")) > 2 * MOST_CHARACTERS:
                    what = f"{table.title(model)}.{names[place]} has a text of more than {MOST_CHARACTERS:,} characters"
                    raise DoesNotFit(f"{what}; leave {table.title(model)} out with --tables, or take another --format")
                _write(sheet, number, place, value)
    return number


def _write(sheet: Any, row: int, column: int, value: object) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_string(row, column, str(value))

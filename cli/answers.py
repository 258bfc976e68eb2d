"""Printing the rows of an answer: as a table, one line for each column, CSV or JSON.

The table is DuckDB's own, which leaves out columns and cuts texts to fit the terminal.
"""

import csv
import io
import json
import math
import sys
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from datetime import datetime
from typing import Any, Final

import duckdb

from cli.screen import clean, escapes_json, stdout
from pipelines.exporting.forms import FORMULA_BEGINNINGS

SHOWN_ROWS: Final = 40
"""So many rows of a table are shown, as by DuckDB's shell."""

_UNLIMITED: Final = 100_000
_ASCII: Final = str.maketrans("┌┬┐├┼┤└┴┘─│…·", "+++++++++-|..")
"""What a table is drawn with, for an output that has ASCII alone."""


def write_table(answer: duckdb.DuckDBPyRelation, *, is_wide: bool = False) -> None:
    """Write a table as DuckDB draws it, as wide as the terminal; in a pipe, or if `is_wide`, with all columns.

    Raises:
        duckdb.Error: the statement fails while its rows are made.
    """
    width = stdout().width if sys.stdout.isatty() and not is_wide else _UNLIMITED
    drawn = io.StringIO()
    longest = _UNLIMITED if width == _UNLIMITED else None
    with redirect_stdout(drawn):
        answer.show(max_width=width, max_rows=SHOWN_ROWS, max_col_width=longest, null_value="")
    is_unicode = not escapes_json()
    for line in drawn.getvalue().rstrip("\n").split("\n"):
        shown = clean(line).rstrip()
        sys.stdout.write((shown if is_unicode else shown.translate(_ASCII)) + "\n")


def rows_of(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the last statement, batch by batch."""
    while batch := connection.fetchmany(10_000):
        yield from batch


def write_plan(_names: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write the drawing that EXPLAIN returns, which fits in no table."""
    for *_, drawing in rows:
        sys.stdout.writelines(f"{clean(line)}\n" for line in str(drawing).rstrip("\n").split("\n"))


def write_lines(names: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write each column on its own line, like the line mode of DuckDB's shell, with an empty line between rows."""
    width = max(map(len, names))
    for place, row in enumerate(rows):
        if place:
            sys.stdout.write("\n")
        for name, value in zip(names, row, strict=True):
            shown = "" if value is None else clean(str(_cell(value, for_spreadsheet=False)))
            sys.stdout.write(f"{clean(name).rjust(width)} = {shown}".rstrip(" ") + "\n")


def write_csv(names: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write CSV with a header; text that a spreadsheet would run is disarmed."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(value) for value in row] for row in rows)


def write_json(names: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write a JSON array, one line for each row, as the rows come."""
    is_ascii = escapes_json()
    sys.stdout.write("[")
    for number, row in enumerate(rows):
        values = {name: plain(value) for name, value in zip(names, row, strict=True)}
        sys.stdout.write(",\n " if number else "\n ")
        sys.stdout.write(json.dumps(values, ensure_ascii=is_ascii, allow_nan=False))
    sys.stdout.write("\n]\n")


def _cell(value: Any, *, for_spreadsheet: bool = True) -> Any:
    """Return a value for CSV; a text that a spreadsheet would run is disarmed (FAULTS.md F31)."""
    made = plain(value)
    if isinstance(made, list | dict):
        return json.dumps(made, ensure_ascii=False)
    if isinstance(made, bool):
        return str(made).lower()
    is_formula = for_spreadsheet and isinstance(value, str) and value.startswith(FORMULA_BEGINNINGS)
    return f"'{made}" if is_formula else made


def plain(value: Any) -> Any:
    """Turn a DuckDB value into a JSON value; types that JSON does not have become text."""
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.hex() if isinstance(value, bytes) else str(value)

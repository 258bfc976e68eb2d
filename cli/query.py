"""`pithhouse query SQL`: ask the published file, read-only.

Neither Dagster nor pandera nor polars is imported here: the answer should come at once. What may be asked is set by
`pipelines.warehouse.connections`, not here.
"""

import csv
import json
import math
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Annotated, Any, Final

import duckdb
import typer

from cli import completing
from cli.options import DATA, DataOption, JsonOption, examples
from cli.screen import escapes_json, print_table, say
from pipelines.exporting.forms import FORMULA_BEGINNINGS
from pipelines.warehouse.connections import open_published
from pipelines.workspace import DataFolder

app = typer.Typer()

SHOWN_ROWS: Final = 200
_LISTING: Final = "SELECT name, question FROM meta.queries ORDER BY position"


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


@app.command(
    epilog=examples(
        '$ pithhouse query "SELECT title, tier FROM hubs ORDER BY title LIMIT 5"',
        '$ pithhouse query "SHOW TABLES"',
        '$ pithhouse query "DESCRIBE citations"',
        '$ pithhouse query "FROM papers" --format csv > papers.csv',
        "$ pithhouse query --list                     # the sample queries",
        "$ pithhouse query --saved rising",
        "$ pithhouse query - --json < question.sql",
    )
)
def query(  # noqa: PLR0913 (its options are arguments)
    sql: Annotated[
        str, typer.Argument(metavar="SQL", help="The question; `-` reads it from standard input.", show_default=False)
    ] = "",
    *,
    data: DataOption = DATA,
    output: Annotated[
        Format | None, typer.Option("--format", help="A table on a terminal, else CSV.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
    saved: Annotated[
        str,
        typer.Option("--saved", metavar="NAME", help="Ask a sample query.", autocompletion=completing.saved_queries),
    ] = "",
    is_list: Annotated[bool, typer.Option("--list", help="List the sample queries.")] = False,
) -> None:
    """Ask the published warehouse in SQL. It is opened read-only, and SQL reaches no other file and no network.

    `-` in the place of SQL reads it from standard input. In CSV, a text that a spreadsheet would take for a formula
    gets a ' in front; JSON gives every text as it is.
    """
    chosen = Format.JSON if as_json else output or (Format.TABLE if sys.stdout.isatty() else Format.CSV)
    if (bool(sql) + bool(saved) + is_list) != 1:
        raise typer.BadParameter("give SQL, or --saved NAME, or --list")
    statement = sys.stdin.read() if sql == "-" else sql or _LISTING
    with open_published(DataFolder(data).warehouse) as connection:
        connection.execute(_saved(connection, saved) if saved else statement)
        names = [column[0] for column in connection.description or ()]
        if names:
            _WRITERS[chosen](names, _rows(connection))


def _saved(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Give a sample query of the file."""
    found = connection.execute("SELECT sql FROM meta.queries WHERE name = ?", [name]).fetchall()
    if not found:
        raise typer.BadParameter(f"there is no sample query {name!r}; `pithhouse query --list` lists them")
    return str(found[0][0])


def _rows(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while batch := connection.fetchmany(10_000):
        yield from batch


def _write_table(names: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    shown = list(islice(rows, SHOWN_ROWS + 1))
    print_table("", names, ([_plain(value) for value in row] for row in shown[:SHOWN_ROWS]))
    if len(shown) > SHOWN_ROWS:
        say(f"There are more than {SHOWN_ROWS} rows: add LIMIT, or --format csv for all of them.")


def _write_csv(names: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(value) for value in row] for row in rows)


def _write_json(names: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write an array, a row on a line, as the rows come."""
    is_ascii = escapes_json()
    sys.stdout.write("[")
    for number, row in enumerate(rows):
        values = {name: _plain(value) for name, value in zip(names, row, strict=True)}
        sys.stdout.write(",\n " if number else "\n ")
        sys.stdout.write(json.dumps(values, ensure_ascii=is_ascii, allow_nan=False))
    sys.stdout.write("\n]\n")


_WRITERS: Final = {Format.TABLE: _write_table, Format.CSV: _write_csv, Format.JSON: _write_json}


def _cell(value: Any) -> Any:
    """Give a value for CSV; a text that a spreadsheet would run is disarmed (FAULTS.md F31)."""
    plain = _plain(value)
    if isinstance(plain, list | dict):
        return json.dumps(plain, ensure_ascii=False)
    if isinstance(plain, bool):
        return str(plain).lower()
    return f"'{plain}" if isinstance(value, str) and value.startswith(FORMULA_BEGINNINGS) else plain


def _plain(value: Any) -> Any:
    """Turn a DuckDB value into one that JSON has; what it has not becomes text."""
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.hex() if isinstance(value, bytes) else str(value)

"""`pithhouse query SQL`: ask the published file, read-only.

Neither Dagster nor pandera nor polars is imported here, so that the answer comes at once.
`pipelines.warehouse.connections` restricts what SQL may do; `cli.answers` prints the answer.
"""

import sys
from enum import StrEnum
from typing import Annotated, Final

import duckdb
import typer

from cli import answers, completing
from cli.lake import open_lake
from cli.options import DATA, DataOption, JsonOption, examples
from cli.screen import print_table
from pipelines.warehouse.connections import open_published
from pipelines.warehouse.saved_queries import saved_query
from pipelines.workspace import DataFolder

app = typer.Typer()

_LISTING: Final = "SELECT name, question FROM meta.queries ORDER BY position"


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    LINE = "line"
    CSV = "csv"
    JSON = "json"


@app.command(
    epilog=examples(
        '$ pithhouse query "SELECT title, tier FROM hubs ORDER BY title LIMIT 5"',
        '$ pithhouse query "FROM hubs LIMIT 1" --format line',
        '$ pithhouse query "SHOW TABLES"',
        '$ pithhouse query "DESCRIBE citations"',
        '$ pithhouse query "FROM papers" --format csv > papers.csv',
        "$ pithhouse query --list                     # the sample queries",
        "$ pithhouse query --saved rising",
        '$ pithhouse query --lake --at 7 "FROM hubs"  # the DuckLake of the setting lake, as it was',
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
        Format | None,
        typer.Option("--format", help="A table on a terminal, else CSV. line: a column a line.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
    wide: Annotated[bool, typer.Option("--wide", help="A table with all columns and all of each text.")] = False,
    saved: Annotated[
        str,
        typer.Option("--saved", metavar="NAME", help="Ask a sample query.", autocompletion=completing.saved_queries),
    ] = "",
    is_list: Annotated[bool, typer.Option("--list", help="List the sample queries.")] = False,
    is_lake: Annotated[bool, typer.Option("--lake", help="Ask the DuckLake of the setting `lake` instead.")] = False,
    at: Annotated[
        str, typer.Option("--at", metavar="WHEN", help="With --lake: a version of `pithhouse lake`, or a time (UTC).")
    ] = "",
) -> None:
    """Ask the published warehouse in SQL. It is opened read-only, and SQL reaches no other file and no network.

    A table is as wide as the terminal: columns that do not fit are left out, long texts are cut, and the last line says
    how much is shown. Several statements, separated by ;, are answered one after another.

    `-` in place of SQL reads it from standard input. In CSV, a ' is put before a text that a spreadsheet would take for
    a formula; JSON has every text as it is.
    """
    chosen = _format(output, as_json=as_json, is_wide=wide)
    if (bool(sql) + bool(saved) + is_list) != 1:
        raise typer.BadParameter("give SQL, or --saved NAME, or --list")
    text = sys.stdin.read() if sql == "-" else sql or _LISTING
    if at and not is_lake:
        raise typer.BadParameter("--at needs --lake")
    with open_lake(DataFolder(data), at, text) if is_lake else open_published(DataFolder(data).warehouse) as connection:
        if is_list and chosen == Format.TABLE:
            print_table("", ["name", "question"], connection.execute(_LISTING).fetchall())
            return
        statements = connection.extract_statements(saved_query(connection, saved) if saved else text)
        for place, statement in enumerate(statements):
            _answer(connection, statement, chosen, is_wide=wide, is_first=place == 0)


def _format(output: Format | None, *, as_json: bool, is_wide: bool) -> Format:
    if as_json:
        return Format.JSON
    return output or (Format.TABLE if is_wide or sys.stdout.isatty() else Format.CSV)


def _answer(
    connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement, form: Format, *, is_wide: bool, is_first: bool
) -> None:
    """Run a statement and print its rows, if it has any.

    Raises:
        duckdb.Error: DuckDB refuses the statement.
    """
    if form == Format.TABLE and statement.type != duckdb.StatementType.EXPLAIN:
        if answer := connection.sql(statement):
            answers.write_table(answer, is_wide=is_wide)
        return
    connection.execute(statement)
    names = [column[0] for column in connection.description or ()]
    if not names:
        return
    if not is_first and form in {Format.CSV, Format.LINE}:
        sys.stdout.write("\n")
    _WRITERS[form](names, answers.rows_of(connection))


_WRITERS: Final = {
    Format.TABLE: answers.write_plan,
    Format.LINE: answers.write_lines,
    Format.CSV: answers.write_csv,
    Format.JSON: answers.write_json,
}

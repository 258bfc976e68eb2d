"""One SQL question to the published file, within limits of time, rows and text.

Open a connection for each question and close it after it, so that nobody holds on to a file that was replaced.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import duckdb

MAX_ROWS: Final = 1000
MAX_SECONDS: Final = 20.0
MAX_TEXT: Final = 4000
"""Characters of one cell."""
MAX_ANSWER: Final = 400_000
"""Characters of all cells of an answer."""

_ASKING: Final = frozenset((duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN))
"""SHOW, DESCRIBE and SUMMARIZE are selections to DuckDB."""


class OutOfBounds(Exception):  # noqa: N818 (what was asked for)
    """The question is not one selection, or took too long. The message says which."""


@dataclass(frozen=True, slots=True)
class BoundedAnswer:
    """Rows of an answer.

    Attributes:
        columns: names of the columns.
        rows: the values of each row, as Python has them; a text that is too long ends with an ellipsis.
        is_cut: whether rows were left out.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    is_cut: bool


def ask(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    values: Sequence[object] = (),
    *,
    max_rows: int = MAX_ROWS,
    max_seconds: float = MAX_SECONDS,
) -> BoundedAnswer:
    """Answer one selection.

    Args:
        connection: to the published file.
        sql: one statement that selects, describes or explains.
        values: for its question marks.
        max_rows: the most rows to return; `MAX_ROWS` if that is fewer.
        max_seconds: DuckDB is interrupted after this time.

    Raises:
        OutOfBounds: it is not a selection, it is several statements, or it takes too long.
        duckdb.Error: DuckDB refuses it.
    """
    rows = max(1, min(max_rows, MAX_ROWS))
    statement = _only(connection.extract_statements(sql))
    with _interrupted_after(connection, max_seconds):
        answer = connection.sql(statement, params=list(values) or None)
        found = answer.limit(rows + 1).fetchall()
        columns = tuple(answer.columns)
    kept = tuple(_fitting(found[:rows]))
    return BoundedAnswer(columns, kept, is_cut=len(kept) < len(found))


def _only(statements: Sequence[duckdb.Statement]) -> duckdb.Statement:
    if len(statements) != 1:
        raise OutOfBounds(f"one statement at a time; these are {len(statements)}")
    [statement] = statements
    if statement.type not in _ASKING:
        raise OutOfBounds("only questions: SELECT, FROM, WITH, DESCRIBE, SHOW, SUMMARIZE or EXPLAIN")
    return statement


@contextmanager
def _interrupted_after(connection: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    except duckdb.InterruptException as error:
        raise OutOfBounds(f"not answered within {seconds:g} s: ask for less") from error
    finally:
        timer.cancel()
        timer.join()  # an interrupt must not reach a connection that is closed


def _fitting(rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield rows as long as their text has room; the first comes in any case."""
    left = MAX_ANSWER
    for place, row in enumerate(rows):
        cut = tuple(_cut(value) for value in row)
        left -= sum(len(str(value)) for value in cut)
        if left < 0 and place:
            return
        yield cut


def _cut(value: Any) -> Any:
    if isinstance(value, str | bytes) and len(value) > MAX_TEXT:
        return str(value)[:MAX_TEXT] + "…"
    if isinstance(value, list | tuple | dict) and len(text := str(value)) > MAX_TEXT:
        return text[:MAX_TEXT] + "…"
    return value

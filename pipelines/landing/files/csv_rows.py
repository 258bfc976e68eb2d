"""Read hand-written CSV files line by line: cells by column, or what is wrong with the line.

A line is a row: names, URLs and times hold no newlines, so an open quote spoils only its own row. What the columns
mean is not known here.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_MAX_LINE = 64 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One line: its number (the header is 1), its bytes, its cells by column, and what is wrong ("" for nothing)."""

    number: int
    text: bytes
    cells: dict[str, str]
    problem: str = ""


def csv_rows(path: Path, needed: Sequence[str]) -> Iterator[CsvRow]:
    """Yield the rows of a file, without blank lines; cells are stripped of surrounding blanks.

    Args:
        path: the file; its first line names the columns, in any order and case.
        needed: columns that must be named, and filled in each row.

    Returns:
        Rows. A header that lacks a column yields one row with a problem, and nothing after it.

    Raises:
        OSError: the file cannot be read.
    """
    header: list[str] | None = None
    for number, line in _lines(path):
        if header is not None:
            yield _row(number, line, header, needed)
            continue
        header, problem = _cells(line.removeprefix(_BYTE_ORDER_MARK))
        header = [name.strip().lower() for name in header]
        missing = [name for name in needed if name not in header]
        if problem or missing:
            what = problem or f"no column is named {', '.join(missing)}"
            yield CsvRow(number, line, {}, f"{what}; the first row must name {','.join(needed)}")
            return


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(_MAX_LINE):
            number += 1
            rest = line
            while not rest.endswith(b"\n") and (rest := file.readline(_MAX_LINE)):
                pass
            if line.strip():
                yield number, line.rstrip(b"\r\n")


def _row(number: int, line: bytes, header: list[str], needed: Sequence[str]) -> CsvRow:
    cells, problem = _cells(line)
    if not problem and len(cells) != len(header):
        problem = (
            f"it has {len(cells)} cells, the header has {len(header)}; add what is missing, put a cell that holds a"
            " comma in quotes"
        )
    values = dict(zip(header, (cell.strip() for cell in cells), strict=False))
    empty = [name for name in needed if not values.get(name)]
    if not problem and empty:
        problem = f"the column {' and '.join(empty)} is empty; fill it in"
    return CsvRow(number, line, values, problem)


def _cells(line: bytes) -> tuple[list[str], str]:
    """Return the cells of a line and what is wrong ("" for nothing); bytes that are not UTF-8 come through escaped."""
    if len(line) >= _MAX_LINE - 2:
        return [], "the line is longer than 64 KiB; shorten it"
    try:
        return next(csv.reader([line.decode("utf-8", "surrogateescape")], strict=True)), ""
    except (csv.Error, StopIteration) as error:
        return [], f"it is not valid CSV ({error}); close the quote or write a quote within a cell twice"

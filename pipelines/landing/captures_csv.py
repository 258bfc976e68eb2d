"""`captures.csv` (`file,url,captured_at`) to rows, each whole or with what is wrong (DESIGN.md section 4).

A line is a row: names, URLs and times hold no newlines, and so an open quote spoils its own row only. Whether
the file of a row is there is not looked at; the folder source calls it.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.landing.header_text import parse_utc
from pipelines.landing.hub_url import shown

CAPTURES_CSV = "captures.csv"
COLUMNS = ("file", "url", "captured_at")

_MAX_LINE = 64 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number (the header is 1), its bytes, its cells, and `problem` ("" for none) in words.

    `file` may be known where there is a problem; `captured_at` (UTC) is None then if it is the time that is
    wrong.
    """

    number: int
    text: bytes
    file: str = ""
    url: str = ""
    captured_at: datetime | None = None
    problem: str = ""


def rows(path: Path) -> Iterator[Row]:
    """The rows of a captures.csv, blank lines left out.

    A header that lacks a column is given as one row with a problem, and nothing after it.

    Raises:
        OSError: the file cannot be read.
    """
    header: list[str] | None = None
    for number, line in _lines(path):
        if header is not None:
            yield _row(number, line, header)
            continue
        header, problem = _cells(line.removeprefix(_BYTE_ORDER_MARK))
        header = [name.strip().lower() for name in header]
        missing = [name for name in COLUMNS if name not in header]
        if problem or missing:
            what = problem or f"no column is named {', '.join(missing)}"
            yield Row(number, line, problem=f"{what}; the first row must name file,url,captured_at")
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


def _row(number: int, line: bytes, header: list[str]) -> Row:
    cells, problem = _cells(line)
    if not problem and len(cells) != len(header):
        problem = (
            f"it has {len(cells)} cells, the header has {len(header)}; add what is missing, put a cell that holds a"
            " comma in quotes"
        )
    values = dict(zip(header, (cell.strip() for cell in cells), strict=False))
    empty = [name for name in COLUMNS if not values.get(name)]
    if not problem and empty:
        problem = f"there is nothing in the column {' and '.join(empty)}; fill it in"
    moment = None
    if not problem:
        try:
            moment = parse_utc(values["captured_at"])
        except ValueError:
            given = shown(values["captured_at"])
            problem = f"captured_at is no time: {given}; write it like 2026-01-31T12:00:00Z"
    return Row(number, line, values.get("file", ""), values.get("url", ""), moment, problem)


def _cells(line: bytes) -> tuple[list[str], str]:
    """The cells of a line and what is wrong ("" for nothing); bytes that are no UTF-8 come through escaped."""
    if len(line) >= _MAX_LINE - 2:
        return [], "the line is longer than 64 KiB; shorten it"
    try:
        return next(csv.reader([line.decode("utf-8", "surrogateescape")], strict=True)), ""
    except (csv.Error, StopIteration) as error:
        return [], f"it is no CSV ({error}); close the quote or write a quote within a cell twice"

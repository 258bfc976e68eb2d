"""Read `captures.csv` (`file,url,captured_at`) into rows, each valid or with its problem (DESIGN.md section 4).

Whether the file that a row names exists is not checked here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.landing.files.csv_rows import CsvRow, csv_rows
from pipelines.landing.header_text import parse_utc
from pipelines.landing.hub_url import shown

CAPTURES_CSV = "captures.csv"
COLUMNS = ("file", "url", "captured_at")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number (the header is 1), its bytes, its cells, and `problem` ("" for none) in words.

    `file` may be known even if there is a problem; `captured_at` (UTC) is None if the time is the problem.
    """

    number: int
    text: bytes
    file: str = ""
    url: str = ""
    captured_at: datetime | None = None
    problem: str = ""


def rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a captures.csv, without blank lines.

    A header that lacks a column yields one row with a problem, and nothing after it.

    Raises:
        OSError: the file cannot be read.
    """
    return map(_row, csv_rows(path, COLUMNS))


def _row(row: CsvRow) -> Row:
    problem, moment = row.problem, None
    if not problem:
        try:
            moment = parse_utc(row.cells["captured_at"])
        except ValueError:
            given = shown(row.cells["captured_at"])
            problem = f"captured_at is not a valid time: {given}; write it like 2026-01-31T12:00:00Z"
    return Row(row.number, row.text, row.cells.get("file", ""), row.cells.get("url", ""), moment, problem)

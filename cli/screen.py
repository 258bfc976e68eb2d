"""What is printed: data on stdout, messages on stderr, both without the escapes that foreign text may hold.

No command and no question is here. Every command prints through these, so that NO_COLOR, pipes and page text that
imitates terminal codes (FAULTS.md F32) are dealt with in one place.
"""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

_ESCAPES: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_].*?(?:\x1b\\|\x07|$)|[@-_])?", re.DOTALL)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Remove terminal escapes, control and bidirectional characters; newlines and tabs become blanks."""
    return _CONTROLS.sub("", re.sub(r"[\t\n\r]+", " ", _ESCAPES.sub("", text)))


def stdout() -> Console:
    """Give the console for data; a pipe has no width, so lines are not cut there."""
    wide = None if sys.stdout.isatty() else 10_000
    return Console(highlight=False, markup=False, width=wide)


def stderr() -> Console:
    """Give the console for messages."""
    return Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def say(message: str, style: str = "") -> None:
    """Print a message on stderr, line by line."""
    stderr().print(Text("\n".join(map(clean, message.split("\n"))), style=style))


def print_json(value: Any) -> None:
    """Print one JSON value on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str, allow_nan=False) + "\n")


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table on stdout; numbers stand to the right, NULL is empty. A title comes with room below."""
    made = [list(row) for row in rows]
    if title:
        stdout().print(Text(clean(title), style="bold"))
    table = Table(box=None, pad_edge=False)
    for place, name in enumerate(columns):
        is_number = bool(made) and all(isinstance(row[place], int | float | None) for row in made)
        table.add_column(clean(name), justify="right" if is_number else "left", overflow="fold")
    for row in made:
        table.add_row(*(Text(_shown(value)) for value in row))
    stdout().print(table)
    if title:
        stdout().print()


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return clean(str(value))

"""Printing: data on stdout, messages on stderr, both without the escapes that foreign text may contain.

Every command prints through these functions, so that NO_COLOR, pipes and page text that imitates terminal codes
(FAULTS.md F32) are handled in one place.
"""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TextIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

WIDE: Final = 120
"""Columns of a terminal from which on a sentence has room beside other cells."""

_ESCAPES: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_].*?(?:\x1b\\|\x07|$)|[@-_])?", re.DOTALL)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


_state: Final = {"is_quiet": False}


def clean(text: str) -> str:
    """Remove terminal escapes, control and bidirectional characters; newlines and tabs become blanks."""
    return _CONTROLS.sub("", re.sub(r"[\t\n\r]+", " ", _ESCAPES.sub("", text)))


def stdout() -> Console:
    """Return the console for data; a pipe has no width, so lines are not cut there."""
    wide = None if sys.stdout.isatty() else 10_000
    return Console(highlight=False, markup=False, width=wide)


def stderr(file: TextIO | None = None) -> Console:
    """Return the console for messages; it writes to `file` in place of stderr."""
    return Console(file=file, stderr=file is None, highlight=False, markup=False, soft_wrap=True)


def be_quiet(*, is_quiet: bool = True) -> None:
    """Leave out messages that are neither a warning nor an error, for the rest of the command."""
    _state["is_quiet"] = is_quiet


def is_quiet() -> bool:
    """Tell whether only data, warnings and errors are printed."""
    return _state["is_quiet"]


def say(message: str, style: str = "") -> None:
    """Print a message on stderr, line by line; --quiet leaves out those without a style (warnings and errors have one).

    Args:
        message: the message; foreign text in it is cleaned.
        style: rich's style for all of it.
    """
    if style or not is_quiet():
        stderr().print(Text("\n".join(map(clean, message.split("\n"))), style=style))


def print_json(value: Any) -> None:
    """Print one JSON value on stdout."""
    escapes = escapes_json()
    sys.stdout.write(json.dumps(value, ensure_ascii=escapes, indent=2, default=str, allow_nan=False) + "\n")


def escapes_json() -> bool:
    """Tell whether JSON must be written in ASCII, with its own escapes, because stdout lacks characters."""
    return not (sys.stdout.encoding or "utf-8").lower().startswith("utf")


def print_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], styles: Sequence[str] = ()
) -> None:
    """Print a table on stdout; numbers are aligned to the right, NULL is empty, and the title is followed by a gap.

    Args:
        title: the heading above it; empty: none.
        columns: names of the columns.
        rows: the cells.
        styles: rich's style for each row; empty: plain.
    """
    made = [list(row) for row in rows]
    table = Table(box=None, pad_edge=False)
    for place, name in enumerate(columns):
        is_number = bool(made) and all(isinstance(row[place], int | float | None) for row in made)
        table.add_column(clean(name), justify="right" if is_number else "left", overflow="fold")
    for place, row in enumerate(made):
        table.add_row(*(Text(_shown(value)) for value in row), style=styles[place] if styles else None)
    _print(title, table)


def print_heading(text: str, style: str) -> None:
    """Print a heading."""
    _print("", Text(clean(text), style=f"bold {style}"))


def print_matter(seen: str, next_step: str, style: str) -> None:
    """Print what was seen, and below it what to do."""
    _print("", Group(Text(clean(seen), style=style), Padding(Text(clean(next_step)), (0, 0, 0, 6))))


def print_figures(title: str, figures: Mapping[str, object]) -> None:
    """Print names with their figures in a few lines."""
    body = " · ".join(f"{clean(name)} {_shown(value)}" for name, value in figures.items())
    _print("", Text.assemble((f"{title}: ", "bold"), body))


def print_entries(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows whose last cell is a sentence: as a table if there is room, else each below its other cells."""
    made = [list(row) for row in rows]
    if stdout().width >= WIDE:
        print_table(title, columns, made)
        return
    entries: list[RenderableType] = []
    for row in made:
        entries += [Text("  ".join(map(_shown, row[:-1]))), Padding(Text(_shown(row[-1])), (0, 0, 0, 4))]
    _print(title, Group(*entries))


def _print(title: str, body: RenderableType) -> None:
    console = stdout()
    if title:
        console.print(Text(clean(title), style="bold"))
    if console.is_terminal:
        console.print(body)
    else:  # rich fills lines up with blanks
        with console.capture() as captured:
            console.print(body)
        sys.stdout.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())
    if title:
        console.print()


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return clean(str(value))

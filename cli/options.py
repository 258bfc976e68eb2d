"""Options that the commands share, and the layout of examples in help texts and of commands in hints."""

import os
import re
import shlex
from pathlib import Path
from typing import Annotated, Final

import typer

_VARIABLE: Final = "PITHHOUSE_DATA"

DataOption = Annotated[
    Path,
    typer.Option("--data", metavar="DIR", envvar=_VARIABLE, help="The data folder.", file_okay=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, for programs.")]

DATA = Path("data")

_COMMAND: Final = re.compile(r"\bpithhouse (?:add|dev|doctor|ingest|lake|plan|query|refresh|rollback)\b(?! --data)")
"""A command in a hint that takes the data folder as an option."""


def usual_folder() -> Path:
    """Return the data folder that commands take without being told."""
    return Path(os.environ.get(_VARIABLE) or DATA)


def with_data(hint: str, folder: Path) -> str:
    """Return a hint whose commands name the data folder, unless it is the usual one."""
    if _absolute(folder) == _absolute(usual_folder()):
        return hint
    return _COMMAND.sub(lambda found: f"{found.group()} --data {shlex.quote(str(_absolute(folder)))}", hint)


def _absolute(folder: Path) -> Path:
    try:
        return folder.absolute()
    except FileNotFoundError:  # the current folder was removed
        return folder


def examples(*lines: str) -> str:
    """Return the end of a help text: one example a line (Typer needs empty lines between them)."""
    return "\n\n".join(["[bold]Examples[/bold]", *(line.replace("[", r"\[") for line in lines)])


def flowing(docstring: str) -> str:
    """Return a docstring as a help text: each paragraph on one line, since Typer would keep its line breaks."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in docstring.split("\n\n")).strip()

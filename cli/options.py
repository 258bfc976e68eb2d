"""The options that every command has, and how examples stand in a help text.

No command is here. The command modules use these, so that an option reads the same everywhere.
"""

from pathlib import Path
from typing import Annotated

import typer

DataOption = Annotated[
    Path,
    typer.Option("--data", metavar="DIR", envvar="PITHHOUSE_DATA", help="The data folder.", file_okay=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, for programs.")]

DATA = Path("data")


def examples(*lines: str) -> str:
    """Return the end of a help text: each example on a line of its own (an empty line keeps them apart in Typer)."""
    return "\n\n".join(["[bold]Examples[/bold]", *(line.replace("[", r"\[") for line in lines)])


def flowing(docstring: str) -> str:
    """Return a docstring as a help text: a paragraph on one line, for Typer would keep its line ends at every width."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in docstring.split("\n\n")).strip()

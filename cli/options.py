"""Options that the commands share, and the layout of examples in help texts."""

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
    """Return the end of a help text: one example a line (Typer needs empty lines between them)."""
    return "\n\n".join(["[bold]Examples[/bold]", *(line.replace("[", r"\[") for line in lines)])


def flowing(docstring: str) -> str:
    """Return a docstring as a help text: each paragraph on one line, since Typer would keep its line breaks."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in docstring.split("\n\n")).strip()

"""`pithhouse report`: one HTML file about hubs, to read, print and share.

Its content and layout are in `pipelines.reporting`, which is loaded when the command runs.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli import completing
from cli.options import DATA, DataOption, JsonOption, examples
from cli.screen import print_json, say
from pipelines.plurals import counted
from pipelines.workspace import DataFolder

app = typer.Typer()


@app.command(
    epilog=examples(
        "$ pithhouse report                             # all hubs, and the most cited ones in full",
        '$ pithhouse report "gradient lanterns" --out lanterns.html',
        "$ pithhouse report 2277b36b-3ef8-58ec-b03a-07d1b9b75d66 --json",
    )
)
def report(
    hubs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[HUB]...",
            help="A uuid, its beginning, or a part of one hub's title.",
            autocompletion=completing.hubs,
        ),
    ] = None,
    *,
    data: DataOption = DATA,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write.", dir_okay=False)] = Path(
        "pithhouse-report.html"
    ),
    as_json: JsonOption = False,
) -> None:
    """Write a page about hubs: citations over time, their mix, what changed, how well it was read, what to read.

    It is one HTML file that needs no network and runs no script. The SQL behind each number is next to it.
    """
    from pipelines.reporting.report import write_report  # noqa: PLC0415 (Jinja, see the module's docstring)

    written = write_report(DataFolder(data).warehouse, hubs or [], out)
    if as_json:
        print_json(asdict(written))
        return
    hubs_in_full = counted(len(written.hubs), "hub")
    say(f"{hubs_in_full} in full, {written.statements} SQL statements, {written.bytes / 1000:,.0f} kB:")
    typer.echo(written.file)

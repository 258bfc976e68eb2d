"""`pithhouse doctor`: find what is wrong with an installation and its data folder, and name the repair.

The checks are in `findings`, which is imported only when the command runs, so that `--help` stays fast.
"""

from dataclasses import asdict, replace
from typing import Annotated

import typer

from cli.exits import Exit
from cli.options import DATA, DataOption, JsonOption, examples, with_data
from cli.screen import print_json, print_table, say
from pipelines.workspace import DataFolder

app = typer.Typer()


@app.command(
    epilog=examples(
        "$ pithhouse doctor",
        "$ pithhouse doctor --quick                   # without reading every byte",
        "$ pithhouse doctor --cells                   # also check every cell against its bytes",
        "$ pithhouse doctor --json | jq '.[] | select(.state != \"ok\")'",
    )
)
def doctor(
    *,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Skip reading every record of raw and every block of the published file.")
    ] = False,
    cells: Annotated[
        bool, typer.Option("--cells", help="Also check every cell against the bytes it came from.")
    ] = False,
) -> None:
    """Check versions, paths, lock, raw, readings, published file and last run; name each fault and its repair.

    The exit code is 1 if anything is bad.
    """
    from cli import findings  # noqa: PLC0415 (see the module's docstring)
    from cli.progress import bars  # noqa: PLC0415

    folder = DataFolder(data.absolute())
    found = [one for look in findings.LOOKS for one in look(folder)]
    if not quick:
        with bars() as watch:
            found += findings.blocks(folder)
            found += findings.raw(folder, watch.progress("reading raw"))
    if cells:
        with bars() as watch:
            found += findings.cells(folder, watch.progress("proving cells"))
    found = [replace(one, repair=with_data(one.repair, folder.root)) for one in found]
    if as_json:
        print_json([asdict(one) for one in found])
    else:
        print_table("", ["what", "state", "seen", "repair"], [tuple(asdict(one).values()) for one in found])
    bad = sum(one.state == "bad" for one in found)
    if bad:
        say(f"{bad} to repair.")
    raise typer.Exit(Exit.ERROR if bad else Exit.OK)

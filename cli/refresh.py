"""`pithhouse refresh` and `pithhouse ingest`: what they take, and what they print at the end.

The work is done by the Dagster job, which `loading` runs. That module imports Dagster and pandera (a second and more),
so it is loaded where something is new: `unchanged` looks first. With --verbose there is a run in any case.
"""

from pathlib import Path
from typing import Annotated

import typer

from cli.exits import Exit
from cli.options import DATA, DataOption, JsonOption, examples
from cli.screen import print_json
from pipelines.workspace import DataFolder

app = typer.Typer()

WaitOption = Annotated[
    float, typer.Option("--wait", metavar="SECONDS", min=0, help="How long to wait for another run to end.")
]
LossOption = Annotated[
    bool, typer.Option("--allow-loss", help="Publish even where published rows go that no page explains, this once.")
]
VerboseOption = Annotated[bool, typer.Option("--verbose", help="Show Dagster's own log on standard error.")]


@app.command(
    epilog=examples(
        "$ pithhouse refresh",
        "$ pithhouse refresh --data /srv/pithhouse --wait 600",
        "$ PITHHOUSE_RUN_REQUESTS=50 pithhouse refresh # a setting for this run: docs/settings.md",
        "$ pithhouse refresh --json | jq .tables",
    )
)
def refresh(
    *,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    wait: WaitOption = 60,
    allow_loss: LossOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Fetch what is due, then read, build, check and publish.

    The hubs of hubs.csv are fetched from the site of the setting `site`: pithhouse plan shows which are due, and why.
    Where no site is set it takes the bundled sample of made-up pages; not where the data folder holds other hubs.

    Ctrl-C once ends the fetching after the page that is under way, and what was fetched is published; twice ends the
    run at once. The exit code is 3 where something is left: the run ended early, or a capture is to be looked at.

    Every run is in the Dagster UI as well: `pithhouse dev`. A run that was killed is completed by the next one. Where
    nothing is new there is no run; with --verbose there always is.
    """
    _load([], data, as_json=as_json, wait=wait, allow_loss=allow_loss, verbose=verbose)


@app.command(
    epilog=examples(
        "$ pithhouse ingest captures/                 # a folder",
        "$ pithhouse ingest crawl.warc.gz 6f956b46-dc58-5ecb-bcfd-c83af8071a9e.json --data /srv/pithhouse",
        "$ pithhouse ingest captures/ --json | jq .problems",
    )
)
def ingest(  # noqa: PLR0913 (the options of a command)
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", exists=True, help="Files, folders and web archives to take in.")
    ],
    *,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    wait: WaitOption = 60,
    allow_loss: LossOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Take in captures of your own: files, folders, WARCs; then read, build, check and publish.

    A folder holds a captures.csv (file,url,captured_at), or files named <uuid>.html, .json, .full.txt or .list.txt.
    What is there already is not taken twice. A bad file stops nothing: it is listed with its reason, exit code 3.
    """
    absolute = [path.absolute() for path in paths]
    _load(absolute, data, as_json=as_json, wait=wait, allow_loss=allow_loss, verbose=verbose)


def _load(  # noqa: PLR0913 (the options of two commands)
    paths: list[Path], data: Path, *, as_json: bool, wait: float, allow_loss: bool, verbose: bool
) -> None:
    from assets.ahead import Ahead  # noqa: PLC0415
    from cli.fetching_first import fetched_first  # noqa: PLC0415 (polars and pydantic, which `--help` does not need)
    from cli.unchanged import unchanged  # noqa: PLC0415

    folder, ahead = DataFolder(data.absolute()), Ahead()
    summary = None if verbose else unchanged(folder, paths)
    if summary is None and not paths and not verbose:
        summary, ahead = fetched_first(folder)
    if summary is None:
        from cli.loading import load  # noqa: PLC0415 (Dagster and pandera: see the module's docstring)

        summary = load(folder, paths, ahead, wait_seconds=wait, allow_loss=allow_loss, is_verbose=verbose)
    if as_json:
        print_json(summary.as_json())
    else:
        summary.show()
    raise typer.Exit(Exit.PARTIAL if summary.is_partial else Exit.OK)

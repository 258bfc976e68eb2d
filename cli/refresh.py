"""`pithhouse refresh` and `pithhouse ingest`: what they take, and what they print at the end.

The work is done by the Dagster job, which `loading` runs. That module imports Dagster and pandera, which takes a second
or more, so it is loaded only if something is new: `unchanged` checks that first. With --verbose there is always a run.
"""

from pathlib import Path
from typing import Annotated

import typer

from cli.exits import Exit
from cli.garbage import only_modules
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

    The hubs in hubs.csv are fetched from the site that the setting `site` names; pithhouse plan shows which are due,
    and why. If no site is set, the bundled sample of made-up pages is loaded, unless the data folder holds other hubs.

    Ctrl-C once ends the fetching after the current page and publishes what was fetched; twice ends the run at once. The
    exit code is 3 if something is left to do: the run ended early, or a capture needs a look.

    Every run is also in the Dagster UI: `pithhouse dev`. The next run completes one that was killed. If nothing is new,
    there is no run; with --verbose there always is.
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
    Captures that are already stored are skipped. A bad file stops nothing: it is listed with its reason, and the exit
    code is 3.
    """
    absolute = [path.absolute() for path in paths]
    _load(absolute, data, as_json=as_json, wait=wait, allow_loss=allow_loss, verbose=verbose)


def _load(  # noqa: PLR0913 (the options of two commands)
    paths: list[Path], data: Path, *, as_json: bool, wait: float, allow_loss: bool, verbose: bool
) -> None:
    with only_modules():
        from assets.ahead import Ahead  # noqa: PLC0415
        from cli.fetching_first import fetched_first  # noqa: PLC0415 (polars and pydantic, which `--help` does not need)
        from cli.unchanged import unchanged  # noqa: PLC0415

    folder, ahead = DataFolder(data.absolute()), Ahead()
    summary = None if verbose else unchanged(folder, paths)
    if summary is None and not paths and not verbose:
        summary, ahead = fetched_first(folder)
    if summary is None:
        with only_modules():
            from cli.loading import load  # noqa: PLC0415 (Dagster and pandera: see the module's docstring)

        summary = load(folder, paths, ahead, wait_seconds=wait, allow_loss=allow_loss, is_verbose=verbose)
    if as_json:
        print_json(summary.as_json())
    else:
        summary.show()
    raise typer.Exit(Exit.PARTIAL if summary.is_partial else Exit.OK)

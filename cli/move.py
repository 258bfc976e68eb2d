"""`pithhouse move`: a data folder copied to object storage and back. The work is in `pipelines.scaling.moving`."""

from dataclasses import asdict
from typing import Annotated

import typer

from cli.options import DATA, DataOption, JsonOption, examples
from cli.refresh import WaitOption
from cli.screen import print_json, say
from pipelines.workspace import DataFolder

app = typer.Typer()


@app.command(
    epilog=examples(
        "$ pithhouse move --to s3://bucket/pithhouse",
        "$ pithhouse move --from s3://bucket/pithhouse --data /srv/pithhouse",
        "$ pithhouse move --to file:///mnt/backup/pithhouse --json",
    )
)
def move(
    *,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    to: Annotated[str, typer.Option("--to", metavar="URL", help="Copy the data folder there.")] = "",
    source: Annotated[str, typer.Option("--from", metavar="URL", help="Copy into the data folder from there.")] = "",
    wait: WaitOption = 60,
) -> None:
    """Copy a data folder to object storage or another disk, or from there, and prove every file by its digest.

    Captures, readings, the list of hubs and the published file are copied; settings and Dagster's records are not.
    Files that are already there are not copied again. Nothing is removed on either side: do that yourself once the
    command has succeeded. Object storage needs the extra `scale`, and the credentials that its own tools use.
    """
    from cli.progress import bars  # noqa: PLC0415 (what a help text does not need)
    from pipelines.scaling.moving import move_from, move_to  # noqa: PLC0415

    if bool(to) == bool(source):
        raise typer.BadParameter("give --to URL or --from URL")
    folder = DataFolder(data.absolute())
    with folder.lock(wait), bars() as watch:
        advance = watch.progress("copying")
        done = move_to(folder, to, advance) if to else move_from(folder, source, advance)
    if as_json:
        print_json(asdict(done))
    else:
        say(f"{done.files:,} files with {done.bytes:,} bytes copied and proved; {done.already:,} were there already.")

"""`pithhouse export` and `pithhouse cite`: the published tables in formats of other tools.

The work is done in `pipelines.exporting`, which imports pandera (the schemas) and is loaded when a command runs.
"""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli import completing
from cli.options import DATA, DataOption, JsonOption, examples
from cli.refresh import WaitOption
from cli.screen import print_json, print_table, say
from pipelines.exporting.forms import Format, Style
from pipelines.objects.store import is_url
from pipelines.workspace import DataFolder

app = typer.Typer()


@app.command(
    epilog=examples(
        "$ pithhouse export out/                        # every table and view as Parquet",
        "$ pithhouse export out/ --format csv --tables hubs,citations",
        "$ pithhouse export out/ --format sqlite                   # one file, with keys; xlsx: one workbook",
        "$ pithhouse export s3://bucket/exports             # a folder there, which CURRENT names",
        "$ pithhouse export out/ --json | jq '.changes[] | select(.added > 0)'",
    )
)
def export(  # noqa: PLR0913 (its options are arguments)
    folder: Annotated[str, typer.Argument(metavar="DIR", help="Where to, or a URL; an export there is replaced.")],
    *,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    form: Annotated[Format, typer.Option("--format", help="The form of the files.")] = Format.PARQUET,
    tables: Annotated[
        str, typer.Option("--tables", metavar="A,B", help="Only these tables and views.", show_default="all")
    ] = "",
    wait: WaitOption = 60,
) -> None:
    """Write the published tables, history and views into a folder, with descriptions and checksums.

    The folder also has datapackage.json (Data Package v2), croissant.json (Croissant 1.1), sources.yml (sources of dbt
    with tests, for the formats with a file for each table), checksums.sha256 (for `sha256sum -c`) and changes.json:
    what differs from the export that was there before. The folder is replaced as a whole, by one export at a time: an
    empty file .DIR.lock stays next to it. In CSV, a ' is put before a text that a spreadsheet would take for a formula;
    all other formats have every text as it is.

    At a URL (s3://, gs://, file://) each export has a folder of its own, and CURRENT holds the name of the latest one.
    """
    from cli.progress import bars  # noqa: PLC0415 (see the module's docstring)
    from pipelines.exporting import changes, files  # noqa: PLC0415
    from schemas import table  # noqa: PLC0415

    by_name = {table.title(model): model for model in files.exported()}
    named = [one.strip() for one in tables.split(",") if one.strip()]
    if unknown := [one for one in named if one not in by_name]:
        raise typer.BadParameter(f"there is no table {unknown[0]}; there are {', '.join(by_name)}")
    warehouse, models = DataFolder(data.absolute()).warehouse, [by_name[one] for one in named]
    with bars() as watch:
        advance = watch.progress("exporting")
        if is_url(folder):
            from pipelines.releasing.to_url import export_to_url  # noqa: PLC0415 (see above)

            done, place = export_to_url(warehouse, folder, datetime.now(UTC), form, models, advance=advance)
        else:
            done = files.export(warehouse, Path(folder).absolute(), form, models, advance, wait_seconds=wait)
            place = str(done.folder)
    changed = {one.table: one for one in done.changes}
    if as_json:
        print_json(
            {"folder": place, "files": [asdict(one) for one in done.resources]}
            | {"changes": changes.as_json(done.changes)}
        )
        return
    rows = []
    for one in done.resources:
        it = changed.get(one.name)
        what = (one.name, one.rows) if form.is_one_file else (one.path, one.rows, one.bytes)
        rows.append((*what, *((it.added, it.removed, it.changed) if it else ("",) * 3)))
    heads = ["table", "rows"] if form.is_one_file else ["file", "rows", "bytes"]
    print_table("", [*heads, "added", "removed", "changed"], rows)
    size = f", one file of {done.resources[0].bytes:,} bytes" if form.is_one_file else ""
    say(f"Written: {place}{size}" + ("" if changed else ", the first export there"))


@app.command(
    epilog=examples(
        "$ pithhouse cite 6f956b46-dc58-5ecb-bcfd-c83af8071a9e > citing.bib",
        "$ pithhouse cite 'gradient lanterns' --format csl-json",
        "$ pithhouse cite 'gradient lanterns' --format ris > citing.ris",
        "$ pithhouse cite 'gradient lanterns' --json | jq '.[].title'",
    )
)
def cite(
    hub: Annotated[
        str,
        typer.Argument(metavar="HUB", help="Its uuid, or a part of its title.", autocompletion=completing.hubs),
    ],
    *,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    style: Annotated[
        Style, typer.Option("--format", help="The form of the bibliography; --json is csl-json.")
    ] = Style.BIBTEX,
) -> None:
    """Print the papers that cite a work, the newest first, as BibTeX, CSL-JSON or RIS for a reference manager.

    The pages print no authors of citing papers, so the entries have none: nothing is guessed.
    """
    from pipelines.exporting.bibliography import bibliography, find_hub  # noqa: PLC0415 (see above)

    warehouse = DataFolder(data.absolute()).warehouse
    hub_id, title = find_hub(warehouse, hub)
    typer.echo(bibliography(warehouse, hub_id, Style.CSL_JSON if as_json else style), nl=False)
    say(f"Papers that cite {title or hub_id}.")

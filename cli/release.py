"""`pithhouse release`: the published tables as a dated folder that never changes, with the delta to the one before.

The work is done in `pipelines.releasing`, which imports pandera (the schemas) and is loaded when the command runs.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import DATA, DataOption, JsonOption, examples
from cli.refresh import WaitOption
from cli.screen import print_json, print_table, say
from pipelines.objects.store import is_url, open_store
from pipelines.workspace import DataFolder

if TYPE_CHECKING:
    from pipelines.releasing.delta import TableDelta

app = typer.Typer()


@app.command(
    epilog=examples(
        "$ pithhouse release                                  # into data/releases/2026-11-28",
        "$ pithhouse release releases/ --json | jq '.tables[] | select(.added > 0)'",
        "$ pithhouse release s3://bucket/releases",
        "$ pithhouse release --list",
    )
)
def release(
    folder: Annotated[
        str, typer.Argument(metavar="DIR", help="Where the releases are, or a URL.", show_default="DATA/releases")
    ] = "",
    *,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    is_list: Annotated[bool, typer.Option("--list", help="Show the releases and write none.")] = False,
    wait: WaitOption = 60,
) -> None:
    """Write the published tables into a dated folder that never changes, with the delta to the release before.

    A release has every table, history and view as Parquet, the DuckDB file, the descriptions of an export, a data
    contract (ODCS 3.1), OpenLineage events, CHANGES.md with the changes in words, and checksums. Its folder delta/ has
    the rows that were added, changed and removed: applied to the former release, they give this one, which is checked
    before the release gets its name. If the published file is that of the former release, nothing is written.
    """
    from cli.progress import bars  # noqa: PLC0415 (see the module's docstring)
    from pipelines.releasing import release as releasing  # noqa: PLC0415
    from pipelines.releasing import to_url  # noqa: PLC0415

    place = DataFolder(data.absolute())
    target = Path(folder or place.releases).absolute()
    if is_list:
        at_url = to_url.releases_at(open_store(folder).sizes()) if is_url(folder) else []
        names = at_url or [one.name for one in releasing.releases(target)]
        print_json(names) if as_json else print_table("", ["release"], [(one,) for one in names])
        return
    with bars() as watch:
        advance, now = watch.progress("releasing"), datetime.now(UTC)
        if is_url(folder):
            done, named = to_url.release_to_url(place.warehouse, folder, now, advance)
        else:
            done = releasing.release(place.warehouse, target, now, advance, wait_seconds=wait)
            named = str(done.folder)
    deltas = {one.table: one for one in done.deltas}
    rows = [(one.name, one.rows, *_counts(deltas.get(one.name))) for one in done.resources]
    head = ["table", "rows", "delta", "added", "changed", "removed"]
    if as_json:
        told = {"folder": named, "former": done.former, "is_new": done.is_new}
        print_json(told | {"tables": [dict(zip(head, row, strict=True)) for row in rows]})
        return
    if not done.is_new:
        say(f"Nothing new: {named} has the published file.")
        return
    print_table("", head, rows)
    say(f"Released: {named}" + (f", with the delta from {done.former}" if done.former else ", the first release"))


def _counts(delta: "TableDelta | None") -> tuple[str, int, int, int]:
    return (delta.kind, delta.added, delta.changed, delta.removed) if delta else ("", 0, 0, 0)

"""`pithhouse add` and `pithhouse plan`: the list of hubs to fetch, and which of them are due.

The list is kept by `pipelines.fetching.hub_list`, the plan made by `pipelines.fetching.plan`. The settings (pydantic)
and the readings (polars) are imported when a command runs.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from cli.exits import Exit
from cli.options import DATA, DataOption, JsonOption, examples, with_data
from cli.screen import print_entries, print_json, say
from pipelines.fetching.hub_list import ListedHub, add_hubs, hub_named
from pipelines.fetching.site import Site
from pipelines.landing.errors import InvalidHubURL
from pipelines.landing.hub_url import SITE
from pipelines.plurals import counted
from pipelines.workspace import DataFolder

app = typer.Typer()

MAX_EXAMPLES: Final = 50
"""Maximum number of hubs shown on a terminal; JSON has all."""

NO_SITE: Final = f'No site is set, so nothing is fetched: add site = "{SITE}" to {{file}}, or set PITHHOUSE_SITE.'


@app.command(
    epilog=examples(
        "$ pithhouse add https://pith.science/citations/2277b36b-3ef8-58ec-b03a-07d1b9b75d66",
        "$ pithhouse add --file hubs.txt               # a URL or uuid on each line; - reads standard input",
        "$ pithhouse add 2277b36b-3ef8-58ec-b03a-07d1b9b75d66 --json | jq .added",
    )
)
def add(
    urls: Annotated[
        list[str] | None, typer.Argument(metavar="[URL]...", help="URLs of hub pages, views or JSON twins; or uuids.")
    ] = None,
    *,
    data: DataOption = DATA,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="Read them from a file, one per line.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Add hubs to the list of hubs to fetch (hubs.csv in the data folder).

    Hubs that are already listed are not added twice. Arguments that name no hub are reported, the others are still
    added, and the exit code is 3.
    """
    from pipelines.settings import settings_of  # noqa: PLC0415 (pydantic, see the module's docstring)

    folder = DataFolder(data.absolute())
    named = [*(urls or []), *(_lines(file) if file else [])]
    if not named:
        raise typer.BadParameter("name one or more hubs, or a file that lists them", param_hint="URL")
    site = settings_of(folder.root).site
    hosts = Site(site).hosts if site else ()
    good, bad = [], []
    for text in named:
        try:
            good.append(hub_named(text, hosts))
        except InvalidHubURL as error:
            bad.append({"given": text, "problem": str(error)})
    added = add_hubs(folder.hubs_csv, [ListedHub(one) for one in good], datetime.now(UTC)) if good else []
    if as_json:
        print_json(
            {"added": [one.hub_id for one in added], "already_listed": len(set(good)) - len(added), "refused": bad}
        )
    elif good:
        say(f"{len(added):,} added to {folder.hubs_csv}, {len(set(good)) - len(added):,} were already listed.")
        say(
            with_data("See when they are fetched: pithhouse plan", folder.root)
            if site
            else NO_SITE.format(file=folder.root / "pithhouse.toml")
        )
    for one in bad:
        say(f"Not added: {one['problem']}", style="red")
    raise typer.Exit(Exit.PARTIAL if bad else Exit.OK)


@app.command(
    epilog=examples(
        "$ pithhouse plan",
        "$ pithhouse plan --all                        # also hubs that are not due, and when they will be",
        "$ pithhouse plan --json | jq '.hubs[] | select(.is_due) | .url'",
    )
)
def plan(
    *,
    data: DataOption = DATA,
    everything: Annotated[bool, typer.Option("--all", help="Also list the hubs that are not due.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show what the next refresh would fetch, and why. Nothing is requested from the site, not even robots.txt."""
    from pipelines.fetching.plan import plan as planned  # noqa: PLC0415 (polars, see the module's docstring)
    from pipelines.landing.raw_store import RawStore  # noqa: PLC0415
    from pipelines.parsing.store.readings import ReadingStore  # noqa: PLC0415
    from pipelines.settings import settings_of  # noqa: PLC0415

    folder = DataFolder(data.absolute())
    settings = settings_of(folder.root)
    raw, readings = RawStore(folder.raw), ReadingStore(folder.readings)
    hubs, bad = planned(settings, raw, readings, folder.hubs_csv, datetime.now(UTC))
    found = {
        "site": settings.site or None,
        "listed": len(hubs),
        "due": sum(one.is_due for one in hubs),
        "hubs": [one.as_json(settings.site or SITE) for one in hubs if everything or one.is_due],
        "problems": [f"row {one.number} of {folder.hubs_csv.name}: {one.problem}" for one in bad],
    }
    if as_json:
        print_json(found)
    else:
        _show(found, folder)


def _show(found: dict[str, Any], folder: DataFolder) -> None:
    rows = [
        ("due" if one["is_due"] else one["due_at"][:16], one["url"], f"{one['asks']}: {one['reason']}")
        for one in found["hubs"]
    ]
    if rows:
        print_entries(
            f"{found['due']:,} of {counted(found['listed'], 'listed hub')} {'is' if found['due'] == 1 else 'are'} due",
            ["when", "hub", "why"],
            rows[:MAX_EXAMPLES],
        )
    elif found["listed"]:
        hint = f"None of {counted(found['listed'], 'listed hub')} is due. See when they will be: pithhouse plan --all"
        say(with_data(hint, folder.root))
    if len(rows) > MAX_EXAMPLES:
        say(f"{len(rows) - MAX_EXAMPLES:,} more: pithhouse plan --json")
    for problem in found["problems"]:
        say(f"Not read: {problem}", style="red")
    if not found["listed"] and not found["problems"]:
        hint = f"No hub is listed: run `pithhouse add URL`, or write {folder.hubs_csv} with a column url."
        say(with_data(hint, folder.root))
    if not found["site"]:
        say(NO_SITE.format(file=folder.root / "pithhouse.toml"))


def _lines(file: Path) -> list[str]:
    """Read one name per line, skipping blank lines and everything after a #.

    Raises:
        OSError: the file cannot be read.
    """
    text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig", errors="replace")
    return [name for line in text.splitlines() if (name := line.partition(" #")[0].strip()) and name[0] != "#"]

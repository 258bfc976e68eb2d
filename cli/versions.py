"""`pithhouse rollback` and `pithhouse diff`: former published files, and what differs between two.

The work is done in `pipelines.warehouse`. The comparison imports pandera (the schemas), so it is loaded when `diff`
runs.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.options import DATA, DataOption, JsonOption, examples, with_data
from cli.refresh import WaitOption
from cli.screen import print_entries, print_json, print_table, say
from pipelines.warehouse.publish import fingerprint_of, hold, release, roll_back, versions
from pipelines.workspace import DataFolder

if TYPE_CHECKING:
    from pipelines.warehouse.compare import TableChange

app = typer.Typer()

_HELD = "It stays published until `pithhouse rollback --release`."
_UNTIL = "The next refresh builds anew from all captures, and publishes that."

MAX_EXAMPLES = 40
"""So many characters of a value are shown to people; JSON has all."""


@app.command(
    epilog=examples(
        "$ pithhouse rollback --list",
        "$ pithhouse rollback                         # to the file before the published one",
        "$ pithhouse rollback --to 2 --json",
        "$ pithhouse rollback --hold                  # and keep it until --release",
        "$ pithhouse rollback --release",
    )
)
def rollback(  # noqa: PLR0913 (the options of a command)
    *,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    number: Annotated[int, typer.Option("--to", metavar="N", min=1, help="Which former file, 1 is the latest.")] = 1,
    is_held: Annotated[bool, typer.Option("--hold", help="Keep it published until --release.")] = False,
    is_released: Annotated[bool, typer.Option("--release", help="Let the next refresh publish again.")] = False,
    is_list: Annotated[bool, typer.Option("--list", help="Show the former files and change nothing.")] = False,
    wait: WaitOption = 60,
) -> None:
    """Publish a former file again, at once. Readers keep what they have open; captures and readings stay.

    The file that was published becomes a former file, so that a roll back can be undone. It lasts until the next
    refresh, which builds from all captures and publishes the result. With --hold it lasts until --release: until then,
    a refresh builds and checks but does not publish.
    """
    if is_list + is_released + is_held > 1:
        raise typer.BadParameter("give one of --list, --hold and --release")
    folder = DataFolder(data.absolute())
    if is_released:
        with folder.lock(wait):
            was_held = release(folder)
        say("Released: the next refresh publishes." if was_held else "Nothing was held.")
    elif not is_list:
        from pipelines.scaling.lake.publish import bring  # noqa: PLC0415 (polars and pydantic, for this alone)
        from pipelines.scaling.objects.published import bring_published  # noqa: PLC0415
        from pipelines.settings import settings_of  # noqa: PLC0415

        with folder.lock(wait):
            roll_back(folder, number)
            settings = settings_of(folder.root)
            bring_published(folder, settings)
            bring(folder, settings, wait)
            if is_held:
                hold(folder, datetime.now(UTC))
        stays = _HELD if is_held or folder.hold.exists() else _UNTIL
        say(f"Rolled back. {stays}")
    found = _listed(folder)
    if as_json:
        print_json(found)
    else:
        print_table("", ["number", "published", "fingerprint", "MB", "file"], [tuple(one.values()) for one in found])


@app.command(
    epilog=examples(
        "$ pithhouse diff 1 0                         # the file before the published one, and that one",
        "$ pithhouse diff old.duckdb new.duckdb --json",
        "$ pithhouse diff 2026-09-01 2026-10-01       # two times of the published file, by its history",
    )
)
def diff(
    a: Annotated[
        str, typer.Argument(metavar="A", help="A file, a number of `rollback --list` (0: published), a time.")
    ],
    b: Annotated[str, typer.Argument(metavar="B", help="The same, to compare it with.")],
    *,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    shown: Annotated[int, typer.Option("--examples", metavar="N", min=0, help="Examples of each difference.")] = 3,
) -> None:
    """Say what differs: rows added, removed and changed in each table, changed cells by column, with examples.

    Two files are compared row by row, by key. Two times are compared with the history in the published file: hubs,
    citations, citing papers and counts as they were then, as far as is known today. Times are UTC.
    """
    from pipelines.warehouse import compare  # noqa: PLC0415 (pandera, see above)

    folder = DataFolder(data.absolute())
    sides = [_side(folder, one) for one in (a, b)]
    match sides:
        case [Path() as before, Path() as after]:
            tables = compare.between_files(before, after, shown)
            found = [one for one in tables if not one.missing]
        case [datetime() as before, datetime() as after]:
            found = compare.between_times(folder.warehouse, before, after, shown)
        case _:
            raise typer.BadParameter("A and B are two files or two times, not one of each")
    if as_json:
        print_json([_as_json(one) for one in found])
        return
    differing = [one for one in found if one.has_changed_rows]
    rows = [(one.table, one.added, one.removed, one.changed) for one in differing]
    if rows:
        print_table(f"{a} to {b}", ["table", "added", "removed", "changed"], rows)
    for one in differing:
        if listed := [_line(each) for each in _examples(one)]:
            print_entries(one.table, ["change", "row", "what"], listed)
    if not differing:
        say("Nothing differs.")


def _listed(folder: DataFolder) -> list[dict[str, Any]]:
    files = [folder.warehouse, *versions(folder)] if folder.warehouse.exists() else versions(folder)
    return [
        {
            "number": number if folder.warehouse.exists() else number + 1,
            "published_at": datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds"),
            "fingerprint": (fingerprint_of(path) or "cannot be opened")[:12],
            "megabytes": round(path.stat().st_size / 1e6, 1),
            "file": str(path),
        }
        for number, path in enumerate(files)
    ]


def _side(folder: DataFolder, given: str) -> Path | datetime:
    """Return what to compare: an existing file, a number of the list, or a time."""
    if given.isdecimal() and len(given) < 4:
        files = [folder.warehouse, *versions(folder)]
        if int(given) < len(files):
            return files[int(given)]
        hint = with_data("`pithhouse rollback --list` shows them", folder.root)
        raise typer.BadParameter(f"there is no file {given}; {hint}")
    if Path(given).is_file():
        return Path(given)
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise typer.BadParameter(
            f"{given} is no file that is there, no number, and no time such as 2026-09-15"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _as_json(one: "TableChange") -> dict[str, Any]:
    columns = {column.column: column.changed for column in one.columns}
    counts = {"table": one.table, "added": one.added, "removed": one.removed, "changed": one.changed}
    return {**counts, "columns": columns, "examples": list(_examples(one))}


def _examples(one: "TableChange") -> Iterator[dict[str, Any]]:
    """List the examples of a table: rows added, rows removed, then changed cells column by column."""
    for change, keys in (("added", one.added_keys), ("removed", one.removed_keys)):
        for key in keys:
            yield _example(change, one, key)
    for column in one.columns:
        for cell in column.examples:
            yield _example("changed", one, cell.key, column.column, cell.before, cell.after)


def _example(change: str, one: "TableChange", key: tuple[str, ...], *cell: str | None) -> dict[str, Any]:
    column, before, after = cell or (None, None, None)
    named = dict(zip(one.key, key, strict=True))
    return {"change": change, "key": named, "column": column, "before": before, "after": after}


def _line(one: dict[str, Any]) -> tuple[str, str, str]:
    key = " ".join(one["key"].values())
    if one["column"] is None:
        return one["change"], key, ""
    before, after = ("nothing" if one[side] is None else one[side][:MAX_EXAMPLES] for side in ("before", "after"))
    return one["change"], key, f"{one['column']}: {before} → {after}"

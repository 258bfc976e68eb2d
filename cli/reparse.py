"""`pithhouse reparse` and `pithhouse retry`: what today's parser makes of the stored pages.

The comparison and the reading are in `pipelines`; publishing is a run of the Dagster job. They import pandera and
Dagster, so they are imported when a command runs.
"""

from collections.abc import Collection
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.exits import Exit
from cli.options import DATA, DataOption, JsonOption, examples, with_data
from cli.refresh import LossOption, WaitOption
from cli.screen import print_json, print_table, say
from pipelines.workspace import DataFolder

if TYPE_CHECKING:
    from pipelines.parsing.store.retry import Retried
    from pipelines.provenance.reparse import Reparse, Side
    from pipelines.warehouse.compare import TableChange

app = typer.Typer()


@app.command(
    epilog=examples(
        "$ pithhouse reparse --diff                    # show what would change, changing nothing",
        "$ pithhouse reparse --diff --fail-on-change   # exit code 4 if any cell changes",
        "$ pithhouse reparse --diff --json | jq '.tables[] | select(.columns != [])'",
        "$ pithhouse reparse                           # read everything again, check, publish",
    )
)
def reparse(  # noqa: PLR0913 (the options of a command)
    *,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    diff: Annotated[bool, typer.Option("--diff", help="Only compare a trial build with the published file.")] = False,
    fail_on_change: Annotated[
        bool, typer.Option("--fail-on-change", help="With --diff: exit code 4 if any cell changes.")
    ] = False,
    wait: WaitOption = 60,
    allow_loss: LossOption = False,
) -> None:
    """Read every stored capture again with today's parser: to publish, or with --diff to see what would change.

    With --diff, a trial build is compared with the published file: for each table and column the number of changed
    cells, with examples of the values before and after and their bytes. Nothing is published, and the trial build is
    removed. The command fails if there is nothing to compare.
    """
    folder = DataFolder(data.absolute())
    if not diff:
        if fail_on_change:
            raise typer.BadParameter("it needs --diff", param_hint="--fail-on-change")
        _require_captures(folder)
        _reload(folder, None, as_json=as_json, wait=wait, allow_loss=allow_loss)
        return
    from cli.progress import bars  # noqa: PLC0415 (see the module's docstring)
    from pipelines.provenance.reparse import reparse as compared  # noqa: PLC0415

    with folder.lock(wait), bars() as watch:
        found = compared(folder, datetime.now(UTC), watch.progress)
    if as_json:
        tables = [_as_json(one) for one in found.tables]
        print_json({**asdict(found), "tables": tables, "cells": found.cells, "is_changed": found.is_changed})
    else:
        _show(found)
    raise typer.Exit(Exit.CHECK_FAILED if fail_on_change and found.is_changed else Exit.OK)


@app.command(
    epilog=examples(
        "$ pithhouse retry                             # after a change to the parser",
        "$ pithhouse retry --dry-run --json | jq '.[] | select(.is_changed)'",
    )
)
def retry(
    *,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report; do not publish what is read now.")] = False,
    wait: WaitOption = 60,
    allow_loss: LossOption = False,
) -> None:
    """Read captures again that had refused cells or could not be read, and report what became of them.

    Today's parser reads them to see what it makes of the published file's quarantine. If a capture comes out
    differently, its batch is read again, and the tables are built, checked and published.
    """
    from cli.progress import bars  # noqa: PLC0415 (see the module's docstring)
    from pipelines.landing.raw_store import RawStore  # noqa: PLC0415
    from pipelines.parsing.store.retry import retry as retried  # noqa: PLC0415
    from pipelines.warehouse.summary import refusals  # noqa: PLC0415

    folder = DataFolder(data.absolute())
    refused, outcomes = refusals(folder.warehouse)
    with bars() as watch:
        found = retried(RawStore(folder.raw), refused, outcomes, watch.progress("reading again"))
    if as_json:
        print_json([{**asdict(one), "is_changed": one.is_changed} for one in found])
    else:
        _show_retried(found)
    changed = [one.capture_id for one in found if one.is_changed]
    if changed and not dry_run:
        _reload(folder, changed, as_json=None, wait=wait, allow_loss=allow_loss)


def _require_captures(folder: DataFolder) -> None:
    """Refuse a folder in which nothing has ever landed, such as a mistyped one, rather than publish an empty file."""
    from pipelines.settings import settings_of  # noqa: PLC0415 (pydantic)

    if not (folder.raw.is_dir() or folder.warehouse.exists() or settings_of(folder.root).raw_url):
        reason = f"{folder.root} has no captures: `pithhouse ingest PATH` takes some in"
        raise typer.BadParameter(with_data(reason, folder.root), param_hint="--data")


def _reload(
    folder: DataFolder, captures: Collection[str] | None, *, as_json: bool | None, wait: float, allow_loss: bool
) -> None:
    """Set readings aside, run the job without its sources, report the result (`as_json` None: only on stderr)."""
    from cli.loading import reload  # noqa: PLC0415 (Dagster and pandera)
    from pipelines.parsing.store.readings import ReadingStore  # noqa: PLC0415
    from pipelines.parsing.store.retry import forget  # noqa: PLC0415

    with folder.lock(wait):
        forget(ReadingStore(folder.readings), captures)
    done = reload(folder, wait_seconds=wait, is_verbose=False, allow_loss=allow_loss)
    if as_json:
        print_json(done)
    say(f"{done['captures_read']:,} captures read again. {'Nothing changed' if done['is_unchanged'] else 'Published'}.")


def _as_json(one: "TableChange") -> dict[str, Any]:
    return {
        "table": one.table,
        "rows": one.rows,
        "cells": one.cells,
        "rows_added": one.added,
        "rows_removed": one.removed,
        "added": one.added_keys,
        "removed": one.removed_keys,
        "columns": [asdict(column) for column in one.columns],
        "missing": [*one.columns_added, *one.columns_removed],
    }


def _show(found: "Reparse") -> None:
    rows = [
        (one.table, one.rows, one.added, one.removed, sum(column.changed for column in one.columns))
        for one in found.tables
    ]
    title = f"{found.captures:,} captures read by today's parser, {found.cells:,} cells compared"
    print_table(title, ["table", "rows", "only today", "only published", "cells changed"], rows)
    changed = [(one.table, column.column, column.changed) for one in found.tables for column in one.columns]
    if changed:
        print_table("Changed", ["table", "column", "cells"], changed)
    for one in found.examples:
        sides = [("published", *_side(one.before)), ("today", *_side(one.after))]
        print_table(f"{one.table} {' '.join(one.key)} {one.column}", ["", "value", "capture", "bytes"], sides)
    gone = [
        (one.table, " ".join(key), side)
        for one in found.tables
        for key, side in _rows(one.added_keys, one.removed_keys)
    ]
    if gone:
        print_table("Some of the rows that are in only one file", ["table", "key", "where"], gone)
    say("Something changes." if found.is_changed else "Nothing changes.")


def _rows(added: tuple[Any, ...], removed: tuple[Any, ...]) -> list[tuple[Any, str]]:
    return [(key, "only today") for key in added] + [(key, "only published") for key in removed]


def _side(side: "Side") -> tuple[str, str, str]:
    place = side.place
    where = f"{place.byte_start}+{place.byte_length} …{place.before[-30:]}⟦{place.printed}⟧" if place else ""
    return "NULL" if side.value is None else str(side.value), side.capture.capture_id if side.capture else "", where


def _show_retried(found: "list[Retried]") -> None:
    changed = [one for one in found if one.is_changed]
    rows = [
        ("captures read again", len(found)),
        ("cells read now", sum(len(one.now_read) for one in found)),
        ("cells refused as before", sum(len(one.still_refused) for one in found)),
        ("cells newly refused", sum(len(one.newly_refused) for one in found)),
        ("captures with another outcome", sum(one.outcome != one.outcome_before for one in found)),
    ]
    print_table("The quarantine, read by today's parser", ["what", "number"], rows)
    if changed:
        shown = [(one.capture_id, one.outcome_before, one.outcome, len(one.now_read), one.url) for one in changed]
        print_table("Changed", ["capture", "outcome before", "outcome", "cells read", "url"], shown)

"""`pithhouse lake`: the DuckLake of the setting `lake`, and its opening for `query --lake`.

The work is done in `pipelines.scaling.lake`, which is loaded when a command needs it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import duckdb
import typer

from cli.options import DATA, DataOption, JsonOption, examples
from cli.refresh import WaitOption
from cli.screen import print_json, print_table, say
from pipelines.workspace import DataFolder

if TYPE_CHECKING:
    from pipelines.scaling.lake.address import LakeAddress
    from pipelines.settings import Settings

app = typer.Typer()


class Action(StrEnum):
    """What the command does with the lake."""

    VERSIONS = "versions"
    PUBLISH = "publish"
    ROLLBACK = "rollback"
    MAINTAIN = "maintain"


@app.command(
    epilog=examples(
        "$ pithhouse lake                             # its versions, the latest first",
        "$ pithhouse lake publish",
        "$ pithhouse lake rollback --to 7",
        "$ pithhouse lake maintain --wait 600",
        '$ pithhouse query --lake --at 7 "FROM hubs"',
    )
)
def lake(
    action: Annotated[
        Action, typer.Argument(metavar="[ACTION]", help="versions, publish, rollback or maintain.")
    ] = Action.VERSIONS,
    *,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    number: Annotated[
        int | None, typer.Option("--to", metavar="N", min=1, help="With rollback: the version to go back to.")
    ] = None,
    wait: WaitOption = 60,
) -> None:
    """List the versions of the DuckLake that the setting `lake` names, publish to it, roll it back, or maintain it.

    refresh brings each published file into the lake by itself; publish does so where that failed, or the lake is new.
    rollback makes a former version the latest again, until the next file is published. maintain merges small files,
    removes versions older than the setting `lake_keep_days`, and files that nothing uses; the job `cleanup` does the
    same. Only one process writes to a lake at a time.
    """
    if (action is Action.ROLLBACK) != (number is not None):
        raise typer.BadParameter("rollback --to N: give both, or neither")
    folder = DataFolder(data.absolute())
    address, settings = _lake(folder)
    done: Any
    if action is Action.PUBLISH:
        from pipelines.scaling.lake.publish import bring  # noqa: PLC0415 (see the module's docstring)

        with folder.lock(wait):
            done = bring(folder, settings, wait)
    elif number is not None:
        from pipelines.scaling.lake.versions import roll_back  # noqa: PLC0415

        done = roll_back(address, number, wait)
    elif action is Action.MAINTAIN:
        from pipelines.scaling.lake.maintenance import maintain  # noqa: PLC0415

        done = maintain(address, settings.lake_keep_days, wait)
    else:
        from pipelines.scaling.lake.versions import versions  # noqa: PLC0415

        done = versions(address)
    if isinstance(done, list):
        _show_versions([asdict(one) for one in done], as_json=as_json)
    elif as_json:
        print_json(asdict(done))
    else:
        _show(action, done)


@contextmanager
def open_lake(folder: DataFolder, at: str, sql: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the lake of a data folder for a question.

    Args:
        folder: the data folder.
        at: a version or a time; empty: the latest.
        sql: what will be asked; it may only read.

    Raises:
        typer.BadParameter: no lake is set.
        NotAQuestion: the statement may write.
        LakeFailed, NoSuchVersion, ScaleMissing, Locked: see `pipelines.scaling.lake.connection.asking`.
    """
    from pipelines.scaling.lake.connection import asking, require_question  # noqa: PLC0415

    address, _ = _lake(folder)
    with asking(address, at) as connection:
        require_question(connection, sql)
        yield connection


def _lake(folder: DataFolder) -> "tuple[LakeAddress, Settings]":
    """Return the lake of a data folder, and its settings."""
    from pipelines.scaling.lake.address import lake_of  # noqa: PLC0415
    from pipelines.settings import settings_of  # noqa: PLC0415

    settings = settings_of(folder.root)
    address = lake_of(folder, settings)
    if address is None:
        raise typer.BadParameter("no lake is set: the setting `lake` names it (docs/scale.md)")
    return address, settings


def _show_versions(found: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    rows = [(one["number"], one["committed_at"][:19], one["note"], one["fingerprint"][:12]) for one in found]
    print_table("", ["version", "committed", "what", "fingerprint"], rows)


def _show(action: Action, done: Any) -> None:
    if action is Action.MAINTAIN:
        say(
            f"{done.versions_expired} versions expired, {done.files_written} files merged or written anew, "
            f"{done.files_removed} files removed."
        )
    elif done.is_unchanged:
        say(f"The lake has this already: version {done.version}.")
    else:
        say(f"The lake has version {done.version}: {done.rows_written:,} of {done.rows:,} rows were written.")

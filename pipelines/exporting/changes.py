"""What differs between an export and the one before it: rows added, removed and changed in each table, by its key.

Nothing is written here. The files are read as they are, so that it does not matter what else has changed.
"""

import json
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.exporting.sqlite_file import read_sqlite
from pipelines.warehouse.compare import Pair, TableChange, change_of
from pipelines.warehouse.frame_stream import FrameStream
from pipelines.warehouse.scratch import open_scratch
from schemas import ddl

_READERS: Final = {
    "parquet": "read_parquet({})",
    "csv": "read_csv({}, all_varchar = true, header = true)",
    "jsonl": "read_json({}, format = 'newline_delimited')",
}


def compare(former: Path, newer: Path, names: list[str]) -> list[TableChange]:
    """Compare the tables of two exports.

    Args:
        former: the folder of the export before.
        newer: the folder of this one.
        names: the tables of this one.

    Returns:
        A row for each table; a table that the export before has not, or has in another form, is new. So is every
        table of a workbook whose bytes differ.
    """
    described = [_resources(folder) for folder in (former, newer)]
    with open_scratch() as connection:
        return [_compare(connection, (former, newer), name, [one.get(name) for one in described]) for name in names]


def as_json(changes: list[TableChange]) -> list[dict[str, Any]]:
    """Return the changes as `changes.json` and `pithhouse export --json` hold them."""
    names = ("table", "added", "removed", "changed", "columns_added", "columns_removed")
    return [{name: getattr(one, name) for name in names} | {"is_new": one.missing == "before"} for one in changes]


def _resources(folder: Path) -> dict[str, dict[str, Any]]:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return {one["name"]: one for one in package["resources"]}


def _compare(
    connection: duckdb.DuckDBPyConnection,
    folders: tuple[Path, Path],
    name: str,
    described: list[dict[str, Any] | None],
) -> TableChange:
    before, after = described
    assert after is not None
    if before is None or before["format"] != after["format"] or not (folders[0] / before["path"]).exists():
        return TableChange(name, added=after["pithhouse:rows"], missing="before")
    if before["hash"] == after["hash"]:
        return TableChange(name)
    if after["format"] == "xlsx":  # a workbook is for people, and is not read
        return TableChange(name, added=after["pithhouse:rows"], missing="before")
    x, y = (
        _relation(connection, folder / one["path"], one, side)
        for folder, one, side in zip(folders, (before, after), ("former", "newer"), strict=True)
    )
    had, has = (tuple(field["name"] for field in one["schema"]["fields"]) for one in (before, after))
    return change_of(connection, Pair(name, x, y, tuple(after["schema"]["primaryKey"]), had, has))


def _relation(connection: duckdb.DuckDBPyConnection, path: Path, described: dict[str, Any], side: str) -> str:
    """Return a table of an export as an SQL relation."""
    if described["format"] != "sqlite":
        return _READERS[described["format"]].format(ddl.literal(str(path)))
    connection.register(side, FrameStream(read_sqlite(path, described["name"])))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {side}_rows AS FROM {side}")
    return f"{side}_rows"

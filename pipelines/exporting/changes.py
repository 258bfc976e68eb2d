"""What differs between an export and the one before it: rows added, removed and changed in each table, by its key.

Nothing is written here. The files are read as they are, so that it does not matter what else has changed. `files` calls
`compare`.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.warehouse.connections import open_scratch
from schemas import ddl

_READERS: Final = {
    "parquet": "read_parquet({})",
    "csv": "read_csv({}, all_varchar = true, header = true)",
    "jsonl": "read_json({}, format = 'newline_delimited')",
}


@dataclass(frozen=True, slots=True)
class TableChanges:
    """One table of two exports: its name, rows by what became of them, columns that only one of the two has."""

    table: str
    added: int
    removed: int
    changed: int
    columns_added: list[str]
    columns_removed: list[str]
    is_new: bool = False

    @property
    def is_unchanged(self) -> bool:
        """Whether the two are alike."""
        return not (
            self.added or self.removed or self.changed or self.columns_added or self.columns_removed or self.is_new
        )


def compare(former: Path, newer: Path, names: list[str]) -> list[TableChanges]:
    """Compare the tables of two exports.

    Args:
        former: the folder of the export before.
        newer: the folder of this one.
        names: the tables of this one.

    Returns:
        A row for each table; a table that the export before has not, or has in another form, is new.
    """
    described = [_resources(folder) for folder in (former, newer)]
    with open_scratch() as connection:
        return [_compare(connection, (former, newer), name, [one.get(name) for one in described]) for name in names]


def _resources(folder: Path) -> dict[str, dict[str, Any]]:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return {one["name"]: one for one in package["resources"]}


def _compare(
    connection: duckdb.DuckDBPyConnection,
    folders: tuple[Path, Path],
    name: str,
    described: list[dict[str, Any] | None],
) -> TableChanges:
    before, after = described
    assert after is not None
    if before is None or before["format"] != after["format"] or not (folders[0] / before["path"]).exists():
        return TableChanges(name, after["pithhouse:rows"], 0, 0, [], [], is_new=True)
    if before["hash"] == after["hash"]:
        return TableChanges(name, 0, 0, 0, [], [])
    columns = [[field["name"] for field in one["schema"]["fields"]] for one in (before, after)]
    shared = [one for one in columns[1] if one in columns[0]]
    sides = [
        _READERS[one["format"]].format(ddl.literal(str(folder / one["path"])))
        for folder, one in zip(folders, (before, after), strict=True)
    ]
    keys = " AND ".join(f"x.{ddl.quoted(one)} = y.{ddl.quoted(one)}" for one in after["schema"]["primaryKey"])
    first = ddl.quoted(after["schema"]["primaryKey"][0])
    rows = [f"({', '.join(f'{side}.{ddl.quoted(one)}' for one in shared)})" for side in "xy"]
    [(added, removed, changed)] = connection.execute(
        f"SELECT count(*) FILTER (x.{first} IS NULL), count(*) FILTER (y.{first} IS NULL), count(*) FILTER "
        f"(x.{first} IS NOT NULL AND y.{first} IS NOT NULL AND {rows[0]} IS DISTINCT FROM {rows[1]}) "
        f"FROM {sides[0]} AS x FULL JOIN {sides[1]} AS y ON {keys}"
    ).fetchall()
    gained = [one for one in columns[1] if one not in columns[0]]
    lost = [one for one in columns[0] if one not in columns[1]]
    return TableChanges(name, added, removed, changed, gained, lost)

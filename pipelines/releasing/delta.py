"""What differs between two releases, as rows: a Parquet file for each table that changed, and `delta.json`.

A delta is complete: with the tables of the former release it gives those of the next one, row by row. `write_delta`
checks that before anything is published. Tables are compared as `pipelines.warehouse.compare` does it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.exporting.files import PARQUET_OPTIONS
from pipelines.releasing.errors import ReleaseDamaged
from pipelines.warehouse.compare import Pair, TableChange, change_of
from pipelines.warehouse.scratch import open_scratch
from schemas.ddl import literal, quoted

FILE: Final = "delta.json"
CHANGE: Final = "delta_change"
"""The first column of a delta's files: what became of the row, `added`, `changed` or `removed`."""

EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class TableDelta:
    """What becomes of one table.

    Attributes:
        table: its name, which is that of its file.
        kind: `unchanged`; `rows` (the delta has the rows that differ); `whole` (it has all rows, as the former release
            lacks the table or has other columns); or `dropped`.
        key: its key columns.
        columns: its columns, in order.
        rows: how many rows the next release has.
        added, changed, removed: how many rows differ; none where the whole table is there.
        digest: of the rows of the next release (see `digest_of`).
    """

    table: str
    kind: str
    key: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    digest: str = ""


def digest_of(connection: duckdb.DuckDBPyConnection, relation: str) -> tuple[int, str]:
    """Return the number of rows, and the SHA-256 of their SHA-256 (of each row as JSON) in the order of these."""
    [(rows, digest)] = connection.execute(
        "SELECT count(*), sha256(coalesce(string_agg(row_digest, '' ORDER BY row_digest), '')) "
        f"FROM (SELECT sha256(to_json(source)::VARCHAR) AS row_digest FROM {relation} AS source)"
    ).fetchall()
    return int(rows), str(digest)


def write_delta(
    former: Path, newer: Path, folder: Path, keys: Mapping[str, tuple[str, ...]]
) -> tuple[list[TableDelta], list[TableChange]]:
    """Write the delta between two folders of Parquet files.

    Args:
        former: the folder of the former release.
        newer: the folder of the next one.
        folder: where the delta is written; it is created.
        keys: the key columns of each table of the next release, by name.

    Returns:
        What becomes of each table, and the same for people, with examples.

    Raises:
        ReleaseDamaged: the former release and the delta do not give the next one.
    """
    folder.mkdir()
    deltas, changes = [], []
    with open_scratch() as connection:
        connection.execute("SET threads = 1")
        for name, key in keys.items():
            delta, change = _write_table(connection, (former, newer, folder), name, key)
            if digest_of(connection, _applied(delta, former, folder)) != (delta.rows, delta.digest):
                raise ReleaseDamaged(f"the delta of {name} from {former} does not give the rows of the new release")
            deltas.append(delta)
            changes.append(change)
    gone = sorted({one.stem for one in former.glob("*.parquet")} - keys.keys())
    deltas += [TableDelta(name, "dropped") for name in gone]
    changes += [TableChange(name, missing="after") for name in gone]
    told = {"former": former.name, "tables": [asdict(one) for one in deltas]}
    (folder / FILE).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return deltas, changes


def apply_delta(former: Path, folder: Path, target: Path) -> list[TableDelta]:
    """Write the tables that follow from a release and the delta to the next one.

    Args:
        former: the folder of the release.
        folder: the folder of the delta.
        target: where the tables are written as Parquet; it is created.

    Returns:
        What became of each table.

    Raises:
        ReleaseDamaged: a file is missing or cannot be read, or the rows are not those of the next release.
    """
    target.mkdir(parents=True)
    deltas = _read(folder)
    with open_scratch() as connection:
        connection.execute("SET threads = 1")
        for one in deltas:
            if one.kind == "dropped":
                continue
            path = target / f"{one.table}.parquet"
            rows = f"SELECT * FROM {_applied(one, former, folder)} ORDER BY {', '.join(map(quoted, one.key))}"
            try:
                connection.execute(f"COPY ({rows}) TO {literal(str(path))} ({PARQUET_OPTIONS})")
                found = digest_of(connection, _parquet(path))
            except duckdb.Error as error:
                raise ReleaseDamaged(f"{one.table} cannot be read in {former} or {folder}: {error}") from error
            if found != (one.rows, one.digest):
                raise ReleaseDamaged(f"{one.table} of {former} with {folder} is not the table of the next release")
    return deltas


def _read(folder: Path) -> list[TableDelta]:
    try:
        told = json.loads((folder / FILE).read_text("utf-8"))
        return [
            TableDelta(**one | {"key": tuple(one["key"]), "columns": tuple(one["columns"])}) for one in told["tables"]
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseDamaged(f"{folder / FILE} cannot be read: {error}") from error


def _write_table(
    connection: duckdb.DuckDBPyConnection, folders: tuple[Path, Path, Path], name: str, key: tuple[str, ...]
) -> tuple[TableDelta, TableChange]:
    before, after, delta = (folder / f"{name}.parquet" for folder in folders)
    y = _parquet(after)
    columns = _columns(connection, y)
    rows, digest = digest_of(connection, y)
    told: dict[str, Any] = {"key": key, "columns": tuple(columns), "rows": rows, "digest": digest}
    had = _columns(connection, _parquet(before)) if before.exists() else {}
    if had != columns:
        written = f"SELECT 'added' AS {CHANGE}, * FROM {y}"
        connection.execute(f"COPY ({written}) TO {literal(str(delta))} ({PARQUET_OPTIONS})")
        gained, lost = (tuple(one for one in x if one not in z) for x, z in ((columns, had), (had, columns)))
        new = TableChange(name, key, added=rows, missing="before")
        change = TableChange(name, key, columns_added=gained, columns_removed=lost) if had else new
        return TableDelta(name, "whole", **told), change
    pair = Pair(name, _parquet(before), y, key, tuple(had), tuple(columns))
    change = change_of(connection, pair, EXAMPLES, as_text=True)
    if not change.has_changed_rows:
        return TableDelta(name, "unchanged", **told), change
    cells = [f"coalesce(y.{quoted(one)}, x.{quoted(one)}) AS {quoted(one)}" for one in key]
    cells += [f"y.{quoted(one)} AS {quoted(one)}" for one in columns if one not in key]
    order = ", ".join(map(quoted, key))
    written = f"SELECT {pair.kind} AS {CHANGE}, {', '.join(cells)} FROM {pair.joined} WHERE {CHANGE} IS NOT NULL"
    connection.execute(f"COPY ({written} ORDER BY {order}) TO {literal(str(delta))} ({PARQUET_OPTIONS})")
    counted = TableDelta(name, "rows", added=change.added, changed=change.changed, removed=change.removed, **told)
    return counted, change


def _applied(delta: TableDelta, former: Path, folder: Path) -> str:
    """Return the relation of a table's rows in the next release."""
    listed = ", ".join(map(quoted, delta.columns))
    before, differing = (_parquet(one / f"{delta.table}.parquet") for one in (former, folder))
    kept = f"SELECT {listed} FROM {before} AS kept"
    new = f"SELECT {listed} FROM {differing} AS differing WHERE {CHANGE} <> 'removed'"
    if delta.kind == "unchanged":
        return f"({kept})"
    if delta.kind == "whole":
        return f"({new})"
    return f"({kept} ANTI JOIN {differing} AS differing USING ({', '.join(map(quoted, delta.key))}) UNION ALL {new})"


def _parquet(path: Path) -> str:
    return f"read_parquet({literal(str(path))})"


def _columns(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    found = connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE FROM {relation})").fetchall()
    return {str(name): str(kind) for name, kind in found}

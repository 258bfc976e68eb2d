"""The published file brought into the lake: one snapshot over all tables, or none.

Readers of the lake see the former state or the new one. The snapshot says in its own record which file it was made
from, so that the same file makes no second one.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.scaling.errors import LakeFailed
from pipelines.scaling.lake.address import LakeAddress, lake_of
from pipelines.scaling.lake.connection import LAKE, committing
from pipelines.scaling.lake.definitions import mirror_definitions
from pipelines.scaling.lake.rows import NotEqual, Written, mirror_tables, tables
from pipelines.settings import Settings
from pipelines.warehouse.connections import open_published
from pipelines.warehouse.publish import fingerprint_of
from pipelines.workspace import DataFolder
from schemas.ddl import literal

FILE: Final = "published"
"""The name under which the file is attached."""

BUILD: Final = ("meta", "build")


@dataclass(frozen=True, slots=True)
class InLake:
    """What publishing did.

    Attributes:
        version: the lake's latest snapshot.
        is_unchanged: the lake held this file already; there is no new snapshot.
        written: what was written to each table.
    """

    version: int
    is_unchanged: bool
    written: tuple[Written, ...] = ()

    @property
    def rows_written(self) -> int:
        """Rows that were added to all tables."""
        return sum(one.added for one in self.written)

    @property
    def rows(self) -> int:
        """Rows that all tables have."""
        return sum(one.rows for one in self.written)


def publish_to_lake(file: Path, address: LakeAddress, wait_seconds: float = 60, note: str = "published") -> InLake:
    """Bring a published file into the lake.

    Args:
        file: a warehouse file that passed its checks; it is opened read-only.
        address: the lake; it is created where there is none.
        wait_seconds: how long to wait for another committer.
        note: the snapshot's message.

    Returns:
        What was done.

    Raises:
        Locked: another process writes to the lake, or holds a catalog in a file open.
        LakeFailed: the lake is as it was, for it cannot be reached or written.
        ScaleMissing: an extension is not installed.
    """
    with committing(address, wait_seconds) as connection:
        try:
            connection.execute(f"ATTACH {literal(str(file))} AS {FILE} (READ_ONLY)")
            new, former = _build(connection, FILE), _build(connection, LAKE)
            if new == former:
                return InLake(_version(connection), is_unchanged=True)
            connection.execute("BEGIN")
            written = mirror_tables(connection, FILE, LAKE)
            if new.get("recipe") != former.get("recipe"):
                mirror_definitions(connection, FILE, LAKE)
            said = ", ".join(literal(one) for one in ("pithhouse", note))
            connection.execute(f"CALL {LAKE}.set_commit_message({said}, extra_info => {literal(json.dumps(new))})")
            connection.execute("COMMIT")
            return InLake(_version(connection), is_unchanged=False, written=tuple(written))
        except (duckdb.Error, NotEqual) as error:
            raise LakeFailed(
                f"{address} shows its former state, for the new one could not be written ({error}); "
                "`pithhouse lake publish` tries again"
            ) from error


def bring(folder: DataFolder, settings: Settings, wait_seconds: float = 60) -> InLake | None:
    """Bring the published file of a data folder into its lake; None where the setting `lake` is empty.

    Raises:
        NotPublished: there is no published file, or it cannot be opened.
        Locked, LakeFailed, ScaleMissing: see `publish_to_lake`.
    """
    address = lake_of(folder, settings)
    if address is None:
        return None
    open_published(folder.warehouse).close()
    done = publish_to_lake(folder.warehouse, address, wait_seconds)
    folder.in_lake.write_text(_mark(folder, address), encoding="utf-8")
    return done


def is_current(folder: DataFolder, settings: Settings) -> bool:
    """Return whether the lake of a data folder was last given the file that is published; the lake is not opened."""
    address = lake_of(folder, settings)
    if address is None:
        return True
    marked = folder.in_lake.read_text(encoding="utf-8") if folder.in_lake.exists() else ""
    return marked == _mark(folder, address)


def _mark(folder: DataFolder, address: LakeAddress) -> str:
    return f"{fingerprint_of(folder.warehouse)} {address}"


def _build(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, Any]:
    """Return what a database was built from, and by what; nothing where it says nothing."""
    if BUILD not in tables(connection, database):
        return {}
    wanted = [one.name for one in tables(connection, database)[BUILD]]
    listed = ", ".join(f"{one}::VARCHAR AS {one}" for one in ("fingerprint", "recipe", "built_at") if one in wanted)
    found = connection.execute(f"SELECT {listed} FROM {database}.meta.build")
    names = [one[0] for one in found.description]
    return dict(zip(names, found.fetchall()[0], strict=True))


def _version(connection: duckdb.DuckDBPyConnection) -> int:
    [(version,)] = connection.execute(f"SELECT id FROM {LAKE}.current_snapshot()").fetchall()
    return int(version)

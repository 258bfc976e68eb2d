"""Former versions of the lake: which there are, and one of them made the latest again."""

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb

from pipelines.scaling.errors import LakeFailed
from pipelines.scaling.lake.address import LakeAddress
from pipelines.scaling.lake.connection import LAKE, asking, reading
from pipelines.scaling.lake.definitions import mirror_definitions
from pipelines.scaling.lake.publish import InLake, publish_to_lake
from pipelines.scaling.lake.rows import mirror_tables
from schemas.ddl import literal

COPY: Final = "copy"


@dataclass(frozen=True, slots=True)
class Version:
    """A snapshot of the lake.

    Attributes:
        number: what `--at` and `rollback --to` take.
        committed_at: when (UTC), as text in ISO 8601.
        note: what made it.
        fingerprint: of the published file that it was made from; empty where something else made it.
    """

    number: int
    committed_at: str
    note: str
    fingerprint: str


def versions(address: LakeAddress) -> list[Version]:
    """List the versions of the lake that can be asked, the latest first.

    Raises:
        LakeFailed: there is no such lake, or it cannot be opened.
    """
    with asking(address) as connection:
        found = connection.execute(
            "SELECT snapshot_id, strftime(snapshot_time, '%Y-%m-%dT%H:%M:%S.%fZ'), coalesce(commit_message, ''), "
            f"coalesce(commit_extra_info, '') FROM {LAKE}.snapshots() ORDER BY snapshot_id DESC"
        ).fetchall()
    return [Version(number, moment, note, _fingerprint(extra)) for number, moment, note, extra in found]


def roll_back(address: LakeAddress, number: int, wait_seconds: float = 60) -> InLake:
    """Make a former version the latest again, as a new snapshot; only rows that differ are written.

    Args:
        address: the lake.
        number: of `versions`.
        wait_seconds: how long to wait for another committer.

    Raises:
        NoSuchVersion: there is no such version, or it has expired.
        LakeFailed: the lake is as it was.
    """
    with TemporaryDirectory(prefix="pithhouse-lake-") as scratch:
        file = Path(scratch) / "former.duckdb"
        copy_to_file(address, str(number), file)
        return publish_to_lake(file, address, wait_seconds, f"rolled back to version {number}")


def copy_to_file(address: LakeAddress, at: str, file: Path) -> None:
    """Copy a version of the lake into a new DuckDB file, with comments, macros and views.

    Args:
        address: the lake.
        at: a number or a time; empty: the latest.
        file: it may not exist yet.

    Raises:
        NoSuchVersion: there is no such version.
        LakeFailed: it holds nothing that was published, or cannot be read.
    """
    with reading(address, at) as connection:
        try:
            connection.execute(f"ATTACH {literal(str(file))} AS {COPY}")
            connection.execute("BEGIN")
            written = mirror_tables(connection, LAKE, COPY)
            connection.execute(f"USE {COPY}")
            mirror_definitions(connection, LAKE, COPY)
            connection.execute("COMMIT")
            connection.execute(f"CHECKPOINT {COPY}")
        except duckdb.Error as error:
            raise LakeFailed(f"{address} could not be read ({error})") from error
    if not written:
        raise LakeFailed(f"{address}: version {at} holds nothing that was published")


def _fingerprint(extra: str) -> str:
    try:
        return str(json.loads(extra).get("fingerprint", ""))
    except (ValueError, AttributeError):  # somebody else's commit
        return ""

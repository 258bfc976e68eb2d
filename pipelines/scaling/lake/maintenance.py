"""What keeps a lake small: small files merged, versions expired after their days, files removed that nothing uses."""

from dataclasses import dataclass
from typing import Final

import duckdb

from pipelines.scaling.errors import LakeFailed
from pipelines.scaling.lake.address import LakeAddress
from pipelines.scaling.lake.connection import LAKE, committing

UNUSED_DAYS: Final = 2
"""Files that no version uses any more are kept so many days, for questions that began before."""

MOSTLY_REMOVED: Final = 0.2
"""A file is written anew where more than this share of its rows was removed."""


@dataclass(frozen=True, slots=True)
class Maintained:
    """What maintenance did: versions that expired, files that were merged or written anew, files that were removed."""

    versions_expired: int
    files_written: int
    files_removed: int


def maintain(
    address: LakeAddress, keep_days: int, wait_seconds: float = 60, unused_days: float = UNUSED_DAYS
) -> Maintained:
    """Expire old versions, merge small files, and remove files that nothing uses. The latest version always stays.

    Args:
        address: the lake.
        keep_days: versions older than this are removed, and can be neither asked nor rolled back to.
        wait_seconds: how long to wait for another committer.
        unused_days: files that have been unused for so long are removed.

    Raises:
        Locked: another process writes to the lake.
        LakeFailed: it cannot be reached or written; what was done until then is done.
    """
    with committing(address, wait_seconds) as connection:

        def call(function: str, *arguments: str) -> int:
            return len(connection.execute(f"CALL {function}({', '.join((repr(LAKE), *arguments))})").fetchall())

        kept, unused = f"now() - INTERVAL {keep_days} DAY", f"now() - INTERVAL {int(unused_days * 86_400)} SECOND"
        try:
            expired = call("ducklake_expire_snapshots", f"older_than => {kept}")
            rewritten = call("ducklake_rewrite_data_files", f"delete_threshold => {MOSTLY_REMOVED}")
            merged = call("ducklake_merge_adjacent_files")
            removed = call("ducklake_cleanup_old_files", f"older_than => {unused}")
            removed += call("ducklake_delete_orphaned_files", f"older_than => {unused}")
        except duckdb.Error as error:
            raise LakeFailed(f"{address} could not be maintained ({error}); what is published is as it was") from error
    return Maintained(expired, rewritten + merged, removed)

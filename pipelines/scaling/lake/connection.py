"""Opening a lake: for its one committer, or for questions.

A lake whose catalog is a DuckDB file can be open in one process that writes, or in several that read; who comes in
between waits. With a catalog in PostgreSQL nobody waits but a second committer.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import duckdb

from pipelines.locks import Locked, lock_file
from pipelines.scaling.errors import LakeFailed, NoSuchVersion, NotAQuestion
from pipelines.scaling.extensions import NO_DOWNLOADS, load
from pipelines.scaling.lake.address import LakeAddress
from pipelines.scaling.storage import s3_secret
from schemas.ddl import literal

LAKE: Final = "lake"
"""The name under which a lake is attached."""

COMMITTER: Final = 7_485_746_839_217
"""The key of PostgreSQL's advisory lock of the one committer; it is of the catalog's database alone."""

READER_WAITS: Final = 10.0
"""Seconds that a reader waits for a committer, where the catalog is a DuckDB file."""

ASKING: Final = frozenset({"SELECT", "EXPLAIN", "RELATION"})
"""Kinds of statements that read. COPY writes files, also where the lake itself is attached read-only."""


_LOOKING: Final = frozenset(
    f"ducklake_{one}"
    for one in "snapshots current_snapshot table_info table_changes table_insertions table_deletions".split()
)
"""Functions of DuckLake that only look; others remove or write files."""

_CALLED: Final = re.compile(r"\b(ducklake_\w+|set_option|set_commit_message)\W*\(", re.IGNORECASE)


@contextmanager
def committing(address: LakeAddress, wait_seconds: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a lake as its one committer; where there is none, it is created.

    Args:
        address: the lake.
        wait_seconds: how long to wait for another committer, and for readers of a catalog in a file.

    Yields:
        A connection with the lake attached as `lake`, and in use.

    Raises:
        Locked: another process commits, or has a catalog in a file open.
        LakeFailed: it cannot be opened.
        ScaleMissing: an extension is not installed.
    """
    deadline = time.monotonic() + wait_seconds
    with _connected(address) as connection, _one_committer(address, connection, wait_seconds):
        _attach(connection, address, deadline, DATA_PATH=address.data, DATA_INLINING_ROW_LIMIT=0)
        with _rolled_back(connection):
            yield connection


@contextmanager
def asking(
    address: LakeAddress, at: str = "", wait_seconds: float = READER_WAITS
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a lake for questions: read-only, with no other file or network reachable from SQL, settings locked.

    Args:
        address: the lake.
        at: a version's number, or a time (ISO 8601; UTC where it names no offset); empty: the latest.
        wait_seconds: how long to wait for a committer, where the catalog is a DuckDB file.

    Raises:
        NoSuchVersion: there is no such version.
        Locked: it is still being written after that time.
        LakeFailed: there is no such lake, or it cannot be opened.
        ScaleMissing: an extension is not installed.
    """
    with reading(address, at, wait_seconds) as connection:
        connection.execute(f"SET allowed_directories = [{literal(address.data)}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection


@contextmanager
def reading(
    address: LakeAddress, at: str = "", wait_seconds: float = READER_WAITS
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a lake read-only, for our own statements; see `asking`."""
    options: dict[str, Any] = {"READ_ONLY": True}
    if at:
        options |= {"SNAPSHOT_VERSION": int(at)} if at.isdecimal() else {"SNAPSHOT_TIME": at}
    if not address.is_postgres and not address.file.exists():
        raise LakeFailed(f"{address} does not exist yet; `pithhouse lake publish` makes it")
    with _connected(address) as connection:
        try:
            _attach(connection, address, time.monotonic() + wait_seconds, **options)
        except LakeFailed as error:
            if at and "snapshot" in str(error).lower():
                raise NoSuchVersion(f"the lake has no version {at}; `pithhouse lake` lists them") from error
            raise
        yield connection


def require_question(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Refuse statements that may write.

    Raises:
        NotAQuestion: one does.
        duckdb.Error: the text is no SQL.
    """
    for one in connection.extract_statements(sql):
        if one.type.name not in ASKING:
            raise NotAQuestion(f"{one.type.name} is not a question: the lake is open for reading")
        if others := {name.lower() for name in _CALLED.findall(one.query)} - _LOOKING:
            raise NotAQuestion(f"{min(others)} is not a question: the lake is open for reading")


@contextmanager
def _connected(address: LakeAddress) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config=NO_DOWNLOADS) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        load(connection, *address.extensions)
        if address.data.startswith("s3://"):
            connection.execute(s3_secret())
        yield connection


def _attach(
    connection: duckdb.DuckDBPyConnection, address: LakeAddress, deadline: float, **options: str | int | bool
) -> None:
    """Attach a lake, and use it; a catalog in a file that another process has open is waited for."""
    listed = ", ".join(
        name if value is True else f"{name} {literal(value) if isinstance(value, str) else value}"
        for name, value in options.items()
    )
    while True:
        try:
            connection.execute(f"ATTACH {literal(str(address))} AS {LAKE} ({listed})")
            break
        except duckdb.Error as error:
            if "Could not set lock" not in str(error):
                raise LakeFailed(f"{address} cannot be opened: {error}") from error
            if time.monotonic() >= deadline:
                raise Locked(f"{address} is open in another process ({error})") from error
        time.sleep(0.1)
    connection.execute(f"USE {LAKE}")


@contextmanager
def _one_committer(address: LakeAddress, connection: duckdb.DuckDBPyConnection, wait_seconds: float) -> Iterator[None]:
    """Hold the lock of the one committer: a file's, or PostgreSQL's advisory lock, which ends with its transaction.

    Concurrent commits of the same tables conflict in DuckLake: one of them would do its work in vain.
    """
    said = f"{address} is being written by"
    if not address.is_postgres:
        with lock_file(address.file.with_name(address.file.name + ".lock"), wait_seconds, said):
            yield
        return
    deadline = time.monotonic() + wait_seconds
    with connection.cursor() as holder:
        try:
            holder.execute(f"ATTACH {literal(address.connection_string)} AS committer (TYPE postgres, READ_ONLY)")
        except duckdb.Error as error:
            raise LakeFailed(f"{address} cannot be reached: {error}") from error
        while True:
            holder.execute("BEGIN")
            asked = f"SELECT * FROM postgres_query('committer', 'SELECT pg_try_advisory_xact_lock({COMMITTER})')"
            if holder.execute(asked).fetchall() == [(True,)]:
                break
            holder.execute("ROLLBACK")
            if time.monotonic() >= deadline:
                raise Locked(f"{said} another process")
            time.sleep(0.1)
        with _rolled_back(holder):
            yield


@contextmanager
def _rolled_back(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """End a transaction that is still open at the end.

    Where its PostgreSQL is gone, closing the connection with the transaction open would abort this process.
    """
    try:
        yield
    finally:
        with suppress(duckdb.Error):
            connection.execute("ROLLBACK")

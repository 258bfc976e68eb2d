"""Dagster's event log in SQLite, with one connection to each of its files, kept until the log is closed.

Dagster itself makes a new engine and a new connection several times for each of a run's two hundred events: it reads
the file's schema, compiles its statements, and checkpoints the write-ahead log each time. It also asks for the records
of its assets one by one. The files and their schema are Dagster's, and `pithhouse dev` reads them as before. A commit
does not wait for the disk: the write-ahead log keeps the file consistent, and a power cut costs the last events at
most. The record of runs, which says whether a run ended well, is stored elsewhere and does wait.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from dagster import AssetKey
from dagster._core.events.log import EventLogEntry
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.base import AssetRecord
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool


class EventLog(SqliteEventLogStorage):
    """An event log that replaces Dagster's own."""

    def __init__(self, *given: Any, **named: Any) -> None:
        """Accept the arguments of Dagster's own event log."""
        self._engines: dict[str, Engine] = {}
        self._tables: set[str] = set()
        self._columns: set[str] = set()
        self._indexes: set[str] = set()
        self._records: dict[AssetKey, AssetRecord | None] = {}
        self._outdated: set[AssetKey] = set()
        self._begun: dict[str, Connection] = {}
        self._storing: ExitStack | None = None
        super().__init__(*given, **named)
        self._db_lock = threading.RLock()  # type: ignore[assignment] # an event is stored by several calls of `_connect`

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "EventLog":
        """Create the log from its configuration."""
        return cls(inst_data=inst_data, **config_value)

    def store_event(self, event: EventLogEntry) -> None:
        """Store an event in one transaction for each file, where Dagster has up to five."""
        with self._db_lock, ExitStack() as transactions:
            self._storing = transactions
            try:
                super().store_event(event)
            finally:
                self._storing = None
                self._begun.clear()
        if event.dagster_event and (asset := event.dagster_event.asset_key):
            self._records.pop(asset, None)
            self._outdated.add(asset)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        """Begin a transaction on the file of a run, or on the file of all runs; the connection stays open."""
        with self._db_lock:
            if shard in self._begun:
                yield self._begun[shard]
                return
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            if self._storing:
                self._begun[shard] = self._storing.enter_context(engine.begin())
                yield self._begun[shard]
                return
            with engine.begin() as connection:
                yield connection

    def has_table(self, table_name: str) -> bool:
        """Tell whether the file of all runs has a table; once there, a table stays."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        """Tell whether assets have a column; once there, it stays. Dagster itself reads the schema for each event."""
        if column_name not in self._columns and super()._has_asset_key_col_on_connection(conn, column_name):
            self._columns.add(column_name)
        return column_name in self._columns

    def has_asset_key_col(self, column_name: str) -> bool:
        """Tell the same, without a transaction."""
        return column_name in self._columns or super().has_asset_key_col(column_name)

    def has_secondary_index(self, name: str) -> bool:
        """Tell whether a migration of data is complete; it stays so."""
        if name not in self._indexes and super().has_secondary_index(name):
            self._indexes.add(name)
        return name in self._indexes

    def get_asset_records(self, asset_keys: Sequence[AssetKey] | None = None) -> Sequence[AssetRecord]:
        """Return the records of assets; Dagster asks for one asset at a time, and again for each of its checks.

        Records are kept until something is stored of their asset; those that are outdated are read together.
        """
        if asset_keys is None:
            return super().get_asset_records()
        if any(one not in self._records for one in asset_keys):
            asked = [*{*asset_keys, *self._outdated}]
            found = {one.asset_entry.asset_key: one for one in super().get_asset_records(asked)}
            self._records.update({one: found.get(one) for one in asked})
            self._outdated.clear()
        return [record for one in asset_keys if (record := self._records[one])]

    def wipe_asset(self, asset_key: AssetKey) -> None:
        """Remove an asset from the catalog."""
        super().wipe_asset(asset_key)
        self._records.clear()

    def _engine(self, shard: str) -> Engine:
        if shard not in self._engines:
            address = self.conn_string_for_shard(shard)
            # Any thread may use the connection, one at a time: `_connect` holds the lock.
            how = {"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False}
            self._engines[shard] = create_engine(address, poolclass=StaticPool, connect_args=how)
            event.listen(self._engines[shard], "connect", _do_not_wait)
        return self._engines[shard]

    def dispose(self) -> None:
        """Close the connections."""
        super().dispose()
        with self._db_lock:
            while self._engines:
                self._engines.popitem()[1].dispose()


def _do_not_wait(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")  # as Dagster does, after it has created the tables
    connection.execute("PRAGMA synchronous = NORMAL")

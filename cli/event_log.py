"""Dagster's event log in SQLite, with one connection to each of its files, kept until the log is closed.

Dagster itself makes a new engine and a new connection several times for each of a run's two hundred events: it reads
the file's schema, compiles its statements, and checkpoints the write-ahead log each time. The files and their schema
are Dagster's, and `pithhouse dev` reads them as before. A commit does not wait for the disk: the write-ahead log keeps
the file consistent, and a power cut costs the last events at most. The record of runs, which says whether a run ended
well, is stored elsewhere and does wait.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dagster._core.storage.event_log import SqliteEventLogStorage
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
        super().__init__(*given, **named)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "EventLog":
        """Create the log from its configuration."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        """Begin a transaction on the file of a run, or on the file of all runs; the connection stays open."""
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
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
    connection.execute("PRAGMA synchronous = NORMAL")

"""Dagster's event log in SQLite, with the engine of each of its files kept for as long as the process lives.

Dagster makes a new engine for each of a run's two hundred events, which reads the form of the file and compiles its
statements anew. The files, their form and how long one is held open are Dagster's; `pithhouse dev` reads them as ever.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import NullPool


class EventLog(SqliteEventLogStorage):
    """The event log; `dagster_home` puts it in the place of Dagster's own."""

    def __init__(self, *given: Any, **named: Any) -> None:
        """Take what Dagster gives its own."""
        self._engines: dict[str, Engine] = {}
        super().__init__(*given, **named)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "EventLog":
        """Make the log as its configuration says."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        """Connect to the file of a run, or to that of all runs, in a transaction; the connection is closed after it."""
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    def _engine(self, shard: str) -> Engine:
        if shard not in self._engines:
            address = self.conn_string_for_shard(shard)
            patience = {"timeout": SQLITE_BUSY_TIMEOUT_SECONDS}
            self._engines[shard] = create_engine(address, poolclass=NullPool, connect_args=patience)
        return self._engines[shard]

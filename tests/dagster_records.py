"""The records of runs that Dagster keeps in SQLite, made quickly: for tests of the commands and of the assets."""

from typing import Any

from sqlalchemy import Engine, event


def hurry_dagsters_records() -> None:
    """Let SQLite not wait for the disk in the records of runs that Dagster keeps: a run makes 700 commits.

    Only runs in the test process are hurried. Nothing here tests what is left of those records after a power cut.
    """
    event.listen(Engine, "connect", _do_not_wait)


def _do_not_wait(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")

"""One opening of the published file for all who look at the notebook: they are threads of one process.

DuckDB keeps one database for a file in a process, and its settings are locked by the first opening, so a second one
could not set its own. The notebook calls `shared`.
"""

import os
import time
from functools import cache
from pathlib import Path

import duckdb

from pipelines.warehouse.connections import open_published


@cache
def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    os.environ["TZ"] = "UTC"  # a further connection takes the process's time zone, and may not set its own
    time.tzset()
    return open_published(path)


def shared(path: Path) -> duckdb.DuckDBPyConnection:
    """Return a new connection to the published file as it was when it was first opened.

    The time zone of the process becomes UTC.

    Raises:
        NotPublished: when there is no such file.
    """
    return _opened(path).cursor()

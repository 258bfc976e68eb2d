"""One opening of the published file for all who look at the notebook: they are threads of one process.

DuckDB keeps one database for a file in a process, and its settings are locked by the first opening, so a second one
could not set its own. The notebook calls `shared`.
"""

from functools import cache
from pathlib import Path

import duckdb

from pipelines.building.query import open_published


@cache
def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    return open_published(path)


def shared(path: Path) -> duckdb.DuckDBPyConnection:
    """Give a connection of one's own to the published file as it was when it was opened first.

    Raises:
        NotPublished: when there is no such file.
    """
    return _opened(path).cursor()

"""Where files, folders and WARCs enter: paths to a stream of arrivals, one body in memory at a time.

Paths that are not there stop the call before anything is read; anything else that is wrong is an arrival with
an outcome. Nothing is stored here. `assets` hands the stream to the raw store.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from pipelines.landing.captures import Arrival
from pipelines.landing.errors import SourceNotFound
from pipelines.landing.folder_source import FolderSource, is_warc
from pipelines.landing.warc_source import WarcSource


def arrivals(paths: Sequence[Path], read_at: datetime) -> Iterator[Arrival]:
    """Everything in the paths, in their order (DESIGN.md section 4).

    Args:
        paths: each a file, a folder or a WARC (`.warc`, `.warc.gz`).
        read_at: aware; stands in as the time of what has none, such as a link to nothing.

    Returns:
        Arrivals, made as they are taken.

    Raises:
        SourceNotFound: a path does not exist; names it. Raised by the call itself, not while reading.
    """
    for path in paths:
        try:
            is_there = path.exists()
        except OSError as error:
            raise SourceNotFound(f"{path}: {error.strerror}; give permission, or check the path") from error
        if not is_there:
            raise SourceNotFound(f"{path}: there is no such file or folder; check the path")
    return _arrivals(list(paths), read_at)


def _arrivals(paths: list[Path], read_at: datetime) -> Iterator[Arrival]:
    warcs = WarcSource(read_at)
    for path in paths:
        if path.is_dir():
            yield from FolderSource(path, read_at, warcs.arrivals).arrivals()
        elif is_warc(path):
            yield from warcs.arrivals(path)
        else:
            yield from FolderSource(path.parent, read_at, warcs.arrivals).file(path)

"""Where files, folders and WARCs enter: paths to a stream of arrivals, one body in memory at a time.

Paths that are not there stop the call before anything is read; anything else that is wrong is an arrival with
an outcome. Nothing is stored here. `assets` hands the stream to the raw store.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from pipelines.landing.captures import Arrival
from pipelines.landing.errors import SourceNotFound
from pipelines.landing.file_arrivals import modified_at, without_hub
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
        count = 0
        for count, arrival in enumerate(_of_one(path, read_at, warcs), 1):  # noqa: B007 (asked for below)
            yield arrival
        if not count:  # an empty folder, a captures.csv without rows: it must not pass for done
            reason = "it holds nothing that could be a capture; nothing was taken from it"
            yield without_hub(path.resolve().name, "empty", reason, modified_at(path, read_at))


def _of_one(path: Path, read_at: datetime, warcs: WarcSource) -> Iterator[Arrival]:
    if path.is_dir():
        return FolderSource(path, read_at, warcs.arrivals).arrivals()
    if is_warc(path):
        return warcs.arrivals(path)
    return FolderSource(path.parent, read_at, warcs.arrivals).file(path)

"""Where files, folders and WARCs enter: paths to a stream of arrivals, one body in memory at a time.

A missing path stops the call before anything is read; any other fault is an arrival with an outcome. Nothing is stored
here.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from pipelines.landing.archives.landed_pages import LandedPages
from pipelines.landing.archives.source import Tally, WarcSource
from pipelines.landing.archives.waiting_revisits import waiting_revisits
from pipelines.landing.captures import Arrival
from pipelines.landing.errors import SourceNotFound
from pipelines.landing.files.arrivals import modified_at, without_hub
from pipelines.landing.files.folder import FolderSource, archives_below, is_warc
from pipelines.landing.raw_store import RawStore


def arrivals(
    paths: Sequence[Path], read_at: datetime, landed: RawStore | None = None, tally: Tally | None = None
) -> Iterator[Arrival]:
    """Yield everything in the paths, in their order (DESIGN.md section 4).

    Args:
        paths: each a file, a folder or a web archive (WARC, WACZ, ARC).
        read_at: aware; the time of anything that has none, such as a link to nothing.
        landed: where revisits look for pages from earlier calls; revisits in it that wait for their originals come
            last, if these are found now.
        tally: counts skipped records, updated while reading.

    Returns:
        Arrivals, produced lazily.

    Raises:
        SourceNotFound: a path does not exist; names it. Raised by the call itself, not while reading.
    """
    for path in paths:
        try:
            is_there = path.exists()
        except OSError as error:
            raise SourceNotFound(f"{path}: {error.strerror}; grant permission, or check the path") from error
        if not is_there:
            raise SourceNotFound(f"{path}: there is no such file or folder; check the path")
    pages = None if landed is None else LandedPages(landed)
    return _arrivals(list(paths), read_at, WarcSource(read_at, pages, tally or Tally()))


def _arrivals(paths: list[Path], read_at: datetime, warcs: WarcSource) -> Iterator[Arrival]:
    archives = list(archives_below(paths))
    warcs.survey(archives)
    waiting = list(waiting_revisits(warcs.landed.raw)) if archives and warcs.landed else []
    for path in paths:
        count, others = 0, warcs.tally.other_records
        for count, arrival in enumerate(_of_one(path, read_at, warcs), 1):  # noqa: B007 (used after the loop)
            yield arrival
        if (
            not count and warcs.tally.other_records == others
        ):  # an empty folder, a captures.csv without rows: report it, it is no success
            reason = "it holds nothing that could be a capture; nothing was ingested"
            yield without_hub(path.resolve().name, "empty", reason, modified_at(path, read_at))
    yield from warcs.mended(waiting)


def _of_one(path: Path, read_at: datetime, warcs: WarcSource) -> Iterator[Arrival]:
    if path.is_dir():
        return FolderSource(path, read_at, warcs.arrivals).arrivals()
    if is_warc(path):
        return warcs.arrivals(path)
    return FolderSource(path.parent, read_at, warcs.arrivals).file(path)

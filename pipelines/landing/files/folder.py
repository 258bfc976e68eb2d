"""Read files and folders into arrivals: by the rows of `captures.csv`, else by name (DESIGN.md section 4).

One body is in memory at a time, in a fixed order; a fault in one file never stops the others, and no link is followed
out of the folder (FAULTS.md F30). WARC files are handed to `read_warc`.
"""

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipelines.landing.captures import Arrival
from pipelines.landing.errors import InvalidHubURL
from pipelines.landing.files.arrivals import hub_arrival, modified_at, refused_file, without_hub
from pipelines.landing.files.captures_csv import CAPTURES_CSV, Row, rows
from pipelines.landing.files.file_names import url_in_name
from pipelines.landing.files.foreign_archives import foreign_archive
from pipelines.landing.hub_url import parse_hub_url, shown
from pipelines.landing.raw_files import INDEX_SUFFIX, WARC_SUFFIX
from pipelines.landing.warc.wacz import ARCHIVE_SUFFIXES, WACZ_SUFFIX

WarcReader = Callable[[Path], Iterator[Arrival]]


def is_warc(path: Path) -> bool:
    """Return whether the name is that of a web archive that can be read: WARC, WACZ or ARC."""
    return path.name.lower().endswith((*ARCHIVE_SUFFIXES, WACZ_SUFFIX))


def archives_below(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the web archives among paths and in the folders among them; hidden names and links are skipped."""
    for path in paths:
        if not _holds(path.is_dir):
            yield from [path] if is_warc(path) else []
            continue
        for folder, folders, names in os.walk(path.resolve()):
            folders[:] = sorted(name for name in folders if name[0] != ".")
            found = (Path(folder, name) for name in sorted(names) if name[0] != ".")
            yield from (one for one in found if is_warc(one) and not _holds(one.is_symlink))


@dataclass(slots=True)
class FolderSource:
    """Reads below one folder; `read_at` is the time of files that have none, `read_warc` reads a WARC file."""

    root: Path
    read_at: datetime
    read_warc: WarcReader
    _listed: set[Path] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.root = self.root.resolve()

    def arrivals(self) -> Iterator[Arrival]:
        """Yield everything in the folder and its subfolders: rows first, then files by name, then folders."""
        return self._folder(self.root)

    def file(self, path: Path) -> Iterator[Arrival]:
        """Yield one file of the folder: by its rows in the captures.csv beside it, else by its name."""
        path = path.parent.resolve() / path.name
        if path.name == CAPTURES_CSV:
            yield from self._rows(path)
            return
        beside = path.parent / CAPTURES_CSV
        if _holds(beside.is_file):
            found = list(self._rows(beside, only=path))
            yield from found
            if found:
                return
        yield from self._named(path)

    def _folder(self, folder: Path) -> Iterator[Arrival]:
        try:
            with os.scandir(folder) as entries:
                is_folder = {Path(it.path): it.is_dir(follow_symlinks=False) for it in entries if it.name[0] != "."}
        except OSError as error:
            reason = f"the folder could not be listed ({error.strerror}); grant permission and ingest it again"
            yield without_hub(folder.name, "failed", reason, modified_at(folder, self.read_at))
            return
        table = folder / CAPTURES_CSV
        if is_folder.get(table) is False:
            yield from self._rows(table)
        for path in sorted(is_folder):
            if not is_folder[path] and not _is_ignored(path) and path not in self._listed:
                yield from self._named(path)
        for path in sorted(is_folder):
            if is_folder[path]:
                yield from self._folder(path)

    def _rows(self, table: Path, only: Path | None = None) -> Iterator[Arrival]:
        if self._leads_out(table):
            yield self._outside(table)
            return
        try:
            for row in rows(table):
                path = table.parent / row.file if row.file else None
                if only is None or path == only:
                    yield self._row(table, row, path)
        except OSError as error:
            reason = f"it could not be read ({error.strerror}), so the files are read by name; grant permission"
            yield without_hub(table.name, "failed", reason, modified_at(table, self.read_at))

    def _row(self, table: Path, row: Row, path: Path | None) -> Arrival:
        problem = row.problem
        if path is not None and "\0" not in row.file:
            if self._leads_out(path):
                problem = problem or f"the file {shown(row.file)} is outside the folder; copy it into the folder"
            elif _is_there(path):
                self._listed.add(path.parent.resolve() / path.name)
            else:
                problem = (
                    problem or f"there is no file {shown(row.file)}; put it beside captures.csv, or remove the row"
                )
        elif path is not None:
            problem = problem or "the file's name contains a NUL; correct it"
        moment = row.captured_at or modified_at(table, self.read_at)
        if problem or path is None:
            return without_hub(
                table.name,
                "refused",
                f"row {row.number} of {CAPTURES_CSV}: {problem}",
                moment,
                body=row.text,
                media_type="text/csv",
                part=f"row-{row.number}",
            )
        try:
            address = parse_hub_url(row.url)
        except InvalidHubURL as error:
            reason = f"row {row.number} of {CAPTURES_CSV}: {error}; correct the url"
            return refused_file(path, reason, moment, f"row-{row.number}")
        return hub_arrival(path, row.url, address, moment)

    def _named(self, path: Path) -> Iterator[Arrival]:
        """Yield the arrivals of a file that no row names."""
        if self._leads_out(path):
            yield self._outside(path)
            return
        if _holds(path.is_symlink) and _holds(path.is_dir):
            return  # the folder itself is read where it stands
        if is_warc(path):
            yield from self.read_warc(path)
            return
        moment = modified_at(path, self.read_at)
        if what := foreign_archive(path.name):
            yield refused_file(path, f"this is {what}", moment)
            return
        try:
            url = url_in_name(path.name)
        except InvalidHubURL as error:
            yield refused_file(path, f"{error}; rename it, or name it in a row of a captures.csv", moment)
        else:
            yield hub_arrival(path, url, parse_hub_url(url), moment)

    def _leads_out(self, path: Path) -> bool:
        try:
            place = path.resolve(strict=True)
        except RuntimeError:  # a loop of links, as Python before 3.13 reports it
            return True
        except OSError as error:
            if error.errno == errno.ELOOP:
                return True
            place = path.resolve()
        return not place.is_relative_to(self.root)

    def _outside(self, path: Path) -> Arrival:
        reason = "a link that leads out of the folder is not followed; copy the file into the folder"
        return without_hub(path.name, "refused", reason, modified_at(path, self.read_at))


def _is_ignored(path: Path) -> bool:
    """Return whether a file is no capture by its name: captures.csv, a README, our own index beside its WARC."""
    if path.suffix == INDEX_SUFFIX and _holds(path.with_name(path.stem + WARC_SUFFIX).exists):
        return True
    return path.name == CAPTURES_CSV or path.name.upper().startswith("README")


def _holds(check: Callable[[], bool]) -> bool:
    """Return the result of a check of a path; False if the system denies access."""
    try:
        return check()
    except OSError:
        return False


def _is_there(path: Path) -> bool:
    """Return whether the file exists; one without permission counts, and reading it reports the error."""
    try:
        path.stat()
    except PermissionError:
        return True
    except OSError:
        return False
    return True

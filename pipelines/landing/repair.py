"""Repair what an interrupted append left: rebuild missing index lines, move a torn tail aside.

Nothing that was landed is ever cut: a damaged record with whole ones after it stays in place and is reported. The
caller must hold the raw folder for writing.
"""

import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from pipelines.disk import sync
from pipelines.landing.index import Entry, Trouble, indexed, line_of, scanned
from pipelines.landing.raw_files import (
    INDEX_SUFFIX,
    TORN_FOLDER,
    WARC_SUFFIX,
    index_name,
    links_named,
    open_file,
)
from pipelines.landing.segments.sealed import own_files, own_indexes, sealed_entries, sealed_files


def repair_folder(root: Path, seen: Callable[[Entry], None]) -> list[str]:
    """Bring every index up to date with its WARC (FAULTS.md F26); `seen` gets each existing entry, in order.

    Returns:
        A message for each thing that was repaired or that needs a person.

    Raises:
        OSError: the folder cannot be read or written.
    """
    messages = [
        f"{name} is a link or not a regular file, so it was not opened; replace it with the file itself, or remove it"
        for name in links_named(root, WARC_SUFFIX) + links_named(root, INDEX_SUFFIX)
    ]
    for warc_file in sealed_files(root):
        for entry in sealed_entries(root, warc_file):
            seen(entry)
    warc_files = own_files(root)
    for warc_file in warc_files:
        if index_name(warc_file) not in links_named(root, INDEX_SUFFIX):
            messages += _repair_file(root, warc_file, seen)
    expected = {index_name(warc_file) for warc_file in warc_files}
    messages += [
        f"{name} has no WARC beside it, so its captures are gone: restore the WARC, or remove the index"
        for name in own_indexes(root)
        if name not in expected
    ]
    return messages


def entries_if_whole(root: Path) -> list[Entry] | None:
    """Return the entries of all indexes where `repair_folder` would do nothing and say nothing; None where it would.

    Raises:
        OSError: the folder cannot be read.
    """
    warc_files = own_files(root)
    are_links = links_named(root, WARC_SUFFIX) + links_named(root, INDEX_SUFFIX)
    if are_links or set(map(index_name, warc_files)) != set(own_indexes(root)):
        return None
    entries = [entry for name in sealed_files(root) for entry in sealed_entries(root, name)]
    for warc_file in warc_files:
        index = root / index_name(warc_file)
        with open_file(root / warc_file, "rb") as warc:
            warc_end = index_end = 0
            for entry, line_end in indexed(index, warc, warc_file):
                warc_end, index_end = entry.warc_end, line_end
                entries.append(entry)
            if warc_end != os.fstat(warc.fileno()).st_size or index_end != index.stat().st_size:
                return None
    return entries


def _repair_file(root: Path, warc_file: str, seen: Callable[[Entry], None]) -> list[str]:
    index = root / index_name(warc_file)
    with open_file(root / warc_file, "rb+") as warc:
        warc_end = index_end = 0
        for entry, line_end in indexed(index, warc, warc_file):
            warc_end, index_end = entry.warc_end, line_end
            seen(entry)
        messages = _cut_index(index, index_end)
        added, troubles = _index_rest(index, warc, warc_end, seen)
        if added:
            messages.append(f"{index.name}: {added} missing captures were indexed again")
        for trouble in troubles:
            if trouble.next_offset is None:
                messages.append(_set_aside(root, warc, warc_file, trouble))
            else:
                messages.append(
                    f"{warc_file}: the record at byte {trouble.offset} is damaged ({trouble.what}) and was skipped;"
                    " restore the file from a backup, or ingest that capture again"
                )
    return messages


def _cut_index(index: Path, index_end: int) -> list[str]:
    if not index.exists() or (surplus := index.lstat().st_size - index_end) <= 0:
        return []
    with open_file(index, "rb+") as file:
        file.truncate(index_end)
        os.fsync(file.fileno())
    return [f"{index.name}: {surplus} bytes were not valid and are rebuilt"]


def _index_rest(index: Path, warc: io.FileIO, start: int, seen: Callable[[Entry], None]) -> tuple[int, list[Trouble]]:
    """Write the index lines of the records from `start` on; return how many, and the damaged records."""
    size = os.fstat(warc.fileno()).st_size
    if start == size:
        return 0, []
    added, troubles = 0, []
    warc_file = index.name.removesuffix(INDEX_SUFFIX) + WARC_SUFFIX
    with io.BufferedWriter(open_file(index, "ab")) as lines:
        for found in scanned(warc, warc_file, start, size):
            if isinstance(found, Trouble):
                troubles.append(found)
                continue
            lines.write(line_of(found))
            seen(found)
            added += 1
        lines.flush()
        os.fsync(lines.fileno())
    return added, troubles


def _set_aside(root: Path, warc: io.FileIO, warc_file: str, trouble: Trouble) -> str:
    """Copy the bytes after the last whole record to the torn folder, and only then cut them here."""
    folder = root / TORN_FOLDER
    folder.mkdir(exist_ok=True)
    if folder.is_symlink():
        raise NotADirectoryError(f"{folder} is a link; put a folder in its place")
    torn = _free_name(folder, f"{warc_file}-{trouble.offset}")
    with io.BufferedWriter(open_file(torn, "xb")) as copy:
        warc.seek(trouble.offset)
        shutil.copyfileobj(warc, copy)
        copy.flush()
        os.fsync(copy.fileno())
    sync(folder)
    warc.truncate(trouble.offset)
    os.fsync(warc.fileno())
    return (
        f"{warc_file}: an append was interrupted; the unfinished record at byte {trouble.offset} was moved to"
        f" {TORN_FOLDER}/{torn.name}; ingest what was being landed again"
    )


def _free_name(folder: Path, stem: str) -> Path:
    candidate, number = folder / f"{stem}.bin", 1
    while os.path.lexists(candidate):
        number += 1
        candidate = folder / f"{stem}.{number}.bin"
    return candidate
